"""A ZIP archive whose XML parts are watched while openpyxl reads them.

openpyxl 3.1 hands XML to defusedxml, which refuses entities but lets a DTD pass, and builds trees without any
bound: a row, or a part that is read whole, stands in memory as elements of some hundred bytes each before
openpyxl looks at it, and emptied rows stay until the sheet ends. So a second, treeless expat parser runs a
chunk ahead of it and stops the reading where a part grows beyond what a table needs.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any, Literal, cast
from xml.parsers import expat

from tessera.exchange.tables.errors import (
    BrokenWorkbook,
    RowTooLarge,
    TableTooLong,
    UnsafeWorkbook,
    WorkbookTooComplex,
)
from tessera.exchange.tables.limits import DEFAULT_LIMITS, MIB, Limits

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROOTS = {"sheet": _MAIN + "worksheet", "strings": _MAIN + "sst"}
_ITEMS = {"sheet": _MAIN + "row", "strings": _MAIN + "si"}

MOST_SHEET_ROWS = 1_048_576
"""The last row an .xlsx sheet can have."""

_DEEPEST = 64
_MOST_KEPT_ELEMENTS = 50_000  # of one part, outside its rows or texts; openpyxl makes about 2 KB of each
_MOST_ITEM_ELEMENTS = 100_000  # inside one row or text
_MOST_KEPT_BYTES = 16 * MIB
_MOST_WHOLE_PART_BYTES = 8 * MIB
_MOST_TEXT_BYTES = MIB  # of one shared text with its markup; a cell holds 32,767 characters
_LONGEST_TOKEN = MIB  # one tag, comment or instruction: expat keeps it whole until it ends
_TEXT_OVERHEAD = 150  # what Python and the emptied element take beside each text
_CHUNK = 64 * 1024

Part = Literal["whole", "sheet", "strings"]


class GuardedArchive(zipfile.ZipFile):
    """A ZipFile as openpyxl uses it: `read` for parts read whole, `open` for the part kind in `streams`."""

    limits: Limits = DEFAULT_LIMITS
    streams: Part = "sheet"

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        if self.getinfo(str(name)).file_size > _MOST_WHOLE_PART_BYTES:
            raise WorkbookTooComplex
        guard = XmlGuard("whole", self.limits)
        content = super().open(name, "r", pwd).read()
        guard.feed(content)
        return content

    def open(self, name: str | zipfile.ZipInfo, *args: Any, **options: Any) -> IO[bytes]:
        return cast(
            IO[bytes],
            _WatchedStream(super().open(name, *args, **options), XmlGuard(self.streams, self.limits)),
        )


class _WatchedStream(io.RawIOBase):
    def __init__(self, stream: IO[bytes], guard: XmlGuard) -> None:
        self._stream = stream
        self._guard = guard

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size if 0 <= size <= _CHUNK else _CHUNK)
        self._guard.feed(chunk)
        return chunk

    def close(self) -> None:
        self._stream.close()
        super().close()


class XmlGuard:
    """Watches one XML part; `feed` raises the `TableError` that says why it is refused."""

    def __init__(self, part: Part, limits: Limits) -> None:
        self._root = _ROOTS.get(part)
        self._item = _ITEMS.get(part)
        self._limits = limits
        self._fed = self._depth = self._items = self._text_bytes = 0
        self._kept_elements = self._kept_bytes = self._item_elements = 0
        self._item_chars, self._item_width = 0, 1
        self._item_depth = 0  # the depth of the row or text being read; 0 between them
        self._segment_start = 0  # where in the part that row or text, or the stretch between two, begins
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        if part == "strings":
            self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no keyword: more is to come
        except expat.ExpatError as error:
            raise BrokenWorkbook from error
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > max(_LONGEST_TOKEN, len(chunk)):
            raise WorkbookTooComplex
        self._check_bytes()

    def _refuse_doctype(self, *_: object) -> None:
        raise UnsafeWorkbook

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and self._root and name != self._root:
            raise BrokenWorkbook
        if self._depth > _DEEPEST:
            raise WorkbookTooComplex
        if self._item_depth:
            self._item_elements += 1
            if self._item_elements > _MOST_ITEM_ELEMENTS:
                raise WorkbookTooComplex
        elif name == self._item:
            self._begin_item()
        else:
            self._kept_elements += 1
            if self._kept_elements > _MOST_KEPT_ELEMENTS:
                raise WorkbookTooComplex

    def _begin_item(self) -> None:
        self._kept_bytes += self._parser.CurrentByteIndex - self._segment_start
        self._segment_start = self._parser.CurrentByteIndex
        self._item_depth = self._depth
        self._item_elements = 0
        self._items += 1
        if self._item == _ITEMS["sheet"] and self._items > MOST_SHEET_ROWS:
            raise TableTooLong(limit=self._limits.rows)
        self._item_chars, self._item_width = 0, 1

    def _end(self, _name: str) -> None:
        if self._depth == self._item_depth:
            self._check_bytes()
            self._check_text_bytes()
            self._item_depth = 0
            self._segment_start = self._parser.CurrentByteIndex
        self._depth -= 1

    def _text(self, text: str) -> None:
        """Python makes all letters of a text as wide as its widest: one emoji, and each takes four bytes."""
        self._item_chars += len(text)
        if self._item_width < 4 and not text.isascii():
            self._item_width = max(self._item_width, 2 if max(text) <= "\uffff" else 4)

    def _check_text_bytes(self) -> None:
        if self._item == _ITEMS["strings"]:
            self._text_bytes += _TEXT_OVERHEAD + self._item_chars * self._item_width
            if self._text_bytes > self._limits.text_bytes:
                raise WorkbookTooComplex

    def _check_bytes(self) -> None:
        segment = self._parser.CurrentByteIndex - self._segment_start
        if self._item_depth and self._item == _ITEMS["strings"] and segment > _MOST_TEXT_BYTES:
            raise WorkbookTooComplex
        if self._item_depth and segment > 4 * self._limits.record_chars:
            raise RowTooLarge(row=self._items, limit=self._limits.record_chars)
        if not self._item_depth and self._kept_bytes + segment > _MOST_KEPT_BYTES:
            raise WorkbookTooComplex
