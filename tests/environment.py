"""Loaded before anything reads settings: tests keep to a folder of their own, which goes when they are done."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="tessera-tests-"))
(_folder / "data" / "static").mkdir(parents=True)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
    "TESSERA_DATA": str(_folder / "data"),
    "TESSERA_PEPPER_FILE": str(_folder / "pepper"),
}


def pytest_unconfigure() -> None:
    shutil.rmtree(_folder, ignore_errors=True)
