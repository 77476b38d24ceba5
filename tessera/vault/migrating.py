"""Bringing a vault's tables to what this version of the software needs, at the moment it is unlocked.

Each vault migrates under its own lock, with a copy of the encrypted file kept until it is done. The file
remembers in `user_version` which set of migrations it has, so an up-to-date vault costs one PRAGMA.
"""

from __future__ import annotations

import fcntl
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import UUID

from django.core.management.sql import emit_post_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from .current import OpenVault
from .files import database_file, forget_write_ahead_log, keep
from .reserve import ask_for_room
from .sqlcipher.base import empty_write_ahead_log


class VaultFromNewerSoftware(Exception):
    """The vault was opened by a newer version before. Nothing was changed: update the software here first."""


def bring_up_to_date(room: OpenVault) -> None:
    """Migrates the open vault if this version needs it; raises VaultFromNewerSoftware."""
    if _version_of(room) == expected_version():
        _copy_of(room).unlink(missing_ok=True)  # left where the process was killed right after migrating
        return
    # A connection kept while waiting would go on with the file that another thread may put back meanwhile.
    connections[room.alias].close()
    with alone_with(room.id):
        if _version_of(room) != expected_version():  # another thread may have done it meanwhile
            _migrate_keeping_a_copy(room)


@cache
def expected_version() -> int:
    """A number for the whole set of migrations of this software (31 bits: `user_version` is signed)."""
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    return zlib.crc32("\n".join(names).encode()) & 0x7FFFFFFF or 1


def _migrate_keeping_a_copy(room: OpenVault) -> None:
    path = database_file(room.id)
    copy = _copy_of(room)
    connection = connections[room.alias]
    _refuse_newer(MigrationLoader(connection))
    # Of a migration that was killed: it would take the room that this copy needs.
    copy.unlink(missing_ok=True)
    empty_write_ahead_log(connection)  # so that the copy is whole
    ask_for_room(path.stat().st_size)
    connection.close()  # to copy the file is to open and close it, and that would drop SQLite's locks on it
    try:
        shutil.copyfile(path, copy)
    except OSError:
        copy.unlink(missing_ok=True)
        raise
    try:
        migrate(room)
    except BaseException:
        connection.close()
        _put_back(copy, path)
        raise
    copy.unlink(missing_ok=True)


def migrate(room: OpenVault) -> None:
    """Runs every migration that the open vault does not have yet."""
    connection = connections[room.alias]
    executor = MigrationExecutor(connection)
    _refuse_newer(executor.loader)
    executor.migrate(executor.loader.graph.leaf_nodes())
    emit_post_migrate_signal(
        verbosity=0, interactive=False, db=room.alias
    )  # search triggers are made again where a table was rebuilt
    empty_write_ahead_log(connection)
    with connection.cursor() as cursor:
        # The very last step: from now on other threads use the file, and nobody puts the old one back.
        cursor.execute(f"PRAGMA user_version = {expected_version()}")


def _refuse_newer(loader: MigrationLoader) -> None:
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    if unknown:
        raise VaultFromNewerSoftware(f"The vault has migrations unknown here: {sorted(unknown)}.")


def _copy_of(room: OpenVault) -> Path:
    return database_file(room.id).with_suffix(".before-migration")


def _put_back(copy: Path, path: Path) -> None:
    keep(copy)
    forget_write_ahead_log(path)
    copy.replace(path)
    keep(path.parent)


def _version_of(room: OpenVault) -> int:
    with connections[room.alias].cursor() as cursor:
        cursor.execute("PRAGMA user_version")
        return int(cursor.fetchone()[0])


@contextmanager
def alone_with(vault: UUID) -> Iterator[None]:
    """Keeps other threads and processes from migrating the same vault meanwhile, copying it, or giving it a key."""
    with database_file(vault).with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
