"""A vault beside plain SQLite: the same library, schema, pragmas and rows, with a key and without, in one run.

    bin/bench vault [--size MB] [--rows N] [--writers N] [--runs N] [--quick]

Inserts, list pages and searches with --rows records; then, with a file of --size megabytes, a backup under writers,
the new key after a removal, and the first unlock by a newer version. Each figure is the median of --runs, each run a
process of its own, the two stores in turn; memory is that process's peak. --quick is small, and only shows that all
of it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

Figures = dict[str, float]

STORES = ("vault", "plain")


def main() -> int:
    arguments = argparse.ArgumentParser(prog="bin/bench vault", description=__doc__)
    arguments.add_argument("--size", type=int, default=1024, help="of the large file, in MB")
    arguments.add_argument(
        "--rows", type=int, default=100_000, help="records for inserts, lists and searches"
    )
    arguments.add_argument("--writers", type=int, default=20)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--quick", action="store_true", help="as small as it goes: a smoke run")
    given = arguments.parse_args()
    sizes = {"rows": given.rows, "size": given.size, "writers": given.writers, "runs": given.runs}
    sizes |= {"rest": 10.0, "looks": 40}
    if given.quick:
        sizes |= {"rows": 500, "size": 1, "writers": 4, "runs": 1, "rest": 0.5, "looks": 3}
    print(f"{_machine()}\n{sizes}\n")
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        _run_all(Path(folder), sizes)
    return 0


def _run_all(folder: Path, sizes: dict[str, Any]) -> None:
    runs = range(int(sizes["runs"]))
    work = [
        {store: _in_own_process("work", folder / f"{store}-{run}", store, sizes) for store in STORES}
        for run in runs
    ]
    _print_table(f"{sizes['rows']:,} records", work)
    filled = {store: _in_own_process("fill", folder / store, store, sizes) for store in STORES}
    _print_table("The large file", [filled])
    for title, name in (
        (f"A backup under {sizes['writers']} writers", "backup"),
        ("A new key (plain: the file copied onto the disk)", "rekey"),
        ("Unlocked by a newer version that rebuilds the table of people", "migrate"),
    ):
        measured = [
            {store: _in_own_process(name, folder / store, store, sizes | {"run": run}) for store in STORES}
            for run in runs
        ]
        _print_table(title, measured)


def _in_own_process(name: str, folder: Path, store: str, sizes: dict[str, Any]) -> Figures:
    print(f"{name}, {store} ...", file=sys.stderr)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TESSERA_")}
    places = {"TESSERA_DATA": str(folder / "data"), "TESSERA_PEPPER_FILE": str(folder / "pepper")}
    folder.mkdir(exist_ok=True)
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.vault_data", name, store, json.dumps(sizes)],
        env=kept | places | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings"},
        check=False,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise SystemExit(f"{name} failed:\n{run.stdout}{run.stderr}")
    return dict(json.loads(run.stdout.splitlines()[-1]))


def _print_table(title: str, runs: list[dict[str, Figures]]) -> None:
    print(f"{title:50.50}" + "".join(store.rjust(12) for store in STORES) + "ratio".rjust(9))
    for name in runs[0]["vault"] | runs[0]["plain"]:
        medians = [_median([run[store] for run in runs], name) for store in STORES]
        said = "".join(" " * 11 + "-" if one is None else f"{one:12,.2f}" for one in medians)
        ours, plain = medians
        ratio = f"{ours / plain:9.2f}" if ours is not None and plain else "        -"
        print(f"  {name:48}{said}{ratio}")
    print(flush=True)


def _median(runs: list[Figures], name: str) -> float | None:
    return statistics.median(run[name] for run in runs) if name in runs[0] else None


def _machine() -> str:
    cipher = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, SQLite {dbapi2.sqlite_version}, SQLCipher {cipher}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
