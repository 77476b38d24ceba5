"""Envelopes: what goes from one vault to another. docs/envelope-format.md says it for other programs.

    envelope = cover (1,220 bytes) | stream
    cover    = header | id (16) | receiving vault (16) | epoch of its key (4) | expires (8, Unix seconds) | wrap
    wrap     = the stream's key for the receiving vault (`wraps`), context "envelope 1 " + what stands before it, in hex
    stream   = `streams`, context "envelope 1 " + SHA-256(cover) in hex
    content  = length of the letter (4) | letter | signature (64) | attached files, one after the other | zeros

Numbers are big-endian. The signature is the sending vault's, Ed25519 over "tessera envelope 1" | SHA-256(cover) | letter:
it lies inside, so that nobody on the way learns who sent it, and it names the receiver and the key, so that whoever
opened an envelope cannot seal the same letter for somebody else. Zeros fill the content up to a bucket (`bucket`), so
that its size says little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO
from uuid import UUID

from . import boxes, signing, streams, wraps
from .formats import HEADER_BYTES, Kind, SealBroken, header, split_header

_VERSION = 1
_ID_BYTES, _EPOCH_BYTES, _TIME_BYTES, _LENGTH_BYTES, _SIGNATURE_BYTES = 16, 4, 8, 4, 64
_OPEN_BYTES = HEADER_BYTES + 2 * _ID_BYTES + _EPOCH_BYTES + _TIME_BYTES  # 48
_WRAP_BYTES = HEADER_BYTES + 1088 + 32 + boxes.KEY_BYTES + 16
COVER_BYTES = _OPEN_BYTES + _WRAP_BYTES

LARGEST_LETTER = 1024 * 1024
_SMALL_BUCKETS = (16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024)
_ZEROS = bytes(streams.PIECE_BYTES)


@dataclass(frozen=True, slots=True)
class Cover:
    """What anybody reads who carries the envelope: no sender, no kind, no content."""

    id: UUID
    to: UUID
    epoch: int
    expires: int  # Unix seconds

    @property
    def open_part(self) -> bytes:
        return (
            header(Kind.ENVELOPE, _VERSION)
            + self.id.bytes
            + self.to.bytes
            + self.epoch.to_bytes(_EPOCH_BYTES)
            + self.expires.to_bytes(_TIME_BYTES)
        )


def bucket(size: int) -> int:
    """How long a content of `size` bytes is made: the next of 16, 64, 256 KiB and 1 MiB, above that by Padmé.

    Padmé (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019)
    keeps of a length as many leading bits as the length of its length has, so it adds less than 12 %, and of a
    length up to L tells O(log log L) bits.
    """
    for small in _SMALL_BUCKETS:
        if size <= small:
            return small
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    return -(-size >> free_bits) << free_bits


def sealed_size(content: int) -> int:
    """The bytes of an envelope whose content, zeros included, has `content` bytes."""
    pieces = -(-content // streams.PIECE_BYTES)
    return COVER_BYTES + HEADER_BYTES + 24 + content + 17 * pieces


def is_sealed_size(size: int) -> bool:
    """Whether an envelope can have this size: anything else was cut, added to, or is none."""
    content = size - COVER_BYTES - HEADER_BYTES - 24
    content -= 17 * -(-content // (streams.PIECE_BYTES + 17))
    return content > 0 and bucket(content) == content and sealed_size(content) == size


@dataclass(frozen=True, slots=True)
class Content:
    """A letter, and the `attached_bytes` of files that follow it, in portions of any size."""

    letter: bytes
    attached: Iterable[bytes] = ()
    attached_bytes: int = 0

    @property
    def size(self) -> int:
        """Without the zeros."""
        return _LENGTH_BYTES + len(self.letter) + _SIGNATURE_BYTES + self.attached_bytes


def seal(target: BinaryIO, cover: Cover, content: Content, *, to: bytes, signer: bytes) -> Iterator[int]:
    """Writes an envelope while it is read, and yields how many bytes of attached files went in with each portion.

    `to` is the receiving vault's public key, `signer` the sending vault's private one. Raises ValueError where the
    letter is too long or the attached files have not the bytes that were said, SealBroken where `to` is no key.
    """
    if len(content.letter) > LARGEST_LETTER:
        raise ValueError(f"A letter of {len(content.letter)} bytes is longer than {LARGEST_LETTER}.")
    key, open_part = boxes.new_key(), cover.open_part
    covering = open_part + wraps.wrap(key, to, context=_wrap_context(open_part))
    target.write(covering)
    stream = streams.SealingWriter(target, key, context=_stream_context(covering))
    signature = signing.sign(_signed(covering, content.letter), signer)
    stream.write(len(content.letter).to_bytes(_LENGTH_BYTES) + content.letter + signature)
    left = content.attached_bytes
    for portion in content.attached:
        left -= len(portion)
        if left < 0:
            break
        stream.write(portion)
        yield len(portion)
    if left:
        raise ValueError("The attached files have not the size that was said.")
    zeros = bucket(content.size) - content.size
    while zeros:
        stream.write(_ZEROS[:zeros])
        zeros -= min(zeros, len(_ZEROS))
    stream.finish()


def read_cover(begin: bytes) -> Cover:
    """Of the first bytes of an envelope. Raises UnknownFormat for anything else or newer, SealBroken when cut short."""
    _head, rest = split_header(begin, Kind.ENVELOPE, _VERSION)
    if len(begin) < COVER_BYTES:
        raise SealBroken("The envelope was cut short.")
    to, epoch, expires = _ID_BYTES, 2 * _ID_BYTES, 2 * _ID_BYTES + _EPOCH_BYTES
    return Cover(
        id=UUID(bytes=rest[:to]),
        to=UUID(bytes=rest[to:epoch]),
        epoch=int.from_bytes(rest[epoch:expires]),
        expires=int.from_bytes(rest[expires : expires + _TIME_BYTES]),
    )


class OpenedEnvelope:
    """An envelope read once from its beginning to its end: the letter at once, attached files piece by piece.

    Whose letter it is, is known only after `check`; that nothing was cut off, only after `attached` gave its last.
    Raises SealBroken wherever the bytes are not as sealed, or not for this key.
    """

    def __init__(self, source: BinaryIO, private: bytes) -> None:
        covering = source.read(COVER_BYTES)
        self.cover = read_cover(covering)
        open_part, wrapped = covering[:_OPEN_BYTES], covering[_OPEN_BYTES:]
        key = wraps.unwrap(wrapped, private, context=_wrap_context(open_part))
        self._pieces = streams.read_sealed(source, key, context=_stream_context(covering))
        self._left = b""
        length = int.from_bytes(self._take(_LENGTH_BYTES))
        if length > LARGEST_LETTER:
            raise SealBroken("The letter is longer than any can be.")
        self.letter = self._take(length)
        self._signature = self._take(_SIGNATURE_BYTES)
        self._signed = _signed(covering, self.letter)

    def check(self, signer: bytes) -> None:
        """Raises SealBroken unless the letter was signed with this public key, for this receiver."""
        signing.check_signature(self._signed, self._signature, signer)

    def attached(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes of attached files, in pieces of at most 64 KiB."""
        while size:
            piece = self._left or self._next()
            yield piece[:size]
            self._left, size = piece[size:], max(0, size - len(piece))

    def finish(self) -> None:
        """Reads what is left, which is zeros. Raises SealBroken where it is not, or something was cut off or added."""
        for piece in chain([self._left], self._pieces):
            if piece.strip(b"\0"):
                raise SealBroken("Something stands in the envelope that its letter does not name.")
        self._left = b""

    def _take(self, size: int) -> bytes:
        return b"".join(self.attached(size))

    def _next(self) -> bytes:
        piece = next(self._pieces, b"")
        if not piece:
            raise SealBroken("Less is in the envelope than it says.")
        return piece


def _wrap_context(open_part: bytes) -> str:
    return f"envelope 1 {open_part.hex()}"


def _stream_context(covering: bytes) -> str:
    return f"envelope 1 {hashlib.sha256(covering).hexdigest()}"


def _signed(covering: bytes, letter: bytes) -> bytes:
    return b"tessera envelope 1" + hashlib.sha256(covering).digest() + letter
