"""Dates as people know them: a closed span of days between the earliest and the latest it can have been.

"1996" is 1 January to 31 December 1996; "March 1996" is that month; "about 1996" is wider. A span keeps
uncertainty where a single date would hide it, and two spans can be compared without guessing.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True, order=True)
class DateSpan:
    """A closed span of days; raises ValueError when `latest` lies before `earliest`."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"A span ends ({self.latest}) before it begins ({self.earliest}).")

    @classmethod
    def of_day(cls, year: int, month: int, day: int) -> DateSpan:
        exact = date(year, month, day)
        return cls(exact, exact)

    @classmethod
    def of_month(cls, year: int, month: int) -> DateSpan:
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @classmethod
    def of_year(cls, year: int) -> DateSpan:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def of_years(cls, first: int, last: int) -> DateSpan:
        return cls(date(first, 1, 1), date(last, 12, 31))

    @property
    def precision(self) -> Precision:
        if self.earliest == self.latest:
            return Precision.DAY
        if self == DateSpan.of_month(self.earliest.year, self.earliest.month):
            return Precision.MONTH
        if self == DateSpan.of_year(self.earliest.year):
            return Precision.YEAR
        return Precision.RANGE

    def gap_days(self, other: DateSpan) -> int:
        """Days that lie between the two spans; 0 where they touch or overlap."""
        return max(0, (other.earliest - self.latest).days, (self.earliest - other.latest).days)
