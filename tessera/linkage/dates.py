"""Comparing dates: when somebody was born, and whether the order of events makes sense.

A birth date is known to the day, to the month, to the year, or through an age. Where both sides know the
day, the comparison is by levels (same, swapped, one digit, ...), each weighing log2(m / u) with u counted
from the calendar and m assumed, as in Fellegi-Sunter comparisons of dates (Winkler 1990; Enamorado et al.
2019). Otherwise it is by closeness (see `normal`). An age is counted only where dates of birth are not
known on both sides, because it says the same thing twice.
"""

from __future__ import annotations

from datetime import date
from math import hypot, sqrt

import numpy as np
from rapidfuzz.distance import OSA

from tessera.common.spans import DateSpan, Precision
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded
from tessera.linkage.normal import LEAST_BITS, closeness_bits

DAYS_IN_YEAR = 365.25
BIRTH_SPREAD = 14.0
"""Standard deviation of the years between two births taken at random, sqrt(2) times that of one (10)."""
YEAR_ERROR = 1.5
"""Standard deviation, in years, of the error in a stated year of birth."""
AGE_ERROR = 2.5
"""The same for what an age estimate claims, beyond its own range."""

SAME_DAY_BITS = 13.0  # m 0.9; u = 1 / (365 days * 27 years in which the births of two migrants may lie)
SWAPPED_BITS = 9.0  # m 0.06
ONE_DIGIT_BITS = 5.0  # m 0.06, u: about 25 dates are one digit or one swap of neighbours away
OTHER_YEAR_BITS = 2.0  # m 0.01; u = 1 / 365
SAME_MONTH_BITS = 1.5  # m 0.01, u = 1 / (12 * 27)
SAME_YEAR_BITS = -0.5  # m 0.02, u = 1 / 27
OTHER_DAY_BITS = -2.0  # added to closeness when the days are known and nothing fits
MONTH_KNOWN_BITS = 2.5  # a month that agrees besides the year, m 0.5, u 1 / 12

DELAYS = (-1095.0, -365.0, -31.0, -1.0, 0.0, 90.0, 365.0, 1095.0, 3650.0)
DELAY_BITS = (-6.0, -4.5, -2.5, -1.0, 1.5, 1.3, 0.8, 0.0, -0.5)
"""Days from last contact to being found, and what they weigh: nobody is found before; dates may be wrong;
most are found soon, some after many years. Assumed, no source gives the distribution."""


def compare_birth(request: Folded, finding: Folded) -> Evidence:
    one, other = request.profile.birth, finding.profile.birth
    if one is None or other is None:
        return Evidence.blank(Feature.BIRTH, one, other)
    if is_day(one) and is_day(other):
        return _compare_days(one, other)
    return _compare_spans(one, other)


def is_day(birth: DateSpan) -> bool:
    """Known to the day; 1 January is what registers write when only the year is known."""
    return birth.precision is Precision.DAY and (birth.earliest.month, birth.earliest.day) != (1, 1)


def _compare_days(one: DateSpan, other: DateSpan) -> Evidence:
    code, weight = _level_of_days(one.earliest, other.earliest)
    return _birth(weight, Reason.of(code, request=one, finding=other))


def _level_of_days(one: date, other: date) -> tuple[Code, float]:
    """The first level that fits, from the strongest."""
    year, month, day = one.year == other.year, one.month == other.month, one.day == other.day
    swapped = year and (one.month, one.day) == (other.day, other.month)
    one_digit = OSA.distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}") == 1
    levels = (
        (one == other, Code.BIRTH_SAME, SAME_DAY_BITS),
        (swapped, Code.BIRTH_DAY_MONTH_SWAPPED, SWAPPED_BITS),
        (one_digit, Code.BIRTH_ONE_DIGIT, ONE_DIGIT_BITS),
        (month and day, Code.BIRTH_SAME_DAY_OTHER_YEAR, OTHER_YEAR_BITS),
        (year and month, Code.BIRTH_SAME_MONTH, SAME_MONTH_BITS),
        (year, Code.BIRTH_SAME_YEAR, SAME_YEAR_BITS),
    )
    elsewhere = _level_of_other_days(abs((one - other).days) / DAYS_IN_YEAR)
    return next(((code, bits) for fits, code, bits in levels if fits), elsewhere)


def _level_of_other_days(years: float) -> tuple[Code, float]:
    """Days so many years apart: closeness, and that the days are known and nothing fits."""
    weight = closeness_bits(years, YEAR_ERROR, BIRTH_SPREAD) + OTHER_DAY_BITS
    return (Code.BIRTH_OTHER_DATE if years < 2 else Code.BIRTH_DIFFERS), min(max(weight, LEAST_BITS), -1.0)


def _compare_spans(one: DateSpan, other: DateSpan) -> Evidence:
    values = {"request": one, "finding": other}
    years = years_between(one, other)
    weight = closeness_bits(years, error_of(one, other, YEAR_ERROR), BIRTH_SPREAD)
    if {one.precision, other.precision} <= {Precision.DAY, Precision.MONTH} and _same_month(one, other):
        return _birth(weight + MONTH_KNOWN_BITS, Reason.of(Code.BIRTH_MONTH_AGREES, **values))
    if one.earliest.year == one.latest.year == other.earliest.year == other.latest.year:
        return _birth(weight, Reason.of(Code.BIRTH_YEAR_AGREES, **values))
    near = Code.BIRTH_NEAR if one.gap_days(other) else Code.BIRTH_FITS
    return _birth(weight, Reason.of(near if weight > 0 else Code.BIRTH_DIFFERS, **values))


