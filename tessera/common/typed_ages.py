"""Ages as lists really hold them, read into the youngest and the oldest they can mean, in completed years."""

from __future__ import annotations

import re

from tessera.common.plain_text import APPROXIMATELY, APPROXIMATELY_AFTER, plain, says_unknown
from tessera.common.unreadable import UnreadableValue

OLDEST = 120
"""The greatest age read, in years; also the upper end of open ranges such as "60+"."""

Ages = tuple[int, int]
"""(youngest, oldest), in completed years, both included."""

_LONGEST = 80
_NUMBER = r"(\d{1,4})(?:[.,]\d+)?"
_YEARS = (
    r"(?:\s?(?:years?|yrs?|y\.?|anos?|ans?|a\.|سنة|سنوات|عاما?)"
    r"(?:[ -](?:old|of age|de edad|d'age)|/?o\.?)?)?"
)
_MONTHS = r"(\d{1,3})\s?(?:months?|mos?\.?|mes(?:es)?|mois|شهور|اشهر|شهرا?)(?: old| de edad)?"
_SHORTER = (
    r"\d{1,3}\s?(?:weeks?|days?|hours?|semanas?|dias?|horas?|semaines?|jours?|heures?|اسابيع|ايام)"
    r"(?: old| de edad)?"
)
_TO = r"\s?(?:-|/|to|a|y|and|o|or|ou|et|الى)\s?"
_UNDER = r"(?:<|under|below|less than|younger than|menor de|menos de|moins de|اقل من)\s?"
_OVER = r"(?:>|over|above|more than|older than|mayor de|mas de|plus de|اكثر من)\s?"

_SINGLE = re.compile(_NUMBER + _YEARS)
_RANGE = re.compile(rf"(?:between |entre |de |from )?{_NUMBER}{_YEARS}{_TO}{_NUMBER}{_YEARS}")
_GIVE_OR_TAKE = re.compile(rf"{_NUMBER}{_YEARS}\s?(?:±|\+/-)\s?(\d{{1,2}}){_YEARS}")
_BELOW = re.compile(rf"{_UNDER}{_NUMBER}{_YEARS}")
_ABOVE = re.compile(rf"{_OVER}{_NUMBER}{_YEARS}")
_AND_UP = re.compile(rf"{_NUMBER}{_YEARS}\s?(?:\+|or (?:more|older)|y mas|o mas|et plus|ou plus)")
_DECADE = re.compile(r"(?:in (?:his|her|their) )?([1-9]0)'?s")
_IN_MONTHS = re.compile(_MONTHS)
_YEARS_AND_MONTHS = re.compile(rf"{_NUMBER}{_YEARS}(?:,| and| y| et)?\s{_MONTHS}")
_IN_LESS = re.compile(_SHORTER)
_ABOUT = re.compile(rf"{APPROXIMATELY}\s?(.+)|(.+?)\s?{APPROXIMATELY_AFTER}")

_STAGES: dict[str, Ages] = {
    """baby, babies, infant, newborn, newborns, toddler, bebe, recien nacido, recien nacida, lactante,
    nourrisson, رضيع""": (0, 2),
    """child, children, kid, minor, underage, boy, girl, boys, girls, nino, nina, ninos, ninas, menor,
    menor de edad, menores, infante, enfant, enfants, mineur, mineure, garcon, fille, طفل, طفلة, اطفال,
    قاصر""": (0, 17),
    """adolescent, adolescents, teen, teenager, teenagers, adolescente, adolescentes, ado""": (10, 19),
    """young, youth, young adult, young man, young woman, joven, jovenes, jeune, jeunes, شاب, شابة""": (
        15,
        30,
    ),
    """adult, adults, adulto, adulta, adultos, adultas, mayor de edad, adulte, adultes, majeur, majeure,
    بالغ, راشد""": (18, OLDEST),
    """elderly, old, senior, old man, old woman, anciano, anciana, adulto mayor, adulta mayor, tercera edad,
    personne agee, مسن, مسنة""": (60, OLDEST),
}
_BY_STAGE = {" ".join(word.split()): ages for words, ages in _STAGES.items() for word in words.split(",")}


def read_age(text: str) -> Ages | None:
    """The ages `text` can mean; None where it is blank or says that nobody knows.

    "About" widens by a fifth, at least one year, each way: ±25 is 20 to 30. Months, weeks, days and hours
    give completed years. Stages of life follow their usual bounds (child 0-17, adolescent 10-19 as the WHO
    counts). Raises `UnreadableValue`: `age_unreadable`, `age_impossible` (over 120 years, or a range from old
    to young).
    """
    written = plain(text[: _LONGEST + 1])
    if says_unknown(written):
        return None
    if len(text) > _LONGEST:
        raise UnreadableValue("age_unreadable", text)
    ages = _read(written)
    if ages is None:
        raise UnreadableValue("age_unreadable", text)
    youngest, oldest = ages
    if not 0 <= youngest <= oldest <= OLDEST:
        raise UnreadableValue("age_impossible", text)
    return ages


def _read(written: str) -> Ages | None:
    ages = _BY_STAGE.get(written) or _read_years(written) or _read_open(written) or _read_months(written)
    if ages is None and (match := _ABOUT.fullmatch(written)):
        exact = _read(match[1] or match[2])
        return exact and _widened(exact)
    return ages


def _read_years(written: str) -> Ages | None:
    if match := _SINGLE.fullmatch(written):
        return int(match[1]), int(match[1])
    if match := _RANGE.fullmatch(written):
        return int(match[1]), int(match[2])
    if match := _GIVE_OR_TAKE.fullmatch(written):
        return max(0, int(match[1]) - int(match[2])), int(match[1]) + int(match[2])
    if match := _DECADE.fullmatch(written):
        return int(match[1]), int(match[1]) + 9
    return None


def _read_open(written: str) -> Ages | None:
    """Ages with one end: "under 18", "60+"."""
    if match := _BELOW.fullmatch(written):
        return 0, max(0, int(match[1]) - 1)
    if match := _ABOVE.fullmatch(written) or _AND_UP.fullmatch(written):
        return int(match[1]), OLDEST
    return None


def _read_months(written: str) -> Ages | None:
    """Ages of small children, written in months or less."""
    if match := _IN_MONTHS.fullmatch(written):
        return int(match[1]) // 12, int(match[1]) // 12
    if match := _YEARS_AND_MONTHS.fullmatch(written):
        return int(match[1]), int(match[1])
    return (0, 0) if _IN_LESS.fullmatch(written) else None


def _widened(exact: Ages) -> Ages:
    youngest, oldest = exact
    return max(0, youngest - max(1, youngest // 5)), max(oldest, min(OLDEST, oldest + max(1, oldest // 5)))
