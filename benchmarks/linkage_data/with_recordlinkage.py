"""Linking FEBRL 4 with recordlinkage.

Blocking on each of five fields, string similarities, expectation/conditional maximisation (ECM).
"""

from __future__ import annotations

from pathlib import Path

import recordlinkage as rl

from benchmarks.linkage_data.scored import Scored, frames, highest_first


def run(folder: Path) -> Scored:
    originals, copies = (frame.set_index("rec_id") for frame in frames(folder))
    index = rl.Index()
    for column in ("given_name", "surname", "date_of_birth", "postcode", "soc_sec_id"):
        index.block(column)
    pairs = index.index(originals, copies)
    compare = rl.Compare(n_jobs=1)
    for column in ("given_name", "surname", "address_1", "suburb"):
        compare.string(column, column, method="jarowinkler", label=column)
    for column in ("date_of_birth", "soc_sec_id", "postcode"):
        compare.string(column, column, method="damerau_levenshtein", label=column)
    for column in ("street_number", "state"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, originals, copies)
    classifier = rl.ECMClassifier(binarize=0.8)
    classifier.fit(features)
    probabilities = classifier.prob(features)
    return highest_first((p, one, other) for (one, other), p in probabilities.items() if p >= 0.01), 0.5
