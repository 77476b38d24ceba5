"""Giving a database file another key, so that it is wholly under one key at every instant.

A copy gets the new key, is checked from its first page to its last, and takes the name of the original in one
step. Killed anywhere, what stands under the name is the old file or the new one, whole
(docs/decisions/0011-a-new-key-on-a-copy.md).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for it

from tessera.vault.files import VaultUnreadable, forget_write_ahead_log, keep
from tessera.vault.reserve import ask_for_room


class KeyNotChanged(Exception):
    """The disk is full or fails, or another process reads the file: it kept its key."""


def opens(file: Path, key: bytes) -> bool:
    """Whether this key is the file's; raises VaultUnreadable where its first pages were changed."""
    connection = _connect(file, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Database.OperationalError:
        raise
    except Database.DatabaseError as failed:
        if "file is not a database" not in str(failed):
            raise VaultUnreadable("A page of the vault's file was changed.") from failed
        return False
    finally:
        connection.close()
    return True


def give_new_key(file: Path, *, old: bytes, new: bytes) -> None:
    """Nobody may have the file open. Raises VaultUnreadable or KeyNotChanged, and then nothing changed."""
    try:
        _empty_write_ahead_log(file, old)
        _replace_with_rekeyed_copy(file, old, new)
    except (OSError, Database.OperationalError) as failed:
        raise KeyNotChanged from failed
    except Database.DatabaseError as damaged:
        raise VaultUnreadable("A page of the vault's file was changed, so it keeps its key.") from damaged


def _replace_with_rekeyed_copy(file: Path, old: bytes, new: bytes) -> None:
    copy = copy_of(file)
    copy.unlink(missing_ok=True)  # of one that was killed: it would take the room that this one needs
    try:
        ask_for_room(file.stat().st_size)
        shutil.copyfile(file, copy)
        _rekey(copy, old, new)
        _check(copy, new, of=file, under=old)
        keep(copy)
        forget_write_ahead_log(file)  # empty, and it would not fit the new file
        copy.replace(file)
    finally:
        copy.unlink(missing_ok=True)
    keep(file.parent)


def copy_of(file: Path) -> Path:
    return file.with_suffix(".new-key")


def _empty_write_ahead_log(file: Path, key: bytes) -> None:
    connection = _connect(file, key)
    try:
        is_busy, _in_log, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if is_busy:
        raise KeyNotChanged


def _rekey(copy: Path, old: bytes, new: bytes) -> None:
    connection = _connect(copy, old)
    try:
        # A copy needs no way back: whatever goes wrong, it is thrown away.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    finally:
        connection.close()


def _check(copy: Path, new: bytes, *, of: Path, under: bytes) -> None:
    """Every page answers to the new key: what was damaged before is not made to look whole.

    Where the file itself is whole, the disk failed while the copy was written, and SQLCipher did not say so.
    """
    if _has_damage(copy, new):
        if _has_damage(of, under):
            raise VaultUnreadable("A page of the vault's file was changed, so it keeps its key.")
        raise KeyNotChanged


def _has_damage(file: Path, key: bytes) -> bool:
    connection = _connect(file, key)
    try:
        return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    finally:
        connection.close()


def _connect(file: Path, key: bytes) -> Any:
    connection = Database.connect(file, isolation_level=None, timeout=20)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection
