"""Invented families of missing people and invented findings, to measure how far a match can be trusted.

Harder than FEBRL on purpose: brothers and sisters on both lists, cousins who bear one name, remains without
a name, spellings out of published groups of name variants (not out of rules like those of the engine),
ages instead of birth dates, heights off by some centimetres. Nobody in it exists; only the frequencies of
single names are real. Deterministic for a seed.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from tessera.common.spans import DateSpan
from tessera.linkage.profile import Ages, Heights, Profile, Sex

T = TypeVar("T")

SPANISH = ("HN", "GT", "SV", "MX", "NI", "CO", "VE", "EC")
PATRONYMIC = ("MA", "DZ", "TN", "LY", "EG", "JO", "SA", "KW", "ML")
MARKS = (
    "scar on left cheek", "scar on forehead", "scar on the right arm", "burn on hand", "tattoo of a cross",
    "tattoo of a rose on the arm", "tattoo of the name of his mother", "missing upper tooth", "gold tooth",
    "mole on chin", "broken nose", "appendix scar", "missing finger on left hand", "tattoo of an anchor",
    "birthmark on neck", "pierced ear", "curved spine",
)  # fmt: skip
BELONGINGS = (
    "blue jeans", "black jacket", "red shirt", "white trainers", "brown boots", "silver ring", "backpack",
    "leather belt", "black watch", "green cap", "samsung phone", "grey hooded sweater", "wooden rosary",
    "photograph of a child",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """The truth about one invented person; names in the order in which they are usually written."""

    names: tuple[str, ...]
    sex: Sex
    born: date
    country: str
    town: tuple[str, str]
    left: date
    left_place: str
    height: int
    marks: tuple[str, ...]
    belongings: tuple[str, ...]
    phone: str


@dataclass(frozen=True)
class Lists:
    """Two lists and the keys of the pairs that are one person."""

    sought: list[Profile]
    found: list[Profile]
    truth: set[tuple[str, str]]

    def rarer(self, prevalence: float, seed: int) -> Lists:
        """The same without some of the findings, so that about this share of the people sought is on the list."""
        rng = random.Random(seed)  # noqa: S311
        chance = prevalence * len(self.sought) / len(self.truth)
        kept = {pair for pair in sorted(self.truth) if rng.random() < chance}
        gone = {finding for _request, finding in self.truth - kept}
        return Lists(self.sought, [one for one in self.found if one.key not in gone], kept)


def lists_of_families(folder: Path, *, families: int, seed: int) -> Lists:
    """About 2.4 people a family are sought; about half of these are found, and as many strangers and kin.

    `folder` holds the published name lists. Raises FileNotFoundError when it does not.
    """
    rng = random.Random(seed)  # noqa: S311 - a seed that anyone can repeat is the point
    world = _World(folder, rng)
    sought, found, truth = [], [], set()
    for number in range(families):
        for member, person in enumerate(world.family()):
            key = f"{number}-{member}"
            is_sought, is_found = rng.random() < 0.7, rng.random() < 0.5
            if is_sought:
                sought.append(_as_told_by_kin(world, person, f"s{key}"))
            if is_found:
                found.append(_as_found(world, person, f"f{key}"))
            if is_sought and is_found:
                truth.add((f"s{key}", f"f{key}"))
    rng.shuffle(found)
    return Lists(sought, found, truth)


class _World:
    """Names, places and chance."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self.surnames = _frequencies(
            folder / "spain_surnames_freq_ge_100_2015.csv.gz", "surname", "frequency_first"
        )
        self.given = {
            Sex.MALE: _frequencies(folder / "spain_male_names_2015.csv.gz", "name", "frequency"),
            Sex.FEMALE: _frequencies(folder / "spain_female_names_2015.csv.gz", "name", "frequency"),
        }
        self.local = _forenames(folder / "common_forenames_by_country.csv")
        self.everywhere = {
            sex: [name for country in PATRONYMIC for name in self.local[country, sex]] for sex in self.given
        }
        self.variants = _variants(folder / "person_name_variants_rigour_1.2.0.txt.gz")
        words = [word.capitalize() for word in self.surnames[0][3000:9000]]
        self.towns = [
            (f"{rng.choice(('', 'San ', 'Villa ', ''))}{rng.choice(words)}", rng.choice(words[:200]))
            for _ in range(900)
        ]
        self.stations = rng.sample(words, 120)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def keep(self, value: T, probability: float, blank: T) -> T:
        """The value, or a blank where nobody wrote it down."""
        return value if self.chance(probability) else blank

    def family(self) -> list[Person]:
        """Kin who may travel together; now and then a cousin bears the same name."""
        country = self.rng.choice(SPANISH + PATRONYMIC)
        common = self._shared_names(country)
        town = self.towns[int(900 * self.rng.random() ** 2)]
        first = self._member(country, common, town)
        kin = [first]
        others = self.rng.choice((0, 0, 0, 1, 1, 2, 3, 4))
        kin += [self._relative_of(first, common) for _ in range(others)]
        if self.chance(0.03):
            cousin = self._member(country, common, town)
            kin.append(replace(cousin, names=first.names, sex=first.sex))
        return kin

    def _shared_names(self, country: str) -> tuple[str, ...]:
        """Two surnames, or the names of father and grandfather."""
        if country in SPANISH:
            return (self._weighted(self.surnames), self._weighted(self.surnames))
        return (self._local_name(country, Sex.MALE), self._local_name(country, Sex.MALE))

    def _given_names(self, country: str, sex: Sex) -> tuple[str, ...]:
        if country in PATRONYMIC:
            return (self._local_name(country, sex),)
        names = [
            word for _ in range(self.rng.choice((1, 2))) for word in self._weighted(self.given[sex]).split()
        ]
        return tuple(dict.fromkeys(names))

    def _member(self, country: str, common: tuple[str, ...], town: tuple[str, str]) -> Person:
        rng = self.rng
        sex = Sex.MALE if self.chance(0.75) else Sex.FEMALE
        born = date(1965, 1, 1) + timedelta(days=int(rng.betavariate(3.5, 2) * 45 * 365))
        return Person(
            names=self._given_names(country, sex) + common,
            sex=sex,
            born=born,
            country=country,
            town=town,
            left=date(2012, 1, 1) + timedelta(days=rng.randrange(12 * 365)),
            left_place=rng.choice(self.stations),
            height=round(rng.gauss(170 if sex is Sex.MALE else 158, 7)),
            marks=tuple(rng.sample(MARKS, rng.choice((0, 0, 1, 2)))),
            belongings=tuple(rng.sample(BELONGINGS, rng.choice((0, 1, 2, 3)))),
            phone="+504" + "".join(rng.choices("0123456789", k=8)),
        )

    def _relative_of(self, first: Person, common: tuple[str, ...]) -> Person:
        other = self._member(first.country, common, first.town)
        born = first.born + timedelta(days=self.rng.randrange(-7 * 365, 7 * 365))
        other = replace(other, born=min(born, date(2011, 1, 1)))
        if self.chance(0.6):
            other = replace(other, left=first.left, left_place=first.left_place, phone=first.phone)
        return other

    def _weighted(self, table: tuple[list[str], list[float]]) -> str:
        return self.rng.choices(table[0], cum_weights=table[1])[0]

    def _local_name(self, country: str, sex: Sex) -> str:
        names = self.local[country, sex] if self.chance(0.5) else self.everywhere[sex]
        return names[int(len(names) * self.rng.random() ** 1.5)]

    def spelled(self, word: str, changed: float) -> str:
        """Another published spelling of a name, or a slip of the keyboard."""
        if self.chance(changed) and self.variants.get(word.lower()):
            return self.rng.choice(self.variants[word.lower()])
        return self._slip(word) if self.chance(changed / 3) else word

    def _slip(self, word: str) -> str:
        at = self.rng.randrange(len(word))
        changes = (
            word[:at] + word[at + 1 :],
            word[:at] + self.rng.choice("aeionrst") + word[at + 1 :],
            word[: at + 1] + word[at:],
        )
        return self.rng.choice([changed for changed in changes if changed])


