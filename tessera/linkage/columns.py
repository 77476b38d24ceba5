"""The dated and counted features of many records as columns, to be weighed all at once.

The formulas are those of `dates` and `traits`; unknown is NaN, and weighs 0.
"""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from tessera.common.spans import DateSpan
from tessera.linkage import dates, traits
from tessera.linkage.folded import Folded
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.likeness import Floats
from tessera.linkage.normal import LEAST_BITS, closeness_bits
from tessera.linkage.profile import Sex
from tessera.linkage.words import rows_by_key

Columns = NDArray[np.float64]
Digits = NDArray[np.int8]


class Traits:
    """Columns of n records; each method gives the bits of one feature for all of them, (n,)."""

    def __init__(self, records: list[Folded], frequencies: Frequencies) -> None:
        self._frequencies = frequencies
        self._days = np.array([_day_digits(r.profile.birth) for r in records], dtype=np.int8).reshape(-1, 8)
        self._days = np.ascontiguousarray(self._days.T)
        self._births = _spans([r.profile.birth for r in records])
        self._likely_births = _spans([r.profile.birth or r.age_birth for r in records])
        self._died_unseen = np.array([r.died_unseen and not r.profile.birth for r in records], dtype=np.bool_)
        self._events = _spans([r.profile.event for r in records])
        self._sexes = np.array([r.profile.sex.value for r in records], dtype="U1")
        self._heights = np.array([_height(r) for r in records], dtype=np.float64).reshape(-1, 2)
        self._nationalities = rows_by_key([r.profile.nationalities for r in records])
        self._n = len(records)

    def birth(self, request: Folded) -> Floats:
        """Levels where both sides know the day, closeness of births or ages elsewhere."""
        birth = request.profile.birth
        ours, theirs = self._likely_spans(request)
        bits = _span_bits(ours, theirs, dates.AGE_ERROR)
        gap = np.maximum(theirs[:, 0] - ours[:, 1], ours[:, 0] - theirs[:, 1])
        bits = np.where(gap <= 0, np.maximum(bits, 0.0), bits).astype(np.float32)
        if birth is None:
            return bits
        stated = _span_bits(_spans([birth]), self._births, dates.YEAR_ERROR)
        bits = np.where(np.isnan(self._births[:, 0]), bits, stated)
        return self._with_days(birth, bits) if dates.is_day(birth) else bits

    def _likely_spans(self, request: Folded) -> tuple[Columns, Columns]:
        """Spans of birth of the request, (1, 2) or (n, 2), and of all, as `dates.likely_birth` gives them."""
        ours, theirs = _spans([request.profile.birth or request.age_birth]), self._likely_births
        event = _spans([request.profile.event])[:, 0]
        if self._died_unseen.any():
            unseen = np.where(self._died_unseen, np.fmax(0.0, self._events[:, 0] - event), 0.0)
            theirs = np.column_stack([np.fmax(1.0, theirs[:, 0] - unseen), theirs[:, 1]])
        if request.died_unseen and not request.profile.birth:
            earliest = np.fmax(1.0, ours[:, 0] - np.fmax(0.0, event - self._events[:, 0]))
            ours = np.column_stack([earliest, np.full_like(earliest, ours[0, 1])])
        return ours, theirs

    def _with_days(self, birth: DateSpan, bits: Floats) -> Floats:
        """Replace the bits of records whose day is known by those of the level that fits."""
        digits = np.array(_day_digits(birth), dtype=np.int8)
        equal = self._days == digits[:, None]
        agreeing = equal.sum(axis=0, dtype=np.int8)
        year, month, day = equal[:4].all(axis=0), equal[4:6].all(axis=0), equal[6:].all(axis=0)
        swapped = year & (self._days[4:6] == digits[6:, None]).all(axis=0)
        swapped &= (self._days[6:] == digits[4:6, None]).all(axis=0)
        levels = (
            (agreeing == 8, dates.SAME_DAY_BITS),
            (swapped, dates.SWAPPED_BITS),
            (agreeing == 7, dates.ONE_DIGIT_BITS),
            (_neighbours_swapped(self._days, digits, agreeing), dates.ONE_DIGIT_BITS),
            (month & day, dates.OTHER_YEAR_BITS),
            (year & month, dates.SAME_MONTH_BITS),
            (year, dates.SAME_YEAR_BITS),
        )
        elsewhere = np.clip(bits + dates.OTHER_DAY_BITS, LEAST_BITS, -1.0)
        fitting = np.select([fits for fits, _ in levels], [weight for _, weight in levels], elsewhere)
        return np.where(self._days[0] >= 0, fitting, bits).astype(np.float32)

    def sex(self, request: Folded) -> Floats:
        sex = request.profile.sex
        if sex is Sex.UNKNOWN:
            return self._nothing()
        same = traits.sex_bits(sex, self._frequencies)
        opposite = {Sex.FEMALE: "M", Sex.MALE: "F"}.get(sex, "-")
        apart = np.where(self._sexes == opposite, traits.SEX_DIFFERS_BITS, 0.0)
        return np.where(self._sexes == sex.value, same, apart).astype(np.float32)

    def nationality(self, request: Folded) -> Floats:
        bits = self._nothing()
        if not request.profile.nationalities:
            return bits
        for rows in self._nationalities.values():
            bits[rows] = traits.NATIONALITY_DIFFERS_BITS
        shared = request.profile.nationalities & self._nationalities.keys()
        weighed = [(traits.nationality_bits(code, self._frequencies.nationalities), code) for code in shared]
        for same, code in sorted(weighed):
            bits[self._nationalities[code]] = same
        return bits

    def event(self, record: Folded, *, rows_are_requests: bool) -> Floats:
        known = record.profile.event
        if known is None:
            return self._nothing()
        one = np.array([[known.earliest.toordinal(), known.latest.toordinal()]], dtype=float)
        contact, found = (self._events, one) if rows_are_requests else (one, self._events)
        before = found[:, 1] - contact[:, 0]
        after = np.maximum(0.0, found[:, 0] - contact[:, 1])
        bits = np.interp(np.where(before < 0, before, after), dates.DELAYS, dates.DELAY_BITS)
        return np.nan_to_num(bits).astype(np.float32)

    def height(self, request: Folded) -> Floats:
        height = request.profile.height
        if height is None:
            return self._nothing()
        middle, width = self._heights.T
        known = hypot(traits.HEIGHT_ERROR, traits.height_width(height) / sqrt(12))
        error = np.hypot(known, width / sqrt(12))
        bits = closeness_bits(np.abs(middle - traits.middle_height(height)), error, traits.HEIGHT_SPREAD)
        return np.nan_to_num(bits)

    def _nothing(self) -> Floats:
        return np.zeros(self._n, dtype=np.float32)


