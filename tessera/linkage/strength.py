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

from tessera.linkage.evidence import Evidence, Feature
from tessera.linkage.frequencies import UNSEEN_RECORDS


class Strength(StrEnum):
    """`STRONG` is said only where measurement on unseen data gave a precision of at least 0.9."""

    STRONG = "strong"
    LIKELY = "likely"
    POSSIBLE = "possible"
    WEAK = "weak"


KINDS: tuple[frozenset[Feature], ...] = (
    frozenset({Feature.NAMES}),
    frozenset({Feature.IDENTIFIERS}),
    frozenset({Feature.BIRTH, Feature.AGE}),
    frozenset({Feature.SEX}),
    frozenset({Feature.ORIGIN_PLACE, Feature.NATIONALITY}),
    frozenset({Feature.EVENT, Feature.EVENT_PLACE}),
    frozenset({Feature.HEIGHT}),
    frozenset({Feature.MARKS}),
    frozenset({Feature.BELONGINGS}),
)
"""Features that say one thing in several ways count as one kind."""

AGREES_BITS = 1.0
"""A kind agrees when its features together weigh at least so much."""
NAMES_AGREE_BITS = 6.0
"""Names agree when they are nearer than those of a good many people on the list are."""
OBJECTS_BITS = -3.0
"""A feature that weighs so little or less is an objection, which forbids calling a match strong."""

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
    weights = {one.feature: one.weight for one in evidence}
    kinds = sum(sum(weights.get(feature, 0.0) for feature in kind) >= AGREES_BITS for kind in KINDS)
    named = weights.get(Feature.NAMES, 0.0) >= NAMES_AGREE_BITS
    numbered = weights.get(Feature.IDENTIFIERS, 0.0) >= NAMES_AGREE_BITS
    objection = min(weights.values(), default=0.0) <= OBJECTS_BITS
    if named and kinds >= 3 and log_odds >= STRONG_LOG_ODDS and not objection:
        return Strength.STRONG
    if (named or numbered) and kinds >= 2 and log_odds >= LIKELY_LOG_ODDS:
        return Strength.LIKELY
    return Strength.POSSIBLE if log_odds >= POSSIBLE_LOG_ODDS else Strength.WEAK
