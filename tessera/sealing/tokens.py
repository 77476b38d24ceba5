"""Random tokens, keyed hashes of them, and secrets spelled so that a hand can copy them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
_GROUP = 4
_CHECK_CHARACTERS = 4


class Misspelled(ValueError):
    """A spelled secret was copied with a mistake: the check letters at its end do not fit."""


def new_token() -> str:
    """256 random bits, safe in a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What may be stored of a token: SHA-256, from which it cannot be found again."""
    return hashlib.sha256(token.encode()).digest()


def keyed_hash(key: bytes, value: str, *, purpose: str) -> bytes:
    """HMAC-SHA-256 over the purpose and the value: the same value gives unlike hashes for unlike purposes."""
    return hmac.digest(key, purpose.encode() + b"\0" + value.encode(), "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compares in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def spell(secret: bytes) -> str:
    """Letters and digits in groups of four for paper; the last four check the others (Base32, RFC 4648)."""
    letters = base64.b32encode(secret).decode().rstrip("=") + _check(secret)
    return " ".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def read_spelled(typed: str) -> bytes:
    """The secret that was spelled; raises Misspelled when it was copied with a mistake."""
    letters = "".join(typed.split()).replace("-", "").upper()
    body, check = letters[:-_CHECK_CHARACTERS], letters[-_CHECK_CHARACTERS:]
    try:
        secret = base64.b32decode(body + "=" * (-len(body) % 8))
    except ValueError as wrong:
        raise Misspelled("A letter is missing, or one stands there that is never used.") from wrong
    if not same(_check(secret).encode(), check.encode()):
        raise Misspelled("The letters do not fit together: one or more were copied wrongly.")
    return secret


def _check(secret: bytes) -> str:
    return base64.b32encode(hashlib.sha256(b"tessera spelled 1" + secret).digest()).decode()[
        :_CHECK_CHARACTERS
    ]
