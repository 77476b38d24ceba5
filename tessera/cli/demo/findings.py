"""Writes what is known of people found: alive, by those who received them; dead, by those who keep them."""

from __future__ import annotations

from dataclasses import replace

from tessera.cli.demo.circumstances import Storyteller
from tessera.cli.demo.dating import estimate_ages, write_birth, write_event
from tessera.cli.demo.describing import (
    Viewpoint,
    elided,
    measure_height,
    write_belongings,
    write_event_place,
    write_height,
    write_marks,
    write_number_seen,
    write_origin,
)
from tessera.cli.demo.dice import Dice
from tessera.cli.demo.people import Person
from tessera.cli.demo.requests import Case
from tessera.cli.demo.routes import Terrain
from tessera.cli.demo.shapes import Cause, Condition, ContactWish, DemoRecord, Sex, WrittenName
from tessera.cli.demo.spelling import write_arabic_name, write_full_name, write_on_paper
from tessera.cli.demo.telling import Telling
from tessera.cli.demo.words.phrases import CUSTODIANS

_WISHES: dict[ContactWish, int] = {"not asked": 35, "yes": 35, "message only": 18, "no": 12}
# What can be examined depends on how long after the last contact it was.
_SOON = 30  # days
_CONDITIONS_SOON: dict[Condition, int] = {"complete": 80, "partial": 10, "": 10}
_CONDITIONS_LATER: dict[Condition, int] = {"complete": 20, "partial": 25, "skeletal": 45, "": 10}
_CAUSES: dict[Terrain, dict[Cause, int]] = {
    "sea": {"drowning": 65, "exposure": 15, "unknown": 15, "": 5},
    "river": {"drowning": 70, "unknown": 25, "": 5},
    "desert": {"exposure": 60, "unknown": 35, "": 5},
    "rail": {"transport": 50, "illness": 15, "unknown": 30, "": 5},
    "road": {"transport": 35, "illness": 25, "violence": 5, "unknown": 30, "": 5},
}


def write_alive(dice: Dice, case: Case, telling: Telling) -> DemoRecord:
    person, journey, language = case.person, case.journey, case.language
    birth, ages = write_birth(dice, person.born, telling.noise, journey.found_on)
    wish = dice.weighted(_WISHES)
    number = telling.must("number")
    return DemoRecord(
        organisation=case.organisation,
        reference="",
        kind="found",
        names=_names_of_the_living(dice, person, telling),
        sex=person.sex,
        birth=birth,
        ages=ages,
        nationality=() if dice.chance(telling.noise.blank) else (person.nationality,),
        origin_place=_origin(dice, case, telling, blank=telling.noise.blank),
        event=write_event(dice, journey.found_on, telling.noise),
        event_place=write_event_place(dice, journey.found_at, telling, language, _viewpoint(case)),
        event_country=journey.found_at.country,
        height=write_height(dice, person.height, telling) if dice.chance(0.3) else None,
        marks=write_marks(dice, person, telling, language),
        belongings=_belongings(dice, case, telling),
        identifiers=(person.phone,) if not number and dice.chance(0.12) and telling.may("number") else (),
        circumstances=Storyteller(dice, language, journey, person.sex).about_someone_alive(wish),
        contact_wish=wish,
    )


