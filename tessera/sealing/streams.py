"""Files of any size, sealed piece by piece with libsodium's secretstream (XChaCha20-Poly1305).

Pieces cannot be dropped, repeated, reordered or cut off at the end without being noticed: the last piece
carries the FINAL tag, and every piece authenticates the file's context.

Format 1: header | secretstream header (24) | pieces of 64 KiB content + 17 bytes each, the last one shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from nacl import bindings as sodium

from .formats import HEADER_BYTES, Kind, SealBroken, header, split_header

PIECE_BYTES = 64 * 1024
_VERSION = 1
_PIECE_OVERHEAD = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_STREAM_HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_State = sodium.crypto_secretstream_xchacha20poly1305_state


class SealingWriter:
    """Takes content in any portions and writes it sealed; without `finish` the file never opens again."""

    def __init__(self, target: BinaryIO, key: bytes, *, context: str) -> None:
        self._target, self._context = target, context.encode()
        self._pending = bytearray()
        self._state = _State()
        target.write(
            header(Kind.STREAM, _VERSION)
            + sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        )

    def write(self, portion: bytes) -> None:
        self._pending += portion
        # The last piece must carry the final tag, so a full piece waits until more content follows it.
        while len(self._pending) > PIECE_BYTES:
            self._push(bytes(self._pending[:PIECE_BYTES]), _MESSAGE)
            del self._pending[:PIECE_BYTES]

    def finish(self) -> None:
        self._push(bytes(self._pending), _FINAL)
        self._pending.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        self._target.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(self._state, piece, self._context, tag)
        )


def read_sealed(source: BinaryIO, key: bytes, *, context: str) -> Iterator[bytes]:
    """The content in pieces of at most 64 KiB; raises SealBroken at the first piece that is not as sealed.

    A piece is given out only after it was authenticated; that the file was not cut short is known with its
    last piece, so whoever needs the whole must read to the end before acting on it.
    """
    split_header(source.read(HEADER_BYTES), Kind.STREAM, _VERSION)
    state = _State()
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, source.read(_STREAM_HEADER_BYTES), key)
    except (ValueError, TypeError, RuntimeError) as broken:
        raise SealBroken("The sealed file ends within its header.") from broken
    final = False
    while not final:
        piece, final = _open_piece(state, source.read(PIECE_BYTES + _PIECE_OVERHEAD), context.encode())
        yield piece
    if source.read(1):
        raise SealBroken("Something was added after the end of the sealed file.")


def _open_piece(state: _State, sealed: bytes, context: bytes) -> tuple[bytes, bool]:
    if len(sealed) < _PIECE_OVERHEAD:
        raise SealBroken("The sealed file was cut short.")
    try:
        piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, context)
    except (RuntimeError, ValueError, TypeError) as broken:
        raise SealBroken(
            "A piece of the sealed file was changed, or the key is not the one it had."
        ) from broken
    return piece, tag == _FINAL
