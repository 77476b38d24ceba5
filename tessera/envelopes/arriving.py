"""What another node brings, piece by piece, until it is whole: then it lies in the letterbox.

The part that is here is a file, named after what it will be once it is whole, so a start, a cut or a restart at any byte
changes nothing: the sender asks how much is here, and goes on from there. Nothing of it is believed but its digest.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from tessera.sealing import signing
from tessera.sealing.envelopes import COVER_BYTES, is_sealed_size, read_cover
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.vault.files import database_file
from tessera.vault.reserve import ask_for_room

from .carriage import Carriage
from .models import OtherNode
from .outbox import put_into_letterbox
from .places import waiting_file

_PIECE = 64 * 1024
_KEPT_SECONDS = 7 * 24 * 3600
_busy: set[str] = set()
_guard = threading.Lock()


class Source(Protocol):
    """What is read while it comes; it ends where the line is cut."""

    def read(self, size: int, /) -> bytes: ...


class NotKnownHere(Exception):
    """Nobody here has compared keys of anybody there, or it is not signed by whom it says."""


class NobodyHere(Exception):
    """There is no letterbox of this name."""


class OtherOffset(Exception):
    """The sender goes on from another byte than the one where what is here ends."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Busy(Exception):
    """Another request brings this very envelope at the moment, or too many do at once."""


class NotAsSaid(Exception):
    """What came is not what was announced. It was thrown away, and can be brought anew from the first byte."""


def check_node(node: UUID, signed: bytes, signature: bytes) -> None:
    """That a node asks where somebody here compared keys. Raises NotKnownHere."""
    known = OtherNode.objects.filter(pk=node, is_known=True).first()
    if known is None:
        raise NotKnownHere
    try:
        signing.check_signature(signed, signature, bytes(known.public))
    except SealBroken as broken:
        raise NotKnownHere from broken


def check(carriage: Carriage, *, node: UUID, signature: bytes) -> None:
    """Before a byte is read. Raises NotKnownHere, NobodyHere."""
    check_node(node, carriage.signed_bytes, signature)
    if not database_file(carriage.vault).exists():
        raise NobodyHere


def offset(carriage: Carriage) -> int:
    """How many bytes are here already; all of them where it lies in the letterbox."""
    if waiting_file(carriage.vault, carriage.envelope).exists():
        return carriage.size
    part = _part(carriage)
    return part.stat().st_size if part.exists() else 0


def take(carriage: Carriage, source: Source, *, begin: int, length: int) -> int:
    """Adds what comes, at most `length` bytes, and returns how many are here then. What came before a cut stays.

    Raises OtherOffset, Busy, NotAsSaid, OSError where the disk has no room.
    """
    with _alone(carriage):
        here = offset(carriage)
        if here == carriage.size:
            return here
        if begin != here or begin + length > carriage.size:
            raise OtherOffset(here)
        ask_for_room(carriage.size - here)
        here += _append(_part(carriage), source, length)
        if here == carriage.size:
            _put_in(carriage)
        return here


def forget_old_parts() -> None:
    """Of envelopes that their sender gave up."""
    for part in _folder().glob("*.part"):
        if time.time() - part.stat().st_mtime > _KEPT_SECONDS:
            part.unlink(missing_ok=True)


def _put_in(carriage: Carriage) -> None:
    part = _part(carriage)
    try:
        with part.open("rb") as file:
            cover = read_cover(file.read(COVER_BYTES))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").digest()
    except (UnknownFormat, SealBroken) as broken:
        part.unlink()
        raise NotAsSaid from broken
    said = (carriage.vault, carriage.envelope, carriage.digest)
    if (cover.to, cover.id, digest) != said or not is_sealed_size(carriage.size):
        part.unlink()
        raise NotAsSaid
    put_into_letterbox(part, carriage.vault)


def _append(part: Path, source: Source, length: int) -> int:
    part.parent.mkdir(mode=0o700, exist_ok=True)
    came = 0
    with part.open("ab") as file:
        while came < length:
            piece = source.read(min(_PIECE, length - came))
            if not piece:
                break
            file.write(piece)
            came += len(piece)
    return came


@contextmanager
def _alone(carriage: Carriage) -> Iterator[None]:
    name = _part(carriage).name
    with _guard:
        if name in _busy:
            raise Busy
        _busy.add(name)
    try:
        yield
    finally:
        with _guard:
            _busy.discard(name)


def _folder() -> Path:
    return Path(settings.DATA) / "arriving"


def _part(carriage: Carriage) -> Path:
    return _folder() / f"{carriage.vault}.{carriage.envelope}.{carriage.digest.hex()}.part"
