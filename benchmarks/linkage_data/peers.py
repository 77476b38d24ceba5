"""The engine and its peers, each linking FEBRL 4 with what its makers recommend and nothing learnt from truth.

Each function gives scored pairs, highest first, and the score at which the tool itself would decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.linkage_data import febrl

Scored = tuple[list[tuple[float, str, str]], float]


def tessera(folder: Path) -> Scored:
    from tessera.linkage.linking import link

    sought, found = febrl.profiles(folder)
    pairs = link(sought, found, threshold=0.01)
    return [(pair.probability, pair.request_key, pair.finding_key) for pair in pairs], 0.5


def splink(folder: Path) -> Scored:
    """Term frequencies, fuzzy levels, blocking on each field in turn, trained by expectation maximisation."""
    import logging

    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.75]),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("suburb", [0.9]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("postcode", "substr(surname, 1, 2)"),
            block_on("postcode", "substr(given_name, 1, 2)"),
            block_on("street_number", "suburb"),
            block_on("address_1"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker([api.register(frame) for frame in _frames(folder)], settings)
    exact = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    found = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation().df()
    columns = (found["match_probability"], found["rec_id_l"], found["rec_id_r"])
    return _sorted(zip(*columns, strict=True)), 0.5


def recordlinkage(folder: Path) -> Scored:
    """Blocking on each of five fields, string similarities, expectation/conditional maximisation."""
    import warnings

    warnings.filterwarnings("ignore")
    import recordlinkage as rl

    originals, copies = (frame.set_index("rec_id") for frame in _frames(folder))
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
    return _sorted((p, one, other) for (one, other), p in probabilities.items() if p >= 0.01), 0.5


TOOLS: dict[str, Callable[[Path], Scored]] = {
    "tessera": tessera,
    "splink": splink,
    "recordlinkage": recordlinkage,
}


def _frames(folder: Path) -> list[Any]:
    import pandas as pd

    frames = [pd.DataFrame(febrl.rows(file)) for file in febrl.files(folder)]
    return [frame.where(frame != "", None) for frame in frames]


def _sorted(scored: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    return sorted(((float(p), str(a), str(b)) for p, a, b in scored), key=lambda pair: (-pair[0], *pair[1:]))
