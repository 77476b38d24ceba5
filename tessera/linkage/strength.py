"""How strong a match is, in words.

Two things decide. The probability: the weight of the evidence added to the prior log-odds that a finding
taken at random is the person (Fellegi and Sunter 1969). And the number of *kinds* of evidence that agree,
each kind being independent of the others: one name, however rare, is one kind.
`docs/decisions/0010-how-strength-is-said.md` tells how the limits were measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from math import exp2, log2
from typing import Any

from tessera.linkage.evidence import Code, Evidence, Feature
from tessera.linkage.frequencies import UNSEEN_RECORDS


class Strength(StrEnum):
    """`STRONG` is said only where measurement on unseen data gave a precision of at least 0.9."""

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    WEAK = "weak"


KINDS: dict[frozenset[Feature], float] = {
    frozenset({Feature.NAMES}): 6.0,
    frozenset({Feature.IDENTIFIERS}): 2.0,
    frozenset({Feature.BIRTH, Feature.AGE}): 1.0,
    frozenset({Feature.ORIGIN_PLACE}): 2.0,
    frozenset({Feature.EVENT_PLACE}): 2.0,
    frozenset({Feature.HEIGHT}): 1.0,
    frozenset({Feature.MARKS}): 2.0,
    frozenset({Feature.BELONGINGS}): 2.0,
}
"""What can tell one person from another, and the bits from which a kind agrees; features that say one thing in
two ways are one kind. Sex, nationality and time are shared with thousands, and count for none."""

PERSONAL = frozenset(
    {Feature.BIRTH, Feature.AGE, Feature.HEIGHT, Feature.MARKS, Feature.BELONGINGS, Feature.IDENTIFIERS}
)
"""What brothers and sisters do not share."""
PERSONAL_BITS = 4.0
"""So much of it is needed where names leave room for a relative."""
_OF_TWINS = frozenset({Feature.BIRTH, Feature.AGE})
OTHER_PERSONS_NAMES = frozenset({Code.NAMES_PART_MISSING, Code.NAMES_PARTLY, Code.NAMES_LESS_ALIKE})

NUMBERS_AGREE_BITS = 6.0
OBJECTS_BITS = -3.0
"""A feature that weighs so little or less is an objection: nothing is strong, and likely only with a number."""
EXCLUDES = frozenset({Feature.SEX, Feature.EVENT})
"""Another sex, or found long before the last contact: if what is written is right, it is not this person. Shown
only where a name or a number ties the two, and called unlikely."""

STRONG_LOG_ODDS = 7.0
LIKELY_LOG_ODDS = 3.0
POSSIBLE_LOG_ODDS = -5.0
"""Above zero, because families and fashions in names make the computed odds too hopeful."""


def prior_log_odds(records: int) -> float:
    """log2 odds that one finding out of so many is the person: as if at most one were.

    The people who are on no list count too, so it is never above one in a thousand.
    """
    return -log2(records + UNSEEN_RECORDS)


def probability(log_odds: float) -> float:
    """The probability for log2 odds, safe for any of them."""
    return 1 / (1 + exp2(-max(-1000.0, min(1000.0, log_odds))))


def strength(log_odds: float, evidence: Iterable[Evidence]) -> Strength:
    """Say it in words. Without an agreeing name nothing is strong, without name and number nothing likely."""
    said = {one.feature: one for one in evidence}
    weights = {feature: _counting(one) for feature, one in said.items()}
    agreeing = [kind for kind, least in KINDS.items() if sum(weights.get(one, 0.0) for one in kind) >= least]
    named = frozenset({Feature.NAMES}) in agreeing
    numbered = weights.get(Feature.IDENTIFIERS, 0.0) >= NUMBERS_AGREE_BITS
    tied = named or numbered
    objecting = {feature for feature, weight in weights.items() if weight <= OBJECTS_BITS}
    if objecting & EXCLUDES:
        return Strength.UNLIKELY if tied and log_odds >= POSSIBLE_LOG_ODDS else Strength.WEAK
    if (
        named
        and len(agreeing) >= 3
        and log_odds >= STRONG_LOG_ODDS
        and not objecting
        and _names_one_person(said, weights)
    ):
        return Strength.STRONG
    unopposed = numbered or not objecting
    if tied and unopposed and len(agreeing) >= 2 and log_odds >= LIKELY_LOG_ODDS:
        return Strength.LIKELY
    return Strength.POSSIBLE if log_odds >= POSSIBLE_LOG_ODDS else Strength.WEAK


def _counting(one: Evidence) -> float:
    """Its weight, but papers of one family differ by a digit."""
    return 0.0 if one.reason.code is Code.IDENTIFIER_ONE_DIGIT else one.weight


def _names_one_person(said: dict[Feature, Evidence], weights: dict[Feature, float]) -> bool:
    """Two whole words of the name agree, and where a relative could bear it, what is personal agrees too."""
    names = said[Feature.NAMES].reason
    alike: Any = names.values.get("alike", ())
    whole = [pair for pair in alike if min(map(len, pair)) > 1]
    # Two given names a little alike, as Hassan and Hussein, are often those of twins.
    told_apart_by = PERSONAL - _OF_TWINS if names.code is Code.NAMES_LESS_ALIKE else PERSONAL
    personal = sum(weights.get(feature, 0.0) for feature in told_apart_by)
    return len(whole) >= 2 and (names.code not in OTHER_PERSONS_NAMES or personal >= PERSONAL_BITS)
