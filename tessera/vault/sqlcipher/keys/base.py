"""`keys.sqlite` as a SQLCipher file: its key comes from the pepper, and every page of it is authenticated.

The file's first 16 bytes, SQLCipher's salt, come from the pepper too. So a pepper that belongs elsewhere is told
from a file that was changed, and a change of these bytes, which no page's own check covers, is noticed here.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import DatabaseError, OperationalError
from django.db.utils import DatabaseErrorWrapper
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for it

from tessera.accounts.pepper import PepperMissing, PepperOfAnother, pepper
from tessera.sealing.stretching import derive
from tessera.vault.sqlcipher import base
from tessera.vault.sqlcipher.troubles import is_damage

SALT_BYTES = 16
PLAIN_HEADER = b"SQLite format 3\0"


class KeysUnreadable(DatabaseError):
    """`keys.sqlite` was changed or cut, or is gone. Nothing of it was taken for true, and no room opens."""


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        file = Path(conn_params["database"])
        try:
            check_beginning(file)
        except PepperMissing as missing:
            if file.exists():
                raise
            # Nothing is there to open yet, and Django's commands (makemigrations) go on without a database.
            raise OperationalError(str(missing)) from missing
        return super().get_new_connection(conn_params)

    def key_and_salt(self) -> bytes:
        return keys_key_and_salt()

    @property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return _DamageSaid(self)


class _DamageSaid(DatabaseErrorWrapper):
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None and (is_damage(error) or str(error).startswith("no such table")):
            self.wrapper.errors_occurred = True  # type: ignore[attr-defined]
            raise KeysUnreadable("A page of keys.sqlite was changed, or a table of it is gone.") from error
        super().__exit__(kind, error, traceback)


def keys_key_and_salt() -> bytes:
    """The raw key, 32 bytes, and the salt, 16: both from the pepper. Raises PepperMissing."""
    key = derive(pepper(), salt=None, purpose="tessera keys database 1")
    return key + derive(pepper(), salt=None, purpose="tessera keys database salt 1")[:SALT_BYTES]


def check_beginning(file: Path) -> None:
    """Raises PepperOfAnother or KeysUnreadable where the file does not begin as this pepper lets it begin."""
    expected = keys_key_and_salt()[-SALT_BYTES:]
    there = beginning_of(file)
    if there in (b"", expected):  # a new file is empty until its log is written into it
        return
    if there == PLAIN_HEADER:
        raise KeysUnreadable(
            "keys.sqlite lies open: an earlier version of Tessera wrote it, or somebody else."
        )
    # Of two random salts one byte in 256 is the same by chance; of a damaged one most still are.
    same = sum(one == other for one, other in zip(there, expected, strict=False))
    if len(there) == SALT_BYTES and same < SALT_BYTES // 2:
        raise PepperOfAnother(
            "This pepper does not belong to this data folder: keys.sqlite was written with another. Nothing was"
            " changed. Bring back the pepper that was printed when this server was set up, from your paper."
        )
    raise KeysUnreadable("The first bytes of keys.sqlite were changed.")


def beginning_of(file: Path) -> bytes:
    """Asked of SQLCipher: a file that this process opened and closed beside it would take SQLite's locks along."""
    size = file.stat().st_size if file.exists() else 0
    if size < SALT_BYTES:
        return bytes(size)
    connection = Database.connect(file)
    try:
        connection.execute(f"PRAGMA key = \"x'{bytes(32).hex()}'\"")  # any: nothing is read but the salt
        (salt,) = connection.execute("PRAGMA cipher_salt").fetchone()
    finally:
        connection.close()
    return bytes.fromhex(salt)
