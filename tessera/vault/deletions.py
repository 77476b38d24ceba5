"""What was deleted, beside the pepper: one file for each vault, 32 bytes for each thing, only ever added to.

A backup holds the data folder as it was; what was deleted since would come back with it. These files lie outside,
are in no backup, and say what has to go again. They are keyed hashes under a key inside the vault: whoever copies
them learns how much was deleted, and nothing of what.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.conf import settings

from .files import keep

MARK_BYTES = 32


def deletions_file(vault: UUID) -> Path:
    return Path(settings.DELETIONS) / str(vault)


def how_many(vault: UUID) -> int:
    try:
        return deletions_file(vault).stat().st_size // MARK_BYTES
    except FileNotFoundError:
        return 0


def marks_of(vault: UUID) -> set[bytes]:
    return _marks_in(deletions_file(vault))


def add(vault: UUID, marks: Collection[bytes]) -> None:
    """On the disk when this returns; raises OSError."""
    _add(deletions_file(vault), marks)


def know_any(folder: Path) -> bool:
    """Whether the folder holds what a server noted of its deletions."""
    return folder.is_dir() and any(_names_a_vault(path) for path in folder.iterdir())


def carry_over(source: Path, target: Path) -> None:
    """Takes in what another server's folder knows and this one's does not. Raises OSError."""
    for path in sorted(source.iterdir()):
        if _names_a_vault(path):
            there = target / path.name
            _add(there, sorted(_marks_in(path) - _marks_in(there)))


def _add(path: Path, marks: Collection[bytes]) -> None:
    """Half a mark, left by a power cut, is written over."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole = file.seek(0, os.SEEK_END) // MARK_BYTES * MARK_BYTES
        file.seek(whole)
        file.write(b"".join(marks))
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    keep(path.parent)


def _marks_in(path: Path) -> set[bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return set()
    whole = len(content) // MARK_BYTES * MARK_BYTES
    return {content[at : at + MARK_BYTES] for at in range(0, whole, MARK_BYTES)}


def _names_a_vault(path: Path) -> bool:
    try:
        return str(UUID(path.name)) == path.name and path.is_file()
    except ValueError:
        return False
