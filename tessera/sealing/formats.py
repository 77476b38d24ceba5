"""The four bytes every sealed thing begins with: `TS`, its kind, its version.

The header is authenticated with the content, so a box cannot be passed off as a wrap or as an older version.
"""

from __future__ import annotations

from enum import IntEnum

HEADER_BYTES = 4
_MARK = b"TS"


class Kind(IntEnum):
    BOX = 1
    WRAP = 2
    STREAM = 3
    SHARE = 4
    ENVELOPE = 5
    TRANSFER = 8


class SealBroken(Exception):
    """The bytes were changed, cut, moved to another place, or sealed under another key."""


class UnknownFormat(SealBroken):
    """The bytes do not begin as this kind of sealed thing, or come from a newer version of the software."""


def header(kind: Kind, version: int) -> bytes:
    return _MARK + bytes([kind, version])


def split_header(sealed: bytes, kind: Kind, version: int) -> tuple[bytes, bytes]:
    """Header and the rest; raises UnknownFormat when the header is not the one expected."""
    expected = header(kind, version)
    if sealed[:HEADER_BYTES] != expected:
        raise UnknownFormat(f"These bytes are not a sealed {kind.name.lower()} of version {version}.")
    return sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
