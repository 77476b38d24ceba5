"""How births, ages and events come to be written: exactly, swapped, a year off, or as a guess."""

from __future__ import annotations

from datetime import date, timedelta

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.shapes import Ages
from tessera.cli.demo.telling import BirthHabit, Noise
from tessera.common.spans import DateSpan


def age_on(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def write_birth(dice: Dice, born: date, noise: Noise, at: date) -> tuple[DateSpan | None, Ages | None]:
    """A date of birth or an age on the day `at`: people give the one or the other, rarely both."""
    habit = dice.weighted(noise.birth)
    if habit == "age":
        return None, guess_ages(dice, born, at, width=dice.pick((0, 1, 2, 4)))
    return _write_date(dice, born, habit), None


def guess_ages(dice: Dice, born: date, at: date, *, width: int) -> Ages:
    """A range `width` years wide that holds the true age somewhere, not always in its middle."""
    youngest = max(0, age_on(born, at) - dice.between(0, width))
    return Ages(youngest, youngest + width, at)


def estimate_ages(dice: Dice, born: date, at: date) -> Ages:
    """An examiner's range: narrow for the young, whose bones still grow, wide for everybody else."""
    age = age_on(born, at)
    width = dice.pick((4, 5, 6)) if age < 22 else dice.pick((8, 10, 12, 15))
    guessed = guess_ages(dice, born, at, width=width)
    if dice.chance(0.08):  # now and then the truth lies just outside, as forensic ranges are not certainties
        return Ages(guessed.youngest + 2, guessed.oldest + 2, at) if age > 30 else guessed
    return guessed


def write_event(dice: Dice, day: date, noise: Noise) -> DateSpan:
    """The day itself, or the fortnight or month around it; what is written always holds the day."""
    if dice.chance(noise.blank):
        if dice.chance(0.5):
            return DateSpan.of_month(day.year, day.month)
        earliest = day - timedelta(days=dice.between(0, 14))
        return DateSpan(earliest, earliest + timedelta(days=14))
    return DateSpan(day, day)


def _write_date(dice: Dice, born: date, habit: BirthHabit) -> DateSpan | None:
    span: DateSpan | None = DateSpan(born, born)
    match habit:
        case "nothing":
            span = None
        case "month":
            span = DateSpan.of_month(born.year, born.month)
        case "year":
            span = DateSpan.of_year(born.year)
        case "about":
            first = born.year - dice.between(0, 3)
            span = DateSpan.of_years(first, first + 3)
        case "year off":
            span = DateSpan.of_day(born.year + dice.pick((-1, 1)), born.month, born.day)
        case "swapped" if born.day <= 12:
            span = DateSpan.of_day(born.year, born.day, born.month)
    return span
