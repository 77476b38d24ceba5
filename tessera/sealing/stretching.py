"""From six words to keys: Argon2id (RFC 9106) makes guessing slow, the pepper makes it impossible elsewhere.

    stretched  = Argon2id(words, salt, 64 MiB, 3 passes, 1 lane, 32 bytes)
    verifier   = HKDF-SHA-256(stretched, salt = pepper, info = "tessera verifier 1")   stored as its SHA-256
    wrap key   = HKDF-SHA-256(stretched, salt = pepper, info = "tessera wrap key 1")   never stored

A copied disk without the pepper gives no way to test a guess; with the pepper each guess costs 64 MiB.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT_BYTES = 16
_MEMORY_KIB = 64 * 1024
_PASSES = 3

# Many sign-ins at once must not fill the memory: two stretch at a time, a few wait their turn, and the others
# are turned away, because everybody who waits holds a thread that members need.
_ROOM = threading.BoundedSemaphore(2)
_LINE = threading.BoundedSemaphore(10)


class TooManyAtOnce(Exception):
    """Too many people are signing in at this moment. Nothing was tried; a moment later there is room again."""


@dataclass(frozen=True, slots=True, repr=False)
class StretchedPassphrase:
    verifier_hash: bytes
    wrap_key: bytes

    def opens(self, stored_verifier_hash: bytes) -> bool:
        return hmac.compare_digest(self.verifier_hash, stored_verifier_hash)


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def stretch(words: str, *, salt: bytes, pepper: bytes) -> StretchedPassphrase:
    """`words` must already be normalised; takes about 0.2 s and 64 MiB on a small server.

    Raises TooManyAtOnce where many others are stretching.
    """
    stretched = _argon2id(words, salt)
    verifier = derive(stretched, salt=pepper, purpose="tessera verifier 1")
    return StretchedPassphrase(
        verifier_hash=hashlib.sha256(verifier).digest(),
        wrap_key=derive(stretched, salt=pepper, purpose="tessera wrap key 1"),
    )


def stretch_without_pepper(words: str, *, salt: bytes, purpose: str) -> bytes:
    """32 bytes for what has to open on another server, which has another pepper: the words alone protect it.

    Only for words that were generated. Raises TooManyAtOnce.
    """
    return derive(_argon2id(words, salt), salt=None, purpose=purpose)


def _argon2id(words: str, salt: bytes) -> bytes:
    if not _LINE.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        with _ROOM:
            return hash_secret_raw(
                words.encode(),
                salt,
                time_cost=_PASSES,
                memory_cost=_MEMORY_KIB,
                parallelism=1,
                hash_len=32,
                type=Type.ID,
            )
    finally:
        _LINE.release()


def derive(secret: bytes, *, salt: bytes | None, purpose: str) -> bytes:
    """32 bytes for one purpose from a strong secret: HKDF with SHA-256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose.encode()).derive(secret)
