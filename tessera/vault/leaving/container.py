"""The one file that travels: a key under words, and after it one sealed stream.

    file    = sealed key (96 bytes, sealing.transfers) | stream (sealing.streams), context "room on its way 1"
    content = length of the manifest (4, big-endian) | manifest, JSON in UTF-8 | what it lists, one after the other

The stream authenticates all of it, so there are no hashes beside; nothing in it is compressed, so nothing grows. A file
inside is called `database`, a SQLCipher file under the key's own database key, or by the identifier of an attachment,
sealed as it lies in its room. No path is ever made of a name that is not one of these.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tessera.audit import heads
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.sealing.streams import PIECE_BYTES, SealingWriter, read_sealed
from tessera.sealing.transfers import SEALED_BYTES, TransferKey, open_key

from .troubles import CopyDamaged, FromNewerSoftware, NoCopy, OtherWords

DATABASE = "database"
_CONTEXT = "room on its way 1"
_FORMAT = 1
_LARGEST_MANIFEST = 32 * 1024 * 1024  # half a million files
_LENGTH_BYTES = 4
_EPOCHS = 1_000_000  # more than any room had


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a copy: `files` by name with their sizes, the database first; `damaged` were not readable already."""

    vault: str
    epoch: int  # of the key it had there: on another server it gets one of a later epoch
    number: int  # of the last line of the vault's log, and
    link: str  # its link, in hex
    receipt: str  # shown by whoever opened all of it, in hex
    files: list[tuple[str, int]]
    damaged: list[str]
    format: int = _FORMAT

    @property
    def size(self) -> int:
        return sum(size for _name, size in self.files)


def write_copy(
    target: BinaryIO, sealed_key: bytes, key: TransferKey, manifest: Manifest, files: Iterable[Path]
) -> Iterator[int]:
    """Writes the copy, and yields how many bytes of files were read after each piece."""
    target.write(sealed_key)
    stream = SealingWriter(target, key.content, context=_CONTEXT)
    said = json.dumps(asdict(manifest)).encode()
    stream.write(len(said).to_bytes(_LENGTH_BYTES) + said)
    for path in files:
        with path.open("rb") as file:
            while piece := file.read(16 * PIECE_BYTES):
                stream.write(piece)
                yield len(piece)
    stream.finish()


class CopyReader:
    """Reads a copy once, from its beginning to its end. Raises CopyRefused of some kind whatever is wrong with it."""

    def __init__(self, source: BinaryIO, words: str) -> None:
        try:
            self.key = open_key(source.read(SEALED_BYTES), words)
        except UnknownFormat as unknown:
            raise NoCopy("This file is no copy of a room, or newer software made it.") from unknown
        except SealBroken as broken:
            raise OtherWords("These are not the words of this copy.") from broken
        self._content = _Content(read_sealed(source, self.key.content, context=_CONTEXT))
        self.manifest = _believed(self._content.take(self._length()))

    def unpack(self, folder: Path, database: Path) -> None:
        """Every file under its name, and not one byte more; raises CopyDamaged."""
        for name, size in self.manifest.files:
            path = database if name == DATABASE else folder / name
            with path.open("xb") as file:
                for piece in self._content.pieces(size):
                    file.write(piece)
        self._content.is_over()

    def _length(self) -> int:
        length = int.from_bytes(self._content.take(_LENGTH_BYTES))
        if length > _LARGEST_MANIFEST:
            raise CopyDamaged("The list of what is in the copy is far too long.")
        return length


class _Content:
    """Takes so many bytes at a time from pieces that come as they come."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def take(self, size: int) -> bytes:
        return b"".join(self.pieces(size))

    def pieces(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._left or self._next()
            if not piece:
                raise CopyDamaged("Less is in the copy than it says.")
            yield piece[:size]
            self._left, size = piece[size:], max(0, size - len(piece))

    def is_over(self) -> None:
        """Raises CopyDamaged where something follows; only now it is known that nothing was cut off."""
        if self._left or self._next():
            raise CopyDamaged("More is in the copy than it says.")

    def _next(self) -> bytes:
        """The next piece that holds anything; empty at the end."""
        try:
            return next((piece for piece in self._pieces if piece), b"")
        except SealBroken as broken:
            raise CopyDamaged("The copy was cut short or changed on its way.") from broken


def _believed(raw: bytes) -> Manifest:
    """Whoever made the copy may have written anything: raises CopyDamaged unless it says what such a list says."""
    try:
        said = json.loads(raw)
        if int(said["format"]) > _FORMAT:
            raise FromNewerSoftware("A newer version of the software made this copy.")
        manifest = Manifest(
            vault=str(UUID(said["vault"])),
            epoch=int(said["epoch"]),
            number=int(said["number"]),
            link=bytes.fromhex(said["link"]).hex(),
            receipt=bytes.fromhex(said["receipt"]).hex(),
            files=[(str(name), int(size)) for name, size in said["files"]],
            damaged=[str(UUID(one)) for one in said["damaged"]],
        )
        names = [name for name, _size in manifest.files]
        believable = names[0] == DATABASE and len(set(names)) == len(names)
        believable = believable and all(str(UUID(name)) == name for name in names[1:])
        believable = believable and UUID(manifest.vault) != heads.COMMONS  # that name is another chain's
        believable = believable and 0 < manifest.epoch < _EPOCHS and manifest.number >= 0
        believable = believable and all(size >= 0 for _name, size in manifest.files)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as wrong:
        raise CopyDamaged("The list of what is in the copy cannot be read.") from wrong
    if not believable:
        raise CopyDamaged("The copy names files that no room has.")
    return manifest
