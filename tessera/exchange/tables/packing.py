"""Unpacking, never further than the limits allow, and never to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import TypeVar

from tessera.exchange.tables.contents import ZIP
from tessera.exchange.tables.errors import (
    BrokenPacking,
    BrokenWorkbook,
    FileTooLarge,
    PackedTooTightly,
    PackedTwice,
    PasswordProtected,
    UnpackedTooLarge,
    WorkbookTooComplex,
)
from tessera.exchange.tables.limits import MIB, Limits

_GZIP = b"\x1f\x8b"
_ZIP_ENTRY = b"PK\x01\x02"
_MOST_ZIP_ENTRIES = 5_000
_PLAIN_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_ENCRYPTED = 0x1
_CHUNK = MIB
_Zip = TypeVar("_Zip", bound=zipfile.ZipFile)


def unpacked(data: bytes, limits: Limits) -> bytes:
    """`data` itself, or what its one layer of gzip holds; `FileTooLarge` where it is larger than is allowed."""
    if len(data) > limits.file_bytes:
        raise FileTooLarge(limit_mb=limits.file_bytes // MIB)
    if not data.startswith(_GZIP):
        return data
    chunks: list[bytes] = []
    size = 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                _check_size(size, len(data), limits)
                chunks.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise BrokenPacking from error
    if chunks and chunks[0].startswith((_GZIP, ZIP)):
        raise PackedTwice
    return b"".join(chunks)


def open_zip(data: bytes, limits: Limits, archive_type: type[_Zip]) -> _Zip:
    """A ZIP whose directory has been checked: entries, sizes, methods, encryption.

    zipfile never reads more of an entry than its directory states, so stated sizes can be relied on.
    Only "stored" and "deflate" are let through: LZMA and others take memory by the file's own choice.
    """
    if data.count(_ZIP_ENTRY) > _MOST_ZIP_ENTRIES:
        raise WorkbookTooComplex
    try:
        archive = archive_type(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as error:
        raise BrokenWorkbook from error
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise PasswordProtected
    if any(entry.compress_type not in _PLAIN_METHODS for entry in entries):
        raise BrokenWorkbook
    _check_size(sum(entry.file_size for entry in entries), len(data), limits)
    return archive


def _check_size(unpacked_size: int, packed_size: int, limits: Limits) -> None:
    if unpacked_size > limits.ratio_from_bytes and unpacked_size > packed_size * limits.ratio:
        raise PackedTooTightly(ratio=limits.ratio)
    if unpacked_size > limits.unpacked_bytes:
        raise UnpackedTooLarge(limit_mb=limits.unpacked_bytes // MIB)