def write_remains(dice: Dice, case: Case, telling: Telling) -> DemoRecord:
    person, journey, language = case.person, case.journey, case.language
    names = _names_of_the_dead(dice, person, telling)
    kinds = [name.kind for name in names]
    known = "full" in kinds or "document" in kinds
    birth = write_birth(dice, person.born, telling.noise, journey.found_on)[0]
    record = DemoRecord(
        organisation=case.organisation,
        reference="",
        kind="remains",
        names=names,
        sex=_examined_sex(dice, person),
        # A date of birth comes from a paper; companions know a name and an age.
        birth=birth if "document" in kinds else None,
        ages=estimate_ages(dice, person.born, journey.found_on) if dice.chance(0.9) else None,
        nationality=(person.nationality,) if dice.chance(0.6 if known else 0.08) else (),
        origin_place=_origin(dice, case, telling, blank=0.6 if known else 0.97),
        event=write_event(dice, journey.found_on, telling.noise),
        event_place=write_event_place(dice, journey.found_at, telling, language, _viewpoint(case)),
        event_country=journey.found_at.country,
        height=measure_height(dice, person.height, telling),
        marks=write_marks(dice, person, telling, language),
        belongings=_belongings(dice, case, telling),
        identifiers=(person.document,) if known and dice.chance(0.15) else (),
        custodian=_custodian(dice, case),
        condition=_condition(dice, case),
        cause=dice.weighted(_CAUSES[journey.stretch.terrain]),
    )
    story = Storyteller(dice, language, journey, record.sex).about_remains(_facts(record))
    return replace(record, circumstances=story)


def _facts(record: DemoRecord) -> list[str]:
    """Which sentences are true of these remains: none speaks of a height that nobody measured."""
    facts = {
        "named": any(name.kind == "full" for name in record.names),
        "measured": record.height is not None and record.condition == "skeletal",
        "estimated": record.ages is not None,
        "seen soon": record.condition == "complete",
    }
    return [fact for fact, true in facts.items() if true]


def _condition(dice: Dice, case: Case) -> Condition:
    days = (case.journey.found_on - case.journey.heard_on).days
    return dice.weighted(_CONDITIONS_LATER if days > _SOON else _CONDITIONS_SOON)


def _names_of_the_living(dice: Dice, person: Person, telling: Telling) -> tuple[WrittenName, ...]:
    nickname = WrittenName(person.nickname, "nickname")
    if not telling.may("name"):
        # Somebody frightened, very young or unwell gives what they are called at home, or one name.
        one_name = WrittenName(person.given[0].spellings[-1], "full")
        return (nickname if telling.must("nickname") or dice.chance(0.5) else one_name,)
    names = [write_full_name(dice, person, telling.noise)]
    arabic = write_arabic_name(person)
    if arabic and dice.chance(0.35):
        names.append(arabic)
    if dice.chance(0.2):
        names.append(nickname)
    return tuple(names)


def _names_of_the_dead(dice: Dice, person: Person, telling: Telling) -> tuple[WrittenName, ...]:
    nickname = WrittenName(person.nickname, "nickname")
    if telling.must("nickname"):
        return (nickname,)
    if not telling.may("name") or (not telling.must("name") and dice.chance(0.34)):
        return ()
    source = dice.weighted({"paper": 55, "companions": 38, "called": 7})
    if source == "called" and not telling.must("name"):
        return (nickname,)
    if source == "companions":
        return (write_full_name(dice, person, telling.noise),)
    return (write_on_paper(dice, person, telling.noise),)


def _origin(dice: Dice, case: Case, telling: Telling, *, blank: float) -> str:
    if not telling.must("origin") and (not telling.may("origin") or dice.chance(blank)):
        return ""
    return write_origin(dice, case.person.origin, telling, case.language)


def _belongings(dice: Dice, case: Case, telling: Telling) -> tuple[str, ...]:
    things = write_belongings(dice, case.person, telling, case.language)
    if telling.must("number") or dice.chance(0.04):
        return (*things, write_number_seen(dice, case.person.phone, case.language))
    return things


def _examined_sex(dice: Dice, person: Person) -> Sex:
    """An examination tells two sexes apart, often neither, and nothing of how somebody lived."""
    return "" if person.sex == "X" or dice.chance(0.12) else person.sex


def _custodian(dice: Dice, case: Case) -> str:
    place = case.journey.found_at.spellings[0]
    custodian = dice.pick(CUSTODIANS[case.language]).format(place=place, number=dice.between(2, 340))
    return elided(custodian, case.language)


def _viewpoint(case: Case) -> Viewpoint:
    return "sea" if case.journey.stretch.terrain == "sea" else "land"
