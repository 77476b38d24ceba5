"""CSV and its relatives, read with the standard csv module in its strict mode.

Strict, because otherwise csv drops quotation marks and swallows the rest of a file after an open one without
a word. Rows are counted as a spreadsheet program shows them: a cell with line breaks is still one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from tessera.exchange.tables.encodings import text_lines
from tessera.exchange.tables.errors import (
    CellTooLong,
    MisplacedQuote,
    RowTooLarge,
    TableError,
    UnclosedQuote,
)
from tessera.exchange.tables.limits import Limits
from tessera.exchange.tables.records import Record

_DELIMITERS = (",", ";", "\t", "|")
_ROWS_COMPARED = 50
_SEPARATOR_LINE = "sep="  # how Excel is told the delimiter in a first line of its own


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """One CSV file in memory."""

    data: bytes
    encoding: str
    delimiter: str
    limits: Limits

    def records(self) -> Iterator[Record]:
        """All rows, the heading and empty ones included, numbered from 1."""
        lines = _Lines(
            text_lines(self.data, self.encoding, self.limits.record_chars), self.limits.record_chars
        )
        # Blanks after the delimiter are common, and hide quotation marks unless they are skipped.
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=True)
        while True:
            lines.next_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._explained(error, lines) from error
            yield Record(lines.row, cells)

    def _explained(self, error: csv.Error, lines: _Lines) -> TableError:
        """csv has one exception for everything, so its message has to tell."""
        message = str(error)
        spans_lines = lines.line > lines.first_line
        if "unexpected end of data" in message or ("field limit" in message and spans_lines):
            return UnclosedQuote(row=lines.row, line=lines.first_line)
        if "field limit" in message:
            return CellTooLong(row=lines.row, limit=self.limits.cell_chars)
        return MisplacedQuote(row=lines.row, line=lines.line)


class _Lines:
    """The lines that csv asks for, with a count of how many one row has taken so far."""

    def __init__(self, lines: Iterator[str], most_chars: int) -> None:
        self._lines = lines
        self._most_chars = most_chars
        self._chars = 0
        self.row = self.line = self.first_line = 0

    def next_row(self) -> None:
        self._chars = 0
        self.row += 1
        self.first_line = self.line + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if (
            self.line == 0
            and line.casefold().startswith(_SEPARATOR_LINE)
            and len(line.strip()) <= len("sep=;")
        ):
            line = next(self._lines)
        self.line += 1
        self._chars += len(line)
        if self._chars > self._most_chars:
            raise RowTooLarge(row=self.row, limit=self._most_chars)
        return line


def find_delimiter(data: bytes, encoding: str, limits: Limits) -> str:
    """The delimiter that the file states, or the one that cuts the first rows most evenly into most cells."""
    stated = _stated_delimiter(data, encoding, limits)
    return stated or max(_DELIMITERS, key=lambda each: _fit(DelimitedText(data, encoding, each, limits)))


def _stated_delimiter(data: bytes, encoding: str, limits: Limits) -> str | None:
    first = next(text_lines(data, encoding, limits.record_chars), "").rstrip("\r\n").casefold()
    stated = first.removeprefix(_SEPARATOR_LINE)
    return stated if first != stated and stated in _DELIMITERS else None


def _fit(text: DelimitedText) -> tuple[float, int]:
    """(share of the first rows that are as wide as the first, in tenths; that width); worst if it is 1."""
    widths: list[int] = []
    with suppress(UnclosedQuote, MisplacedQuote, CellTooLong):  # reading for good will report it
        widths.extend(
            len(record.cells) for record in islice(text.records(), _ROWS_COMPARED) if any(record.cells)
        )
    if not widths or max(widths) == 1:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    return round(widths.count(usual) / len(widths), 1), usual if usual > 1 else 0
