"""Two whole lists against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, log2

from tessera.linkage.comparison import Comparison, compare_folded
from tessera.linkage.corpus import Corpus
from tessera.linkage.folded import Folded, fold_profile
from tessera.linkage.profile import Profile
from tessera.linkage.strength import prior_log_odds

COMPARED_IN_FULL = 30
SLACK_BITS = 8.0
"""A record whose estimate is further below the threshold is not compared in full."""
RIVAL_BITS = 24.0
"""Nor is one further below the best estimate for the same person, when each has one partner only."""

Candidate = tuple[float, int, int]
"""Weight in bits, row of the person sought, row of the finding."""


def link(
    sought: Sequence[Profile],
    found: Sequence[Profile],
    *,
    one_to_one: bool = True,
    threshold: float = 0.5,
) -> list[Comparison]:
    """Pairs whose probability is at least `threshold` (0 to 1), best first.

    With `one_to_one` each record is in one pair at most, the weightiest pair being taken first. Time grows
    with the product of the two lengths, memory with their sum. Raises ValueError for a threshold outside
    0 to 1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"A threshold is a probability between 0 and 1, not {threshold}.")
    seekers = [fold_profile(profile) for profile in sought]
    corpus = Corpus(found, beside=seekers)
    corpus.look_up(seekers)
    least = _log_odds(threshold) - prior_log_odds(corpus.frequencies.records)
    within = RIVAL_BITS if one_to_one else inf
    candidates = sorted(_candidates(seekers, corpus, least, within), key=lambda c: (-c[0], c[1], c[2]))
    kept = _one_to_one(candidates) if one_to_one else candidates
    return [compare_folded(seekers[i], corpus.records[j], corpus.frequencies) for _, i, j in kept]


def _log_odds(probability: float) -> float:
    if probability in {0, 1}:
        return inf if probability else -inf
    return log2(probability / (1 - probability))


def _candidates(seekers: list[Folded], corpus: Corpus, least: float, within: float) -> Iterable[Candidate]:
    for i, seeker in enumerate(seekers):
        for j in corpus.best(seeker, COMPARED_IN_FULL, least=least - SLACK_BITS, within=within):
            weight = compare_folded(seeker, corpus.records[j], corpus.frequencies).weight
            if weight >= least:
                yield weight, i, int(j)


def _one_to_one(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Greedy: the weightiest pair first, then the weightiest of records not yet taken."""
    taken_sought: set[int] = set()
    taken_found: set[int] = set()
    kept = []
    for weight, i, j in candidates:
        if i not in taken_sought and j not in taken_found:
            taken_sought.add(i)
            taken_found.add(j)
            kept.append((weight, i, j))
    return kept
