"""Writes the request of a family: what those who look for somebody know, and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tessera.cli.demo.circumstances import Storyteller
from tessera.cli.demo.dating import age_on, write_birth, write_event
from tessera.cli.demo.describing import (
    elided,
    write_belongings,
    write_event_place,
    write_height,
    write_marks,
    write_origin,
)
from tessera.cli.demo.dice import Dice
from tessera.cli.demo.people import Inventor, Person
from tessera.cli.demo.routes import Journey
from tessera.cli.demo.shapes import DemoRecord, Enquirer, WrittenName
from tessera.cli.demo.spelling import usual_spelling, write_arabic_name, write_father, write_full_name
from tessera.cli.demo.telling import Telling
from tessera.cli.demo.words.phrases import CONTACTS, RELATIONS
from tessera.cli.demo.words.tables import Name

_WHO_ASKS = {
    "mother": 34,
    "father": 12,
    "sister": 18,
    "brother": 10,
    "aunt": 6,
    "wife": 9,
    "husband": 2,
    "cousin": 5,
    "friend": 4,
}
_WOMEN = {"mother", "sister", "aunt", "wife", "friend"}


@dataclass(frozen=True, slots=True)
class Case:
    """One invented person on one invented way, as known to one organisation."""

    person: Person
    journey: Journey
    organisation: int
    language: str


def write_request(dice: Dice, inventor: Inventor, case: Case, telling: Telling) -> DemoRecord:
    person, journey, language = case.person, case.journey, case.language
    birth, ages = write_birth(dice, person.born, telling.noise, journey.heard_on)
    relation = _relation(dice, person, journey.heard_on)
    return DemoRecord(
        organisation=case.organisation,
        reference="",
        kind="sought",
        names=_names(dice, person, telling),
        sex=person.sex,
        birth=birth,
        ages=ages,
        nationality=() if dice.chance(telling.noise.blank / 2) else (person.nationality,),
        origin_place=write_origin(dice, person.origin, telling, language),
        event=write_event(dice, journey.heard_on, telling.noise),
        event_place=write_event_place(dice, journey.heard_at, telling, language, "family"),
        event_country=journey.heard_at.country,
        height=write_height(dice, person.height, telling),
        marks=write_marks(dice, person, telling, language),
        belongings=write_belongings(dice, person, telling, language),
        identifiers=_identifiers(dice, person, telling),
        circumstances=Storyteller(dice, language, journey, person.sex).about_a_search(
            relation, person.culture
        ),
        enquirer=_enquirer(dice, inventor, case, relation),
    )


def _names(dice: Dice, person: Person, telling: Telling) -> tuple[WrittenName, ...]:
    full = write_full_name(dice, person, telling.noise)
    names = [full]
    arabic = write_arabic_name(person)
    if arabic and dice.chance(0.5):
        # A third of the families who write Arabic write nothing else.
        names = [arabic] if dice.chance(0.33) else [full, arabic]
    if telling.must("nickname") or dice.chance(0.3):
        names.append(WrittenName(person.nickname, "nickname"))
    if person.culture != "americas" and dice.chance(0.5):
        names.append(write_father(dice, person, telling.noise))
    return tuple(names)


def _identifiers(dice: Dice, person: Person, telling: Telling) -> tuple[str, ...]:
    phone = telling.must("number") or dice.chance(0.5)
    return ((person.phone,) if phone else ()) + ((person.document,) if dice.chance(0.2) else ())


def _relation(dice: Dice, person: Person, on: date) -> str:
    """Who asks: a husband for a woman, a wife for a man, and neither for somebody very young."""
    unlikely = {"F": {"wife"}, "M": {"husband"}}.get(person.sex, set())
    if age_on(person.born, on) < 20:
        unlikely = {"wife", "husband"}
    return dice.weighted({who: weight for who, weight in _WHO_ASKS.items() if who not in unlikely})


def _enquirer(dice: Dice, inventor: Inventor, case: Case, relation: str) -> Enquirer:
    person = case.person
    words = RELATIONS[relation].by_language[case.language][0]
    name = inventor.given_name(person.culture, woman=relation in _WOMEN)
    parts = (name, *_surnames(inventor, person, relation))
    full_name = " ".join(usual_spelling(part, person.nationality) for part in parts)
    contact = dice.pick(CONTACTS[case.language]).format(
        phone=inventor.phone(person.nationality), origin=person.origin.spellings[0]
    )
    relation_only = words.split(" ", 1)[1]  # "su madre" without its "su"
    return Enquirer(relation_only, full_name, elided(contact, case.language))


def _surnames(inventor: Inventor, person: Person, relation: str) -> tuple[Name, ...]:
    """A mother hands down her first surname as her child's second one, a father as the first."""
    if relation in {"sister", "brother"}:
        return person.surnames
    if person.culture != "americas":
        return person.surnames if relation == "father" else (inventor.surname(person.culture),)
    inherited = {"mother": person.surnames[1:], "father": person.surnames[:1], "aunt": person.surnames[:1]}
    return (*inherited.get(relation, (inventor.surname(person.culture),)), inventor.surname(person.culture))
