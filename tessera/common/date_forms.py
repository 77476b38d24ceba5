"""Single dates in `plain` form: figures in the orders people write them, and figures with a month's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tessera.common.month_names import MONTH_PHRASES, MONTHS, WEEKDAYS
from tessera.common.spans import DateSpan
from tessera.common.unreadable import UnreadableValue

_TIME = re.compile(
    r"(?:t|[\s,]|\s-\s?)\s?\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[ap]\.?\s?m\.?)?\s?(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_WEEKDAY = re.compile(r"([^\W\d]+)[.,]?\s+(?=.*\d)")
_IN = re.compile(r"^(?:en|in|on)\s+")
_TRIPLE = re.compile(r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASH_FORGOTTEN = re.compile(
    r"(\d{2})(\d{2})/(1[3-9]|[2-9]\d)"
)  # 3010/16: 16 cannot be a month, so 30/10/16
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_FILLERS = frozenset(
    ("de", "del", "d", "of", "the", "le", "el", "al", "st", "nd", "rd", "th", "er", "ro", "o", "a")
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How figures are to be understood: which comes first, and the latest year of two figures."""

    day_first: bool | None
    today: date

    def year(self, figures: str) -> int:
        """Two figures are the latest such year that is not after this one: "93" 1993, "18" 2018."""
        if len(figures) != 2:
            return int(figures)
        this_year = self.today.year
        return this_year - (this_year - int(figures)) % 100


@dataclass(frozen=True, slots=True)
class BareDate:
    """A date without its time of day; `weekday` is 0 (Monday) to 6 where the text named one."""

    text: str
    weekday: int | None = None

    @property
    def day_first(self) -> bool | None:
        """What this one date says about the order of day and month: figures above 12, or the weekday."""
        triple = _TRIPLE.fullmatch(self.text)
        if triple is None:
            return None
        first, second = int(triple[1]), int(triple[2])
        if (first > 12) != (second > 12):
            return first > 12
        return self._order_by_weekday(first, second, triple[3])

    def _order_by_weekday(self, first: int, second: int, year: str) -> bool | None:
        if self.weekday is None or first == second or len(year) != 4:
            return None
        fits = [_falls_on(self.weekday, int(year), *order) for order in ((second, first), (first, second))]
        return fits[0] if fits[0] != fits[1] else None


def bare_date(plain_text: str) -> BareDate:
    """Take the time of day, the weekday and a word such as "in" off a `plain` text."""
    text = _IN.sub("", _TIME.sub("", plain_text, count=1).strip(), count=1)
    named = _WEEKDAY.match(text)
    if named and named[1] in WEEKDAYS:
        return BareDate(text[named.end() :].strip(), WEEKDAYS[named[1]])
    return BareDate(text)


def read_numbers(bare: BareDate, text: str, numbers: Numbers) -> DateSpan | None:
    """A date in figures only; None where `bare` is not one. ValueError for a day that no calendar has."""
    if match := _TRIPLE.fullmatch(bare.text) or _SLASH_FORGOTTEN.fullmatch(bare.text):
        return _of_triple(match, bare, text, numbers)
    if match := _YEAR_FIRST.fullmatch(bare.text) or _COMPACT.fullmatch(bare.text):
        return _of_parts(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _MONTH_YEAR.fullmatch(bare.text):
        return _of_parts(int(match[2]), int(match[1]), 0)
    if _YEAR.fullmatch(bare.text):
        return DateSpan.of_year(int(bare.text))
    return None


def read_words(bare: BareDate, text: str, numbers: Numbers) -> DateSpan | None:
    """A date with one month name and one or two figures, in any usual order; None where `bare` is not one."""
    written = bare.text
    for phrase, name in MONTH_PHRASES.items():
        written = written.replace(phrase, name)
    words = [word for word in _WORD.findall(written) if word not in _FILLERS]
    months = [place for place, word in enumerate(words) if word in MONTHS]
    if len(months) != 1 or not all(word.isdecimal() for word in words if word not in MONTHS):
        return None
    month = MONTHS[words[months[0]]]
    match [word for word in words if word not in MONTHS]:
        case [year] if len(year) == 4 or (len(year) == 2 and months[0] == 0):
            return _of_parts(numbers.year(year), month, 0)
        case [_] | []:
            raise UnreadableValue("date_without_year", text)
        case [year, day] if len(year) == 4 and len(day) <= 2:
            return DateSpan.of_day(int(year), month, int(day))
        case [day, year] if len(day) <= 2 and len(year) in {2, 4}:
            return DateSpan.of_day(numbers.year(year), month, int(day))
    return None


def _of_triple(match: re.Match[str], bare: BareDate, text: str, numbers: Numbers) -> DateSpan:
    first, second, year = int(match[1]), int(match[2]), numbers.year(match[3])
    day_first = numbers.day_first
    if match.re is _SLASH_FORGOTTEN or first == second:
        day_first = True if day_first is None else day_first
    if day_first is None:
        day_first = bare.day_first
    if day_first is None:
        raise UnreadableValue("date_day_or_month" if max(first, second) <= 12 else "date_impossible", text)
    return _of_parts(year, second, first) if day_first else _of_parts(year, first, second)


def _of_parts(year: int, month: int, day: int) -> DateSpan:
    """A 0 for the day, or for day and month, is how forms write that it is not known."""
    if day:
        return DateSpan.of_day(year, month, day)
    return DateSpan.of_month(year, month) if month else DateSpan.of_year(year)


def _falls_on(weekday: int, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == weekday
    except ValueError:
        return False
