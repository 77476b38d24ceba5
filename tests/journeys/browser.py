"""What every page must be, for everybody who may look at it.

A `Visitor` is one browser window with its own cookies, seen in one `Look`. `visitor.check_page()` holds the
page against all of `CHECKS` and names whatever is wrong; `test_the_checks.py` shows each of them failing.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import urldefrag

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, Route

PHONE, DESK = 360, 1280  # CSS pixels
MOST_BYTES = 100_000  # of a page without its images, on the first visit
KEYBOARD = Path(__file__).with_name("keyboard.js")
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",  # containers have no user namespaces; it only ever sees our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever a page asks, nothing leaves
]


@dataclass(frozen=True)
class Look:
    """How somebody sees the pages."""

    scripts: bool = False
    width: Literal[360, 1280] = PHONE
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"

    def __str__(self) -> str:
        return f"{'scripts' if self.scripts else 'plain'}-{self.width}-{self.language}-{self.scheme}"


EVERY_LOOK = [
    Look(*look) for look in itertools.product((False, True), (PHONE, DESK), ("en", "es"), ("light", "dark"))
]
# Each value of one property meets each value of every other at least once.
LOOKS = [
    Look(scripts=False, width=PHONE, language="en", scheme="light"),
    Look(scripts=False, width=DESK, language="es", scheme="dark"),
    Look(scripts=True, width=PHONE, language="es", scheme="light"),
    Look(scripts=True, width=DESK, language="en", scheme="light"),
    Look(scripts=True, width=PHONE, language="en", scheme="dark"),
]


class Visitor:
    """Somebody with a browser of their own; `page` is Playwright's."""

    def __init__(self, browser: Browser, origin: str, look: Look) -> None:
        self.browser, self.origin, self.look = browser, origin, look
        self.context = self.open_context(scripts=look.scripts)
        self.images: set[str] = set()
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self.document: Response | None = None
        self.twin: Page | None = None  # made by the first look at a page without scripts
        self.context.on("request", lambda request: self._note_request(request.url, request.resource_type))
        self.context.on("response", self._note_response)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.context.new_page()

    def open_context(self, *, scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": self.look.width, "height": 800},
            is_mobile=self.look.width == PHONE,
            locale=self.look.language,
            color_scheme=self.look.scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        return context

    def _note_request(self, url: str, kind: str) -> None:
        if kind in {"image", "media"}:
            self.images.add(url)
        if not url.startswith((self.origin + "/", "data:", "blob:")):
            self.strangers.append(url)

    def _note_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.document = response

    def _note_console(self, message: ConsoleMessage) -> None:
        # A page that answers 403, 404 or 422 is reported as an error of the console too; it may be meant.
        about_itself = message.location["url"] == (self.document and self.document.url)
        if about_itself and message.text.startswith("Failed to load resource"):
            return
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def go(self, path: str) -> Response | None:
        return self.page.goto(self.origin + path)

    def check_page(self, *, public: bool = False) -> None:
        """Raises with everything that is wrong; a `public` page shows nothing that only members may see."""
        wrong = [f"{check.__name__}: {words}" for check in CHECKS for words in check(self)]
        if not public:
            wrong += [f"not_kept: {words}" for words in not_kept(self)]
        assert not wrong, f"{self.page.url} ({self.look}):\n  " + "\n  ".join(wrong)

    def screenshot(self, name: str) -> None:
        """Keeps a picture for people, in the folder that TESSERA_SCREENSHOTS names, if it names one."""
        if folder := os.environ.get("TESSERA_SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}-{self.look}.png", full_page=True)

    def close(self) -> None:
        if self.twin:
            self.twin.context.close()
        self.context.close()


def accessible(visitor: Visitor) -> Iterator[str]:
    """WCAG 2.2 AA, and good practice, as far as axe can tell."""
    page = visitor.page if visitor.look.scripts else twin_of(visitor)
    page.evaluate(AXE_SCRIPT)
    yield from page.evaluate("""async () => {
        const rules = {'target-size': {enabled: true}}  // new in 2.2, and off unless asked for
        const {violations} = await axe.run(document, {resultTypes: ['violations'], rules})
        return violations.flatMap(({id, help, nodes}) => nodes.map(node => `${id}, ${help}: ${node.html}`))
    }""")


def twin_of(visitor: Visitor) -> Page:
    """The same HTML where scripts run, because axe is one; but the page's own do not arrive."""
    html = re.sub(r"</?noscript[^>]*>", "", visitor.page.content())
    if visitor.twin is None:
        visitor.twin = visitor.open_context(scripts=True).new_page()
    visitor.twin.unroute_all()
    visitor.twin.route("**/*", lambda route: answer_twin(route, html))
    visitor.twin.goto(visitor.page.url)
    return visitor.twin


def answer_twin(route: Route, html: str) -> None:
    match route.request.resource_type:
        case "document":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        case "script":
            route.abort()
        case _:
            route.continue_()


def nobody_else_asked(visitor: Visitor) -> Iterator[str]:
    yield from visitor.strangers


def light(visitor: Visitor) -> Iterator[str]:
    # Compressed bodies, those that a cache gave too, and something for their headers.
    sizes: list[tuple[str, int]] = visitor.page.evaluate("""() =>
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .map(entry => [entry.name, entry.encodedBodySize + 300])
    """)
    counted = {url: size for url, size in sizes if url not in visitor.images}
    if sum(counted.values()) >= MOST_BYTES:
        yield f"{sum(counted.values())} bytes without images: {counted}"


def quiet_console(visitor: Visitor) -> Iterator[str]:
    yield from visitor.errors


def fits_the_width(visitor: Visitor) -> Iterator[str]:
    yield from visitor.page.evaluate(
        """room => {
            const wide = document.documentElement.scrollWidth
            if (wide <= room) return []
            const over = [...document.body.querySelectorAll('*')]
                .filter(element => element.getBoundingClientRect().right > room + 1)
                .map(element => element.cloneNode(false).outerHTML)
            return [`${wide} pixels wide: ${over.slice(0, 5).join(' ')}`]
        }""",
        visitor.look.width,
    )


def words_stay_whole(visitor: Visitor) -> Iterator[str]:
    """Only a word that no line could hold may be broken."""
    yield from visitor.page.evaluate("""() => {
        const broken = []
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        const range = document.createRange()
        while (texts.nextNode()) {
            const node = texts.currentNode
            if (!node.parentElement.checkVisibility()) continue
            for (const word of node.data.matchAll(/(?<![^\\s(«“])\\p{L}{2,20}(?![^\\s.,:;?!)»”])/gu)) {
                range.setStart(node, word.index)
                range.setEnd(node, word.index + word[0].length)
                const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
                if (lines.size > 1) broken.push(`${word[0]} in ${node.parentElement.outerHTML.slice(0, 200)}`)
            }
        }
        return broken
    }""")


def usable_by_keyboard(visitor: Visitor) -> Iterator[str]:
    """Tab reaches whatever can be used, and shows where it is."""
    page = visitor.page
    count = page.evaluate(KEYBOARD.read_text())
    # Twice: the first round may start in the middle, at a field with autofocus.
    for _ in range(2 * count + 10):
        if page.evaluate("() => window.keyboard.arrive()"):
            break
        page.keyboard.press("Tab")
    yield from page.evaluate("() => window.keyboard.complaints()")


def nothing_inline(visitor: Visitor) -> Iterator[str]:
    reader = InlineReader()
    reader.feed(document_of(visitor).text())
    yield from reader.found


class InlineReader(HTMLParser):
    """Finds what a strict policy would block, in the HTML as it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        inline_script = tag == "script" and "src" not in values and values.get("type") != "application/json"
        by_attribute = any(
            name == "style"
            or name.startswith("on")
            or (value or "").strip().lower().startswith("javascript:")
            for name, value in attrs
        )
        if tag == "style" or inline_script or by_attribute:
            self.found.append(self.get_starttag_text() or tag)


def one_heading(visitor: Visitor) -> Iterator[str]:
    headings = visitor.page.locator("h1:visible").all_text_contents()
    if len(headings) != 1:
        yield f"{len(headings)} first-level headings: {headings}"


def says_its_language(visitor: Visitor) -> Iterator[str]:
    root = visitor.page.locator("html")
    language = visitor.look.language
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    said = root.get_attribute("lang"), root.get_attribute("dir")
    if said != (language, direction):
        yield f"lang and dir are {said}, not {(language, direction)}"


def strict_policy(visitor: Visitor) -> Iterator[str]:
    header = document_of(visitor).headers.get("content-security-policy", "")
    directives = {words[0]: words[1:] for part in header.split(";") if (words := part.split())}
    for name, sources in directives.items():
        allowed = {"'none'", "'self'", "data:"} if name == "img-src" else {"'none'", "'self'"}
        if too_much := set(sources) - allowed:
            yield f"{name} allows {too_much}"
    # `default-src` does not stand in for the last three.
    for name in ("default-src", "base-uri", "form-action", "frame-ancestors"):
        if name not in directives:
            yield f"{name} is missing"


def careful_headers(visitor: Visitor) -> Iterator[str]:
    headers = document_of(visitor).headers
    if headers.get("referrer-policy") not in {"no-referrer", "same-origin"}:
        yield "Referrer-Policy lets addresses of pages out"
    if headers.get("x-content-type-options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff"


def careful_cookies(visitor: Visitor) -> Iterator[str]:
    for cookie in visitor.context.cookies():
        if not (cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Strict"):
            yield f"{cookie['name']} is not HttpOnly, Secure and SameSite=Strict"


def not_kept(visitor: Visitor) -> Iterator[str]:
    """What only members may see stays in no cache, on no disk."""
    if "no-store" not in document_of(visitor).headers.get("cache-control", ""):
        yield "Cache-Control lacks no-store"


def document_of(visitor: Visitor) -> Response:
    """The response that the page shown was made from."""
    shown = urldefrag(visitor.page.url).url
    assert visitor.document, "no page was opened yet"
    assert urldefrag(visitor.document.url).url == shown, f"{shown} came from a cache: open it with visitor.go"
    return visitor.document


CHECKS: tuple[Callable[[Visitor], Iterator[str]], ...] = (
    accessible,
    nobody_else_asked,
    light,
    quiet_console,
    fits_the_width,
    words_stay_whole,
    usable_by_keyboard,
    nothing_inline,
    one_heading,
    says_its_language,
    strict_policy,
    careful_headers,
    careful_cookies,
)
