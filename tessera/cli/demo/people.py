"""Invents the truth about a person: everything that records will then tell partly, twice, and differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.words import (
    names_americas,
    names_maghreb,
    names_west_africa,
    places_americas,
    places_atlantic,
)
from tessera.cli.demo.words.belongings import (
    CLOTHES,
    CLOTHES_ELSEWHERE,
    COLOURS,
    KEEPSAKES,
    KEEPSAKES_ELSEWHERE,
)
from tessera.cli.demo.words.countries import DIALLING
from tessera.cli.demo.words.marks import FIXED_MARKS, ONLY_WOMEN, PLACED_MARKS, SITES
from tessera.cli.demo.words.tables import Name, Place

Culture = Literal["americas", "west africa", "maghreb"]

_CULTURES: dict[str, Culture] = {
    **dict.fromkeys(("HN", "GT", "SV", "NI", "MX"), "americas"),
    **dict.fromkeys(("SN", "GM", "ML", "GN"), "west africa"),
    **dict.fromkeys(("MA", "DZ", "MR"), "maghreb"),
}
_GIVEN = {
    "americas": (names_americas.GIVEN_MEN, names_americas.GIVEN_WOMEN),
    "west africa": (names_west_africa.GIVEN_MEN, names_west_africa.GIVEN_WOMEN),
    "maghreb": (names_maghreb.GIVEN_MEN, names_maghreb.GIVEN_WOMEN),
}
_SURNAMES = {
    "americas": names_americas.SURNAMES,
    "west africa": names_west_africa.SURNAMES,
    "maghreb": names_maghreb.SURNAMES,
}
# Marks on the temples are a West African childhood custom; braces and shoe lifts are rare where money is.
_MARKS_ELSEWHERE = {
    "americas": {"temples"},
    "west africa": {"braces", "mother", "rose", "cross"},
    "maghreb": {"temples", "cross", "mother"},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark by its key in the word lists, and the key of its site ("" where it has only one)."""

    key: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A belonging by its key in the word lists, with the details some wordings mention."""

    key: str
    colour: str
    initials: str


@dataclass(frozen=True, slots=True)
class Person:
    culture: Culture
    sex: Literal["F", "M", "X"]
    given: tuple[Name, ...]
    surnames: tuple[Name, ...]
    father: Name
    born: date
    nationality: str
    origin: Place
    height: int
    marks: tuple[Mark, ...]
    keepsakes: tuple[Thing, ...]
    clothes: tuple[Thing, ...]
    nickname: str
    phone: str
    document: str


class Inventor:
    """Invents people and numbers; no telephone or document number is given out twice."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._subscribers = dice.shuffled(range(10_000))
        self._serials = dice.shuffled(range(10_000, 100_000))

    def phone(self, country: str) -> str:
        """A number nobody can have: 000 is not an area code in any country named here."""
        return f"{DIALLING[country]} 000 555 {self._subscribers.pop():04d}"

    def document(self, country: str) -> str:
        return f"DEMO-{country}-{self._serials.pop():06d}"

    def person(self, nationality: str, on: date) -> Person:
        """Somebody of an age to travel on the day `on`."""
        dice = self._dice
        culture = _CULTURES[nationality]
        sex: Literal["F", "M", "X"] = dice.weighted({"M": 76, "F": 22, "X": 2})
        given = self._given(culture, sex)
        return Person(
            culture=culture,
            sex=sex,
            given=given,
            surnames=self._surnames(nationality, sex),
            father=dice.pick_common(_GIVEN[culture][0]),
            born=self._birthday(on),
            nationality=nationality,
            origin=dice.pick_common(_origins(nationality)),
            height=(160 if sex == "F" else 170) + dice.around_zero(12),
            marks=self._marks(culture, sex),
            keepsakes=self._keepsakes(culture),
            clothes=self._clothes(culture, given[0]),
            nickname=self._nickname(culture, sex, given[0]),
            phone=self.phone(nationality),
            document=self.document(nationality),
        )

    def sibling(self, person: Person, on: date) -> Person:
        """Same surnames, father and origin, another given name, a few years between: the commonest mix-up."""
        other = self.person(person.nationality, on)
        years = self._dice.pick((-5, -3, -2, 2, 3, 4))
        others = [name for name in self._names_for(other.culture, other.sex) if name not in person.given]
        given = self._dice.pick_common(others)
        return replace(
            other,
            given=(given,),
            nickname=self._nickname(other.culture, other.sex, given),
            surnames=person.surnames if person.nationality != "MR" else other.surnames,
            father=person.father,
            born=other.born.replace(year=person.born.year + years),
            origin=person.origin,
        )

    def namesake(self, person: Person, on: date) -> Person:
        """Somebody else who happens to have the same first given name and first surname."""
        other = self.person(person.nationality, on)
        return replace(
            other,
            sex=person.sex,
            given=person.given[:1],
            nickname=self._nickname(person.culture, person.sex, person.given[0]),
            surnames=person.surnames[:1] + other.surnames[1:],
            height=person.height + self._dice.around_zero(9),
            marks=self._marks(person.culture, person.sex),
        )

    def given_name(self, culture: Culture, *, woman: bool) -> Name:
        return self._dice.pick_common(_GIVEN[culture][1 if woman else 0])

    def surname(self, culture: Culture) -> Name:
        return self._dice.pick_common(_SURNAMES[culture])

    def _names_for(self, culture: Culture, sex: str) -> tuple[Name, ...]:
        men, women = _GIVEN[culture]
        return {"M": men, "F": women}.get(sex, men + women)

    def _given(self, culture: Culture, sex: str) -> tuple[Name, ...]:
        choices = self._names_for(culture, sex)
        first = self._dice.pick_common(choices)
        if culture != "americas" or self._dice.chance(0.4):
            return (first,)
        return (first, self._dice.pick([name for name in choices if name is not first]))

    def _surnames(self, nationality: str, sex: str) -> tuple[Name, ...]:
        dice = self._dice
        culture = _CULTURES[nationality]
        if nationality == "MR":
            women = names_maghreb.SURNAMES_MAURITANIA_WOMEN
            return (dice.pick(women if sex == "F" else names_maghreb.SURNAMES_MAURITANIA_MEN),)
        if culture != "americas":
            return (dice.pick_common(_SURNAMES[culture]),)
        mayan = nationality == "GT" and dice.chance(0.6)
        first = dice.pick_common(names_americas.SURNAMES_MAYA if mayan else names_americas.SURNAMES)
        return (first, dice.pick_common([name for name in names_americas.SURNAMES if name is not first]))

    def _nickname(self, culture: Culture, sex: str, given: Name) -> str:
        """What they are called at home: short for the given name, or a by-name of the village."""
        if culture == "americas" and sex != "X" and self._dice.chance(0.3):
            women = names_americas.BY_NAMES_WOMEN
            return self._dice.pick(women if sex == "F" else names_americas.BY_NAMES_MEN)
        return self._dice.pick(given.nicknames)

    def _birthday(self, on: date) -> date:
        """Thirteen to forty-one years old, some up to sixty; up to the 28th, which every month has."""
        dice = self._dice
        age = 27 + dice.around_zero(14) + (dice.between(10, 19) if dice.chance(0.08) else 0)
        return date(on.year - age, dice.between(1, 12), dice.between(1, 28))

    def _marks(self, culture: Culture, sex: str) -> tuple[Mark, ...]:
        dice = self._dice
        elsewhere = _MARKS_ELSEWHERE[culture] | (ONLY_WOMEN if sex != "F" else set())
        kinds = [key for key in (*PLACED_MARKS, *FIXED_MARKS) if key not in elsewhere]
        chosen = dice.some(kinds, dice.between(1, 3))
        return tuple(Mark(key, dice.pick(list(SITES)) if key in PLACED_MARKS else "") for key in chosen)

    def _keepsakes(self, culture: Culture) -> tuple[Thing, ...]:
        kinds = [key for key in KEEPSAKES if key not in KEEPSAKES_ELSEWHERE[culture]]
        # The initials are those of somebody loved, not of the person: a ring is rarely engraved for oneself.
        loved = self.given_name(culture, woman=True)
        return self._things(kinds, self._dice.between(1, 2), loved, self.surname(culture))

    def _clothes(self, culture: Culture, given: Name) -> tuple[Thing, ...]:
        kinds = [key for key in CLOTHES if key not in CLOTHES_ELSEWHERE[culture]]
        return self._things(kinds, self._dice.between(1, 3), given)

    def _things(self, kinds: Sequence[str], count: int, *named: Name) -> tuple[Thing, ...]:
        initials = ".".join(name.spellings[0][0] for name in named) + "."
        colours = list(COLOURS)
        return tuple(Thing(key, self._dice.pick(colours), initials) for key in self._dice.some(kinds, count))


def _origins(nationality: str) -> tuple[Place, ...]:
    return places_americas.origins_of(nationality) or places_atlantic.origins_of(nationality)
