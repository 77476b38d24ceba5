"""A disk that fails, once or for good, at moments chosen by a seed: see failing_disk.py for what is done, and what holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import own_database

ROOT = Path(__file__).resolve().parents[1]


def test_whatever_fails_nothing_is_half_kept_and_nothing_acknowledged_lost(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if not compiler or not sys.platform.startswith("linux"):
        pytest.skip("a failing disk is played by a small C library: there is no compiler here, or no Linux")
    library = tmp_path / "failing_disk.so"
    source = ROOT / "tests" / "failing_disk.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    seed, points = 1, int(os.environ.get("TESSERA_TEST_FAILURES", "3"))
    with own_database() as database:
        done = subprocess.run(
            [sys.executable, "-m", "tests.failing_disk", str(seed), str(points)],
            env={**os.environ, **database, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-6000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told) == (9 if database else 11)
    assert all(one["trials"] == 2 * points for one in told.values()), told
    # The same work may take a few calls less another time, and a moment at its very end is never reached.
    assert all(one["failed"] > points for one in told.values()), told
