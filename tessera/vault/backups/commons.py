"""Copies of the databases that need nobody's words: the commons, wherever they are kept, and the keys."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import cast

from django.db import connections

from tessera.vault.files import keep
from tessera.vault.sqlcipher.base import DatabaseWrapper, copy_database

from .troubles import FolderInUse, ToolFailed, ToolMissing

SQLITE_FILE = "commons.sqlite"
POSTGRESQL_FILE = "commons.dump"
KEYS_FILE = "keys.sqlite"


def commons_file() -> str:
    """What the commons are called in a backup taken here."""
    return POSTGRESQL_FILE if _in_postgresql() else SQLITE_FILE


def copy_commons(folder: Path) -> None:
    target = folder / commons_file()
    if _in_postgresql():
        _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    else:
        _copy_sqlite(target)


def copy_keys(folder: Path) -> None:
    target = folder / KEYS_FILE
    target.unlink(missing_ok=True)
    copy_database(cast(DatabaseWrapper, connections["keys"]), target)
    keep(target)


def empty_for_commons() -> None:
    """Raises FolderInUse unless the commons of a PostgreSQL backup can be loaded into the database set here."""
    if not _in_postgresql():
        raise FolderInUse(
            "The commons of this backup were kept in PostgreSQL. Set TESSERA_DATABASE_URL to an empty database"
            " and start the restore again. Nothing was written."
        )
    if connections["default"].introspection.table_names():
        raise FolderInUse(
            "The database that TESSERA_DATABASE_URL names holds tables already. Nothing was written: name an"
            " empty one."
        )


def load_commons(folder: Path) -> None:
    """All of the commons into the empty PostgreSQL database, or none."""
    connections["default"].close()
    _run_tool(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(folder / POSTGRESQL_FILE)
    )


def _in_postgresql() -> bool:
    return connections["default"].vendor == "postgresql"


def _copy_sqlite(target: Path) -> None:
    """Through SQLite itself: it copies a whole state while others write, and nothing of what was deleted."""
    target.unlink(missing_ok=True)
    connection = connections["default"]
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    keep(target)


def _run_tool(name: str, *words: str) -> None:
    """Runs a program of PostgreSQL on the database that is set here; the password goes by the environment."""
    tool = shutil.which(name)
    if tool is None:
        raise ToolMissing(
            f"{name} is not installed here, and the commons are kept in PostgreSQL. Install its client programs"
            " (Debian, Ubuntu: apt install postgresql-client), of the server's version or newer."
        )
    chosen = connections["default"].settings_dict
    address = {
        "host": chosen["HOST"],
        "port": chosen["PORT"],
        "user": chosen["USER"],
        "dbname": chosen["NAME"],
    }
    parts = {**address, **chosen["OPTIONS"]}
    wanted = " ".join(
        f"{key}={_quoted(str(value))}" for key, value in parts.items() if value and key in _CONNINFO
    )
    environment = {**os.environ, "PGPASSWORD": chosen["PASSWORD"] or ""}
    done = subprocess.run(  # noqa: S603 - a program found above, and words of our own
        [tool, *words, f"--dbname={wanted}"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        # Ended by the system, as where files may not grow, it says nothing.
        raise ToolFailed(f"{name} failed: {done.stderr.strip() or f'it was ended ({done.returncode})'}")


# What both the driver and the programs understand of what may follow the `?` of TESSERA_DATABASE_URL.
_CONNINFO = frozenset(
    "host port user dbname sslmode sslrootcert sslcert sslkey sslcrl connect_timeout service".split()
)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
