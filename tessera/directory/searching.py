"""Finding entries by what somebody needs, in whichever language they say it; and by place, language and theme.

Three answers are joined: entries whose meaning is near the words (any two of the encoder's 16 languages), entries that
share words with them, and entries of a theme whose words are among them (also in languages the encoder does not know).
Of all of them only the gist is read; those that fit best by it are then looked at closely.
The weights were chosen with other queries than those that `bin/bench directory` measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from tessera.ui.maps import spans_of

from .fulltext import sharing_words
from .meaning import meaning_of, nearness, rough_nearness
from .models import FacetKind, Shelf
from .themes import themes_named
from .vocabulary import EntryKind

PER_PAGE = 20
PLACES_OFFERED = 200
MOST_FOUND = 200
_GISTS_AT_ONCE = 4_000  # entries whose gists are in memory together
_LOOKED_AT = 1_000  # entries that are looked at closely: those whose gist, words and themes fit best

_OF_WORDS, _OF_THEME = 0.2, 0.15
# Below this an entry is about something else; a list of such would only look like an answer.
_NEAR_ENOUGH = 0.17


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; empty means any. `area` is south, west, north, east in degrees."""

    kind: str = ""
    words: str = ""
    theme: str = ""
    language: str = ""
    country: str = ""
    place: str = ""  # a place's key
    serves: str = ""
    led_by: str = ""
    area: tuple[float, float, float, float] | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.theme or self.language or self.country or self.place or self.serves or self.led_by)


def search(shelf: Shelf, asked: Asked) -> list[int] | QuerySet[Any]:
    """The rows that fit, the best first, at most `MOST_FOUND`; without words, all that the filters leave, by title.

    All of them are a query still, of which a page reads what it shows.
    """
    fitting = narrowed(shelf, asked)
    if not asked.words.strip():
        return fitting.order_by("title", "id").values_list("pk", flat=True)
    rows = list(fitting.values_list("pk", flat=True))
    if not rows:
        return []
    place_of = {row: place for place, row in enumerate(rows)}
    meant = meaning_of(asked.words)
    rough, said = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    gists = shelf.gists.objects.filter(entry__in=fitting.values("pk")).values_list("entry", "signs")
    for batch in _batches(gists.iterator(_GISTS_AT_ONCE)):
        rough[[place_of[row] for row, _signs in batch]] = rough_nearness(
            meant, [signs for _row, signs in batch]
        )
    _add(said, place_of, sharing_words(shelf, asked.words), _OF_WORDS)
    for theme in themes_named(asked.words):
        of_theme = shelf.facets.objects.filter(kind=FacetKind.THEME, value=theme).values_list(
            "entry", flat=True
        )
        _add(said, place_of, dict.fromkeys(of_theme, 1.0), _OF_THEME)
    likely = np.sort(np.argsort(-(rough + said), kind="stable")[:_LOOKED_AT])
    near = shelf.meanings.objects.in_bulk([rows[place] for place in likely])
    scores = said[likely] + nearness(meant, [_vectors(near.get(rows[place])) for place in likely])
    best = np.argsort(-scores, kind="stable")[:MOST_FOUND]
    return [rows[likely[one]] for one in best if scores[one] >= _NEAR_ENOUGH]


def narrowed(shelf: Shelf, asked: Asked) -> QuerySet[Any]:
    """Entries that every filter leaves in."""
    found: QuerySet[Any] = shelf.entries.objects.all()
    if asked.kind:
        found = found.filter(kind=asked.kind)
    for kind, value in (
        (FacetKind.THEME, asked.theme),
        (FacetKind.LANGUAGE, asked.language),
        (FacetKind.SERVES, asked.serves),
        (FacetKind.LED_BY, asked.led_by),
    ):
        if value:
            found = found.filter(pk__in=shelf.facets.objects.filter(kind=kind, value=value).values("entry"))
    places = (("country", asked.country), ("name_key", asked.place))
    spots = Q(**{name: value for name, value in places if value})
    if asked.area:
        south, _west, north, _east = asked.area
        across = (Q(longitude__range=span) for span in spans_of(asked.area))
        spots &= Q(latitude__range=(south, north)) & reduce(or_, across)
    if spots:
        found = found.filter(pk__in=shelf.spots.objects.filter(spots).values("entry"))
    return found


def of_themes(shelf: Shelf, themes: Sequence[str], *, country: str, place: str, most: int) -> list[int]:
    """Rows of services in a country that are about these themes: those in the place itself first, then those about most."""
    here = narrowed(shelf, Asked(kind=EntryKind.SERVICE, country=country)).values("pk")
    fitting = shelf.facets.objects.filter(kind=FacetKind.THEME, value__in=themes, entry__in=here)
    about = dict(fitting.values_list("entry").annotate(themes=Count("value")))
    nearest = set(
        shelf.spots.objects.filter(name_key=place, entry__in=list(about)).values_list("entry", flat=True)
    )
    return sorted(about, key=lambda row: (row not in nearest, -about[row], row))[:most]


def in_order(shelf: Shelf, rows: Iterable[int]) -> list[Any]:
    """The entries of these rows, with what a list shows of them, in the order given."""
    wanted = list(rows)
    found = shelf.entries.objects.prefetch_related("spots", "facets").in_bulk(wanted)
    return [found[row] for row in wanted if row in found]


def points(shelf: Shelf, rows: list[int] | QuerySet[Any]) -> list[tuple[float, float]]:
    """Latitude and longitude of wherever these entries are, as far as that is known."""
    wanted = rows if isinstance(rows, list) else rows.order_by()
    known = shelf.spots.objects.exclude(latitude=None).filter(entry__in=wanted)
    return list(known.values_list("latitude", "longitude"))


def countries(shelf: Shelf) -> list[str]:
    """Codes of the countries where something is."""
    named = shelf.spots.objects.exclude(country="").values_list("country", flat=True)
    return sorted(named.distinct())


def places(shelf: Shelf, country: str) -> list[tuple[str, str]]:
    """Key and name of the places of a country where most is, by name."""
    here = shelf.spots.objects.filter(country=country).exclude(name_key="").values_list("name_key")
    most = here.annotate(called=Max("name"), entries=Count("entry", distinct=True)).order_by("-entries")
    return sorted(((key, name) for key, name, _entries in most[:PLACES_OFFERED]), key=lambda one: one[0])


def values(shelf: Shelf, kind: FacetKind) -> list[str]:
    """What occurs of a kind of facet, the most frequent first."""
    found = shelf.facets.objects.filter(kind=kind).values_list("value").annotate(entries=Count("entry"))
    return [value for value, _entries in found.order_by("-entries", "value")]


def _vectors(meaning: Any) -> bytes:
    return bytes(meaning.vectors) if meaning else b""


def _batches(found: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    left = iter(found)
    while batch := list(islice(left, _GISTS_AT_ONCE)):
        yield batch


def _add(scores: Any, place_of: dict[int, int], found: dict[int, float], weight: float) -> None:
    for row, fit in found.items():
        if row in place_of:
            scores[place_of[row]] += weight * fit
