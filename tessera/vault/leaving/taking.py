"""Makes the copy that leaves, while members work.

The database is copied as it is at one moment, through a connection that goes on seeing that moment. In the same moment
its attachments are linked into a folder of the copy's own, so that one which is deleted meanwhile is still there. What
lies on the disk while this runs, and afterwards, is ciphertext under a key that only the words open.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from tessera.audit import heads
from tessera.audit.models import VaultLine
from tessera.sealing.checkpoints import Checkpoint
from tessera.sealing.transfers import TransferKey
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.files import (
    VaultUnreadable,
    attachment_file,
    attachments_folder,
    copy_to_take,
    database_file,
    keep,
    leaving_folder,
    read,
)
from tessera.vault.models import Attachment, Departure, Vault
from tessera.vault.sqlcipher.copying import copy_moment, moment

from .container import DATABASE, Manifest, write_copy
from .troubles import NoSpace

DAYS_ON_THE_SERVER = 7
_UNFINISHED = ".unfinished"
_TOLD_EACH_BYTES = 16 * 1024 * 1024


class _Stopped(Exception):
    """The member locked, or the room is to get a new key: the copy is begun anew another time."""


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What a copy is sealed with: its beginning, its key, and the letters that show that it was opened."""

    sealed_key: bytes
    key: TransferKey
    receipt: bytes


def check_space() -> None:
    """Raises NoSpace where the disk cannot hold the copy beside the room, and the database once more meanwhile."""
    room = current_vault()
    database = database_file(room.id).stat().st_size
    attached = sum(file.stat().st_size for file in attachments_folder(room.id).glob("*"))
    if shutil.disk_usage(database_file(room.id).parent).free < 2 * database + attached:
        raise NoSpace("The server's disk has not enough room for a copy.")


def make_copy(departure: UUID, letter: Letter, goes_on: Callable[[], bool]) -> Generator[None, None, None]:
    """The job's work; raises VaultUnreadable or OSError, and leaves nothing then."""
    room = current_vault()
    working = leaving_folder(room.id) / f"{departure}{_UNFINISHED}"
    working.mkdir(mode=0o700, parents=True)
    told = _Progress(departure, goes_on)
    try:
        with _this_moment(working) as (source, attachments, head):
            sizes = [
                (working / str(one)).stat().st_size for one in attachments if (working / str(one)).exists()
            ]
            told.expect(2 * (database_file(room.id).stat().st_size + sum(sizes)))
            copy_moment(source, working / DATABASE, letter.key.database, after_each=told.look)
        told.add((working / DATABASE).stat().st_size)
        yield
        damaged = [one for one, key in attachments.items() if not _is_readable(working, one, key, told)]
        yield
        files = [DATABASE, *(str(one) for one in attachments if one not in damaged)]
        manifest = Manifest(
            vault=str(room.id),
            epoch=Vault.objects.get(pk=room.id).epoch,
            number=head.number,
            link=head.link.hex(),
            receipt=letter.receipt.hex(),
            files=[(name, (working / name).stat().st_size) for name in files],
            damaged=[str(one) for one in damaged],
        )
        with (working / "copy").open("xb") as target:
            for size in write_copy(
                target, letter.sealed_key, letter.key, manifest, [working / name for name in files]
            ):
                told.add(size)
            target.flush()
            os.fsync(target.fileno())
        (working / "copy").replace(copy_to_take(room.id, departure))
        keep(leaving_folder(room.id))
        told.finish(len(damaged))
    except _Stopped:
        return
    finally:
        shutil.rmtree(working, ignore_errors=True)


def forget_unfinished(folder: Path) -> None:
    """What a copy left that was not made to its end; nobody may be making one."""
    for leftover in folder.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(leftover)


def forget_old_copies(folder: Path) -> None:
    """Nobody fetched them, or nobody deleted them after. Without the words they are noise, but large."""
    for copy in folder.glob("*"):
        if copy.is_file() and time.time() - copy.stat().st_mtime > DAYS_ON_THE_SERVER * 24 * 3600:
            copy.unlink(missing_ok=True)


@contextmanager
def _this_moment(working: Path) -> Iterator[tuple[Any, dict[UUID, bytes], Checkpoint]]:
    """A connection that sees it, the keys of the attachments of then, and how far the log had come."""
    room = current_vault()
    with ExitStack() as held:
        with vault_transaction():  # who writes waits: what the database names now, lies in the folder now
            source = held.enter_context(moment(database_file(room.id), room.key))
            attachments = {one: bytes(key) for one, key in Attachment.objects.values_list("id", "key")}
            head = heads.head(VaultLine, room.id)
            for one in attachments:
                if attachment_file(room.id, one).exists():
                    (working / str(one)).hardlink_to(attachment_file(room.id, one))
        yield source, attachments, head


def _is_readable(working: Path, attachment: UUID, key: bytes, told: _Progress) -> bool:
    """One damaged file must not keep a whole room from leaving: it stays behind, and that is said."""
    try:
        for piece in read(working / str(attachment), key, attachment):
            told.add(len(piece))
    except VaultUnreadable:
        return False
    return True


class _Progress:
    """Writes down how far it is, now and then, and stops where it may not go on."""

    def __init__(self, departure: UUID, goes_on: Callable[[], bool]) -> None:
        self._row, self._goes_on = Departure.objects.filter(pk=departure), goes_on
        self._done = self._told = 0

    def expect(self, total: int) -> None:
        self._row.update(bytes_total=total)

    def add(self, size: int) -> None:
        self._done += size
        if self._done - self._told >= _TOLD_EACH_BYTES:
            self._told = self._done
            self.look()
            self._row.update(bytes_done=self._done)

    def look(self, _left: int = 0) -> None:
        if not self._goes_on():
            raise _Stopped

    def finish(self, damaged: int) -> None:
        self._row.update(bytes_done=self._done, finished_at=timezone.now(), damaged=damaged)
