"""A start that cannot go on says why, in words."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.journeys.conftest import free_port


def test_without_its_database_it_says_so_and_changes_nothing(tmp_path):
    address = f"postgresql://tessera:the-password@127.0.0.1:{free_port()}/tessera"
    places = {"TESSERA_DATA": str(tmp_path / "data"), "TESSERA_PEPPER_FILE": str(tmp_path / "pepper")}
    done = subprocess.run(
        [sys.executable, "-m", "tessera.cli", "prepare"],
        env=os.environ | places | {"TESSERA_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The database for the commons does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert "the-password" not in done.stderr
    assert list((tmp_path / "data").iterdir()) == []
    assert not (tmp_path / "pepper").exists()
