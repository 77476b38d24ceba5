"""Second factors: six digits that change every half minute (TOTP, RFC 6238), and codes on paper for when they cannot.

A code belongs to a step, the number of half minutes since 1970. One step on either side is accepted, because clocks
differ; whoever checks codes remembers the last step that was used, so that each works once.

    key of recovery codes = HKDF-SHA-256(secret, salt = pepper, info = "tessera recovery codes 1")
    stored of each        = HMAC-SHA-256(that key, "recovery code" | 0 | its letters)

So codes can neither be guessed nor put in by somebody who has the database, not even with the pepper.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from . import stretching, tokens

SECRET_BYTES = 20  # as long as the hash, RFC 4226 section 4
DIGITS = 6
STEP_SECONDS = 30
RECOVERY_CODES = 10
_ACCEPTED = (0, -1, 1)  # steps before and after the clock's own
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
_GROUPS, _GROUP = 3, 4  # 60 bits


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret: bytes, typed: str, *, at: float) -> int | None:
    """The step that this code belongs to, among those accepted `at` this time (Unix seconds); None for any other."""
    digits = "".join(typed.split())
    if not (len(digits) == DIGITS and digits.isascii() and digits.isdecimal()):
        return None
    now = int(at // STEP_SECONDS)
    fitting = [
        step
        for step in (now + offset for offset in _ACCEPTED)
        if step >= 0 and tokens.same(code(secret, step).encode(), digits.encode())
    ]
    return fitting[0] if fitting else None


def code(secret: bytes, step: int) -> str:
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def address(secret: bytes, *, issuer: str) -> str:
    """What the QR code says to an authenticator app. It names nobody: the app shows it to whoever holds the phone."""
    return _totp(secret).get_provisioning_uri(issuer, issuer)


def letters(secret: bytes) -> str:
    """The secret for typing into an app, in groups of four (Base32, RFC 4648)."""
    return _grouped(base64.b32encode(secret).decode().rstrip("="), " ")


def new_recovery_codes() -> list[str]:
    return [
        _grouped("".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)), "-")
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(secret: bytes, typed: str, *, pepper: bytes) -> bytes:
    """What is stored of a recovery code, however it was typed."""
    key = stretching.derive(secret, salt=pepper, purpose="tessera recovery codes 1")
    return tokens.keyed_hash(
        key, "".join(sign for sign in typed.upper() if sign in _LETTERS), purpose="recovery code"
    )


def _grouped(row: str, between: str) -> str:
    return between.join(row[i : i + _GROUP] for i in range(0, len(row), _GROUP))


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what every authenticator app speaks; in an HMAC its collisions do not matter (RFC 6238 section 5.1).
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
