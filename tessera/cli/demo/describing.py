"""How places, marks, belongings and bodies come to be described, in the language of whoever wrote it down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeVar

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.people import Mark, Person, Thing
from tessera.cli.demo.shapes import Heights
from tessera.cli.demo.telling import Telling
from tessera.cli.demo.words.belongings import CLOTHES, COLOURS, KEEPSAKES, NUMBER_SEEN
from tessera.cli.demo.words.countries import COUNTRY_NAMES
from tessera.cli.demo.words.marks import FIXED_MARKS, PLACED_MARKS, SITES
from tessera.cli.demo.words.phrases import NEAR
from tessera.cli.demo.words.tables import Place

Item = TypeVar("Item")
Viewpoint = Literal["family", "land", "sea"]

_BEFORE_A_VOWEL = re.compile(r"\b([Dd])e (?=[AEIOUÉŒ])")


def write_origin(dice: Dice, place: Place, telling: Telling, language: str) -> str:
    """Where somebody comes from, at one of four precisions. Arabic spellings occur as families typed them."""
    if dice.chance(telling.noise.vague) and not telling.must("origin"):
        return dice.pick((place.region, COUNTRY_NAMES[place.country][language]))
    town = _write_town(dice, place, telling)
    country = COUNTRY_NAMES[place.country][language]
    return dice.pick((town, town, _with_region(town, place), f"{town}, {country}"))


def write_event_place(dice: Dice, place: Place, telling: Telling, language: str, seen_from: Viewpoint) -> str:
    """Where something happened: the town, somewhere near it, or the region only."""
    if dice.chance(telling.noise.vague):
        return f"{place.region}, {COUNTRY_NAMES[place.country][language]}"
    town = _write_town(dice, place, telling)
    if dice.chance(0.3):
        near = dice.pick(NEAR[language][seen_from])
        return elided(near.format(place=town, km=dice.between(3, 35)), language)
    return town if dice.chance(0.6) else _with_region(town, place)


def write_marks(dice: Dice, person: Person, telling: Telling, language: str) -> tuple[str, ...]:
    """Some of the marks; the first, which the pair may depend on, only where `telling` lets it through."""
    kept = _kept(dice, person.marks, telling, must=telling.must("mark"), may=telling.may("mark"))
    return tuple(_write_mark(dice, mark, telling, language) for mark in kept)


def write_belongings(dice: Dice, person: Person, telling: Telling, language: str) -> tuple[str, ...]:
    keepsakes = _kept(
        dice, person.keepsakes, telling, must=telling.must("keepsake"), may=telling.may("keepsake")
    )
    clothes = [thing for thing in person.clothes if not dice.chance(max(0.3, telling.noise.blank))]
    return tuple(_write_thing(dice, thing, telling, language) for thing in (*keepsakes, *clothes))


def write_number_seen(dice: Dice, phone: str, language: str) -> str:
    """A scrap with the last digits of a telephone number: little, and often enough."""
    return dice.pick(NUMBER_SEEN[language]).format(digits=phone[-dice.pick((3, 4)) :])


def write_height(dice: Dice, height: int, telling: Telling) -> Heights | None:
    """As a family says it: one round number, a few centimetres off."""
    if dice.chance(max(0.35, telling.noise.blank)):
        return None
    said = height + dice.around_zero(4)
    return Heights(said, said) if dice.chance(0.7) else Heights(said - 2, said + 2)


def measure_height(dice: Dice, height: int, telling: Telling) -> Heights | None:
    """As an examiner calculates it: a range from a long bone."""
    if dice.chance(telling.noise.blank):
        return None
    middle = height + dice.around_zero(3)
    margin = dice.pick((2, 3, 4))
    return Heights(middle - margin, middle + margin)


def elided(text: str, language: str) -> str:
    """French writes "près d'Agadir"; place names are filled in, so it is done afterwards."""
    return _BEFORE_A_VOWEL.sub(r"\1'", text) if language == "fr" else text


def _with_region(town: str, place: Place) -> str:
    return town if place.region == town else f"{town}, {place.region}"


def _write_town(dice: Dice, place: Place, telling: Telling) -> str:
    """Towns are respelled half as often as people: maps correct them."""
    respelled = place.spellings[1:] and dice.chance(telling.noise.respell / 2)
    return dice.pick(place.spellings[1:]) if respelled else place.spellings[0]


def _kept(dice: Dice, items: Sequence[Item], telling: Telling, *, must: bool, may: bool) -> list[Item]:
    if not may:
        return []
    first = [item for item in items[:1] if must or not dice.chance(telling.noise.blank)]
    return first + [item for item in items[1:] if not dice.chance(telling.noise.blank)]


def _language(dice: Dice, telling: Telling, language: str) -> str:
    """Mostly the organisation's own; else the language of whoever handed the list over."""
    others = [code for code in ("es", "fr", "en") if code != language]
    return dice.pick(others) if dice.chance(telling.noise.foreign) else language


def _write_mark(dice: Dice, mark: Mark, telling: Telling, language: str) -> str:
    spoken = _language(dice, telling, language)
    if not mark.site:
        return dice.pick(FIXED_MARKS[mark.key].by_language[spoken])
    what = dice.pick(PLACED_MARKS[mark.key].by_language[spoken])
    sites = SITES[mark.site].by_language[spoken]
    # The last wording of a site is the vague one; careful writers use the others.
    where = sites[-1] if dice.chance(telling.noise.vague) else dice.pick(sites[:-1])
    return f"{what} {where}"


def _write_thing(dice: Dice, thing: Thing, telling: Telling, language: str) -> str:
    spoken = _language(dice, telling, language)
    wording = dice.pick((CLOTHES.get(thing.key) or KEEPSAKES[thing.key]).by_language[spoken])
    colour = COLOURS[thing.colour].by_language[spoken][0]
    return wording.format(colour=colour, initials=thing.initials)
