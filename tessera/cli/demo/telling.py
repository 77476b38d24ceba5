"""How carefully a record was written: chances of each kind of noise, and what must survive all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Clue = Literal["name", "birth", "origin", "mark", "keepsake", "number", "nickname"]
BirthHabit = Literal["day", "swapped", "year off", "month", "year", "about", "age", "nothing"]


@dataclass(frozen=True, slots=True)
class Noise:
    """Chances between 0 and 1; `birth` holds weights."""

    respell: float  # another spelling of one name
    unaccented: float  # accents left out
    slip: float  # a typing slip
    shorten: float  # a second name dropped, or cut to its initial
    swap: float  # the two surnames the other way round
    blank: float  # an optional field left empty
    vague: float  # a place at the precision of its region or country
    foreign: float  # a thing described in another language
    birth: Mapping[BirthHabit, int]


FAMILY = Noise(
    respell=0.12,
    unaccented=0.15,
    slip=0.02,
    shorten=0.15,
    swap=0.01,
    blank=0.15,
    vague=0.12,
    foreign=0.06,
    birth={"day": 52, "swapped": 3, "year off": 5, "month": 8, "year": 14, "about": 8, "age": 10},
)
CAREFUL = Noise(
    respell=0.2,
    unaccented=0.3,
    slip=0.0,
    shorten=0.1,
    swap=0.0,
    blank=0.08,
    vague=0.05,
    foreign=0.05,
    birth={"day": 60, "swapped": 20, "year off": 10, "year": 10},
)
USUAL = Noise(
    respell=0.4,
    unaccented=0.4,
    slip=0.08,
    shorten=0.45,
    swap=0.06,
    blank=0.3,
    vague=0.25,
    foreign=0.12,
    birth={"day": 22, "swapped": 10, "year off": 8, "year": 15, "about": 10, "age": 30, "nothing": 5},
)
HURRIED = Noise(
    respell=0.6,
    unaccented=0.5,
    slip=0.15,
    shorten=0.7,
    swap=0.15,
    blank=0.6,
    vague=0.5,
    foreign=0.3,
    birth={"year off": 15, "about": 15, "age": 70},
)


@dataclass(frozen=True, slots=True)
class Telling:
    """The noise of one record, the clues that are kept whatever the dice say, and those that are left out."""

    noise: Noise
    keep: frozenset[Clue] = frozenset()
    drop: frozenset[Clue] = frozenset()

    def must(self, clue: Clue) -> bool:
        return clue in self.keep

    def may(self, clue: Clue) -> bool:
        return clue not in self.drop
