"""Linking FEBRL 4: the engine beside Splink (DuckDB) and recordlinkage (ECM), in one run.

    bin/bench linkage

Each tool runs in a process of its own, one after the other, with nothing learnt from the truth; pairs are
made one-to-one for all alike (greedy, highest score first). FEBRL is a smoke test: good tools saturate it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.linkage_data import febrl

TOOLS = ("tessera", "splink", "recordlinkage")
TRUE_PAIRS = 5000


def main() -> int:
    folder = os.environ.get("TESSERA_TEST_DATA")
    if not folder or not febrl.files(Path(folder))[0].exists():
        print("Set TESSERA_TEST_DATA to the folder that holds names/febrl_dataset4a.csv.gz.", file=sys.stderr)
        return 2
    if len(sys.argv) == 2:
        print(json.dumps(_measure(sys.argv[1], Path(folder))))
        return 0
    _print_table([_in_own_process(tool) for tool in TOOLS])
    return 0


def _in_own_process(tool: str) -> dict[str, Any]:
    print(f"{tool} ...", file=sys.stderr)
    command = [sys.executable, "-m", "benchmarks.linkage", tool]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"{tool} failed:\n{run.stderr}")
    return {"tool": tool, **json.loads(run.stdout.splitlines()[-1])}


def _measure(tool: str, folder: Path) -> dict[str, Any]:
    scored, threshold = import_module(f"benchmarks.linkage_data.with_{tool}").run(folder)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    pairs = list(_one_to_one(scored))
    best_score, best = _best_threshold(pairs)
    return {
        "own": _quality([pair for pair in pairs if pair[0] >= threshold]),
        "best": best,
        "best_score": best_score,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024),
    }


def _one_to_one(scored: Iterable[tuple[float, str, str]]) -> Iterable[tuple[float, str, str]]:
    taken: set[str] = set()
    for score, one, other in scored:
        if one not in taken and other not in taken:
            taken |= {one, other}
            yield score, one, other


def _quality(pairs: list[tuple[float, str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    return _ratios(sum(febrl.is_true(one, other) for _, one, other in pairs), len(pairs))


def _ratios(right: int, given: int) -> tuple[float, float, float]:
    return right / max(given, 1), right / TRUE_PAIRS, 2 * right / (given + TRUE_PAIRS)


def _best_threshold(pairs: list[tuple[float, str, str]]) -> tuple[float, tuple[float, float, float]]:
    """The score that gives the best F1, found with the truth, and what it gives."""
    right, best = 0, (1.0, (0.0, 0.0, 0.0))
    for given, (score, one, other) in enumerate(pairs, start=1):
        right += febrl.is_true(one, other)
        is_last_of_score = given == len(pairs) or pairs[given][0] < score
        if is_last_of_score and _ratios(right, given)[2] > best[1][2]:
            best = (score, _ratios(right, given))
    return best


def _print_table(results: list[dict[str, Any]]) -> None:
    ours = results[0]
    print("FEBRL 4, 5,000 x 5,000, one-to-one. Own: the tool's own threshold. Best: chosen with the truth.\n")
    heads = ("tool", "own P", "own R", "own F1", "best F1", "CPU s", "ratio", "peak MB", "ratio")
    print("".join(head.ljust(15) if head == "tool" else head.rjust(9) for head in heads))
    for result in results:
        quality = "".join(f"{value:9.4f}" for value in (*result["own"], result["best"][2]))
        cpu = f"{result['cpu_s']:9.1f}{result['cpu_s'] / ours['cpu_s']:9.2f}"
        memory = f"{result['peak_mb']:9.0f}{result['peak_mb'] / ours['peak_mb']:9.2f}"
        print(f"{result['tool']:15}{quality}{cpu}{memory}")


if __name__ == "__main__":
    raise SystemExit(main())
