"""Shares: a vault's key split among five people. Any three bring it back; any two together learn nothing of it.

Shamir's scheme over GF(2^128) with a polynomial of degree two (`Crypto.Protocol.SecretSharing`). That library takes
16 bytes, so each half of the key is split by itself, and a share holds the same person's part of both.

Format 1: header | index (1, from 1) | part of the first half (16) | part of the second half (16) | five checks (32 each)
check   = SHA-256("tessera share 1" | length of context (4, big-endian) | context | index (1) | both parts)

Every share carries the checks of all five, so it is noticed when one was changed, belongs to another vault or epoch,
or was made on another occasion. They help nobody to guess: with two shares in hand the third is 256 unknown bits.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from Crypto.Protocol.SecretSharing import Shamir

from .formats import HEADER_BYTES, Kind, SealBroken, header, split_header

SHARES = 5
ENOUGH = 3
_VERSION = 1
_HALF = 16
_CHECK = 32
_PART = slice(1, 1 + 2 * _HALF)
_BYTES = 1 + 2 * _HALF + SHARES * _CHECK


class TooFewShares(Exception):
    """Fewer than three of the shares belong together: nothing was brought back, and nothing learned."""


def split(key: bytes, *, context: str) -> list[bytes]:
    """Five shares of a key of 32 bytes; `context` is the place they belong to, for example "vault 3f2a… epoch 4"."""
    if len(key) != 2 * _HALF:
        raise ValueError("Only keys of 32 bytes are split.")
    first, second = (Shamir.split(ENOUGH, SHARES, half, ssss=False) for half in (key[:_HALF], key[_HALF:]))
    parts = [one + other for (_index, one), (_same, other) in zip(first, second, strict=True)]
    checks = b"".join(_check(index, part, context) for index, part in enumerate(parts, start=1))
    head = header(Kind.SHARE, _VERSION)
    return [head + index.to_bytes() + part + checks for index, part in enumerate(parts, start=1)]


def check(share: bytes, *, context: str) -> None:
    """Returns nothing; raises SealBroken when the share was changed or belongs elsewhere."""
    _head, rest = split_header(share, Kind.SHARE, _VERSION)
    if len(rest) != _BYTES or not 1 <= rest[0] <= SHARES:
        raise SealBroken("These bytes are no share.")
    if _check(rest[0], rest[_PART], context) != _checks(rest)[rest[0] - 1]:
        raise SealBroken("The share was changed, or belongs to another key.")


def combine(shares: Iterable[bytes], *, context: str) -> bytes:
    """The key; raises TooFewShares. Shares that are broken, foreign or made up are passed over."""
    made_together: dict[bytes, dict[int, bytes]] = defaultdict(dict)
    for share in shares:
        try:
            check(share, context=context)
        except SealBroken:
            continue
        rest = share[HEADER_BYTES:]
        made_together[b"".join(_checks(rest))][rest[0]] = rest[_PART]
    for parts in made_together.values():
        if len(parts) >= ENOUGH:
            few = list(parts.items())[:ENOUGH]
            halves = (slice(None, _HALF), slice(_HALF, None))
            return b"".join(
                Shamir.combine([(index, part[half]) for index, part in few], ssss=False) for half in halves
            )
    raise TooFewShares


def _check(index: int, part: bytes, context: str) -> bytes:
    place = context.encode()
    content = b"tessera share 1" + len(place).to_bytes(4) + place + index.to_bytes() + part
    return hashlib.sha256(content).digest()


def _checks(rest: bytes) -> list[bytes]:
    return [rest[at : at + _CHECK] for at in range(_PART.stop, _BYTES, _CHECK)]
