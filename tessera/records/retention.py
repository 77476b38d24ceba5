"""How long records are kept: each job registers its kinds, and a room may set another period for each.

A period counts from the day on which a record is entered. Working on a record does not prolong it: that is said on
purpose, for one record, with a reason. Deleting what is due is `vault.upkeep`'s.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from .models import Period

SOON_DAYS = 60  # so long before its end a record is shown on Today


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of record: how long it is kept unless a room says otherwise, and what a room may choose from.

    `may_stay_open`: whether one record may be kept without an end, as long as the person is sought.
    """

    kind: str
    title: Promise
    why: Promise
    months: int
    choices: tuple[int, ...]
    may_stay_open: bool


_kinds: dict[str, Kept] = {}


def register(*kinds: Kept) -> None:
    for one in kinds:
        _kinds[one.kind] = one


def kinds() -> tuple[Kept, ...]:
    return tuple(_kinds.values())


def may_stay_open(kind: str) -> bool:
    return _kinds[kind].may_stay_open


def periods() -> dict[str, int]:
    """How many months each kind is kept in the open vault."""
    said = dict(Period.objects.values_list("kind", "months"))
    return {one.kind: said.get(one.kind, one.months) for one in kinds()}


def last_day(months: int, since: date) -> date:
    """The last day of a period that begins on `since`: the same day of a later month, or that month's last."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
