"""Boxes: short content under a key both ends hold, bound to the place it belongs to.

`context` says that place (for example "member 3f2a… bundle"). It is not stored; a box opened in another
context is refused, so a box cannot be swapped for another one by somebody who can write the database.

Format 1: header | nonce (24) | XChaCha20-Poly1305 (IETF) ciphertext and tag, AAD = header | context.
"""

from __future__ import annotations

import secrets

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt as _encrypt,
)
from nacl.exceptions import CryptoError

from .formats import Kind, SealBroken, header, split_header

KEY_BYTES = 32
_NONCE_BYTES = 24
_VERSION = 1


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, content: bytes, *, context: str) -> bytes:
    head, nonce = header(Kind.BOX, _VERSION), secrets.token_bytes(_NONCE_BYTES)
    return head + nonce + _encrypt(content, head + context.encode(), nonce, key)


def unseal(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """The content; raises SealBroken when the key, the context or a single byte is not the one sealed."""
    head, rest = split_header(sealed, Kind.BOX, _VERSION)
    try:
        return _decrypt(rest[_NONCE_BYTES:], head + context.encode(), rest[:_NONCE_BYTES], key)
    except (CryptoError, ValueError) as broken:
        raise SealBroken("The box does not open with this key in this place.") from broken
