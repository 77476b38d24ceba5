"""What a half-finished set-up or invitation holds, carried by the form itself, sealed under the boot key.

Nothing is stored before the words are confirmed as written down: whoever closes the browser starts over.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from tessera.accounts.sessions import BOOT_KEY, clock
from tessera.sealing import boxes, stretching
from tessera.sealing.formats import SealBroken

_KEY = stretching.derive(BOOT_KEY, salt=None, purpose="tessera pending 1")
_LASTS_SECONDS = 3600


class PendingLost(Exception):
    """The form is older than an hour, from before a restart, or was tampered with. Nothing was made."""


def hold(purpose: str, content: dict[str, Any]) -> str:
    """Seals `content` for a hidden field; only this process can open it, for an hour."""
    sealed = boxes.seal(_KEY, json.dumps({"at": clock(), "content": content}).encode(), context=purpose)
    return base64.urlsafe_b64encode(sealed).decode()


def release(purpose: str, held: str) -> dict[str, Any]:
    """What was held; raises PendingLost."""
    try:
        opened = json.loads(boxes.unseal(_KEY, base64.urlsafe_b64decode(held), context=purpose))
    except (SealBroken, ValueError) as broken:
        raise PendingLost from broken
    if clock() - opened["at"] > _LASTS_SECONDS:
        raise PendingLost
    return dict(opened["content"])


def two_positions(words: int) -> list[int]:
    """Which two words a person is asked to write back, counted from 1."""
    return sorted(secrets.SystemRandom().sample(range(1, words + 1), 2))