def _same_month(one: DateSpan, other: DateSpan) -> bool:
    """In one month, and not merely because both were put down as 1 January."""
    same = (one.earliest.year, one.earliest.month) == (other.earliest.year, other.earliest.month)
    return same and one.earliest.month != 1


def _birth(weight: float, reason: Reason) -> Evidence:
    return Evidence.weighing(Feature.BIRTH, weight, reason)


def compare_age(request: Folded, finding: Folded) -> Evidence:
    """An age on one side against the age or the birth date of the other."""
    if request.profile.ages is None and finding.profile.ages is None:
        return Evidence.blank(Feature.AGE, None, None)
    if request.profile.birth and finding.profile.birth:
        return Evidence.weighing(Feature.AGE, 0.0, Reason.of(Code.COUNTED_WITH_BIRTH))
    one, other = likely_birth(request, finding), likely_birth(finding, request)
    if one is None or other is None:
        undated = any(side.profile.ages and not side.age_birth for side in (request, finding))
        if undated and all(side.profile.birth or side.profile.ages for side in (request, finding)):
            return Evidence.weighing(Feature.AGE, 0.0, Reason.of(Code.AGE_WITHOUT_DATE))
        return Evidence.blank(
            Feature.AGE, *(side.profile.ages or side.profile.birth for side in (request, finding))
        )
    years = years_between(one, other)
    holds = one.gap_days(other) == 0
    # Days of birth that an age leaves open and that include the other's cannot speak against it.
    weight = max(
        closeness_bits(years, error_of(one, other, AGE_ERROR), BIRTH_SPREAD), 0.0 if holds else LEAST_BITS
    )
    near = Code.AGE_ESTIMATE_NEAR if weight > 0 else Code.AGE_ESTIMATE_DIFFERS
    values = _ages_of_both(request, finding)
    return Evidence.weighing(
        Feature.AGE, weight, Reason.of(Code.AGE_ESTIMATE_HOLDS if holds else near, **values)
    )


def likely_birth(record: Folded, other: Folded) -> DateSpan | None:
    """The stated days of birth, or those that an age leaves open beside the other record."""
    return record.profile.birth or record.age_birth_beside(other)


def _ages_of_both(request: Folded, finding: Folded) -> dict[str, tuple[int, ...]]:
    """How old both were when one of them was seen with an age, as people speak of it: (youngest, oldest)."""
    seen = finding if finding.age_birth and not finding.profile.birth else request
    ages = seen.profile.ages
    asked = (ages and ages.at) or seen.profile.event
    if ages is None or asked is None:  # nobody calls this without
        raise ValueError("Neither record has an age and its days.")
    other = request if seen is finding else finding
    if seen.died_unseen and other.profile.event:
        asked = DateSpan(min(asked.earliest, other.profile.event.earliest), asked.latest)
    birth = likely_birth(other, seen)
    said = {True: (ages.youngest, ages.oldest), False: _age_on(birth or asked, asked)}
    return {"request": said[seen is request], "finding": said[seen is finding]}


def _age_on(birth: DateSpan, asked: DateSpan) -> tuple[int, int]:
    """Completed years, the fewest and the most."""
    days = ((asked.earliest - birth.latest).days, (asked.latest - birth.earliest).days)
    youngest, oldest = (max(0, int(number / DAYS_IN_YEAR)) for number in days)
    return youngest, oldest


def years_between(one: DateSpan, other: DateSpan) -> float:
    """Years from the middle of one span to the middle of the other, never negative."""
    return abs(_middle(one) - _middle(other)) / DAYS_IN_YEAR


def error_of(one: DateSpan, other: DateSpan, error: float) -> float:
    """The standard error, in years, of a distance between two spans, from their widths and `error`."""
    return hypot(error, width_years(one) / sqrt(12), width_years(other) / sqrt(12))


def width_years(span: DateSpan) -> float:
    return (span.latest - span.earliest).days / DAYS_IN_YEAR


def _middle(span: DateSpan) -> float:
    return (span.earliest.toordinal() + span.latest.toordinal()) / 2


def compare_event(request: Folded, finding: Folded) -> Evidence:
    """Whether the person was found after the last contact, and how soon."""
    last, found = request.profile.event, finding.profile.event
    if last is None or found is None:
        return Evidence.blank(Feature.EVENT, last, found)
    days = delay_days(last, found)
    weight = float(np.interp(days, DELAYS, DELAY_BITS))
    if days == 0:
        return Evidence.weighing(Feature.EVENT, weight, Reason.of(Code.FOUND_AROUND_LAST_CONTACT))
    if days < 0:
        return Evidence.weighing(Feature.EVENT, weight, Reason.of(Code.FOUND_BEFORE_LAST_CONTACT, days=-days))
    code = Code.FOUND_SOON_AFTER if weight > 0 else Code.FOUND_LONG_AFTER
    return Evidence.weighing(Feature.EVENT, weight, Reason.of(code, days=days))


def delay_days(last: DateSpan, found: DateSpan) -> int:
    """The least number of days from last contact to being found; 0 while the spans overlap."""
    if found.latest < last.earliest:
        return (found.latest - last.earliest).days
    return max(0, (found.earliest - last.latest).days)
