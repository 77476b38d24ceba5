"""What ends: parts register their records here, so that whatever deletes things deletes all that belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """Rows of one table, each known by the UUID in `field`.

    `due` gives those whose time was over before a day; `end` deletes the given rows with everything that belongs to
    them, buries them (`tombstones.bury`) and returns how many there were. All of it in the open vault.
    """

    field: str
    everything: Callable[[], Rows]
    end: Callable[[Rows], int]
    due: Callable[[date], Rows] | None = None


_endings: list[Ending] = []
_tidying: list[Callable[[], None]] = []

Belongings = Callable[[Rows, UUID | None], None]
_belongings: list[Belongings] = []


def register(ending: Ending) -> None:
    if ending not in _endings:
        _endings.append(ending)


def register_tidying(tidy: Callable[[], None]) -> Callable[[], None]:
    """What deletes small things that nobody counts once their hours or days are over: searches, drafts, uploads."""
    if tidy not in _tidying:
        _tidying.append(tidy)
    return tidy


def endings() -> tuple[Ending, ...]:
    return tuple(_endings)


def tidy_all() -> None:
    for tidy in _tidying:
        tidy()


def register_belongings(end: Belongings) -> Belongings:
    """What other parts keep about records goes with them: `end` is given the UUIDs of those that are being deleted, and
    the member who deletes them, or None where their time is over. It is called in the transaction that deletes them.
    """
    if end not in _belongings:
        _belongings.append(end)
    return end


def end_belongings(about: Rows, *, by: UUID | None) -> None:
    """For whatever deletes records, before it does."""
    for end in _belongings:
        end(about, by)
