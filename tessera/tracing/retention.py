"""How long records of people are kept, unless a room says otherwise, and how they end."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tessera.accounts import drafts
from tessera.records.retention import Kept, register
from tessera.vault import endings

from .models import LIST_TITLES, Kind, Person, Search
from .writing import end_people

KEPT = (
    Kept(
        kind=Kind.SOUGHT,
        title=LIST_TITLES[Kind.SOUGHT],
        why=_(
            "Families search for many years. A request can also be kept for as long as the person is sought."
        ),
        months=120,
        choices=(12, 24, 60, 120, 240, 600),
        may_stay_open=True,
    ),
    Kept(
        kind=Kind.FOUND,
        title=LIST_TITLES[Kind.FOUND],
        why=_("They are alive and may be in danger if this is read by others, so it is kept the shortest."),
        months=24,
        choices=(3, 6, 12, 24, 60),
        may_stay_open=False,
    ),
    Kept(
        kind=Kind.REMAINS,
        title=LIST_TITLES[Kind.REMAINS],
        why=_("A name may come after decades. Until then this description is what leads to it."),
        months=240,
        choices=(60, 120, 240, 600),
        may_stay_open=True,
    ),
)


def register_retention() -> None:
    register(*KEPT)
    endings.register(endings.Ending("uid", Person.with_arriving.all, _end, _due))
    endings.register_tidying(_forget_searches)


def _due(today: date) -> QuerySet[Person]:
    return Person.with_arriving.filter(keep_until__lt=today)


def _end(people: QuerySet[Person]) -> int:
    """Also what somebody was writing about them when the room was locked."""
    drafts.forget_about(people.values_list("uid", flat=True))
    return end_people(people)


def _forget_searches() -> None:
    Search.objects.too_old().delete()
