"""What a button says once it is done, on its way to the next page: sealed, because it can hold somebody's name."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage

from tessera.accounts.sessions import BOOT_KEY
from tessera.sealing import boxes, stretching
from tessera.sealing.formats import SealBroken

_KEY = stretching.derive(BOOT_KEY, salt=None, purpose="tessera messages 1")
_CONTEXT = "messages"


class SealedMessages(CookieStorage):
    """Django's cookie with messages, which is signed and can be read, made unreadable to whoever takes the browser."""

    def _encode_parts(self, messages: list[str], encode_empty: bool = False) -> str | None:  # noqa: FBT001, FBT002
        readable = super()._encode_parts(messages, encode_empty=encode_empty)  # type: ignore[misc]
        if not readable:
            return None
        return base64.urlsafe_b64encode(boxes.seal(_KEY, readable.encode(), context=_CONTEXT)).decode()

    def _decode(self, data: str | None) -> Any:
        """None where it was tampered with, or sealed before the server started."""
        if not data:
            return None
        try:
            readable = boxes.unseal(_KEY, base64.urlsafe_b64decode(data), context=_CONTEXT).decode()
        except (SealBroken, ValueError):
            self.used = True  # so that the next answer takes it away
            return None
        return super()._decode(readable)  # type: ignore[misc]
