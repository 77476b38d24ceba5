"""Posters: what everybody may read of entries whose owners agreed. Made from the entry each time, never written by hand.

They lie open, so whoever has the disk can write on them. The room keeps a digest of each as it was hung (`Entry.hung`), by
which members notice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from .cards import Card, card_of
from .documents import OWN, Document, for_everybody, own
from .forgetting import forget_what_hung
from .marks import Mark, mark_of
from .models import COMMONS, Entry, Poster
from .vocabulary import EntryKind
from .writing import Around, around_of, store_on, with_meanings

_AT_ONCE = 500


def hang_posters(entries: Iterable[Entry]) -> None:
    """In a transaction of room and commons: puts up, changes or takes down the posters of these entries, as was agreed.

    Can be done again, and then changes nothing.
    """
    listed = list(entries)
    shown = [entry for entry in listed if entry.is_shown]
    remove_posters(entry.uid for entry in listed if not entry.is_shown)
    around = around_of(shown)
    named = _shown_organisations(shown)
    there = {poster.uid: poster for poster in Poster.objects.filter(uid__in=[entry.uid for entry in shown])}
    before = {uid: (poster.document, poster.search_text) for uid, poster in there.items()}
    posters: list[Any] = []
    cards: list[Card] = []
    for entry in shown:
        poster = there.get(entry.uid) or Poster(uid=entry.uid)
        poster.document, _mark = poster_of(entry, around)
        poster.kind, poster.verified_on, poster.changed_at = entry.kind, entry.verified_on, timezone.now()
        poster.organisation = entry.organisation if entry.organisation in named else None
        places = own(poster.document).get("places", [])
        name = named.get(entry.organisation, "")
        cards.append(card_of(entry.kind, poster.document, locations=places, organisation=name))
        posters.append(poster)
    store_on(COMMONS, with_meanings(posters, cards))
    for entry, poster, card in zip(shown, posters, cards, strict=True):
        entry.hung = _digest(poster, (_said_of(point) for point in card.spots), card.facets)
    Entry.objects.bulk_update(shown, ["hung"], batch_size=_AT_ONCE)
    if any(before[uid] != (poster.document, poster.search_text) for uid, poster in there.items()):
        forget_what_hung()


def remove_posters(entries: Iterable[UUID]) -> None:
    """In a transaction: deletes the posters of these, and what they said from the disk."""
    gone, _tables = Poster.objects.filter(uid__in=list(entries)).delete()
    if gone:
        forget_what_hung()


def poster_of(entry: Entry, around: Around | None = None) -> tuple[Document, Mark]:
    """What everybody would read of an entry, and the mark that could stand with it.

    No people's names, the places as they are told, the mark only where that was agreed.
    """
    mark = mark_of(entry.checks.all(), timezone.localdate(), keeper=entry.keeper)
    shown = for_everybody(entry.document)
    said = dict(own(shown))
    if places := [for_everybody(place) for place in (around or around_of([entry])).of(entry)]:
        said["places"] = places
    if entry.mark_agreed and mark.is_checked:
        said["mark"] = _written(mark)
    return shown | {OWN: said}, mark


def behind(entries: QuerySet[Entry]) -> list[Entry]:
    """Those of these entries whose poster is not the one that was hung, or hangs although nobody agreed any more.

    Something ended in between, or somebody wrote in the commons who could not open the room.
    """
    hanging = dict(_hanging(entries))
    wanted = entries.only("uid", "agreed_on", "confidential", "kind", "hung", "title", "keeper")
    return [
        entry
        for entry in wanted
        if hanging.get(entry.uid, b"") != (bytes(entry.hung) if entry.is_shown else b"")
    ]


def are_too_few_or_many() -> bool:
    """What can be noticed at a glance: as many should hang as were agreed on."""
    shown = Entry.objects.exclude(agreed_on=None).exclude(kind=EntryKind.LOCATION).filter(confidential=False)
    return shown.count() != Poster.objects.count()


def foreign() -> QuerySet[Poster]:
    """Posters of no entry at all."""
    return Poster.objects.exclude(uid__in=list(Entry.objects.values_list("uid", flat=True)))


def _hanging(entries: QuerySet[Entry]) -> Iterator[tuple[UUID, bytes]]:
    wanted = list(entries.values_list("uid", flat=True))
    for start in range(0, len(wanted), _AT_ONCE):
        some = Poster.objects.filter(uid__in=wanted[start : start + _AT_ONCE])
        for poster in some.prefetch_related("spots", "facets"):
            facets = ((facet.kind, facet.value) for facet in poster.facets.all())
            yield poster.uid, _digest(poster, map(_said_of, poster.spots.all()), facets)


def _digest(poster: Poster, spots: Iterable[Sequence[Any]], facets: Iterable[Sequence[str]]) -> bytes:
    """SHA-256 of everything that a list, a map, a filter or a page says of it."""
    row = [
        poster.kind,
        poster.title,
        poster.organisation,
        poster.verified_on,
        poster.search_text,
        poster.document,
    ]
    said = _numbers_alike([*row, sorted(map(repr, map(_numbers_alike, spots))), sorted(map(list, facets))])
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).digest()


def _numbers_alike(said: Any) -> Any:
    """Numbers by what they count: neither SQLite's columns nor PostgreSQL's JSON know a -0.0, which equals 0."""
    if isinstance(said, dict):
        return {name: _numbers_alike(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_numbers_alike(one) for one in said]
    return 0 if said == 0 and isinstance(said, float) else said


def _said_of(spot: Any) -> list[Any]:
    return [spot.location, spot.country, spot.name, spot.name_key, spot.latitude, spot.longitude]


def _shown_organisations(services: Iterable[Entry]) -> dict[UUID | None, str]:
    """How the organisations behind these services are called, of those that are shown themselves."""
    wanted = {service.organisation for service in services if service.organisation}
    return {one.uid: one.title for one in Entry.objects.filter(uid__in=wanted) if one.is_shown}


def _written(mark: Mark) -> dict[str, Any]:
    """A mark as it stands in a poster; whether it still counts is asked on the day when somebody reads it."""
    return {
        "verdict": mark.verdict.value,
        "told": {one.question: [one.answer.value, one.certainty.value] for one in mark.told},
        "checked_on": min(day for _name, day in mark.by).isoformat(),
        "until": mark.until.isoformat() if mark.until else "",
    }
