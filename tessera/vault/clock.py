"""Whether the server's clock can be believed, before anything is deleted because its time is over.

Nothing is deleted on the word of one clock. Two observations have to agree within seven days:

- What the clock says now, and what it has to say by when this process began and how long it has run since, on a
  clock that nobody can set (`sessions.clock`). So a clock that is set while the server runs is noticed.
- When this process began, and when the open vault last saw a clock that was believed. So a server that starts with a
  wrong clock is noticed, and one that was off for more than a week asks, too. A restore counts as such a moment:
  whoever did it was told the date.

Where they do not agree, nothing ends until a person says which day it is (`agree`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from tessera.accounts import sessions

from .current import current_vault
from .models import Upkeep
from .restored import last_restore
from .tombstones import upkeep

TOLERANCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Moment:
    """One moment on both clocks."""

    wall: datetime
    steady: float

    @classmethod
    def now(cls) -> _Moment:
        return cls(timezone.now(), sessions.clock())

    def agrees_with(self, earlier: _Moment) -> bool:
        passed = timedelta(seconds=self.steady - earlier.steady)
        return _near(earlier.wall + passed, self.wall)


_began = _Moment.now()
_agreed: dict[UUID, _Moment] = {}  # by vault, where a person said in this process which day it is


def is_believed() -> bool:
    """Whether what the clock says may end anything in the open vault."""
    vault, now = current_vault().id, _Moment.now()
    if vault in _agreed:
        return now.agrees_with(_agreed[vault])
    seen = _seen()
    return now.agrees_with(_began) and (not seen or any(_near_to_this_process(one, now) for one in seen))


def remember() -> None:
    """Called where the clock is believed: what comes later is held against this moment."""
    Upkeep.objects.update(clock_seen_at=timezone.now())


def agree() -> None:
    """A person said that it is the day which the clock says."""
    _agreed[current_vault().id] = _Moment.now()
    remember()


def last_seen() -> datetime | None:
    """When the open vault last saw a clock that was believed."""
    return upkeep().clock_seen_at


def _seen() -> list[datetime]:
    restore = last_restore()
    moments = [upkeep().clock_seen_at, restore.at if restore else None]
    return [moment for moment in moments if moment]


def _near_to_this_process(seen: datetime, now: _Moment) -> bool:
    """To the time from when it began until now: it was there all the while."""
    return _near(seen, min(max(seen, _began.wall), now.wall))


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= TOLERANCE
