"""Where envelopes lie on the disk, sealed: those that wait beside the vault they are for, those on their way apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from tessera.vault.files import keep, waiting_folder

_PIECE = 64 * 1024


def waiting_file(vault: UUID, envelope: UUID) -> Path:
    return waiting_folder(vault) / str(envelope)


def outgoing_folder() -> Path:
    return Path(settings.DATA) / "outgoing"


def outgoing_file(envelope: UUID) -> Path:
    return outgoing_folder() / str(envelope)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole, and through a power cut too, or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    keep(path.parent)


def pieces(path: Path) -> Iterator[bytes]:
    """A file as it is read, opened with its first piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
