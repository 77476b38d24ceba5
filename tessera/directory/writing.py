"""Storing entries and posters with everything that is made from their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .cards import Card, card_of
from .documents import Document, location_ids
from .meaning import meanings, signs_of
from .models import ROOM, Entry, Shelf
from .vocabulary import EntryKind

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry with everything that is made from its document, ready to be stored."""

    entry: Any  # Entry or Poster
    card: Card
    meaning: bytes


def file_entries(entries: Sequence[Entry]) -> None:
    """In a transaction: saves entries, new or changed, with their columns, spots and facets.

    Whatever is said of a place or an organisation stands in the columns of its services too; see `touched_by`.
    """
    store(made_ready(entries))


def made_ready(entries: Sequence[Entry], among: Sequence[Entry] = ()) -> list[Filed]:
    """What takes long about filing, and writes nothing. `among` are entries not stored yet that these may name."""
    around = around_of([*among, *entries])
    cards = [
        card_of(
            entry.kind,
            entry.document,
            locations=[] if entry.confidential else around.of(entry),
            organisation=around.names.get(entry.organisation, ""),
        )
        for entry in entries
    ]
    return with_meanings(entries, cards)


def with_meanings(entries: Sequence[Any], cards: Sequence[Card]) -> list[Filed]:
    """Reads what every card tells, all of them together: one by one takes far longer."""
    told = meanings([card.told for card in cards])
    return [Filed(*one) for one in zip(entries, cards, told, strict=True)]


def store(filed: Sequence[Filed]) -> None:
    """In a transaction: saves what was made ready."""
    store_on(ROOM, filed)


def touched_by(entry: Entry) -> list[Entry]:
    """Entries whose columns say something of this one: services of an organisation, whatever is at a place."""
    if entry.kind == EntryKind.ORGANISATION:
        return list(Entry.objects.filter(organisation=entry.uid, kind=EntryKind.SERVICE))
    if entry.kind == EntryKind.LOCATION:
        of_whom = Entry.objects.filter(uid=entry.organisation) if entry.organisation else Entry.objects.none()
        services = Entry.objects.filter(kind=EntryKind.SERVICE, spots__location=entry.uid)
        return [*of_whom, *services.distinct()]
    return []


@dataclass(frozen=True, slots=True)
class Around:
    """What entries name: places by their identifier and by whose they are, and how organisations are called."""

    places: dict[UUID, Entry]
    places_of: dict[UUID, list[Entry]]
    names: dict[UUID | None, str]

    def of(self, entry: Entry) -> list[Document]:
        """Where a service is offered, or an organisation itself is; nothing of a place that is confidential."""
        if entry.kind == EntryKind.SERVICE:
            found = [self.places[uid] for uid in location_ids(entry.document) if uid in self.places]
        else:
            found = self.places_of.get(entry.uid, [])
        return [place.document for place in found if not place.confidential]


def around_of(entries: Sequence[Entry]) -> Around:
    """Of entries that are stored, and of those among them that are not yet."""
    ours = {entry.uid: entry for entry in entries}
    of_services = {uid for entry in entries for uid in location_ids(entry.document)}
    organisations = {entry.uid for entry in entries if entry.kind != EntryKind.SERVICE}
    stored = Entry.objects.filter(kind=EntryKind.LOCATION)
    known = {place.uid: place for place in stored.filter(uid__in=of_services - ours.keys())}
    known |= {place.uid: place for place in stored.filter(organisation__in=organisations)}
    known |= {entry.uid: entry for entry in entries if entry.kind == EntryKind.LOCATION}
    places_of: dict[UUID, list[Entry]] = {}
    for place in known.values():
        if place.organisation:
            places_of.setdefault(place.organisation, []).append(place)
    named = {entry.organisation for entry in entries if entry.organisation} - ours.keys()
    names: dict[UUID | None, str] = dict(Entry.objects.filter(uid__in=named).values_list("uid", "title"))
    names |= {uid: str(entry.document.get("name", "")) for uid, entry in ours.items()}
    return Around(known, places_of, names)


def store_on(shelf: Shelf, filed: Sequence[Filed]) -> None:
    """Rows, and what hangs on them, in as few statements as there are batches."""
    for one in filed:
        one.entry.title, one.entry.search_text = one.card.title, one.card.search_text
    new = [one.entry for one in filed if one.entry.pk is None]
    old = [one.entry for one in filed if one.entry.pk is not None]
    shelf.entries.objects.bulk_create(new, batch_size=_BATCH)
    if old:
        columns = [column.name for column in shelf.entries._meta.concrete_fields if not column.primary_key]  # noqa: SLF001 - Django documents it
        shelf.entries.objects.bulk_update(old, columns, batch_size=_BATCH)
    for hung in (shelf.spots, shelf.facets, shelf.gists, shelf.meanings):
        hung.objects.filter(entry__in=[one.pk for one in old]).delete()
    spots = [shelf.spots(entry=one.entry, **_fields(point)) for one in filed for point in one.card.spots]
    facets = [
        shelf.facets(entry=one.entry, kind=kind, value=value)
        for one in filed
        for kind, value in one.card.facets
    ]
    meant = [shelf.meanings(entry=one.entry, vectors=one.meaning) for one in filed if one.meaning]
    gists = [shelf.gists(entry=one.entry, signs=signs_of(one.meaning)) for one in filed if one.meaning]
    shelf.gists.objects.bulk_create(gists, batch_size=_BATCH)
    shelf.meanings.objects.bulk_create(meant, batch_size=_BATCH)
    shelf.spots.objects.bulk_create(spots, batch_size=_BATCH)
    shelf.facets.objects.bulk_create(facets, batch_size=_BATCH)


def _fields(point: Any) -> dict[str, Any]:
    return {name: getattr(point, name) for name in point.__slots__}
