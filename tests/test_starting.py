"""What the server says before it starts, where its pepper or its keys are not as they were. Each time in words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tessera.sealing import boxes, tokens

ROOT = Path(__file__).resolve().parents[1]
PAGE = 4096

FOUND = """
import django
django.setup()
from tessera.sealing import stretching
stretching._MEMORY_KIB, stretching._PASSES = 64, 1
from tests.house import House
House().colleague()
"""


# What a killed server leaves: the newest change is in the log alone.
KILLED = """
import django, os, signal
django.setup()
from tessera.accounts import throttle
throttle.take_a_try(bytes(32))
os.kill(os.getpid(), signal.SIGKILL)
"""


def start(folder: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    here = {"TESSERA_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "tessera.config.settings"}
    return subprocess.run(
        [sys.executable, *(words or ("-m", "tessera.cli", "prepare"))],
        input=typed,
        env=kept | here | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a network in it, and its pepper beside it; nobody serves it."""
    folder = tmp_path_factory.mktemp("founded")
    done = start(folder)
    assert done.returncode == 0, done.stderr
    assert "A new pepper was written" in done.stdout
    done = start(folder, "-c", FOUND)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def server(founded: Path, tmp_path: Path) -> Path:
    shutil.copytree(founded, tmp_path / "server")
    return tmp_path / "server"


def keys_of(server: Path) -> Path:
    return server / "data" / "keys.sqlite"


def test_an_ordinary_start_says_nothing(server: Path) -> None:
    done = start(server)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert b"SQLite format" not in keys_of(server).read_bytes()


def test_without_its_pepper_it_does_not_start_and_makes_no_other(server: Path) -> None:
    before = keys_of(server).read_bytes()
    (server / "data.pepper").unlink()
    done = start(server)
    assert done.returncode == 1
    assert "write the letters from your paper copy into this file" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (server / "data.pepper").exists()
    assert keys_of(server).read_bytes() == before


def test_another_pepper_is_said_and_not_called_damage(server: Path) -> None:
    before = keys_of(server).read_bytes()
    right = (server / "data.pepper").read_text()
    (server / "data.pepper").write_text(tokens.spell(boxes.new_key()))
    for words in ((), ("-m", "tessera.cli", "verify")):
        done = start(server, *words)
        assert done.returncode == 1
        assert "This pepper does not belong to this data folder" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert keys_of(server).read_bytes() == before
    (server / "data.pepper").write_text(right)
    assert start(server).returncode == 0


@pytest.mark.parametrize("left", [None, b""])
def test_keys_that_are_gone_are_not_made_anew(server: Path, left: bytes | None) -> None:
    keys_of(server).unlink()
    if left is not None:
        keys_of(server).write_bytes(left)
    for _ in range(2):  # an empty file that was opened once is not taken for one of keys
        done = start(server)
        assert done.returncode == 1
        assert "is gone or empty, and without it no room opens" in done.stderr
        assert keys_of(server).exists() == (left is not None)
    done = start(server, "-m", "tessera.cli", "verify")
    assert done.returncode == 1
    assert "keys.sqlite: It is gone or empty" in done.stdout


@pytest.mark.parametrize("page", [0, 3, -1])
def test_a_changed_byte_of_keys_is_said_at_the_start_and_by_verify(server: Path, page: int) -> None:
    content = bytearray(keys_of(server).read_bytes())
    content[page * PAGE + 2000] ^= 1
    keys_of(server).write_bytes(content)
    done = start(server)
    assert "keys.sqlite" in done.stderr
    assert "bring back the newest backup" in done.stderr
    assert "Traceback" not in done.stderr
    done = start(server, "-m", "tessera.cli", "verify", "--rooms", typed="person.1\nsix words\n")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "keys.sqlite: " in done.stdout
    assert "keys.sqlite: as written" not in done.stdout
    assert "The commons: as written" in done.stdout


@pytest.mark.parametrize("damaged", [0, 1])
def test_a_changed_byte_in_a_log_that_a_crash_left_is_said(server: Path, damaged: int) -> None:
    start(server, "-c", KILLED)
    log = server / "data" / "keys.sqlite-wal"
    content = bytearray(log.read_bytes())
    assert len(content) > PAGE
    content[3000] ^= damaged
    log.write_bytes(content)
    done = start(server)
    assert done.returncode == 0
    assert ("the newest changes, in its write-ahead log, are not whole" in done.stderr) == bool(damaged)
