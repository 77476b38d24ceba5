"""Shared reads of the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.ui.maps import draw

from .documents import location_ids, parts
from .list_form import ListForm
from .models import Entry, Listed, Shelf, Suggestion, Vocabulary
from .rules import organisations_here
from .searching import PER_PAGE, Asked, in_order, points, search
from .vocabulary import EntryKind

STALE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of what was asked for."""

    asked: Asked
    page: Page[Any]
    entries: list[Any]
    map: str = ""  # an `svg` element, where one was asked for


def answer(shelf: Shelf, form: ListForm, number: str | None) -> Answer:
    """The entries that fit a list's form, which is valid."""
    asked = form.asked()
    rows = search(shelf, asked)
    page = Paginator(rows, PER_PAGE).get_page(number)
    entries = in_order(shelf, page.object_list)
    _name_organisations(shelf, entries)
    shows_map = form.cleaned_data["show"] == "map"
    drawn = draw(points(shelf, rows), form.address_of, said=_("Map")) if shows_map else ""
    return Answer(asked, page, entries, drawn)


def counts(shelf: Shelf) -> dict[str, int]:
    """How many entries there are of each kind that has a list."""
    found = shelf.entries.objects.values_list("kind").annotate(entries=Count("id"))
    return {str(kind): entries for kind, entries in found}


def places_of(entry: Entry) -> list[Entry]:
    """Where a service is, or an organisation itself."""
    locations = Entry.objects.filter(kind=EntryKind.LOCATION)
    if entry.kind == EntryKind.SERVICE:
        return list(locations.filter(uid__in=location_ids(entry.document)))
    return list(locations.filter(organisation=entry.uid))


def also_at(place: Entry, entry: Entry) -> list[str]:
    """What else of the same keeper is at a place; others' entries get a place of their own when one of them changes."""
    there = Entry.objects.filter(spots__location=place.uid, keeper=place.keeper).exclude(
        kind=EntryKind.LOCATION
    )
    return list(there.exclude(pk=entry.pk).order_by("title").values_list("title", flat=True).distinct()[:5])


def services_of(shelf: Shelf, organisation: UUID) -> QuerySet[Any]:
    of_it: QuerySet[Any] = shelf.entries.objects.filter(organisation=organisation, kind=EntryKind.SERVICE)
    return of_it.prefetch_related("spots", "facets").order_by("title", "id")


def organisation_of(shelf: Shelf, entry: Listed) -> Any:
    """The entry of whom it belongs to; None where nobody knows, or may tell."""
    return shelf.entries.objects.filter(uid=entry.organisation).first() if entry.organisation else None


def gone_stale(member: Member) -> QuerySet[Entry]:
    """Entries of the member's organisation that nobody has confirmed for half a year."""
    kept = Entry.objects.filter(keeper=member.organisation_id).exclude(kind=EntryKind.LOCATION)
    before = timezone.localdate() - timedelta(days=STALE_DAYS)
    return kept.filter(verified_on__lt=before) | kept.filter(verified_on=None)


def open_suggestions(entry: Entry) -> QuerySet[Suggestion]:
    return entry.suggestions.filter(taken_over=None)


def suggestions_for(member: Member) -> QuerySet[Suggestion]:
    """What others suggested for entries that the member's organisation keeps, or by now nobody in the room does."""
    left = ~Q(entry__keeper__in=organisations_here())
    return Suggestion.objects.filter(
        Q(entry__keeper=member.organisation_id) | left | Q(entry__keeper=None), taken_over=None
    )


def warnings_for(member: Member) -> QuerySet[Suggestion]:
    """Suggestions that what is not confidential be so: for who may answer them, and, while everybody sees it, for
    administrators of the network, who may take it from public view."""
    warned = Suggestion.objects.filter(taken_over=None, confidential=True, entry__confidential=False)
    theirs = Q(pk__in=suggestions_for(member).values("pk"))
    if may(member, Permission.MANAGE_NODE):
        theirs |= Q(entry__agreed_on__isnull=False)
    return warned.filter(theirs)


def hidden_from(member: Member) -> QuerySet[Entry]:
    """Entries of the member's organisation that an administrator took from public view, and nobody has looked at since."""
    return Entry.objects.filter(keeper=member.organisation_id).exclude(hidden_on=None)


def said_by_its_list(entry: Entry) -> list[tuple[str, str]]:
    """What the list it came with says of it under words of its own: heading and value."""
    attributes = parts(entry.document, "attributes")
    wanted = [attribute["taxonomy_term_id"] for attribute in attributes]
    terms = {str(term.pk): term.document for term in Vocabulary.objects.filter(pk__in=wanted)}
    return [
        (str(term.get("name", "")).replace("-", " "), str(attribute.get("value", "")))
        for attribute in attributes
        if (term := terms.get(attribute["taxonomy_term_id"], {}))
    ]


def _name_organisations(shelf: Shelf, entries: Iterable[Any]) -> None:
    """Puts the name of its organisation on each service of a list."""
    entries = list(entries)
    wanted = {entry.organisation for entry in entries if entry.organisation}
    names: Mapping[UUID, str] = dict(shelf.entries.objects.filter(uid__in=wanted).values_list("uid", "title"))
    for entry in entries:
        entry.organisation_name = names.get(entry.organisation, "")
