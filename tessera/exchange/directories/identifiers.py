"""Identifiers: a UUID stays; anything else becomes one that is the same whenever the same list is read again."""

from __future__ import annotations

import re
from uuid import UUID, uuid5

NAMESPACE = UUID("6f0b1c9e-6f7c-5f0e-9a55-1f2f6f3a7c11")
"""Of every identifier that is made here."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def identifier(source: str, table: str, text: str) -> str:
    """`text` where it is a UUID, in lower case; else one made from the list, the table in the plural, and `text`."""
    return text.lower() if is_uuid(text) else made(f"{source}:{table}:{text}")


def made(name: str) -> str:
    """The UUID for this name: always the same."""
    return str(uuid5(NAMESPACE, name))
