"""From a document to what lists, maps and searches need of it: always made anew, never written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tessera.linkage.folding import fold

from .documents import Document, codes, own, parts, spoken_languages, texts_of
from .models import FacetKind
from .themes import english_words, themes_named
from .vocabulary import EntryKind

_MOST_PHRASES = 12
_SENTENCE = re.compile(r"[.!?;\n•]+")
_LONGEST = {"title": 300, "place": 200, "value": 40}


@dataclass(frozen=True, slots=True)
class Point:
    """Where something is, as a row of a spot."""

    location: UUID | None
    country: str
    name: str
    name_key: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    search_text: str
    told: list[str]  # phrases that are read for their meaning
    spots: list[Point] = field(default_factory=list)
    facets: list[tuple[str, str]] = field(default_factory=list)


def card_of(
    kind: str, document: Document, *, locations: Sequence[Document] = (), organisation: str = ""
) -> Card:
    """`locations` are the documents of where it is; `organisation` how the one behind it is called."""
    names = list(texts_of(document, "name").values())
    descriptions = list(texts_of(document, "description").values())
    places = [document] if kind == EntryKind.LOCATION else locations
    spots = list(dict.fromkeys(point for place in places if (point := _point(place))))
    themes, filed_under = codes(document, "themes"), codes(document, "filed_under")
    words = [
        *names,
        *filed_under,
        *descriptions,
        *_further_words(document),
        organisation,
        *(spot.name for spot in spots),
    ]
    return Card(
        title=(names[0] if names else "")[: _LONGEST["title"]],
        search_text=" ".join(filter(None, (fold(one) for one in words))),
        told=_phrases(names, filed_under, descriptions, themes),
        spots=spots,
        facets=_facets(document),
    )


def _phrases(
    names: Sequence[str], filed_under: Sequence[str], descriptions: Sequence[str], themes: Sequence[str]
) -> list[str]:
    """What an entry says, in pieces that mean one thing each; the name goes with each sentence of the description."""
    name = names[0] if names else ""
    sentences = (
        [one.strip() for one in _SENTENCE.split(descriptions[0]) if one.strip()] if descriptions else []
    )
    found = [name, *filed_under, *(f"{name}. {one}" for one in sentences), *map(english_words, themes)]
    return list(dict.fromkeys(filter(None, found)))[:_MOST_PHRASES]


def _further_words(document: Document) -> Iterable[str]:
    for name in ("alternate_name", "eligibility_description", "interpretation_services"):
        yield str(document.get(name, ""))
    for attribute in parts(document, "attributes"):
        yield str(attribute.get("value", ""))
    office: Mapping[str, Any] = own(document).get("office", {})
    yield from (str(office.get(name, "")) for name in ("committee", "holder"))
    yield from codes(document, "files")


def _facets(document: Document) -> list[tuple[str, str]]:
    valued = {
        FacetKind.THEME: codes(document, "themes"),
        FacetKind.LANGUAGE: spoken_languages(document),
        FacetKind.SERVES: codes(document, "serves"),
        FacetKind.LED_BY: codes(document, "led_by"),
    }
    return [
        (kind.value, value[: _LONGEST["value"]])
        for kind, values in valued.items()
        for value in dict.fromkeys(values)
        if value
    ]


def _point(location: Document) -> Point | None:
    """The place of a location: the town of its address, else its own name; None where nothing of it is known."""
    address = next(iter(parts(location, "addresses")), {})
    place = str(address.get("city") or location.get("name") or "")[: _LONGEST["place"]]
    country = str(address.get("country") or own(location).get("country") or "").upper()[:2]
    latitude, longitude = _degrees(location.get("latitude"), 90), _degrees(location.get("longitude"), 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
    if not place and not country and latitude is None:
        return None
    location_id = UUID(location["id"]) if location.get("id") else None
    return Point(location_id, country, place, fold(place), latitude, longitude)


def _degrees(value: object, most: int) -> float | None:
    """None for what cannot be on the globe: the specification's own example lies at 100 degrees north."""
    return float(value) if isinstance(value, int | float) and abs(value) <= most else None


def guess_themes(document: Document, filed_under: Iterable[str] = ()) -> list[str]:
    """Themes for a service of a list that names none of ours, by its name and the words that the list files it under."""
    words = [*filed_under, *texts_of(document, "name").values(), *texts_of(document, "description").values()]
    return themes_named(" ".join(words))
