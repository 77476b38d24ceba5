"""Where a vault's files lie: the database, and its attachments beside it. Names are random identifiers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tessera.sealing.formats import SealBroken
from tessera.sealing.streams import read_sealed


class VaultUnreadable(Exception):
    """A file does not open with its key, or a page or piece of it was changed. Nothing was shown or written."""


def vaults_folder() -> Path:
    return Path(settings.DATA) / "vaults"


def database_file(vault: UUID) -> Path:
    return vaults_folder() / f"{vault}.sqlite"


def attachments_folder(vault: UUID) -> Path:
    return vaults_folder() / f"{vault}.attachments"


def attachment_file(vault: UUID, attachment: UUID) -> Path:
    return attachments_folder(vault) / str(attachment)


def waiting_folder(vault: UUID) -> Path:
    """Envelopes for this vault that nobody has opened yet, sealed for its key."""
    return vaults_folder() / f"{vault}.envelopes"


def leaving_folder(vault: UUID) -> Path:
    """Copies of the vault that are made for another server. Beside it, because its files are linked into here."""
    return vaults_folder() / f"{vault}.leaving"


def copy_to_take(vault: UUID, departure: UUID) -> Path:
    return leaving_folder(vault) / str(departure)


def incoming_folder() -> Path:
    """Uploads, sealed from their first byte under keys that only the request knows."""
    return Path(settings.DATA) / "incoming"


def read(path: Path, key: bytes, attachment: UUID) -> Iterator[bytes]:
    """What a sealed file holds, piece by piece; raises VaultUnreadable when it is gone or not as it was sealed."""
    try:
        with path.open("rb") as file:
            yield from read_sealed(file, key, context=upload_context(attachment))
    except (FileNotFoundError, SealBroken) as broken:
        raise VaultUnreadable("A sealed file is gone, or was changed.") from broken


def upload_context(upload: UUID) -> str:
    return f"attachment {upload}"


def delete_files(vault: UUID) -> None:
    """Everything that lies on the disk for this vault, the note that it is being deleted last (see vault/leaving)."""
    for folder in (leaving_folder(vault), attachments_folder(vault), waiting_folder(vault)):
        shutil.rmtree(folder, ignore_errors=True)
    notes = {".arriving", ".closing"}
    for file in sorted(vaults_folder().glob(f"{vault}.*"), key=lambda file: file.suffix in notes):
        file.unlink(missing_ok=True)
    keep(vaults_folder())


def forget_write_ahead_log(database: Path) -> None:
    """Deletes the log beside a database that nobody has open: emptied, or of a file that another takes the place of."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def keep(path: Path) -> None:
    """Onto the disk: after a power cut too a folder lists what it lists now, and a file holds what it holds."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
