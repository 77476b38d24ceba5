"""A long list is imported piece by piece: memory holds the file and one batch of it, not all its records."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tessera.exchange.tests.made_files import MIB
from tests.postgres import own_database

ROWS = 50_000


def test_a_long_list() -> None:
    with own_database() as database:
        run = subprocess.run(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-m", "tessera.exchange.tests.importing_in_little_memory", str(ROWS)],
            env=os.environ | database,
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[3],
        )
    assert run.returncode == 0, run.stderr[-2000:]
    outcome = json.loads(run.stdout)
    assert outcome["records"] == ROWS
    assert outcome["peak"] < 384 * MIB