def _as_told_by_kin(world: _World, person: Person, key: str) -> Profile:
    """Good names, approximate dates."""
    keep = world.keep
    birth = (
        DateSpan(person.born, person.born)
        if world.chance(0.6)
        else DateSpan.of_year(person.born.year + world.rng.choice((-1, 0, 0, 0, 1)))
    )
    return Profile(
        key=key,
        names=(" ".join(world.spelled(name, 0.08) for name in person.names),),
        sex=keep(person.sex, 0.95, Sex.UNKNOWN),
        birth=keep(birth, 0.8, None),
        ages=keep(_age_on(person, person.left, 1), 0.4, None),
        nationalities=keep(frozenset({person.country}), 0.9, frozenset()),
        origin_place=keep(", ".join(person.town), 0.9, ""),
        event=keep(DateSpan.of_month(person.left.year, person.left.month), 0.9, None),
        event_place=keep(person.left_place, 0.7, ""),
        height=keep(Heights(person.height + world.rng.randrange(-6, 7), person.height + 7), 0.4, None),
        marks=keep(person.marks, 0.8, ()),
        belongings=keep(person.belongings, 0.5, ()),
        identifiers=keep(frozenset({person.phone}), 0.4, frozenset()),
    )


def _as_found(world: _World, person: Person, key: str) -> Profile:
    """Remains, mostly nameless, or somebody alive whose name a clerk wrote down."""
    rng = world.rng
    nameless = world.chance(0.4)
    keep = world.keep
    when = person.left + timedelta(days=int(rng.expovariate(1 / 200)))
    return Profile(
        key=key,
        names=() if nameless else (_name_at_a_desk(world, person),),
        sex=keep(person.sex, 0.85, Sex.UNKNOWN),
        birth=None if nameless else keep(_birth_at_a_desk(world, person.born), 0.6, None),
        ages=keep(_age_on(person, when, 5 if nameless else 2), 0.7, None),
        nationalities=keep(frozenset({person.country}), 0.2 if nameless else 0.8, frozenset()),
        origin_place="" if nameless else keep(world.spelled(person.town[0], 0.2), 0.5, ""),
        event=keep(DateSpan(when, when), 0.95, None),
        event_place=person.left_place if world.chance(0.3) else rng.choice(world.stations),
        height=keep(
            Heights(person.height - rng.randrange(2, 8), person.height + rng.randrange(8)), 0.6, None
        ),
        marks=tuple(mark for mark in person.marks if world.chance(0.5)),
        belongings=tuple(thing for thing in person.belongings if world.chance(0.4)),
        identifiers=keep(frozenset({person.phone[4:]}), 0.1, frozenset()),
    )


