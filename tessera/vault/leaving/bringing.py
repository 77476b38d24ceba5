"""Makes a room of a copy that came from anywhere, or leaves nothing at all.

The copy is unpacked under a name of its own, which nothing shows, and looked through to its end there: it becomes a
room only once all of it was believed. A note beside it says whose name it is to take, so that what a killed process
leaves is found at the next start (`unfinished.py`).
"""

from __future__ import annotations

import errno
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections

from tessera.audit import heads
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import VaultLine
from tessera.sealing import boxes
from tessera.sealing.checkpoints import Checkpoint
from tessera.vault.current import current_vault
from tessera.vault.files import (
    VaultUnreadable,
    attachment_file,
    attachments_folder,
    database_file,
    delete_files,
    keep,
    read,
    vaults_folder,
)
from tessera.vault.migrating import VaultFromNewerSoftware
from tessera.vault.models import Attachment, Colleague, Departure, InvitationNote, Room, RoomKind, Vault, Wrap
from tessera.vault.opening import opened
from tessera.vault.sqlcipher.copying import damage_of_file
from tessera.vault.sqlcipher.rekeying import KeyNotChanged, give_new_key
from tessera.vault.trust.models import ShutOut, Trustee

from .container import CopyReader, Manifest
from .troubles import (
    AnotherArrives,
    CheckpointDiffers,
    CopyDamaged,
    FromNewerSoftware,
    NoSpace,
    RoomIsHere,
)

NOTE = ".arriving"
_LARGEST_FACTOR = 3  # the database, its copy before a migration, and the one that gets the new key


@dataclass(frozen=True, slots=True)
class Arriving:
    """An unpacked copy: it lies under the name `place` until it is the room `vault`."""

    place: UUID
    vault: UUID
    manifest: Manifest
    key: bytes

    def settle(self, key: bytes) -> None:
        """Gives the database a key of its own, and every file the room's name."""
        give_new_key(database_file(self.place), old=self.key, new=key)
        if attachments_folder(self.place).exists():
            attachments_folder(self.place).replace(attachments_folder(self.vault))
        database_file(self.place).replace(database_file(self.vault))
        keep(vaults_folder())


@contextmanager
def arriving(source: BinaryIO, words: str) -> Iterator[Arriving]:
    """Unpacks the copy; whatever fails inside, nothing of it is left. Raises CopyRefused of some kind."""
    vaults_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with _one_at_a_time():
        copy = CopyReader(source, words)
        room = Arriving(uuid4(), UUID(copy.manifest.vault), copy.manifest, copy.key.database)
        if Vault.objects.filter(pk=room.vault).exists() or database_file(room.vault).exists():
            raise RoomIsHere("This room is on this server already.")
        if shutil.disk_usage(vaults_folder()).free < _LARGEST_FACTOR * copy.manifest.size:
            raise NoSpace("The server's disk has not enough room for it.")
        note = _note(room.place, room.vault)
        try:
            with failures_told():
                attachments_folder(room.place).mkdir(mode=0o700)
                copy.unpack(attachments_folder(room.place), database_file(room.place))
                _check_pages(room)
            yield room
        except BaseException:
            forget_arriving(note)
            raise
        delete_files(room.place)  # the note, and what was never a room


def forget_arriving(note: Path) -> None:
    """Under either name, and unless it became a room in time, which its row says."""
    place, vault = UUID(note.name.removesuffix(NOTE)), UUID(note.read_text())
    if not Vault.objects.filter(pk=vault).exists():
        Wrap.objects.filter(vault=vault).delete()
        delete_files(vault)
    delete_files(place)


def _note(place: UUID, vault: UUID) -> Path:
    """Whose name this is to take. Under its own name whole or not at all: the next start reads it."""
    note = vaults_folder() / f"{place}{NOTE}"
    fresh = note.with_suffix(".new-note")
    fresh.write_text(str(vault))
    fresh.replace(note)
    keep(vaults_folder())
    return note


