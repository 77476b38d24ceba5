"""Copying a vault that others are writing, without its key.

SQLite's backup needs the key, and so does emptying the write-ahead log into the database. What remains is to copy
both files as they are. That is only right while the database file stands still and the log is not being written,
so this takes two of SQLite's own locks, by the byte that its documentation gives each
(https://www.sqlite.org/walformat.html, "WAL locks"):

- While the database is copied, a reader's lock that keeps everybody from moving pages out of the log into it.
  Members go on reading and writing; what they write lands in the log.
- Then, for the moment in which the log is copied, the lock of whoever writes. They wait, as does who comes in while
  nobody else is inside, because SQLite has to read the log then; and go on.

Locks of one process do not hold against itself, and closing a file gives up all locks that the process has on it.
So a backup has a process of its own, which opens no vault, and each file is opened here exactly once.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tessera.vault.files import attachments_folder, database_file, waiting_folder
from tessera.vault.migrating import alone_with

# In the database file, held by everybody who has it open (os_unix.c: SHARED_FIRST, SHARED_SIZE). Without it the
# last one to leave would move the log into the database and delete it.
_OPEN = (0x4000_0000 + 2, 510)
# In the shared memory beside it.
_WRITING = (120, 1)
_READING_DATABASE_ONLY = (123, 1)

_PIECE = 1024 * 1024


def copy_vault(vault: UUID, folder: Path) -> None:
    """Copies database, log, attachments and the envelopes that wait, as they are at one moment, into `folder`.

    An earlier copy there is written over.
    """
    source = database_file(vault)
    log = source.with_name(source.name + "-wal")
    attachments = attachments_folder(vault)
    # Nobody migrates meanwhile, who would put another file in the place of this one.
    with (
        alone_with(vault),
        source.open("rb") as database,
        _locked(database, fcntl.LOCK_SH, _OPEN),
        _shared_memory(source) as memory,
        _locked(memory, fcntl.LOCK_SH, _READING_DATABASE_ONLY),
    ):
        _write(database, folder / source.name)
        _copy_new(attachments, folder / attachments.name)
        with _locked(memory, fcntl.LOCK_EX, _WRITING):
            (folder / log.name).unlink(missing_ok=True)
            if log.exists() and log.stat().st_size:
                copy_file(log, folder / log.name)
            # Files are put there before their row is committed and go after it is, and nobody commits now: every
            # row that was copied finds its file.
            _copy_new(attachments, folder / attachments.name)
            _forget_gone(attachments, folder / attachments.name)
            # An envelope goes after the row is committed that took it in: here it is in one of the two.
            waiting = waiting_folder(vault)
            _copy_new(waiting, folder / waiting.name)
            _forget_gone(waiting, folder / waiting.name)


def copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        _write(file, target)


def _write(source: BinaryIO, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.seek(0)
    with target.open("wb") as copy:
        shutil.copyfileobj(source, copy, _PIECE)
        copy.flush()
        os.fsync(copy.fileno())


def _copy_new(source: Path, target: Path) -> None:
    """Sealed files never change, so what is there already is right. What is still being written has a suffix."""
    for file in sorted(one for one in source.glob("*") if not one.suffix):
        if not (target / file.name).exists():
            try:
                copy_file(file, target / file.name)
            except FileNotFoundError:  # deleted since the folder was read
                (target / file.name).unlink(missing_ok=True)


def _forget_gone(source: Path, target: Path) -> None:
    for copy in target.glob("*"):
        if not (source / copy.name).exists():
            copy.unlink()


@contextmanager
def _shared_memory(database: Path) -> Iterator[BinaryIO]:
    """The file with the locks. Where nobody has the vault open there is none; whoever comes next uses ours."""
    path = database.with_name(database.name + "-shm")
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        yield file


@contextmanager
def _locked(file: BinaryIO, how: int, place: tuple[int, int]) -> Iterator[None]:
    start, length = place
    fcntl.lockf(file, how, length, start)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN, length, start)
