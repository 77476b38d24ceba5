"""Comparing what is stated as one of a few values or as a number: sex, nationality, height, identifiers.

Categories weigh log2(m / p) where they agree and log2((1 - m) / (1 - p)) where they differ (Fellegi and
Sunter 1969), with p counted among the records and m assumed.
"""

from __future__ import annotations

from itertools import product
from math import hypot, log2, sqrt

from rapidfuzz.distance import OSA

from tessera.linkage.evidence import Code, Evidence, Feature, Reason, verdict_of
from tessera.linkage.folded import Folded
from tessera.linkage.folding import ending
from tessera.linkage.frequencies import Frequencies, Rarity
from tessera.linkage.normal import closeness_bits
from tessera.linkage.profile import Heights, Sex

SAME_SEX = 0.97
EXPECTED_SEX = 0.5
SAME_NATIONALITY = 0.92
EXPECTED_NATIONALITY = 0.05
HEIGHT_ERROR = 5.0
"""Standard deviation in centimetres between a height remembered and a height measured or estimated from
bone; estimates of stature from long bones alone have standard errors of 3 to 5 cm (Trotter 1970)."""
HEIGHT_SPREAD = 11.0
"""Standard deviation in centimetres between two people, sqrt(2) times that of adults of one sex and more."""
SAME_IDENTIFIER = 0.8
ONE_DIGIT_BITS = 4.0
"""Little: papers given out to a family one after the other differ by one digit."""
LAST_DIGITS_BITS = 7.0
DIFFERENT_IDENTIFIERS_BITS = -0.7
"""Little: a person has several numbers, and a telephone is often a relative's or a stranger's."""
LEAST_DIGITS = 6
"""Shorter identifiers are one digit from each other by chance."""


