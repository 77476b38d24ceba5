"""The hash that ties a line to the one before it, so that none can be changed, moved or taken out unnoticed.

link = SHA-256("tessera chain 1" | previous link (32) | length of payload (8, big-endian) | payload)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

FIRST_LINK = bytes(32)


def link(previous: bytes, payload: bytes) -> bytes:
    """32 bytes that depend on this payload and on every payload before it."""
    return hashlib.sha256(b"tessera chain 1" + previous + len(payload).to_bytes(8) + payload).digest()


def canonical(fields: Mapping[str, str | int | None]) -> bytes:
    """One spelling for the same fields, whoever writes them: sorted, compact UTF-8 JSON."""
    return json.dumps(dict(fields), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
