"""Every malformed file gives its own error, in a process that never takes much memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tessera.exchange.tables import TableError, errors as error_classes, open_table
from tessera.exchange.tables.errors import TABLE_CODES
from tessera.exchange.tables.row_problems import NOTICES, ROW_CODES
from tessera.exchange.tests.made_files import MIB
from tessera.exchange.tests.malformed import ALL

MOST_MEMORY = 640 * MIB

NOT_FROM_A_FILE = {"file_lost", "no_such_sheet", "unknown_encoding"}


@pytest.mark.parametrize("name", ALL)
def test_file_gives_its_error_in_little_memory(name: str, tmp_path: Path) -> None:
    expected, make = ALL[name]
    file = tmp_path / "upload"
    file.write_bytes(make())
    run = subprocess.run(  # noqa: S603 - this interpreter, this module, a file made here
        [sys.executable, "-m", "tessera.exchange.tests.malformed", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert run.returncode == 0, run.stderr[-2000:]
    outcome = json.loads(run.stdout)
    assert outcome["code"] == expected
    assert outcome["peak"] < MOST_MEMORY


def test_every_error_that_a_file_can_give_has_a_malformed_file() -> None:
    assert {code for code, _ in ALL.values()} == set(TABLE_CODES) - NOT_FROM_A_FILE


def test_codes_are_unique() -> None:
    classes = [
        kind for kind in vars(error_classes).values() if isinstance(kind, type) and hasattr(kind, "code")
    ]
    codes = [kind.code for kind in classes]
    assert len(codes) == len(set(codes)) == len(TABLE_CODES)
    assert set(ROW_CODES).isdisjoint(TABLE_CODES)
    assert set(ROW_CODES) > NOTICES


def test_an_error_brings_the_values_of_its_sentence() -> None:
    with pytest.raises(TableError) as refusal:
        open_table(b"a;" * 600 + b"\n")
    assert (refusal.value.code, refusal.value.values) == ("table_too_wide", {"limit": 500})


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TableError) as refusal:
        open_table(b"a,b\n1,2\n", encoding="ebcdic")
    assert refusal.value.code == "unknown_encoding"
