"""Django's SQLite backend on SQLCipher. The key comes from the vault that is open, never from settings.

`keys/base.py` beside it is the same for `keys.sqlite`, whose key comes from the pepper.
"""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions  # type: ignore[import-untyped]
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for it

from tessera.vault.current import key_of_alias

# secure_delete: what was deleted is overwritten, also inside the encrypted pages. A full-text index has to be
# told so itself (see records/text_index.py).
# temp_store: sorting and statement journals stay in memory, never in a plaintext temporary file.
_PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "temp_store = MEMORY",
)

# What Django's own backend registered with the standard `sqlite3` when it was imported above.
for _name in ("BOOL", "DATE", "DATETIME", "TIME", "TIMESTAMP"):
    Database.register_converter(_name, sqlite3.converters[_name])
Database.register_adapter(Decimal, str)
Database.register_adapter(date, base.adapt_date)
Database.register_adapter(datetime, base.adapt_datetime)


_OTHERS_EMPTY_IT_SECONDS = 2.0


class WriteAheadLogInUse(Exception):
    """Somebody was reading, so the write-ahead log was not emptied: what was deleted may still stand in it."""


def empty_write_ahead_log(connection: BaseDatabaseWrapper) -> None:
    """Until then what was deleted still stands in the log. Raises WriteAheadLogInUse.

    SQLite itself waits for readers, as long as the connection's timeout; for somebody else who empties it, it does not.
    """
    until = monotonic() + _OTHERS_EMPTY_IT_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # Read to its end, or the statement keeps the file locked.
            is_busy, _in_log, _moved = cursor.fetchone()
            if not is_busy:
                return
            if monotonic() > until:
                raise WriteAheadLogInUse
            sleep(0.02)


def copy_database(connection: DatabaseWrapper, target: Path) -> None:
    """Through SQLite itself, under the same key: a whole state while others write, and nothing of what was deleted."""
    connection.ensure_connection()
    copy = Database.connect(target, isolation_level=None)
    try:
        copy.execute(f"PRAGMA key = \"x'{connection.key_and_salt().hex()}'\"")
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, without a log beside it
    except Database.Error as failed:
        raise DatabaseError(str(failed)) from failed
    finally:
        copy.close()


class SQLCipherCursor(Database.Cursor):  # type: ignore[misc]
    """Django's placeholder conversion, on a SQLCipher cursor."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, dict) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        return super().executemany(self.convert_query(query), param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    Database = Database

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        key = self.key_and_salt()
        connection = Database.connect(**conn_params)
        # A raw key: 32 bytes out of the vault's wrap, no passphrase to stretch here.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        register_functions(connection)
        return connection

    def key_and_salt(self) -> bytes:
        """The raw key, and the salt behind it where it is not SQLCipher's own choice."""
        return key_of_alias(self.alias)

    def create_cursor(self, _name: str | None = None) -> Any:
        return self.connection.cursor(factory=SQLCipherCursor)
