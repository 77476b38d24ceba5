"""What forms say of entries, put into entries and the places they are at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from tessera.accounts.models import Member

from .documents import Document, location_ids
from .models import Entry, EntrySpot, Suggestion
from .vocabulary import Answer, EntryKind
from .writing import file_entries, touched_by


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What a form says of an entry: its document, and that of the one place it is at, where there is one."""

    kind: str
    document: Document
    place: Document | None = None
    organisation: UUID | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """What somebody found a service to ask."""

    checked_on: date
    answers: dict[str, Answer] = field(default_factory=dict)  # by `marks.QUESTIONS`
    shared_with: str = ""
    note: str = ""


def describe(entry: Entry, draft: EntryDraft, by: Member) -> list[Entry]:
    """In a transaction: puts the draft into the entry and its place, and files whatever says something of either.

    Of a confidential entry no place is stored, neither in what others suggested for it, and one that only it was at is
    forgotten. Returns all that were filed.
    """
    before = places_of(entry)
    entry.kind, entry.organisation, entry.confidential = draft.kind, draft.organisation, draft.confidential
    entry.document = draft.document | {"id": str(entry.uid)}
    entry.import_run = None  # what somebody wrote is no list's any more: taking that back leaves it
    entry.verified_on, entry.changed_at, entry.changed_by = timezone.localdate(), timezone.now(), by.id
    if entry.confidential:
        entry.document = without_places(entry.document)
        described = [entry]
    else:
        described = [*_placed(entry, draft.place, by), entry]
    file_entries(described)
    if entry.confidential:
        _forget_suggested_places(entry)
    touched = {one.pk: one for filed in described for one in touched_by(filed)}
    further = [one for pk, one in touched.items() if pk not in {filed.pk for filed in described}]
    file_entries(further)
    forget_places(before - places_of(entry))
    return [*described, *further]


def without_places(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "service_at_locations"}


def places_of(entry: Entry) -> set[UUID]:
    """Entries of the places it is at."""
    at = EntrySpot.objects.filter(entry=entry.pk).values_list("location", flat=True)
    return {uid for uid in at if uid}


def forget_places(places: Iterable[UUID]) -> None:
    """Deletes those of these places at which nothing is any more."""
    going = set(places)
    used = EntrySpot.objects.filter(location__in=going).exclude(entry__kind=EntryKind.LOCATION)
    Entry.objects.filter(uid__in=going - set(used.values_list("location", flat=True))).delete()


def _forget_suggested_places(entry: Entry) -> None:
    suggestions = list(entry.suggestions.all())
    for suggestion in suggestions:
        suggestion.document, suggestion.location = without_places(suggestion.document), None
    Suggestion.objects.bulk_update(suggestions, ["document", "location"])


def _placed(entry: Entry, document: Document | None, by: Member) -> list[Entry]:
    """The place as it is described now; an entry that is at none yet gets it. Nothing where nothing is said of it.

    A place that another organisation keeps stays as it is: whoever moves away from it gets a place of their own.
    """
    if document is None:
        return []
    there = None
    if "id" in document:
        there = Entry.objects.filter(kind=EntryKind.LOCATION, uid=document["id"]).first()
    if there and there.keeper not in (None, entry.keeper):
        if there.document == document:
            return []
        _leave(entry, there)
        there = None
    place = there or Entry(uid=uuid4(), kind=EntryKind.LOCATION, created_by=by.id)
    place.document = document | {"id": str(place.uid)}
    place.keeper, place.changed_at, place.changed_by = entry.keeper, entry.changed_at, by.id
    if entry.kind != EntryKind.SERVICE:
        place.organisation = entry.uid
    elif place.uid not in location_ids(entry.document):
        at = {"id": str(uuid4()), "location_id": str(place.uid)}
        entry.document["service_at_locations"] = [*entry.document.get("service_at_locations", []), at]
    return [place]


def _leave(entry: Entry, place: Entry) -> None:
    at = entry.document.get("service_at_locations", [])
    entry.document["service_at_locations"] = [one for one in at if one.get("location_id") != str(place.uid)]
