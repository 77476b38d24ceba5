"""One record against a whole list: who could it be, best first."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.linkage.comparison import Comparison, compare_folded
from tessera.linkage.corpus import Corpus
from tessera.linkage.folded import fold_profile
from tessera.linkage.profile import Profile

COMPARED_IN_FULL = 200
"""Records that the cheap first look passes on, at least; ten for each that is asked for, if that is more."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """`compared` records were looked at; `comparisons` are the best of them, best first."""

    compared: int
    comparisons: tuple[Comparison, ...]


def rank(record: Profile, corpus: Corpus, *, most: int = 20) -> Ranking:
    """The `most` records of the corpus likeliest to be the person, in falling order of weight.

    `record` is a request and the corpus findings, or the other way round where the corpus `holds_requests`;
    either way each comparison says which key is which. Raises ValueError when `most` is negative.
    """
    if most < 0:
        raise ValueError(f"{most} comparisons cannot be given.")
    folded = fold_profile(record)
    others = [corpus.records[row] for row in corpus.best(folded, max(COMPARED_IN_FULL, 10 * most))]
    pairs = [(other, folded) if corpus.holds_requests else (folded, other) for other in others]
    compared = [compare_folded(request, finding, corpus.frequencies) for request, finding in pairs]
    compared.sort(key=lambda one: (-one.weight, one.request_key, one.finding_key))
    return Ranking(compared=len(corpus), comparisons=tuple(compared[:most]))
