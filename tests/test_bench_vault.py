"""The measurement of vaults runs to its end, and compares like with like. How long anything takes is not tested."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.journeys.conftest import ROOT


def test_a_quick_run_fills_every_table() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.vault", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tables = done.stdout.split("\n\n")[1:]
    assert [table.split("  ")[0] for table in tables if table.strip()] == [
        "500 records",
        "The large file",
        "A backup under 4 writers",
        "A new key (plain: the file copied onto the disk)",
        "Unlocked by a newer version that rebuilds the tabl",
    ]
    for name in ("import, rows a second", "one record, ms", "list page, whole, ms", "search, whole, ms"):
        assert re.search(rf"{name} +[\d,.]+ +[\d,.]+ +[\d.]+\n", done.stdout), name
    assert re.search(r"writes that failed +0\.00 +0\.00", done.stdout)
