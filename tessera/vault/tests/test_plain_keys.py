"""`keys.sqlite` as earlier versions wrote it: encrypted at the start, whole whenever somebody is cut off."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tessera.vault.sqlcipher.keys import plain
from tessera.vault.sqlcipher.keys.base import KeysUnreadable
from tessera.vault.sqlcipher.keys.plain import seal_plain_keys
from tests.pages_of_keys import reading_keys

ROWS = [(number, f"wrapped key {number} ".encode() * 40) for number in range(60)]


class CutOff(BaseException):
    """As when the power goes."""


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A plain file with its newest rows still in the write-ahead log."""
    file = tmp_path / "keys.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE vault_wrap (id integer PRIMARY KEY, wrapped blob)")
    connection.execute("CREATE INDEX wrapped_for ON vault_wrap (wrapped)")
    connection.executemany("INSERT INTO vault_wrap VALUES (?, ?)", ROWS)
    connection.commit()
    log = file.with_name("keys.sqlite-wal").read_bytes()
    whole = file.read_bytes()
    connection.close()
    file.write_bytes(whole)
    file.with_name("keys.sqlite-wal").write_bytes(log)
    return file


def rows_of(file: Path) -> list[tuple[int, bytes]]:
    with reading_keys(file) as connection:
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        rows: list[tuple[int, bytes]] = connection.execute("SELECT * FROM vault_wrap ORDER BY id").fetchall()
        return rows


def nothing_lies_open(folder: Path) -> bool:
    left = b"".join(path.read_bytes() for path in folder.iterdir())
    return b"wrapped key" not in left and b"SQLite format" not in left


def test_every_row_is_there_and_nothing_lies_open(keys):
    assert seal_plain_keys(keys)
    assert rows_of(keys) == ROWS
    assert nothing_lies_open(keys.parent)
    assert [path.name for path in keys.parent.iterdir()] == ["keys.sqlite"]
    assert not seal_plain_keys(keys)
    assert rows_of(keys) == ROWS


@pytest.mark.parametrize("where", ["_write_sealed", "hardlink_to", "replace", "_overwrite", "_forget"])
@pytest.mark.parametrize("after", [False, True])
def test_cut_off_anywhere_the_next_start_goes_on(keys, monkeypatch, where, after):
    owner = plain if where.startswith("_") else Path
    real = getattr(owner, where)

    def cut_off(*given):
        if after:
            real(*given)
        raise CutOff

    with monkeypatch.context() as until_then:
        until_then.setattr(owner, where, cut_off)
        with pytest.raises(CutOff):
            seal_plain_keys(keys)
    seal_plain_keys(keys)
    assert rows_of(keys) == ROWS
    assert nothing_lies_open(keys.parent)


def test_a_damaged_plain_file_is_said_and_left_as_it_is(keys):
    with closing(sqlite3.connect(keys)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    content = bytearray(keys.read_bytes())
    content[4096:4196] = bytes(100)
    keys.write_bytes(content)
    with pytest.raises(KeysUnreadable, match="cannot be read to its end"):
        seal_plain_keys(keys)
    with pytest.raises(KeysUnreadable):
        seal_plain_keys(keys)
    assert keys.read_bytes()[4096:] == bytes(content)[4096:]


def test_nothing_is_made_where_nothing_is(tmp_path):
    assert not seal_plain_keys(tmp_path / "keys.sqlite")
    assert list(tmp_path.iterdir()) == []
