"""A copy of an open database under another key, as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for it

from tessera.vault.files import VaultUnreadable

_PAGES = 1024  # a step: 4 MiB


@contextmanager
def moment(file: Path, key: bytes) -> Iterator[Any]:
    """A connection that sees the database as it is now, whatever is written meanwhile, for `copy_moment`."""
    source = _connect(file, key)
    try:
        source.execute("BEGIN")
        source.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone()  # the moment is that of the first read
        yield source
    finally:
        source.close()


def copy_moment(source: Any, target: Path, key: bytes, *, after_each: Callable[[int], None]) -> None:
    """Page by page: nothing is built anew, and every page is authenticated as it is read.

    `after_each` is told how many bytes are left, and may raise to stop. Raises VaultUnreadable or OSError.
    """
    copy = _connect(target, key)
    # What goes wrong half-way is thrown away.
    copy.execute("PRAGMA journal_mode = OFF")
    copy.execute("PRAGMA synchronous = OFF")
    try:
        source.backup(copy, pages=_PAGES, progress=lambda _status, left, _all: after_each(left * 4096))
    except Database.OperationalError as failed:
        raise OSError(str(failed)) from failed
    except Database.DatabaseError as damaged:
        raise VaultUnreadable("A page of the vault's file was changed, so it cannot be copied.") from damaged
    finally:
        copy.close()


def damage_of_file(file: Path, key: bytes) -> list[str]:
    """What is wrong with a database that nobody has open: another key, a changed page, a structure of somebody's own."""
    connection = _connect(file, key)
    try:
        for pragma in ("cipher_integrity_check", "integrity_check"):
            found = [said for (said,) in connection.execute(f"PRAGMA {pragma}").fetchall() if said != "ok"]
            if found:
                return found
    except Database.DatabaseError as failed:
        return [str(failed)]
    finally:
        connection.close()
    return []


def _connect(file: Path, key: bytes) -> Any:
    connection = Database.connect(file, isolation_level=None, timeout=20)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection
