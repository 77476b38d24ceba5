"""Why uploaded files cannot be read as a directory at all. Each class has one `code`, and plain `values`.

What is wrong with single rows is a `Problem` instead, and the rest is read.
"""

from __future__ import annotations

from typing import ClassVar


class DirectoryError(Exception):
    """Files that are refused as a whole. `values` fills its sentence.

    Of these, `file` and `seen` quote what was uploaded: show them to who uploaded it, and log the code alone, which is
    all that the exception itself says.
    """

    code: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: str | int) -> None:
        self.values = values
        super().__init__(self.code)


class NothingUploaded(DirectoryError):
    """No file, or an archive with nothing in it."""

    code = "nothing_uploaded"


class NoKnownLayout(DirectoryError):
    """Tables or JSON of a kind we do not know; `seen` are the headings or keys that were found."""

    code = "no_known_layout"
    names = ("file", "seen")


class TooManyFiles(DirectoryError):
    code = "too_many_files"
    names = ("limit",)


class FilesTooLarge(DirectoryError):
    """More bytes in all, unpacked, than are read."""

    code = "files_too_large"
    names = ("limit_mb",)


class NestedArchive(DirectoryError):
    """An archive in an archive."""

    code = "nested_archive"
    names = ("file",)


class UnsafeNames(DirectoryError):
    """An archive with a name that leads out of its folder."""

    code = "unsafe_names"
    names = ("file",)


class SameName(DirectoryError):
    """Two files of one name, from two folders or two archives."""

    code = "same_name"
    names = ("file",)


class BrokenArchive(DirectoryError):
    """A ZIP or gzip that is damaged, locked, or packed in a way that we do not unpack."""

    code = "broken_archive"
    names = ("file", "reason")


class UnreadableTable(DirectoryError):
    """A table that cannot be read; `reason` is the code of the `TableError`, which is the cause."""

    code = "unreadable_table"
    names = ("file", "reason")


class UnreadableJson(DirectoryError):
    """Text that is no JSON; `line` counts from 1, or is 0 where that is not known."""

    code = "unreadable_json"
    names = ("file", "line")


class JsonTooDeep(DirectoryError):
    """Objects in objects further than any directory needs."""

    code = "json_too_deep"
    names = ("file",)


class TooManyRows(DirectoryError):
    code = "too_many_rows"
    names = ("limit",)


DIRECTORY_CODES: dict[str, tuple[str, ...]] = {
    error.code: error.names for error in DirectoryError.__subclasses__()
}
"""Every code a `DirectoryError` can have, with the names of its values."""