def _name_at_a_desk(world: _World, person: Person) -> str:
    names = [world.spelled(name, 0.35) for name in person.names]
    if len(names) > 2 and world.chance(0.45):
        names.pop(world.rng.choice((1, len(names) - 1)))
    if world.chance(0.1):
        names = names[-1:] + names[:-1]
    return " ".join(names)


def _birth_at_a_desk(world: _World, born: date) -> DateSpan:
    """The day, the first of January, the wrong year, the month for the day, or the year alone."""
    kind = world.rng.random()
    if kind < 0.12:
        return DateSpan.of_day(born.year, 1, 1)
    if kind < 0.2:
        return DateSpan.of_day(born.year + world.rng.choice((-2, -1, 1, 2)), born.month, min(born.day, 28))
    if kind < 0.26 and born.day <= 12:
        return DateSpan.of_day(born.year, born.day, born.month)
    return (
        DateSpan(born, born)
        if kind < 0.65
        else DateSpan.of_year(born.year + world.rng.choice((-2, -1, 0, 0, 1, 2)))
    )


def _age_on(person: Person, day: date, margin: int) -> Ages:
    age = int((day - person.born).days / 365.25)
    return Ages(max(0, age - margin), age + margin, DateSpan(day, day))


@cache
def _frequencies(path: Path, name: str, frequency: str) -> tuple[list[str], list[float]]:
    """Names and their cumulative frequencies."""
    names, sums, total = [], [], 0.0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[frequency].isdecimal():
                total += int(row[frequency])
                names.append(row[name].title())
                sums.append(total)
    return names, sums


@cache
def _forenames(path: Path) -> dict[tuple[str, Sex], list[str]]:
    """Forenames in Latin letters by country and sex, the most frequent first."""
    names: dict[tuple[str, Sex], list[str]] = {}
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["Gender"] in {"F", "M"} and re.fullmatch(r"[A-Za-z' -]+", row["Romanized Name"]):
                names.setdefault((row["Country"], Sex(row["Gender"])), []).append(row["Romanized Name"])
    return names


@cache
def _variants(path: Path) -> dict[str, list[str]]:
    """Other spellings of a name, in any script, from groups of published variants."""
    variants: dict[str, list[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            forms = [form.strip() for form in line.split("=>")[0].split(",")]
            latin = [form for form in forms if re.fullmatch(r"[a-zà-ÿ'-]+|[\u0600-\u06ff]+", form)]
            for form in latin:
                variants.setdefault(form, []).extend(other for other in latin if other != form)
    return variants
