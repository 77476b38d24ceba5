// Watches Tab go through a page: whether it arrives at whatever can be used, and whether one sees where it is.
// Evaluated once it answers how many elements there are; `window.keyboard` then takes note of each arrival.
() => {
    const usable = 'a[href], area[href], button, input, select, textarea, summary, iframe, '
        + 'audio[controls], video[controls], [contenteditable], [tabindex]:not([tabindex="-1"])'
    const looks = ['color', 'backgroundColor', 'borderColor', 'borderWidth', 'boxShadow', 'textDecoration', 'opacity']

    const describe = element => element.cloneNode(false).outerHTML

    const appearance = element => {
        // What frames it, follows it or labels it may show the focus in its place.
        const places = [element, element.parentElement, element.parentElement?.parentElement,
            element.nextElementSibling, ...(element.labels ?? [])]
        return JSON.stringify(places.filter(place => place).map(place => {
            const style = getComputedStyle(place)
            const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                && !/, 0\)$|transparent/.test(style.outlineColor)
            return [outlined && style.outline, ...looks.map(name => style[name])]
        }))
    }

    document.activeElement?.blur()
    const elements = [...document.querySelectorAll(usable)].filter(element =>
        element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
        && !element.matches(':disabled') && !element.closest('[inert]'))
    const before = new Map(elements.map(element => [element, appearance(element)]))
    const reached = new Set(), unseen = []

    // Tab reaches one button of a radio group; the arrow keys reach the others.
    const group = ({type, name, form}) => elements.filter(other =>
        type === 'radio' && other.type === type && other.name === name && other.form === form)

    window.keyboard = {
        unreached: () => elements.filter(element => !reached.has(element)),
        // Takes note of where the focus is, and says whether everything was reached.
        arrive: () => {
            const element = document.activeElement
            if (!before.has(element) || reached.has(element)) return window.keyboard.unreached().length === 0
            for (const member of [element, ...group(element)]) reached.add(member)
            const box = element.getBoundingClientRect()
            const inView = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
            if (!inView || appearance(element) === before.get(element)) unseen.push(element)
            return window.keyboard.unreached().length === 0
        },
        complaints: () => [
            ...window.keyboard.unreached().map(element => `Tab never reaches ${describe(element)}`),
            ...unseen.map(element => `nothing shows the focus on ${describe(element)}`),
        ],
    }
    return elements.length
}
