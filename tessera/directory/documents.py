"""What an entry's document says. It has the shape of HSDS 3; what HSDS has no field for stands under "tessera".

    {"name": "Clinic", "description": "…", "languages": [{"name": "Spanish", "code": "es"}], …,
     "tessera": {"language": "en", "texts": {"name": {"ar": "عيادة"}}, "themes": ["health"], "papers": "none", …}}

Nothing here knows of databases. Absent means unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Document = dict[str, Any]

OWN = "tessera"
_PARTS = uuid5(NAMESPACE_URL, "https://docs.openreferral.org/part")

# What a poster says: everything that its page shows, and nothing else. People who work there are not among it.
_SHOWN = frozenset(
    """
    id name alternate_name description url website email status alert fees fees_description eligibility_description
    application_process interpretation_services location_id location_type latitude longitude
    """.split()
)
_PARTS_SHOWN = {
    "phones": frozenset("id number extension description".split()),
    "languages": frozenset("id code".split()),
    "schedules": frozenset(
        """
        id freq interval byday bymonth bymonthday byweekno byyearday count until valid_from valid_to dtstart opens_at
        closes_at description notes
        """.split()
    ),
    "service_areas": frozenset("id name".split()),
    "cost_options": frozenset("id option amount currency amount_description".split()),
    "required_documents": frozenset("id document".split()),
    "addresses": frozenset(
        "id address_type address_1 address_2 postal_code city region state_province country".split()
    ),
}
_OURS_SHOWN = frozenset(
    "language filed_under themes serves led_by kind host_needs papers hours_notes files country".split()
)
_OFFICE_SHOWN = frozenset("holder committee term_ends".split())
_IN_LANGUAGES = ("name", "description")
_LARGEST = 1e15  # no degree, price or sum is larger, and up to there a number in JSON is told in one way


def own(document: Document) -> dict[str, Any]:
    """Our part of a document; empty where it has none."""
    found = document.get(OWN)
    return found if isinstance(found, dict) else {}


def texts_of(document: Document, field: str) -> dict[str, str]:
    """The field in every language it is known in, by BCP 47 code, the document's own language first."""
    said = {language_of(document): document[field]} if document.get(field) else {}
    further: dict[str, str] = own(document).get("texts", {}).get(field, {})
    return said | further


def text_in(document: Document, field: str, language: str) -> tuple[str, str]:
    """The field in this language, else in the document's own, else in any: the text and the language it is in."""
    texts = texts_of(document, field)
    spoken = language if language in texts else next(iter(texts), "")
    return texts.get(spoken, ""), spoken


def language_of(document: Document) -> str:
    """In which language the document's plain fields are written; English where nobody said."""
    return str(own(document).get("language") or "en")


def parts(document: Document, name: str) -> list[Document]:
    """A nested list of the document (phones, schedules …); what is no list of objects counts as none."""
    found = document.get(name)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def all_parts(document: Document, name: str) -> Iterator[Document]:
    """The document's own parts of this name, then those of a service at each of its locations."""
    yield from parts(document, name)
    for at in parts(document, "service_at_locations"):
        yield from parts(at, name)


def location_ids(document: Document) -> list[UUID]:
    """Where a service is offered."""
    return [
        UUID(at["location_id"]) for at in parts(document, "service_at_locations") if at.get("location_id")
    ]


def codes(document: Document, name: str) -> list[str]:
    """A list of codes under "tessera": themes, serves, led_by, files."""
    return [str(code) for code in own(document).get(name, [])]


def spoken_languages(document: Document) -> list[str]:
    """Codes of the languages in which somebody is served."""
    return list(dict.fromkeys(part["code"] for part in all_parts(document, "languages") if part.get("code")))


def part_id(*where: object) -> str:
    """The identifier of a part, from what it belongs to and says: saved again, it keeps it."""
    return str(uuid5(_PARTS, " ".join(str(one) for one in where)))


def with_ids(kind: str, owner: object, found: Iterable[Document]) -> list[Document]:
    """Parts that somebody typed, each with an identifier of its own."""
    return [{"id": part_id(owner, kind, sorted(part.items()))} | part for part in found]


def for_everybody(document: Document) -> Document:
    """The document as a poster may say it: nothing that its page does not show, and no people's names."""
    shown = _picked(document, _SHOWN)
    for name, fields in _PARTS_SHOWN.items():
        if found := [_picked(part, fields) for part in parts(document, name)]:
            shown[name] = found
    if at := [for_everybody(one) for one in parts(document, "service_at_locations")]:
        shown["service_at_locations"] = at
    ours = _picked(own(document), _OURS_SHOWN)
    if isinstance(office := own(document).get("office"), dict):
        ours["office"] = _picked(office, _OFFICE_SHOWN)
    if isinstance(texts := own(document).get("texts"), dict):
        ours["texts"] = {field: _texts(texts[field]) for field in _IN_LANGUAGES if field in texts}
    return shown | ({OWN: ours} if ours else {})


def _picked(said: Document, names: frozenset[str]) -> Document:
    """Plain values, and lists of such, under these names."""
    return {name: value for name, value in said.items() if name in names and _is_plain(value)}


def _is_plain(value: object) -> bool:
    """Neither nested, nor a number that not every database gives back as it was."""
    return not any(
        isinstance(one, dict | list) or (isinstance(one, int | float) and not abs(one) <= _LARGEST)
        for one in (value if isinstance(value, list) else [value])
    )


def _texts(said: object) -> dict[str, str]:
    return (
        {code: text for code, text in said.items() if isinstance(text, str)} if isinstance(said, dict) else {}
    )
