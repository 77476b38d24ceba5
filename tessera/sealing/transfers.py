"""A room on its way to another server: a key of its own, sealed under six words that travel another way.

The other server has another pepper, so there is none in it: 66 bits of generated words at 64 MiB of Argon2id a guess
are all that protects the copy.

    words key = HKDF-SHA-256(Argon2id(words, salt), info = "tessera transfer 1"), see `stretching`
    content   = 32 random bytes, the key of the stream that follows
    database  = HKDF-SHA-256(content, info = "tessera transfer database 1"), the key of the database inside

Format 1: header | salt (16) | box under the words key with the content key (76), context "transfer " + salt in hex.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import boxes, passphrases, stretching
from .formats import HEADER_BYTES, Kind, SealBroken, header, split_header

_VERSION = 1
_NONCE_AND_TAG_BYTES = 40
SEALED_BYTES = (
    HEADER_BYTES + stretching.SALT_BYTES + HEADER_BYTES + _NONCE_AND_TAG_BYTES + boxes.KEY_BYTES
)  # 96


@dataclass(frozen=True, slots=True)
class TransferKey:
    """What opens a copy. No vault, wrap or member ever has it."""

    content: bytes = field(repr=False)

    @property
    def database(self) -> bytes:
        return stretching.derive(self.content, salt=None, purpose="tessera transfer database 1")


def seal_new_key(words: str) -> tuple[bytes, TransferKey]:
    """A new key, and what stands at the beginning of the copy. Raises stretching.TooManyAtOnce."""
    key, salt = TransferKey(boxes.new_key()), stretching.new_salt()
    return header(Kind.TRANSFER, _VERSION) + salt + boxes.seal(
        _words_key(words, salt), key.content, context=_context(salt)
    ), key


def open_key(sealed: bytes, words: str) -> TransferKey:
    """Raises UnknownFormat for anything else or newer, SealBroken for other words, stretching.TooManyAtOnce."""
    _head, rest = split_header(sealed, Kind.TRANSFER, _VERSION)
    if len(sealed) != SEALED_BYTES:
        raise SealBroken("The copy was cut short.")
    salt, box = rest[: stretching.SALT_BYTES], rest[stretching.SALT_BYTES :]
    return TransferKey(boxes.unseal(_words_key(words, salt), box, context=_context(salt)))


def _words_key(words: str, salt: bytes) -> bytes:
    return stretching.stretch_without_pepper(
        passphrases.normalise(words), salt=salt, purpose="tessera transfer 1"
    )


def _context(salt: bytes) -> str:
    return f"transfer {salt.hex()}"
