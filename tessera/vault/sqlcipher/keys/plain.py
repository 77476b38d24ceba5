"""`keys.sqlite` as versions before wrote it, readable by anybody: brought under the pepper's key, once.

Killed anywhere, the next start goes on: under the name stands the old file or the new one, whole.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for it

from tessera.vault.files import keep

from .base import PLAIN_HEADER, KeysUnreadable, beginning_of, keys_key_and_salt

_PIECE = 1024 * 1024


def seal_plain_keys(file: Path) -> bool:
    """Whether the file was plain, and is encrypted now; raises KeysUnreadable when it cannot be read to its end."""
    was_plain = beginning_of(file) == PLAIN_HEADER
    old = file.with_name(f"{file.name}.plain")
    if was_plain:
        old.unlink(missing_ok=True)  # a second name for the same file, given before somebody was cut off
        fresh = file.with_name(f"{file.name}.sealing")
        fresh.unlink(missing_ok=True)
        try:
            _write_sealed(file, fresh)
        except Database.DatabaseError as failed:
            raise KeysUnreadable(f"The plain keys.sqlite cannot be read to its end: {failed}.") from failed
        old.hardlink_to(file)
        fresh.replace(file)
        keep(file.parent)
    if old.exists():
        _overwrite(old)
        _forget(old)
    return was_plain


def _write_sealed(plain: Path, fresh: Path) -> None:
    connection = Database.connect(plain, isolation_level=None, timeout=20)
    try:
        connection.execute(
            "PRAGMA journal_mode = DELETE"
        )  # brings the log home, and leaves none beside the new file
        key = keys_key_and_salt().hex()
        connection.execute("ATTACH DATABASE ? AS sealed KEY ?", (str(fresh), f"x'{key}'"))
        connection.execute("SELECT sqlcipher_export('sealed')")
        connection.execute("DETACH DATABASE sealed")
    finally:
        connection.close()
    keep(fresh)


def _overwrite(old: Path) -> None:
    """As far as the disk lets anybody: one that moves what it writes, as flash does, keeps the old place a while."""
    with old.open("r+b") as file:
        for _piece in range(0, old.stat().st_size, _PIECE):
            file.write(bytes(_PIECE))
        file.flush()
        os.fsync(file.fileno())


def _forget(old: Path) -> None:
    old.unlink()
    keep(old.parent)
