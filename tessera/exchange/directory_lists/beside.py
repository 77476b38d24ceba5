"""What of a list comes in beside what is here already, and what stays as it is here.

An entry stays that somebody keeps, shows to everybody, or changed here since its list came; and with it the places it is
at, for they are what it says. So no list changes what hangs on a poster. A place at which a list has only such as stay, and
which none of them names here, is left out: somebody took it away here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tessera.directory.documents import location_ids
from tessera.directory.models import Entry, EntrySpot
from tessera.directory.vocabulary import EntryKind

from .converting import TABLE_OF

STAYS = Q(import_run=None) | ~Q(keeper=None) | ~Q(agreed_on=None) | Q(confidential=True)
"""Entries that no list changes, and that stay when one is taken back."""

_AT_ONCE = 500
_CHANGES = ("pk", "changed_at", "verified_on", "keeper", "agreed_on", "import_run", "confidential")


@dataclass(frozen=True, slots=True)
class Beside:
    fresh: list[Entry]  # new ones, and those here that get new words
    kept: int  # stay as they are here
    withheld: set[UUID]  # places at which the list has confidential entries alone: nobody writes those down
    seen: dict[UUID, tuple[Any, ...]] = field(repr=False)  # what was here of all of them

    def is_still_so(self, now: Beside) -> bool:
        """Whether nobody changed, kept, showed or ended any of them in between."""
        mine, theirs = ({one.uid for one in some.fresh} for some in (self, now))
        return (self.seen, self.withheld, mine) == (now.seen, now.withheld, theirs)


def beside_those_here(entries: Collection[Entry], placeholders: Collection[UUID], run: UUID) -> Beside:
    """Which entries of a list come in. What it only names and says nothing of takes no words from what is here."""
    here = {one.uid: one for some in _each(entries) for one in Entry.objects.filter(uid__in=some)}
    seen = {uid: tuple(getattr(one, name) for name in _CHANGES) for uid, one in here.items()}
    staying = _staying({*here, *(entry.organisation for entry in entries if entry.organisation)})
    held, there_too = _held_places(entries, here)
    at = who_is_at(entries)
    withheld = only_of({uid for uid, one in here.items() if one.confidential}, at) - there_too
    unnamed = only_of(staying, at) - here.keys() - _named_by(here.values())
    fresh, kept, now = [], 0, timezone.now()
    for entry in entries:
        before = here.get(entry.uid)
        if entry.uid in withheld or (before is not None and entry.uid in placeholders):
            continue
        stays = before is not None and (entry.uid in staying | held or _is_another(before, entry))
        if stays or entry.uid in unnamed:
            kept += 1
            continue
        if entry.kind == EntryKind.LOCATION and entry.organisation in staying:
            entry.organisation = None  # where it is, an organisation that stays says itself
        one = before or entry
        for name in ("document", "organisation", "kind", "source"):
            setattr(one, name, getattr(entry, name))
        one.import_run, one.changed_at, one.changed_by = run, now, entry.changed_by
        fresh.append(one)
    return Beside(fresh, kept, withheld, seen)


def who_is_at(entries: Iterable[Entry]) -> dict[UUID, set[UUID]]:
    """Place -> the services that are offered there, and the organisation whose place it is."""
    at: dict[UUID, set[UUID]] = {}
    for entry in entries:
        if entry.kind == EntryKind.LOCATION and entry.organisation:
            at.setdefault(entry.uid, set()).add(entry.organisation)
        for place in location_ids(entry.document):
            at.setdefault(place, set()).add(entry.uid)
    return at


def only_of(some: Collection[UUID], at: Mapping[UUID, set[UUID]]) -> set[UUID]:
    """Places at which these are and nobody else."""
    return {place for place, there in at.items() if there <= set(some)}


def named_by_staying(going: Collection[UUID]) -> set[UUID]:
    """Which of these entries are named by some that stay, as their places or organisations; and what those name in turn.

    A confidential entry is nowhere, so no place stays with it.
    """
    rows = list(Entry.objects.values_list("uid", "kind", "organisation", "document", "confidential"))
    confidential = {uid for uid, *_rest, is_confidential in rows if is_confidential}
    names: dict[UUID, set[UUID]] = {uid: set() for uid, *_rest in rows}
    for uid, kind, organisation, document, is_confidential in rows:
        names[uid] |= {organisation} if organisation else set()
        names[uid] |= set() if is_confidential else set(location_ids(document))
        if kind == EntryKind.LOCATION and organisation in names and organisation not in confidential:
            names[organisation].add(uid)  # where an organisation itself is
    left, found = set(going), set[UUID]()
    asked = [uid for uid in names if uid not in left]
    while asked:
        further = names.get(asked.pop(), set()) & left
        left -= further
        found |= further
        asked += further
    return found


def _staying(uids: Collection[UUID]) -> set[UUID]:
    stay = Entry.objects.filter(STAYS)
    return {uid for some in batches(uids) for uid in stay.filter(uid__in=some).values_list("uid", flat=True)}


def _held_places(entries: Collection[Entry], here: Mapping[UUID, Entry]) -> tuple[set[UUID], set[UUID]]:
    """Places of the list at which somebody is here whom it does not change: who stays; and who stays or is not in it.

    A confidential entry is nowhere, so it holds no place.
    """
    at: set[tuple[UUID, UUID]] = {
        (uid, one.organisation)
        for uid, one in here.items()
        if one.kind == EntryKind.LOCATION and one.organisation
    }
    spots = EntrySpot.objects.exclude(entry__kind=EntryKind.LOCATION)
    for some in _each(entries):
        found = spots.filter(location__in=some).values_list("location", "entry__uid")
        at |= {(place, uid) for place, uid in found if place}
    at |= {
        (place, uid)
        for uid, one in here.items()
        if one.kind == EntryKind.SERVICE
        for place in location_ids(one.document)
    }
    who = {uid for _place, uid in at}
    open_ones = Entry.objects.filter(confidential=False)
    seen = {
        uid for some in batches(who) for uid in open_ones.filter(uid__in=some).values_list("uid", flat=True)
    }
    staying = _staying(seen)
    held = {place for place, uid in at if uid in staying}
    return held, held | {place for place, uid in at if uid in seen - here.keys()}


def _named_by(entries: Iterable[Entry]) -> set[UUID]:
    return {place for one in entries for place in location_ids(one.document)}


def _is_another(before: Entry, entry: Entry) -> bool:
    """Whether the identifier is here that of something else: a list of services cannot make one of an organisation."""
    return TABLE_OF[EntryKind(before.kind)] != TABLE_OF[EntryKind(entry.kind)]


def _each(entries: Iterable[Entry]) -> Iterator[list[UUID]]:
    return batches([entry.uid for entry in entries])


def batches(uids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """As many at once as a statement takes."""
    listed = list(uids)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
