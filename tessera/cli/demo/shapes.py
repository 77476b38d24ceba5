"""What the generator hands over: plain values, as a person would have typed them into the forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tessera.common.spans import DateSpan

# "Today" in the demonstration. Fixed, so that screenshots, lessons and scores stay the same for years.
ANCHOR_DATE = date(2026, 6, 30)

Kind = Literal["sought", "found", "remains"]
Role = Literal["administrator", "coordinator", "case_worker", "reader"]
Route = Literal["north", "atlantic"]
NameKind = Literal["full", "nickname", "father", "document"]
Script = Literal["Latn", "Arab"]
Sex = Literal["F", "M", "X", ""]
ContactWish = Literal["not asked", "yes", "no", "message only", ""]
Condition = Literal["complete", "partial", "skeletal", ""]
Cause = Literal["drowning", "exposure", "transport", "illness", "violence", "unknown", ""]
Difficulty = Literal["easy", "medium", "hard"]


class Ages(NamedTuple):
    """Completed years, `youngest` to `oldest`, on the day `at` (None: nobody wrote when)."""

    youngest: int
    oldest: int
    at: date | None


class Heights(NamedTuple):
    """Centimetres, `shortest` to `tallest`."""

    shortest: int
    tallest: int


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as written: a full name, what somebody is called, the father's name, or what a paper says."""

    text: str
    kind: NameKind
    script: Script = "Latn"


@dataclass(frozen=True, slots=True)
class Enquirer:
    """Who is looking, in the words of the organisation: relation, name, and a contact that is safe."""

    relation: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented organisation. `country` is ISO 3166-1 alpha-2, `language` ISO 639-1; `about` is in it."""

    name: str
    country: str
    language: str
    route: Route
    place: str
    work: str
    about: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """An invented member of the organisation with that index; passphrases are made when it is stored."""

    organisation: int
    name: str
    login: str
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """One person sought, one person found alive, or the remains of one person.

    `event` and `event_place` are the last contact of a person sought, and where and when somebody was found.
    `enquirer` belongs to people sought, `contact_wish` to people found alive, `custodian`, `condition` and
    `cause` to remains. Empty means that nobody wrote it down.
    """

    organisation: int
    reference: str
    kind: Kind
    names: tuple[WrittenName, ...] = ()
    sex: Sex = ""
    birth: DateSpan | None = None
    ages: Ages | None = None
    nationality: tuple[str, ...] = ()
    origin_place: str = ""
    event: DateSpan | None = None
    event_place: str = ""
    event_country: str = ""
    height: Heights | None = None
    marks: tuple[str, ...] = ()
    belongings: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    circumstances: str = ""
    enquirer: Enquirer | None = None
    contact_wish: ContactWish = ""
    custodian: str = ""
    condition: Condition = ""
    cause: Cause = ""


@dataclass(frozen=True, slots=True)
class TruePair:
    """The truth the demonstration can reveal: both references are of one person, in one organisation."""

    request: str
    finding: str
    difficulty: Difficulty


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    name: str
    organisations: tuple[DemoOrganisation, ...]
    members: tuple[DemoMember, ...]
    requests: tuple[DemoRecord, ...]
    findings: tuple[DemoRecord, ...]
    true_pairs: tuple[TruePair, ...]