def _spans(spans: list[DateSpan | None]) -> Columns:
    """First and last day as ordinals, (n, 2)."""
    ordinals = [(s.earliest.toordinal(), s.latest.toordinal()) if s else (np.nan, np.nan) for s in spans]
    return np.array(ordinals, dtype=np.float64).reshape(-1, 2)


def _span_bits(ours: Columns, theirs: Columns, error: float) -> Floats:
    years = np.abs(theirs.mean(axis=1) - ours.mean(axis=1)) / dates.DAYS_IN_YEAR
    widths = ((spans[:, 1] - spans[:, 0]) / dates.DAYS_IN_YEAR / sqrt(12) for spans in (ours, theirs))
    errors = np.hypot(error, np.hypot(*widths))
    return np.nan_to_num(closeness_bits(years, errors, dates.BIRTH_SPREAD))


def _day_digits(birth: DateSpan | None) -> list[int]:
    """YYYYMMDD as eight digits, all -1 where the day is not known."""
    if birth is None or not dates.is_day(birth):
        return [-1] * 8
    return [int(digit) for digit in f"{birth.earliest:%Y%m%d}".zfill(8)]


def _neighbours_swapped(days: Digits, digits: Digits, agreeing: Digits) -> NDArray[np.bool_]:
    """Where all digits agree but two neighbours, and these are crossed."""
    swapped = np.zeros(days.shape[1], dtype=np.bool_)
    for column in np.flatnonzero(agreeing == 6):
        apart = np.flatnonzero(days[:, column] != digits)
        crossed = days[apart[0], column] == digits[apart[1]] and days[apart[1], column] == digits[apart[0]]
        swapped[column] = crossed and apart[1] == apart[0] + 1
    return swapped


def _height(record: Folded) -> tuple[float, float]:
    height = record.profile.height
    return (traits.middle_height(height), traits.height_width(height)) if height else (np.nan, np.nan)
