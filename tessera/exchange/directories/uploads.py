"""What somebody uploaded, unpacked into plain files in memory: loose files, ZIP archives, gzip. Nothing touches the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tessera.exchange.directories.errors import (
    BrokenArchive,
    FilesTooLarge,
    NestedArchive,
    NothingUploaded,
    SameName,
    TooManyFiles,
    UnsafeNames,
)
from tessera.exchange.tables.contents import ZIP
from tessera.exchange.tables.errors import FileTooLarge, PackedTwice, TableError, UnpackedTooLarge
from tessera.exchange.tables.limits import DEFAULT_LIMITS, MIB, Limits
from tessera.exchange.tables.packing import open_zip, unpacked

MOST_FILES = 100
_GZIP = b"\x1f\x8b"
_LONGEST_NAME = 120
_OTHER_ARCHIVES = (
    ZIP, b"PK\x05\x06", _GZIP, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_NOT_CONTENT = ("__MACOSX/",)
_WORKBOOK = "[Content_Types].xml"


def files_of(uploads: Mapping[str, bytes], limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """Name -> content of every file in what was uploaded; names are without folders, and without ".gz".

    All files together may have `limits.unpacked_bytes`, and at most `MOST_FILES` are taken. An archive may not
    hold another. Raises a `DirectoryError`.
    """
    files: dict[str, bytes] = {}
    room = limits.unpacked_bytes
    for upload, data in uploads.items():
        for name, content in _contents(_bare(upload), data, replace(limits, unpacked_bytes=room)):
            room -= len(content)
            if room < 0:
                raise FilesTooLarge(limit_mb=limits.unpacked_bytes // MIB)
            if name in files:
                raise SameName(file=name)
            if len(files) == MOST_FILES:
                raise TooManyFiles(limit=MOST_FILES)
            files[name] = content
    if not files:
        raise NothingUploaded
    return files


def _contents(name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    try:
        if data.startswith((ZIP, b"PK\x05\x06")):
            yield from _zipped(name, data, limits)
        else:
            yield _without_gz(name), unpacked(data, limits)
    except PackedTwice as error:
        raise NestedArchive(file=name) from error
    except (FileTooLarge, UnpackedTooLarge) as error:
        raise FilesTooLarge(limit_mb=int(error.values["limit_mb"])) from error
    except TableError as error:
        raise BrokenArchive(file=name, reason=error.code) from error


def _zipped(archive_name: str, data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files of a ZIP; what its directory states of sizes and methods was checked when it was opened."""
    if len(data) > limits.file_bytes:
        raise FilesTooLarge(limit_mb=limits.file_bytes // MIB)
    with open_zip(data, limits, zipfile.ZipFile) as archive:
        if _WORKBOOK in archive.namelist():
            yield archive_name, data  # one table, and unpacked by who reads it
            return
        entries = [entry for entry in archive.infolist() if _is_content(entry)]
        if len(entries) > MOST_FILES:
            raise TooManyFiles(limit=MOST_FILES)
        for entry in entries:
            name = _safe_name(entry.filename)
            try:
                content = archive.read(entry)
            except (
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                OSError,
                NotImplementedError,
                RuntimeError,
            ) as error:
                raise BrokenArchive(file=archive_name, reason="damaged_entry") from error
            if content.startswith(_OTHER_ARCHIVES):
                raise NestedArchive(file=name)
            yield name, content


def _is_content(entry: zipfile.ZipInfo) -> bool:
    """Not folders, and not what macOS puts beside every file."""
    hidden = _bare(entry.filename).startswith(".")
    return not (entry.is_dir() or entry.filename.startswith(_NOT_CONTENT) or hidden)


def _safe_name(name: str) -> str:
    """The last part of a name in an archive; raises `UnsafeNames` for one that leads elsewhere."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise UnsafeNames(file=_bare(name))
    return _bare(name)


def _bare(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:] or "file"


def _without_gz(name: str) -> str:
    return name[:-3] if name.lower().endswith(".gz") else name
