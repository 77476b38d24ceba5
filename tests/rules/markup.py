"""What a page must not get wrong, read from its HTML with the standard library's parser.

Browsers mend broken markup silently, each a little differently; screen readers then read what nobody wrote.
"""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_REFERENCES = frozenset("href src action formaction poster data srcset cite background".split())
_POINTS_AT_IDS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-details")
_NEEDS_NO_LABEL = frozenset({"hidden", "submit", "reset", "button", "image"})
# A paragraph ends where one of these begins, whatever the template thinks.
_ENDS_A_PARAGRAPH = frozenset(
    "address article aside details div dl fieldset figure footer form h1 h2 h3 h4 header hr main menu nav ol p pre"
    " section table ul".split()
)

Attributes = dict[str, str]


class Markup(HTMLParser):
    """Reads one page; `complaints()` says what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.found: list[str] = []
        self.open: list[str] = []
        self.headings = Counter[str]()
        self.ids = Counter[str]()
        self.pointed_at: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.controls: list[Attributes] = []
        self.nameless: list[tuple[str, str]] = []
        self.title = ""
        self._texts: list[tuple[int, str, list[str]]] = []
        self.feed(html)
        self.close()

    def complaints(self) -> list[str]:
        said = list(self.found)
        said += [f"<{tag}> is never closed" for tag in self.open]
        if self.headings["h1"] != 1:
            said.append(f"{self.headings['h1']} <h1> instead of one")
        if not self.title.strip(" ·\n"):
            said.append("no title")
        said += [f'id="{one}" stands {times} times' for one, times in self.ids.items() if times > 1]
        said += [
            f'{by} points at "{one}", which is not there'
            for by, one in self.pointed_at
            if one not in self.ids
        ]
        said += [
            f"a form field without a label: {one}" for one in self.controls if not self._is_labelled(one)
        ]
        said += [f"a {tag} that says nothing: {one}" for tag, one in self.nameless]
        return said

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.found.append(f"<{tag}> has an attribute twice: {attrs}")
        self._structure(tag)
        self._forbidden(tag, given)
        self._identifiers(tag, given)
        if tag == "html" and not (given.get("lang") and given.get("dir")):
            self.found.append("<html> without language or direction")
        if tag == "img" and "alt" not in given:
            self.found.append("<img> without alt")
        if tag in {"input", "select", "textarea"} and given.get("type") not in _NEEDS_NO_LABEL:
            self.controls.append(given | {"inside a label": "yes"} if "label" in self.open else given)
        if tag not in _VOID:
            self.open.append(tag)
            if tag in {"a", "button"}:
                self._texts.append((len(self.open), tag, [given.get("aria-label", "")]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> closes {self.open[-1:] or 'nothing'} at line {self.getpos()[0]}")
            return
        if self._texts and self._texts[-1][0] == len(self.open):
            _depth, kind, words = self._texts.pop()
            if not "".join(words).strip():
                self.nameless.append((kind, f"line {self.getpos()[0]}"))
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"]:
            self.title += data
        if self.open[-1:] in (["script"], ["style"]) and data.strip():
            self.found.append(f"inline <{self.open[-1]}>")
        for _depth, _kind, words in self._texts:
            words.append(data)

    def _structure(self, tag: str) -> None:
        if tag in _ENDS_A_PARAGRAPH and "p" in self.open:
            self.found.append(f"<{tag}> inside <p> at line {self.getpos()[0]}")
        if tag in {"a", "button"} and {"a", "button"} & set(self.open):
            self.found.append(f"<{tag}> inside a link or button at line {self.getpos()[0]}")
        if tag == "form" and "form" in self.open:
            self.found.append(f"a form inside a form at line {self.getpos()[0]}")
        if tag == "h1":
            self.headings[tag] += 1

    def _forbidden(self, tag: str, given: Attributes) -> None:
        if tag == "style":
            self.found.append("<style>: the stylesheet is the one place")
        if tag == "script" and "src" not in given:
            self.found.append("<script> without src")
        for name, value in given.items():
            if name == "style" or (name.startswith("on") and name != "on"):
                self.found.append(f"inline {name}= on <{tag}>")
            leads = urlsplit(value)
            if tag == "a" and given.get("rel") == "noreferrer" and leads.scheme in ("http", "https"):
                continue  # where the law can be read: somebody follows it, and it is told nothing of where from
            if name in _REFERENCES and (leads.netloc or leads.scheme not in ("", "tel", "mailto")):
                self.found.append(f"<{tag} {name}> leads to another host: {value}")

    def _identifiers(self, tag: str, given: Attributes) -> None:
        if "id" in given:
            self.ids[given["id"]] += 1
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
            self.pointed_at.append(("<label>", given["for"]))
        for name in _POINTS_AT_IDS:
            self.pointed_at += [(name, one) for one in given.get(name, "").split()]

    def _is_labelled(self, control: Attributes) -> bool:
        said = {"aria-label", "aria-labelledby", "inside a label"} & set(control)
        return bool(said) or control.get("id") in self.labelled
