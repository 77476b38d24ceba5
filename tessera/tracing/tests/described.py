"""People to test with, all of them invented, and the forms as somebody would fill them in."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse
from hypothesis import strategies as st

from tessera.common.spans import DateSpan
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Identified, Kind, NameKind, Person, Sex

# Nothing on a page is like these by chance.
TYPED: dict[str, str] = {
    "full_name": "Amina Example Warsame",
    "other_names": "Mina\nአሚና",
    "sex": "F",
    "birth": "1996-03",
    "age": "20-30",
    "nationality": "SO, HN",
    "origin_place": "Baidoa, Bay",
    "event": "2021-04-03",
    "event_place": "Sásabe",
    "height": "163-167",
    "marks": "Scar on the left wrist\nGold tooth",
    "belongings": "Blue rosary\nNokia phone",
    "phones": "+252 61 555 0101",
    "documents": "P-0099887",
    "circumstances": "Called from the bus.\nSaid she was well.",
    "reference": "CASE-17",
    "source": "Her aunt",
}
TYPED_FOR: dict[str, dict[str, str]] = {
    Kind.SOUGHT: TYPED
    | {
        "enquirer_name": "Halima Example",
        "enquirer_relation": "Aunt",
        "enquirer_contact": "Through the school",
    },
    Kind.FOUND: TYPED | {"contact_wish": "message_only", "custodian": "House of the river"},
    Kind.REMAINS: TYPED
    | {
        "people": "2",
        "body_condition": "Skeletal",
        "post_mortem_interval": "6-8 months",
        "cause_of_death": "Exposure",
        "identified": "no",
        "custodian": "County morgue, drawer 9",
    },
}


def described(kind: str = Kind.SOUGHT, name: str = "Amina Example", **said: Any) -> PersonDraft:
    """A draft of somebody with this name, or nameless."""
    return PersonDraft(kind=kind, names=[(name, NameKind.FULL)] if name else [], **said)


def written(house: Any, *drafts: PersonDraft) -> list[Person]:
    """These as Marta's records, opened one after the other."""
    with house.open(house.marta):
        return [open_record(draft=draft, by=house.marta.member) for draft in drafts]


def page_of(house: Any, name: str, person: Person | None = None, **names: Any) -> str:
    """An address in Casa's room."""
    return reverse(name, kwargs={"vault": house.vault.pk} | ({"uid": person.uid} if person else {}) | names)


class Filled(HTMLParser):
    """The values of a page's largest form, as a browser would send them back untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._area = self._select = ""
        self.feed(page)

    @property
    def values(self) -> dict[str, str]:
        return max(self.forms, key=len)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({})
        elif tag == "textarea":
            self._area = said["name"]
            self.forms[-1][self._area] = ""
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and "selected" in said:
            self.forms[-1][self._select] = said["value"]
        elif tag == "input" and (said.get("type") != "radio" or "checked" in said):
            self.forms[-1][said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first line break of a text area belongs to the page, not to the text.
            self.forms[-1][self._area] = self.forms[-1][self._area].removeprefix("\n").replace("\n", "\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] += data


# Whatever people can type on one line: any alphabet, marks, emoji, quotes; no characters that are no text.
_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\u00ad")


def lines(most: int = 40) -> st.SearchStrategy[str]:
    return st.text(_LETTERS, max_size=most).map(str.strip)


def names() -> st.SearchStrategy[str]:
    return lines(60).map(lambda text: " ".join(text.split()))


def several(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[list[str]]:
    """Few of any kind, or as many and as long as a list can bring them."""
    many = st.integers(28, 30).map(lambda most: [f"{n:02} ".ljust(300, "ñ") for n in range(most)])
    return st.lists((lines() if text is None else text).filter(bool), max_size=4, unique=True) | many


def spans(first: int, last: int) -> st.SearchStrategy[DateSpan]:
    days = st.dates(date(first, 1, 1), date(last, 12, 31))
    years = st.integers(first, last)
    return st.one_of(
        days.map(lambda day: DateSpan(day, day)),
        st.builds(DateSpan.of_month, years, st.integers(1, 12)),
        years.map(DateSpan.of_year),
        st.lists(years, min_size=2, max_size=2).map(sorted).map(lambda two: DateSpan.of_years(*two)),
        st.lists(days, min_size=2, max_size=2).map(sorted).map(lambda two: DateSpan(*two)),
    )


def ranges(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.lists(st.integers(least, most), min_size=2, max_size=2).map(sorted).map(tuple)


@st.composite
def drafts(draw: st.DrawFn, kind: str) -> PersonDraft:
    """A description with anything known or unknown, also what only a list can bring to this kind of record."""
    texts = draw(several(names()))
    texts += ["Her father's name"] * (len(texts) > 4)  # beside thirty others
    kinds = st.sampled_from([NameKind.NICKNAME, NameKind.FATHER, NameKind.DOCUMENT])
    return PersonDraft(
        kind=kind,
        reference=draw(lines(40).filter(bool)),
        names=[(text, NameKind.FULL if at == 0 else draw(kinds)) for at, text in enumerate(texts)],
        sex=draw(st.sampled_from(["", *Sex.values])),
        birth=draw(st.none() | spans(1900, 2030)),
        ages=draw(st.none() | ranges(0, 120)),
        nationality=draw(st.sampled_from(["", "HN", "SO, ET", "Atlantis", "SV, Atlantis", "HN, Guatemala"])),
        origin_place=draw(lines()),
        event=draw(st.none() | spans(1950, 2030)),
        event_place=draw(lines()),
        heights=draw(st.none() | ranges(20, 255)),  # "about 25 cm", "about 250 cm"
        marks=draw(several()),
        belongings=draw(several()),
        phones=draw(several()),
        documents=draw(several()),
        circumstances="\n".join(draw(several())),
        enquirer_name=draw(lines()),
        enquirer_relation=draw(lines()),
        enquirer_contact=draw(lines()),
        contact_wish=draw(st.sampled_from(ContactWish.values)),
        people=draw(st.none() | st.integers(1, 100_000)),
        body_condition=draw(lines()),
        post_mortem_interval=draw(lines()),
        cause_of_death=draw(lines()),
        identified=draw(st.sampled_from(["", *Identified.values])),
        custodian=draw(lines()),
        source=draw(lines()),
    )
