"""How often a match is right that is called strong, likely, possible or unlikely.

    bin/bench linkage_strength [SEED ...]

Every pair counts, not only the best of each request: that is how people meet them on a page. Measured on FEBRL 4
and on invented families (see `linkage_data.families`), in lists of three lengths, and with fewer and fewer of the
people sought on the other list: the rarer they are, the more of what agrees is chance. Nothing was chosen on the
default seeds; the limits were chosen on seeds 31 to 34.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.linkage_data import families, febrl
from tessera.linkage.linking import link
from tessera.linkage.profile import Profile
from tessera.linkage.strength import Strength, prior_log_odds, probability

UNSEEN_SEEDS = (51, 52, 53, 54)
SHAPES = {2000: (0.5, 0.1, 0.05, 0.03), 300: (0.5, 0.05), 60: (0.5,)}
"""Families, and the shares of the people sought who are on the other list."""


@dataclass
class Tally:
    """Pairs called by each word, and how many of them are right, over several lists."""

    requests: int = 0
    true_pairs: int = 0
    said: Counter[Strength] = field(default_factory=Counter)
    right: Counter[Strength] = field(default_factory=Counter)

    def add(self, sought: list[Profile], found: list[Profile], truth: set[tuple[str, str]]) -> None:
        self.requests += len(sought)
        self.true_pairs += len(truth)
        least = probability(prior_log_odds(len(sought) + len(found)))
        for pair in link(sought, found, one_to_one=False, threshold=least):
            self.said[pair.strength] += 1
            self.right[pair.strength] += (pair.request_key, pair.finding_key) in truth

    def report(self, title: str) -> None:
        print(f"{title}: {self.requests} requests, {self.true_pairs} true pairs")
        for strength in Strength:
            said, right = self.said[strength], self.right[strength]
            precision = f"{right / said:.3f}" if said else "-"
            false = 1000 * (said - right) / self.requests
            print(
                f"  {strength:10}{said:8}{right:8}{precision:>8}{right / self.true_pairs:8.3f}{false:10.1f}"
            )


def main() -> int:
    folder = os.environ.get("TESSERA_TEST_DATA")
    if not folder or not febrl.files(Path(folder))[0].exists():
        print("Set TESSERA_TEST_DATA to the folder that holds names/febrl_dataset4a.csv.gz.", file=sys.stderr)
        return 2
    print(
        "Pairs called so, how many are right, precision, share of all true pairs, false ones per 1,000 requests.\n"
    )
    tally = Tally()
    originals, copies = febrl.profiles(Path(folder))
    tally.add(originals, copies, {(one.key, f"rec-{one.key.split('-')[1]}-dup-0") for one in originals})
    tally.report("FEBRL 4")
    seeds = [int(seed) for seed in sys.argv[1:]] or UNSEEN_SEEDS
    for number, prevalences in SHAPES.items():
        for prevalence in prevalences:
            tally = Tally()
            for seed in seeds:
                lists = families.lists_of_families(Path(folder) / "names", families=number, seed=seed)
                lists = lists.rarer(prevalence, seed)
                tally.add(lists.sought, lists.found, lists.truth)
            tally.report(
                f"{number} families, {prevalence:.0%} of the people sought are there, {len(seeds)} lists"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
