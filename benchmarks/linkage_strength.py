"""How often a match is right that is called strong, likely, possible or weak.

    bin/bench linkage_strength [SEED ...]

Every pair counts, not the best of each request: that is how people meet them on a page. Measured on FEBRL 4
and on invented families (see `linkage_data.families`) in three shapes. Nothing was chosen on the default
seeds; the limits were chosen on seed 1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.linkage_data import families, febrl
from tessera.linkage.linking import link
from tessera.linkage.profile import Profile
from tessera.linkage.strength import Strength, prior_log_odds, probability

UNSEEN_SEEDS = (5, 6, 7)
SHAPES = {"2,000 families": 2000, "300 families": 300, "60 families": 60}


def main() -> int:
    folder = os.environ.get("TESSERA_TEST_DATA")
    if not folder or not febrl.files(Path(folder))[0].exists():
        print("Set TESSERA_TEST_DATA to the folder that holds names/febrl_dataset4a.csv.gz.", file=sys.stderr)
        return 2
    print("Pairs called so, how many are right, precision, and the share of all true pairs.\n")
    originals, copies = febrl.profiles(Path(folder))
    truth = {(one.key, f"rec-{one.key.split('-')[1]}-dup-0") for one in originals}
    _report("FEBRL 4", originals, copies, truth)
    for seed in map(int, sys.argv[1:] or UNSEEN_SEEDS):
        for shape, number in SHAPES.items():
            lists = families.lists_of_families(Path(folder) / "names", families=number, seed=seed)
            _report(f"{shape}, seed {seed}", lists.sought, lists.found, lists.truth)
    return 0


def _report(title: str, sought: list[Profile], found: list[Profile], truth: set[tuple[str, str]]) -> None:
    print(f"{title}: {len(sought)} sought, {len(found)} found, {len(truth)} true pairs")
    least = probability(prior_log_odds(len(found)))
    pairs = link(sought, found, one_to_one=False, threshold=least)
    for strength in Strength:
        said = [(pair.request_key, pair.finding_key) for pair in pairs if pair.strength is strength]
        right = len(truth.intersection(said))
        precision = f"{right / len(said):.3f}" if said else "-"
        print(f"  {strength:10}{len(said):8}{right:8}{precision:>8}{right / len(truth):8.3f}")


if __name__ == "__main__":
    raise SystemExit(main())
