"""What somebody says of their situation, and the conditions of a rule over it. Immigration status is never among them.

A condition is true, false, or not decided by what was told: nobody has to tell more than they want. Nothing here knows of
Django or of a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

NEEDS = (
    "emergency-care", "health-care", "pregnancy", "school", "shelter", "food", "report-crime", "cross-border", "stay",
    "work", "identity", "legal-help", "asylum", "detained", "family", "city-services",
)  # fmt: skip
STAGES = ("before", "way", "border", "stay", "return")
"""Of a journey: before leaving, on the way, at a border, living somewhere, going back (World Migration Report 2024)."""
AGES = ("child", "child-alone", "adult", "older")


class Truth(Enum):
    """Kleene's three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __and__(self, other: Truth) -> Truth:
        if Truth.NO in (self, other):
            return Truth.NO
        return Truth.UNKNOWN if Truth.UNKNOWN in (self, other) else Truth.YES


@dataclass(frozen=True, slots=True)
class Facts:
    """A situation. `nationality` and `answers` only as far as somebody told them."""

    place: str  # ISO 3166-1 alpha-2, or the code of a place within: CH-zurich
    stage: str
    age: str
    need: str
    on: date
    nationality: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)

    @property
    def country(self) -> str:
        return country_of(self.place)


def country_of(place: str) -> str:
    return place.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """Countries that belong together, in periods: who belonged to a community on one day may have left it by another."""

    code: str
    periods: tuple[tuple[date | None, date | None, frozenset[str]], ...]  # from, until, members

    def on(self, day: date) -> frozenset[str]:
        """The members on that day."""
        fitting = (
            members
            for begins, ends, members in self.periods
            if (begins is None or begins <= day) and (ends is None or day <= ends)
        )
        return frozenset().union(*fitting)

    def turns(self) -> frozenset[date]:
        """The days on which who belongs to it changes."""
        return frozenset(begins for begins, _ends, _members in self.periods if begins) | frozenset(
            ends + timedelta(days=1) for _begins, ends, _members in self.periods if ends and ends < date.max
        )


@dataclass(frozen=True, slots=True)
class Nationality:
    """Whether somebody's nationality is one of these, or none of them.

    `abroad`: and not that of the country where they are, because nobody needs leave to enter or live in their own.
    """

    group: Group
    is_not: bool = False
    abroad: bool = False

    def holds(self, facts: Facts) -> Truth:
        if not facts.nationality:
            return Truth.UNKNOWN
        if self.abroad and facts.nationality == facts.country:
            return Truth.NO
        return Truth.YES if (facts.nationality in self.group.on(facts.on)) != self.is_not else Truth.NO


@dataclass(frozen=True, slots=True)
class Question:
    """A yes or no that somebody answers for themselves."""

    code: str
    wanted: bool

    def holds(self, facts: Facts) -> Truth:
        if self.code not in facts.answers:
            return Truth.UNKNOWN
        return Truth.YES if facts.answers[self.code] == self.wanted else Truth.NO


Condition = Nationality | Question


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a rule: those named, with everything within them; or everywhere, but for those."""

    named: Group
    everywhere: bool = False

    def holds(self, place: str, day: date) -> bool:
        return bool({place, country_of(place)} & self.named.on(day)) != self.everywhere

    def meets(self, other: Where, day: date, *, outside: str = "") -> bool:
        """Whether some place is one of both on that day, and not in the country `outside`."""
        if self.everywhere and other.everywhere:
            return True  # exceptions never leave no country at all
        ours = frozenset() if self.everywhere else self.named.on(day)
        theirs = frozenset() if other.everywhere else other.named.on(day)
        return any(
            self.holds(place, day) and other.holds(place, day) and country_of(place) != outside
            for place in ours | theirs
        )
