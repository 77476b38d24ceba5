"""Linking FEBRL 4 with our own engine."""

from __future__ import annotations

from pathlib import Path

from benchmarks.linkage_data import febrl
from tessera.linkage.linking import link


def run(folder: Path) -> tuple[list[tuple[float, str, str]], float]:
    """See `scored.Scored`; that module is not imported, because pandas would count as our memory."""
    sought, found = febrl.profiles(folder)
    pairs = link(sought, found, threshold=0.01)
    return [(pair.probability, pair.request_key, pair.finding_key) for pair in pairs], 0.5
