"""Relatives are not strangers: what they share does not make two records one person.

Weights compare "one person" with "two people at random". A third case is common on lists of missing
people: brothers, sisters and cousins, who share surnames, home and journey. Where names differ or partly differ, all
this together can at most make a relative as likely as the lists make one, about one a list; only what is
personal (birth, height, marks, belongings, numbers) can speak further. This bounds the sum as the mixture
of strangers and relatives among non-matches does: log2(m / (u + r k)) <= log2(m / (r k)), with r the share
of relatives among all pairs and k, near 1, the probability of what relatives share.

Numbers are left out although families share telephones: nothing says which number is a document.
"""

from __future__ import annotations

from collections.abc import Iterable

from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.names import CONFLICT_BITS

SHARED_BY_RELATIVES = frozenset(
    {
        Feature.NAMES,
        Feature.ORIGIN_PLACE,
        Feature.NATIONALITY,
        Feature.EVENT,
        Feature.EVENT_PLACE,
    }
)

_DIFFERING = frozenset({Code.NAMES_PARTLY, Code.NAMES_DIFFER})


def compare_kinship(evidence: Iterable[Evidence], prior: float) -> Evidence:
    """Against, as far as what relatives share weighs more than the prior (log2 odds) allows."""
    weights = {one.feature: one for one in evidence}
    shared = sum(max(0.0, weights[feature].weight) for feature in SHARED_BY_RELATIVES)
    excess = shared - (CONFLICT_BITS - prior)
    if weights[Feature.NAMES].reason.code not in _DIFFERING or excess <= 0:
        return Evidence.weighing(Feature.KINSHIP, 0.0, Reason.of(Code.NOT_A_RELATIVES_PATTERN))
    return Evidence.weighing(Feature.KINSHIP, -excess, Reason.of(Code.COULD_BE_RELATIVE))
