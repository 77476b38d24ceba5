"""What the engine is told about one person or one set of remains: plain values, no database, no key.

Blank is unknown and never speaks against anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tessera.common.spans import DateSpan


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    OTHER = "X"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Ages:
    """An age in completed years, `youngest` to `oldest`, as it was on one of the days `at` (None: see `Profile`)."""

    youngest: int
    oldest: int
    at: DateSpan | None = None


@dataclass(frozen=True, slots=True)
class Heights:
    """A height in centimetres, `shortest` to `tallest`."""

    shortest: int
    tallest: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One record as the engine sees it.

    `names` are full names as somebody wrote them, in any script and order, aliases included.
    `event` and `event_place` are, for a person sought, the last contact; for someone found, where and when
    they were found. `nationalities` are ISO 3166-1 alpha-2 codes. `identifiers` are telephone and document
    numbers, as written or already put through a keyed hash by the caller.
    Ages without days of their own are as of the event; those of `remains` are ages at death, which may lie
    anywhere between the other's last contact and the day they were found.
    """

    key: str
    names: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    birth: DateSpan | None = None
    ages: Ages | None = None
    nationalities: frozenset[str] = frozenset()
    nationality_words: str = ""  # what is written that is no code: said, not compared
    origin_place: str = ""
    event: DateSpan | None = None
    event_place: str = ""
    height: Heights | None = None
    marks: tuple[str, ...] = ()
    belongings: tuple[str, ...] = ()
    identifiers: frozenset[str] = frozenset()
    remains: bool = False
