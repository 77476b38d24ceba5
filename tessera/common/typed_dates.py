"""Dates as lists really hold them, read into spans of days; and one canonical way to write a span.

read_date("05/05/18", day_first=True)      5 May 2018
read_date("Mar 15")                        March 2015
read_date("c. 1994")                       1992 to 1996
read_date("entre 1990 y 1995")             1990 to 1995
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from tessera.common.date_forms import Numbers, bare_date, read_numbers, read_words
from tessera.common.plain_text import APPROXIMATELY, APPROXIMATELY_AFTER, plain, says_unknown
from tessera.common.spans import DateSpan, Precision
from tessera.common.unreadable import UnreadableValue

_LONGEST = 100
_ABOUT_BEFORE = re.compile(rf"{APPROXIMATELY}\s*(?:the |el |le )?(.+)")
_ABOUT_AFTER = re.compile(rf"(.+?)\s*{APPROXIMATELY_AFTER}")
_ISO = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_INTERVAL = re.compile(rf"({_ISO})/({_ISO})")
_YEARS = re.compile(r"(\d{4}) ?(?:-|to|a|and|y|et|or|o|ou) ?(\d{4})")
_YEARS_SHORT = re.compile(r"(\d\d)(\d\d) ?- ?(1[3-9]|[2-9]\d)")
_BETWEEN = re.compile(
    r"(?:between|entre|from|desde|de|du|من|بين)\s(?:el |le )?(.+?)"
    r"\s(?:and|y|et|to|a|al|au|hasta|الى|و)\s(?:el |le )?(.+)"
)
_DECADE = re.compile(r"(\d{3}0)s")
_YEARS_ABOUT = 2
_DAYS_ABOUT_MONTH = 31
_DAYS_ABOUT_DAY = 15


def read_date(text: str, *, day_first: bool | None = None, today: date | None = None) -> DateSpan | None:
    """The days that `text` can mean; None where it is blank or says that nobody knows.

    `day_first` says whether 03/04/2015 is 3 April (True) or 4 March (False); with None such a date is
    refused unless its weekday decides. Two-digit years lie in the hundred years that end with the year of
    `today` (default: now, in UTC). "About" widens a year by 2 years each way, a month by 31 days, a day by
    15 days. A day 00 means an unknown day, and 00/00/1996 the year.

    Raises `UnreadableValue` (`date_unreadable`, `date_impossible`, `date_day_or_month`, `date_without_year`).
    """
    written = plain(text[: _LONGEST + 1])
    if says_unknown(written):
        return None
    if len(text) > _LONGEST:
        raise UnreadableValue("date_unreadable", text)
    try:
        return _read_span(written, text, Numbers(day_first, today or datetime.now(UTC).date()))
    except UnreadableValue:
        raise
    except (ValueError, OverflowError) as error:
        raise UnreadableValue("date_impossible", text) from error


def write_date(span: DateSpan) -> str:
    """`span` as `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or two of one kind joined by `/` (an EDTF interval)."""
    first, last = span.earliest, span.latest
    match span.precision:
        case Precision.DAY:
            return first.isoformat()
        case Precision.MONTH:
            return first.isoformat()[:7]
        case Precision.YEAR:
            return first.isoformat()[:4]
    for length, widest in (
        (4, DateSpan.of_years(first.year, last.year)),
        (7, _from_to(DateSpan.of_month(first.year, first.month), DateSpan.of_month(last.year, last.month))),
    ):
        if span == widest:
            return f"{first.isoformat()[:length]}/{last.isoformat()[:length]}"
    return f"{first.isoformat()}/{last.isoformat()}"


def guess_day_first(samples: Iterable[str]) -> bool | None:
    """Whether a column writes the day before the month; None where its cells do not say, or contradict."""
    votes = {
        vote for sample in samples if (vote := bare_date(plain(sample[:_LONGEST])).day_first) is not None
    }
    return votes.pop() if len(votes) == 1 else None


def _read_span(written: str, text: str, numbers: Numbers) -> DateSpan:
    """Ranges and "about" around `_read_single`."""
    if match := _INTERVAL.fullmatch(written) or _YEARS.fullmatch(written) or _BETWEEN.fullmatch(written):
        return _from_to(_read_single(match[1], text, numbers), _read_single(match[2], text, numbers))
    if match := _YEARS_SHORT.fullmatch(written):
        return DateSpan.of_years(int(match[1] + match[2]), int(match[1] + match[3]))
    if match := _DECADE.fullmatch(written):
        return DateSpan.of_years(int(match[1]), int(match[1]) + 9)
    if match := _ABOUT_BEFORE.fullmatch(written) or _ABOUT_AFTER.fullmatch(written):
        return _widened(_read_span(match[1], text, numbers))
    return _read_single(written, text, numbers)


def _read_single(written: str, text: str, numbers: Numbers) -> DateSpan:
    bare = bare_date(written)
    span = read_numbers(bare, text, numbers) or read_words(bare, text, numbers)
    if span is None:
        raise UnreadableValue("date_unreadable", text)
    return span


def _widened(span: DateSpan) -> DateSpan:
    if span.precision in {Precision.YEAR, Precision.RANGE}:
        first, last = span.earliest.year - _YEARS_ABOUT, span.latest.year + _YEARS_ABOUT
        return DateSpan.of_years(max(first, date.min.year), min(last, date.max.year))
    days = timedelta(days=_DAYS_ABOUT_DAY if span.precision == Precision.DAY else _DAYS_ABOUT_MONTH)
    return DateSpan(span.earliest - days, span.latest + days)


def _from_to(first: DateSpan, last: DateSpan) -> DateSpan:
    """From the beginning of one span to the end of another; ValueError if that runs backwards."""
    return DateSpan(first.earliest, last.latest)