def check_room(room: Arriving, checkpoint: Checkpoint | None) -> None:
    """Whether the open database is a room like those made here, and its files are all there; raises CopyRefused."""
    here = current_vault().alias
    if own_words_of(here) != _of_a_new_room():
        raise CopyDamaged("The database of the copy does things of its own when it is read or written.")
    head = heads.head(VaultLine, room.vault)
    if (head.number, head.link.hex()) != (room.manifest.number, room.manifest.link):
        raise CopyDamaged("The log in the copy does not end where the copy says.")
    if checkpoint:
        said = heads.compare(checkpoint, VaultLine, room.vault)
        if said != heads.Comparison.CONTINUES:
            raise CheckpointDiffers(said)
    _check_attachments(room)


def forget_people_of_before() -> None:
    """In the open room: whoever held a key elsewhere stays known by name, and gets none here by having been there.

    Nor do its trustees keep a part of the key here, and of the organisations that shared it one has it now.
    """
    Colleague.objects.update(kem_public=None, signing_public=None)
    Trustee.objects.all().delete()
    ShutOut.objects.all().delete()
    Room.objects.update(kind=RoomKind.OWN)
    InvitationNote.objects.all().delete()
    Departure.objects.all().delete()
    heads.begin_elsewhere()


def own_words_of(alias: str) -> frozenset[tuple[str, str, str]]:
    """Triggers, views and virtual tables: what a database does by itself."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT type, name, sql FROM sqlite_master"
            " WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL %%'"
        )
        return frozenset(cursor.fetchall())


@cache
def _of_a_new_room() -> frozenset[tuple[str, str, str]]:
    place = uuid4()
    _note(place, place)
    try:
        with opened(place, boxes.new_key(), new=True) as room:
            return own_words_of(room.alias)
    finally:
        delete_files(place)


def _check_pages(room: Arriving) -> None:
    if damage := damage_of_file(database_file(room.place), room.key):
        raise CopyDamaged(f"The database of the copy is damaged: {damage[0]}")


def _check_attachments(room: Arriving) -> None:
    rows = {str(one.pk): one for one in Attachment.objects.all()}
    damaged = set(room.manifest.damaged)
    files = {name for name, _size in room.manifest.files[1:]}
    if set(rows) - damaged != files or damaged - set(rows):
        raise CopyDamaged("The files in the copy are not those that its database names.")
    for name in files:
        one = rows[name]
        try:
            size = sum(
                len(piece) for piece in read(attachment_file(room.place, one.pk), bytes(one.key), one.pk)
            )
        except VaultUnreadable as changed:
            raise CopyDamaged("A file in the copy is not the one that its database names.") from changed
        if size != one.size:
            raise CopyDamaged("A file in the copy is not as long as its database says.")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (vaults_folder() / "arriving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise AnotherArrives("Another room is being brought in at this moment.") from busy
        yield


@contextmanager
def failures_told() -> Iterator[None]:
    """Around work in the unpacked copy: what goes wrong with a file that anybody may have made, in `troubles`' words."""
    try:
        yield
    except VaultFromNewerSoftware as newer:
        raise FromNewerSoftware(str(newer)) from newer
    except (AuditLineNotWritten, DatabaseError, KeyNotChanged, OSError) as failed:
        if _is_full(failed):
            raise NoSpace("The server's disk is full.") from failed
        if isinstance(failed, (AuditLineNotWritten, OSError, KeyNotChanged)):
            raise
        raise CopyDamaged("The database of the copy is none of a room.") from failed
    except (VaultUnreadable, ValidationError, ValueError, TypeError) as wrong:
        raise CopyDamaged("What is in the copy cannot be believed.") from wrong


def _is_full(failed: BaseException | None) -> bool:
    while failed is not None:
        if isinstance(failed, OSError) and failed.errno == errno.ENOSPC:
            return True
        if "disk is full" in str(failed):
            return True
        failed = failed.__cause__
    return False
