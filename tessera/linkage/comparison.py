"""Comparing one person sought with one person or one set of remains found, feature by feature.

The weight of a pair is the sum of its evidence in bits (Fellegi and Sunter 1969), so features are taken as
independent; where they are not, one of them is reduced: an age beside two birth dates counts nothing, of
nationality and place of origin the more telling counts when both agree, and what relatives share is
bounded where their names differ (see `kinship`).
"""

from __future__ import annotations

from dataclasses import dataclass

from tessera.linkage.dates import compare_age, compare_birth, compare_event
from tessera.linkage.details import compare_belongings, compare_marks
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded, fold_profile
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.kinship import compare_kinship
from tessera.linkage.names import compare_names
from tessera.linkage.places import compare_event_place, compare_origin_place
from tessera.linkage.profile import Profile
from tessera.linkage.strength import Strength, prior_log_odds, probability, strength
from tessera.linkage.traits import compare_height, compare_identifiers, compare_nationality, compare_sex


@dataclass(frozen=True, slots=True)
class Comparison:
    """What speaks for and against two records being of one person.

    `weight` is the sum of the evidence in bits; `log_odds` adds the prior, which falls with the number of
    records compared. `evidence` has one entry per `Feature`, in that order.
    """

    request_key: str
    finding_key: str
    weight: float
    log_odds: float
    evidence: tuple[Evidence, ...]
    strength: Strength

    @property
    def probability(self) -> float:
        """Of being one person, if the assumptions held; for sorting and thresholds, not for showing."""
        return probability(self.log_odds)

    def of(self, feature: Feature) -> Evidence:
        return next(one for one in self.evidence if one.feature == feature)


def compare(request: Profile, finding: Profile, frequencies: Frequencies) -> Comparison:
    """Compare two profiles in full."""
    return compare_folded(fold_profile(request), fold_profile(finding), frequencies)


def compare_folded(request: Folded, finding: Folded, frequencies: Frequencies) -> Comparison:
    """`compare` for records that were folded before."""
    origin, nationality = _origins(request, finding, frequencies)
    prior = prior_log_odds(frequencies.records)
    evidence: tuple[Evidence, ...] = (
        compare_names(request, finding, frequencies),
        compare_identifiers(request, finding, frequencies),
        compare_birth(request, finding),
        compare_age(request, finding),
        compare_sex(request, finding, frequencies),
        origin,
        nationality,
        compare_event(request, finding),
        compare_event_place(request, finding, frequencies),
        compare_height(request, finding),
        compare_marks(request, finding, frequencies),
        compare_belongings(request, finding, frequencies),
    )
    evidence += (compare_kinship(evidence, prior),)
    weight = sum(one.weight for one in evidence)
    log_odds = weight + prior
    return Comparison(
        request_key=request.profile.key,
        finding_key=finding.profile.key,
        weight=weight,
        log_odds=log_odds,
        evidence=evidence,
        strength=strength(log_odds, evidence),
    )


def _origins(request: Folded, finding: Folded, frequencies: Frequencies) -> tuple[Evidence, Evidence]:
    """Place of origin and nationality; a place implies its country, so together they weigh as the greater."""
    origin = compare_origin_place(request, finding, frequencies)
    nationality = compare_nationality(request, finding, frequencies)
    if origin.weight <= 0 or nationality.weight <= 0:
        return origin, nationality
    if nationality.weight <= origin.weight:
        reason = Reason(Code.COUNTED_WITH_PLACE, nationality.reason.values)
        return origin, Evidence.weighing(Feature.NATIONALITY, 0.0, reason)
    beyond = nationality.weight - origin.weight
    return origin, Evidence.weighing(Feature.NATIONALITY, beyond, nationality.reason)
