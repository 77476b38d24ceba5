"""Linking FEBRL 4 with Splink on DuckDB.

Term frequencies, fuzzy levels, blocking on each field in turn, trained by expectation maximisation.
"""

from __future__ import annotations

from pathlib import Path

import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from benchmarks.linkage_data.scored import Scored, frames, highest_first


def run(folder: Path) -> Scored:
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
    linker = Linker([api.register(frame) for frame in frames(folder)], settings)
    exact = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    found = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation().df()
    columns = (found["match_probability"], found["rec_id_l"], found["rec_id_r"])
    return highest_first(zip(*columns, strict=True)), 0.5