def compare_sex(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    """Female and male exclude each other; "other" excludes neither: papers and bones do not say it."""
    one, other = request.profile.sex, finding.profile.sex
    if Sex.UNKNOWN in {one, other}:
        return Evidence.blank(Feature.SEX, one, other)
    if one == other:
        bits = sex_bits(one, frequencies)
        return Evidence.weighing(Feature.SEX, bits, Reason.of(Code.SEX_SAME, sex=one.value))
    values = {"request": one.value, "finding": other.value}
    if Sex.OTHER in {one, other}:
        return Evidence.weighing(Feature.SEX, 0.0, Reason.of(Code.SEX_NOT_COMPARABLE, **values))
    return Evidence.weighing(Feature.SEX, SEX_DIFFERS_BITS, Reason.of(Code.SEX_DIFFERS, **values))


SEX_DIFFERS_BITS = log2((1 - SAME_SEX) / (1 - EXPECTED_SEX))


def sex_bits(sex: Sex, frequencies: Frequencies) -> float:
    """Bits for two records of the same sex, never against."""
    return max(0.0, log2(SAME_SEX / frequencies.sexes.share(sex, EXPECTED_SEX)))


def compare_nationality(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    one, other = request.profile.nationalities, finding.profile.nationalities
    if not one or not other:
        written = [
            tuple(sorted(p.nationalities)) or (p.nationality_words,)
            for p in (request.profile, finding.profile)
        ]
        if all(any(words) for words in written):
            reason = Reason.of(Code.NATIONALITY_NOT_COMPARABLE, request=written[0], finding=written[1])
            return Evidence.weighing(Feature.NATIONALITY, 0.0, reason)
        return Evidence.blank(Feature.NATIONALITY, *(any(words) for words in written))
    shared = tuple(sorted(one & other))
    if shared:
        bits = max(nationality_bits(code, frequencies.nationalities) for code in shared)
        return Evidence.weighing(Feature.NATIONALITY, bits, Reason.of(Code.NATIONALITY_SAME, shared=shared))
    reason = Reason.of(Code.NATIONALITY_DIFFERS, request=tuple(sorted(one)), finding=tuple(sorted(other)))
    return Evidence.weighing(Feature.NATIONALITY, NATIONALITY_DIFFERS_BITS, reason)


NATIONALITY_DIFFERS_BITS = log2((1 - SAME_NATIONALITY) / (1 - EXPECTED_NATIONALITY))


def nationality_bits(code: str, nationalities: Rarity) -> float:
    """Bits for two records that share a nationality, never against."""
    return max(0.0, log2(SAME_NATIONALITY / nationalities.share(code, EXPECTED_NATIONALITY)))


def compare_height(request: Folded, finding: Folded) -> Evidence:
    one, other = request.profile.height, finding.profile.height
    if one is None or other is None:
        return Evidence.blank(Feature.HEIGHT, one, other)
    difference = abs(middle_height(one) - middle_height(other))
    error = hypot(HEIGHT_ERROR, height_width(one) / sqrt(12), height_width(other) / sqrt(12))
    weight = closeness_bits(difference, error, HEIGHT_SPREAD)
    values = {"request": (one.shortest, one.tallest), "finding": (other.shortest, other.tallest)}
    code = Code.HEIGHT_NEAR if weight > 0 else Code.HEIGHT_DIFFERS
    return Evidence.weighing(Feature.HEIGHT, weight, Reason.of(code, **values))


def middle_height(height: Heights) -> float:
    return (height.shortest + height.tallest) / 2


def height_width(height: Heights) -> float:
    return float(abs(height.tallest - height.shortest))


def compare_identifiers(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    """The best agreement between any identifier of the one and any of the other."""
    ones, others = request.identifiers, finding.identifiers
    if not ones or not others:
        return Evidence.blank(Feature.IDENTIFIERS, ones, others)
    shared = sorted(ones.keys() & others.keys())
    if shared:
        rarest = max(shared, key=lambda code: identifier_bits(code, frequencies.identifiers))
        reason = Reason.of(Code.IDENTIFIER_SAME, identifier=ones[rarest])
        return _identifiers(identifier_bits(rarest, frequencies.identifiers), reason)
    near = [
        found
        for one, other in product(ones, others)
        if (found := _near_identifiers(one, other, ones[one], others[other], frequencies.endings))
    ]
    if near:
        return max(near, key=lambda found: found.weight)
    return _identifiers(DIFFERENT_IDENTIFIERS_BITS, Reason.of(Code.IDENTIFIERS_DIFFER))


def identifier_bits(code: str, identifiers: Rarity) -> float:
    """Bits for one identifier on two records: little when it is a shelter's telephone on many."""
    return max(0.0, log2(SAME_IDENTIFIER / identifiers.share(code)))


def ending_bits(code: str, endings: Rarity) -> float:
    """Bits for two numbers with one ending: little when it is a shelter's, with and without the country."""
    return min(LAST_DIGITS_BITS, identifier_bits(ending(code) or "", endings))


def _near_identifiers(
    one: str, other: str, written: str, other_written: str, endings: Rarity
) -> Evidence | None:
    values = {"request": written, "finding": other_written}
    if same_ending(one, other):
        reason = Reason.of(Code.IDENTIFIER_LAST_DIGITS, **values, digits=_equal_at_end(one, other))
        return _identifiers(ending_bits(one, endings), reason)
    if min(len(one), len(other)) >= LEAST_DIGITS and OSA.distance(one, other, score_cutoff=1) == 1:
        return _identifiers(ONE_DIGIT_BITS, Reason.of(Code.IDENTIFIER_ONE_DIGIT, **values))
    return None


def same_ending(one: str, other: str) -> bool:
    """Numbers that agree in their last digits, one perhaps without its country code."""
    return ending(one) is not None and ending(one) == ending(other)


def _equal_at_end(one: str, other: str) -> int:
    equal = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        equal += 1
    return equal


def _identifiers(weight: float, reason: Reason) -> Evidence:
    return Evidence(Feature.IDENTIFIERS, verdict_of(weight), weight, reason)
