"""What every tool gives back, and what Splink and recordlinkage both need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from benchmarks.linkage_data import febrl

ScoredPair = tuple[float, str, str]
Scored = tuple[list[ScoredPair], float]
"""Pairs with the probability that each is one person, highest first, and where the tool itself decides."""


def frames(folder: Path) -> list[pd.DataFrame]:
    """The two lists as data frames with missing values."""
    tables = [pd.DataFrame(febrl.rows(file)) for file in febrl.files(folder)]
    return [table.where(table != "", None) for table in tables]


def highest_first(scored: Iterable[ScoredPair]) -> list[ScoredPair]:
    return sorted(((float(p), str(a), str(b)) for p, a, b in scored), key=lambda pair: (-pair[0], *pair[1:]))
