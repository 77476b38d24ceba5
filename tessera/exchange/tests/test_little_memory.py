"""A long list is imported piece by piece: what is in memory does not grow with what it holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tessera.exchange.tests.made_files import MIB


def test_two_hundred_thousand_rows() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tessera.exchange.tests.importing_in_little_memory", "200000"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert run.returncode == 0, run.stderr[-2000:]
    outcome = json.loads(run.stdout)
    assert outcome["records"] == 200_000
    assert outcome["peak"] < 1024 * MIB
