"""What a comparison says about each feature, as data that a template of any language can put into words.

`REASONS` lists every code with the names of the values that come with it; `Reason.of` refuses any other.
Values are plain: texts as they were written, numbers, dates, and tuples of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tessera.common.spans import DateSpan


class Feature(StrEnum):
    """What is compared; the order is the order in which evidence is listed."""

    NAMES = "names"
    IDENTIFIERS = "identifiers"
    BIRTH = "birth"
    AGE = "age"
    SEX = "sex"
    ORIGIN_PLACE = "origin_place"
    NATIONALITY = "nationality"
    EVENT = "event"
    EVENT_PLACE = "event_place"
    HEIGHT = "height"
    MARKS = "marks"
    BELONGINGS = "belongings"
    KINSHIP = "kinship"


class Verdict(StrEnum):
    """Whether a feature speaks for the two being one person, against it, or not at all."""

    FOR = "for"
    AGAINST = "against"
    UNKNOWN = "unknown"


class Code(StrEnum):
    """Why a feature got its verdict; one good sentence can be written for each."""

    NOT_KNOWN = "not_known"
    COUNTED_WITH_BIRTH = "counted_with_birth"
    NAMES_SAME = "names_same"
    NAMES_OTHER_ORDER = "names_other_order"
    NAMES_SPELLED_NEAR = "names_spelled_near"
    NAMES_LESS_ALIKE = "names_less_alike"
    NAMES_WRITTEN_TOGETHER = "names_written_together"
    NAMES_INITIALS = "names_initials"
    NAMES_PART_MISSING = "names_part_missing"
    NAMES_PARTLY = "names_partly"
    NAMES_DIFFER = "names_differ"
    IDENTIFIER_SAME = "identifier_same"
    IDENTIFIER_ONE_DIGIT = "identifier_one_digit"
    IDENTIFIER_LAST_DIGITS = "identifier_last_digits"
    IDENTIFIERS_DIFFER = "identifiers_differ"
    BIRTH_SAME = "birth_same"
    BIRTH_DAY_MONTH_SWAPPED = "birth_day_month_swapped"
    BIRTH_ONE_DIGIT = "birth_one_digit"
    BIRTH_SAME_DAY_OTHER_YEAR = "birth_same_day_other_year"
    BIRTH_SAME_MONTH = "birth_same_month"
    BIRTH_SAME_YEAR = "birth_same_year"
    BIRTH_MONTH_AGREES = "birth_month_agrees"
    BIRTH_YEAR_AGREES = "birth_year_agrees"
    BIRTH_OTHER_DATE = "birth_other_date"
    BIRTH_FITS = "birth_fits"
    BIRTH_NEAR = "birth_near"
    BIRTH_DIFFERS = "birth_differs"
    AGE_WITHOUT_DATE = "age_without_date"
    AGE_ESTIMATE_HOLDS = "age_estimate_holds"
    AGE_ESTIMATE_NEAR = "age_estimate_near"
    AGE_ESTIMATE_DIFFERS = "age_estimate_differs"
    SEX_SAME = "sex_same"
    SEX_DIFFERS = "sex_differs"
    SEX_NOT_COMPARABLE = "sex_not_comparable"
    PLACE_SAME = "place_same"
    PLACE_SPELLED_NEAR = "place_spelled_near"
    PLACE_COUNTRY_ONLY = "place_country_only"
    PLACE_PARTLY = "place_partly"
    PLACE_DIFFERS = "place_differs"
    NATIONALITY_SAME = "nationality_same"
    COUNTED_WITH_PLACE = "counted_with_place"
    NATIONALITY_NOT_COMPARABLE = "nationality_not_comparable"
    NATIONALITY_DIFFERS = "nationality_differs"
    FOUND_BEFORE_LAST_CONTACT = "found_before_last_contact"
    FOUND_AROUND_LAST_CONTACT = "found_around_last_contact"
    FOUND_SOON_AFTER = "found_soon_after"
    FOUND_LONG_AFTER = "found_long_after"
    HEIGHT_NEAR = "height_near"
    HEIGHT_DIFFERS = "height_differs"
    MARKS_SHARED = "marks_shared"
    MARKS_OPPOSE = "marks_oppose"
    MARKS_OTHER_LANGUAGE = "marks_other_language"
    MARKS_DIFFER = "marks_differ"
    BELONGINGS_SHARED = "belongings_shared"
    BELONGINGS_OPPOSE = "belongings_oppose"
    BELONGINGS_OTHER_LANGUAGE = "belongings_other_language"
    BELONGINGS_DIFFER = "belongings_differ"
    COULD_BE_RELATIVE = "could_be_relative"
    NOT_A_RELATIVES_PATTERN = "not_a_relatives_pattern"


_BOTH = ("request", "finding")

REASONS: dict[Code, tuple[str, ...]] = {
    Code.NOT_KNOWN: ("missing",),  # "request", "finding" or "both": who does not say
    Code.COUNTED_WITH_BIRTH: (),  # the dates of birth say it already
    # Names as written; alike: pairs (word of request, word of finding) that answer each other, as written.
    Code.NAMES_SAME: (*_BOTH, "alike"),
    Code.NAMES_OTHER_ORDER: (*_BOTH, "alike"),
    Code.NAMES_SPELLED_NEAR: (*_BOTH, "alike"),
    Code.NAMES_LESS_ALIKE: (*_BOTH, "alike"),  # so little that two words may be two names
    Code.NAMES_WRITTEN_TOGETHER: (*_BOTH, "alike"),
    Code.NAMES_INITIALS: (*_BOTH, "alike"),
    Code.NAMES_PART_MISSING: (*_BOTH, "alike", "missing"),  # missing: words only one of them has
    Code.NAMES_PARTLY: (*_BOTH, "alike", "only_request", "only_finding"),
    Code.NAMES_DIFFER: _BOTH,
    Code.IDENTIFIER_SAME: ("identifier",),
    Code.IDENTIFIER_ONE_DIGIT: _BOTH,
    Code.IDENTIFIER_LAST_DIGITS: (*_BOTH, "digits"),  # digits: how many at the end agree
    Code.IDENTIFIERS_DIFFER: (),
    Code.BIRTH_SAME: _BOTH,  # spans of days, as for all births
    Code.BIRTH_DAY_MONTH_SWAPPED: _BOTH,
    Code.BIRTH_ONE_DIGIT: _BOTH,
    Code.BIRTH_SAME_DAY_OTHER_YEAR: _BOTH,
    Code.BIRTH_SAME_MONTH: _BOTH,  # both days known, and they differ
    Code.BIRTH_SAME_YEAR: _BOTH,
    Code.BIRTH_MONTH_AGREES: _BOTH,  # no more than the month is known on one side at least
    Code.BIRTH_YEAR_AGREES: _BOTH,
    Code.BIRTH_OTHER_DATE: _BOTH,  # both days known, near but not the same: speaks against
    Code.BIRTH_FITS: _BOTH,  # the days that are possible on one side include some of the other
    Code.BIRTH_NEAR: _BOTH,
    Code.BIRTH_DIFFERS: _BOTH,
    Code.AGE_WITHOUT_DATE: (),  # an age that nothing dates, so it says no year of birth
    # Ages (youngest, oldest) at the finding's event, or at the request's where only that is known.
    Code.AGE_ESTIMATE_HOLDS: _BOTH,
    Code.AGE_ESTIMATE_NEAR: _BOTH,
    Code.AGE_ESTIMATE_DIFFERS: _BOTH,
    Code.SEX_SAME: ("sex",),
    Code.SEX_DIFFERS: _BOTH,
    Code.SEX_NOT_COMPARABLE: _BOTH,
    Code.PLACE_SAME: _BOTH,
    Code.PLACE_SPELLED_NEAR: _BOTH,
    Code.PLACE_COUNTRY_ONLY: ("country",),  # as written in the request
    Code.PLACE_PARTLY: _BOTH,
    Code.PLACE_DIFFERS: _BOTH,
    Code.NATIONALITY_SAME: ("shared",),
    Code.COUNTED_WITH_PLACE: ("shared",),  # the same nationality, which the same home says already
    Code.NATIONALITY_NOT_COMPARABLE: _BOTH,  # words that are no country
    Code.NATIONALITY_DIFFERS: _BOTH,
    Code.FOUND_BEFORE_LAST_CONTACT: ("days",),  # at least so many
    Code.FOUND_AROUND_LAST_CONTACT: (),  # the two dates overlap as far as they are known
    Code.FOUND_SOON_AFTER: ("days",),
    Code.FOUND_LONG_AFTER: ("days",),
    Code.HEIGHT_NEAR: _BOTH,  # centimetres; each height is (shortest, tallest)
    Code.HEIGHT_DIFFERS: _BOTH,
    Code.MARKS_SHARED: ("shared",),  # pairs (phrase of request, phrase of finding)
    Code.MARKS_OPPOSE: ("opposed",),  # pairs as above: left and right, with and without
    Code.MARKS_OTHER_LANGUAGE: _BOTH,
    Code.MARKS_DIFFER: _BOTH,
    Code.BELONGINGS_SHARED: ("shared",),
    Code.BELONGINGS_OPPOSE: ("opposed",),
    Code.BELONGINGS_OTHER_LANGUAGE: _BOTH,
    Code.BELONGINGS_DIFFER: _BOTH,
    Code.COULD_BE_RELATIVE: (),  # what agrees, relatives share; the names tell them apart
    Code.NOT_A_RELATIVES_PATTERN: (),
}
"""Every code, with the names of the values that a sentence about it can use."""

Value = str | int | date | DateSpan | tuple[str, ...] | tuple[int, ...] | tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and its values, to be put into words elsewhere."""

    code: Code
    values: dict[str, Value]

    @classmethod
    def of(cls, code: Code, **values: Value) -> Reason:
        """Raises ValueError unless the values are those that `REASONS` names for the code."""
        if tuple(values) != REASONS[code]:
            raise ValueError(f"{code} takes {REASONS[code]}, not {tuple(values)}.")
        return cls(code, values)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one feature says.

    `weight` is in bits: log2 of how much likelier this is for two records of one person than of two.
    """

    feature: Feature
    verdict: Verdict
    weight: float
    reason: Reason

    @classmethod
    def weighing(cls, feature: Feature, weight: float, reason: Reason) -> Evidence:
        """Evidence whose verdict follows from the sign of its weight."""
        return cls(feature, verdict_of(weight), weight, reason)

    @classmethod
    def blank(cls, feature: Feature, request: object, finding: object) -> Evidence:
        """Blank is unknown: weight exactly 0, whatever the other side says."""
        missing = "both" if not request and not finding else "finding" if request else "request"
        return cls(feature, Verdict.UNKNOWN, 0.0, Reason.of(Code.NOT_KNOWN, missing=missing))


def verdict_of(weight: float) -> Verdict:
    """Less than a twentieth of a bit says nothing to anyone."""
    if abs(weight) < 0.05:
        return Verdict.UNKNOWN
    return Verdict.FOR if weight > 0 else Verdict.AGAINST
