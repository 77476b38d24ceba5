"""The firewall mark of a service: what two organisations found it to ask, for as long as that can be believed.

Each organisation's last check counts, for `VALID_DAYS`, and never that of whoever keeps the entry. A question is answered
where two of them say the same; where one alone says it, or they differ, or nobody does, that is what is shown: never "no",
and never "safe".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from .vocabulary import Answer

VALID_DAYS = 180
EXPIRING_DAYS = 30
NEEDED = 2
QUESTIONS = ("identity_asked", "status_asked", "shared", "accompanied_report")
# What has to be answered with no, by two, before a person without papers is told that here they are not in danger.
_MUST_BE_NO = ("status_asked", "shared")


class Certainty(StrEnum):
    CONFIRMED = "confirmed"  # two say so
    ONE = "one"  # one says so
    DIFFERENT = "different"  # they differ
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the mark comes to, in one word."""

    FIREWALL = "firewall"  # two found that status is not asked and nothing handed on
    ONE_SAYS_SO = "one-says-so"  # one found that, and nobody has confirmed it
    CAREFUL = "careful"  # somebody found that it is, at least sometimes
    UNKNOWN = "unknown"


class Check(Protocol):
    organisation: Any
    organisation_name: str
    checked_on: date
    shared_with: str


@dataclass(frozen=True, slots=True)
class Told:
    """One question: the answer, and how sure it is. An answer that is not confirmed or from one is UNKNOWN."""

    question: str
    answer: Answer
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Mark:
    verdict: Verdict
    told: tuple[Told, ...]
    by: tuple[tuple[str, date], ...] = ()  # who checked and when, the last first
    until: date | None = None  # the last day on which it says this
    last_expired: date | None = None  # when it was checked last, where no check counts any more
    shared_with: tuple[str, ...] = field(default=())

    @property
    def is_checked(self) -> bool:
        return bool(self.by)


def mark_of(checks: Iterable[Check], today: date, *, keeper: Any = None) -> Mark:
    """The mark on that day. A service does not check itself, so what its keeper found before it kept it is left out."""
    others = (check for check in checks if keeper is None or check.organisation != keeper)
    every = sorted(others, key=lambda check: check.checked_on, reverse=True)
    last: dict[Any, Check] = {}
    for check in every:
        last.setdefault(check.organisation, check)
    counting = [check for check in last.values() if today <= _until(check)]
    verdict, told = _said(counting)
    if not counting:
        return Mark(verdict, told, last_expired=every[0].checked_on if every else None)
    return Mark(
        verdict=verdict,
        told=told,
        by=tuple((check.organisation_name, check.checked_on) for check in counting),
        until=_last_day(counting),
        shared_with=tuple(dict.fromkeys(check.shared_with for check in counting if check.shared_with)),
    )


def _until(check: Check) -> date:
    return check.checked_on + timedelta(days=VALID_DAYS)


def _last_day(checks: list[Check]) -> date:
    """The last day on which all of them say together what they say today: then one that mattered has gone out of date."""
    said = _said(checks)
    days = sorted({_until(check) for check in checks})
    changing = (day for day in days if _said([check for check in checks if _until(check) > day]) != said)
    return next(changing, days[-1])


def _said(checks: list[Check]) -> tuple[Verdict, tuple[Told, ...]]:
    told = tuple(_told(question, checks) for question in QUESTIONS)
    return _verdict(told, checks), told


def _told(question: str, checks: list[Check]) -> Told:
    answers = [Answer(getattr(check, question)) for check in checks]
    known = [answer for answer in answers if answer != Answer.UNKNOWN]
    if not known:
        return Told(question, Answer.UNKNOWN, Certainty.UNKNOWN)
    if len(set(known)) > 1:
        return Told(question, Answer.UNKNOWN, Certainty.DIFFERENT)
    return Told(question, known[0], Certainty.CONFIRMED if len(known) >= NEEDED else Certainty.ONE)


def _verdict(told: tuple[Told, ...], checks: list[Check]) -> Verdict:
    """One warning is enough to be careful; to be at ease takes two, about everything that matters."""
    answers = {getattr(check, question) for check in checks for question in _MUST_BE_NO}
    if answers & {Answer.YES, Answer.SOMETIMES}:
        return Verdict.CAREFUL
    sure = {one.certainty for one in told if one.question in _MUST_BE_NO}
    if sure == {Certainty.CONFIRMED}:
        return Verdict.FIREWALL
    return Verdict.ONE_SAYS_SO if sure <= {Certainty.CONFIRMED, Certainty.ONE} else Verdict.UNKNOWN
