"""A table that somebody uploaded, whatever program made it: `open_table` is the one way in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from tessera.common.formulas import looks_like_formula
from tessera.exchange.tables.contents import Kind, kind_of
from tessera.exchange.tables.delimited import DelimitedText, find_delimiter
from tessera.exchange.tables.encodings import find_encoding
from tessera.exchange.tables.errors import (
    CellTooLong,
    EmptyFile,
    HeaderOnly,
    PackedTwice,
    TableTooLong,
    TableTooWide,
)
from tessera.exchange.tables.headings import column_names, count_titles, trimmed
from tessera.exchange.tables.limits import DEFAULT_LIMITS, Limits
from tessera.exchange.tables.packing import unpacked
from tessera.exchange.tables.records import Record, RecordSource
from tessera.exchange.tables.row_problems import RowProblem
from tessera.exchange.tables.workbook import Workbook

_ERROR_VALUES = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")
)
_TITLES_AT_MOST = 10
_QUOTED = 200


class Row(NamedTuple):
    """A row below the headings: its number in the sheet, one trimmed cell for each column, what is wrong."""

    number: int
    cells: list[str]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings and rows of one sheet, held packed in memory and read anew at each pass.

    `encoding` is None for workbooks; `sheets` is empty, and `sheet` None, for CSV.
    """

    kind: Kind
    columns: tuple[str, ...]
    encoding: str | None
    sheets: tuple[str, ...]
    sheet: str | None
    _source: RecordSource = field(repr=False)
    _first_row: int = field(repr=False)
    _limits: Limits = field(repr=False)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells) of `checked_rows` without the problems: for previews, not for imports."""
        return ((row.number, row.cells) for row in self.checked_rows())

    def checked_rows(self) -> Iterator[Row]:
        """All rows that hold anything, with their problems; cells in excess are quoted in `row_too_long`.

        Raises a `TableError` where the file turns out to be unreadable; what came before must not be kept.
        """
        count = 0
        for record in self._source.records():
            if record.number < self._first_row or not (
                any(map(str.strip, record.cells)) or record.cell_codes
            ):
                continue
            count += 1
            if count > self._limits.rows:
                raise TableTooLong(limit=self._limits.rows)
            yield self._row(record)

    def sample(self, most: int = 100) -> list[list[str]]:
        """The cells of the first rows."""
        return [cells for _, cells in islice(self.rows(), most)]

    def count(self) -> int:
        """The number of rows. Reads the whole table, and so raises whatever `checked_rows` would raise."""
        return sum(1 for _ in self.checked_rows())

    def _row(self, record: Record) -> Row:
        if any(len(cell) > self._limits.cell_chars for cell in record.cells):
            raise CellTooLong(row=record.number, limit=self._limits.cell_chars)
        width = len(self.columns)
        problems = [*self._width_problems(record), *self._cell_problems(record)]
        cells = [cell.strip() for cell in record.cells[:width]]
        return Row(record.number, cells + [""] * (width - len(cells)), tuple(problems))

    def _width_problems(self, record: Record) -> Iterator[RowProblem]:
        width = len(self.columns)
        extra = trimmed(record.cells)[width:]
        if extra:
            text = " | ".join(cell.strip() for cell in extra)[:_QUOTED]
            yield RowProblem(record.number, "", "row_too_long", {"extra": len(extra), "text": text})
        elif len(record.cells) < width and self.kind == "csv":
            yield RowProblem(record.number, "", "row_too_short", {"missing": width - len(record.cells)})

    def _cell_problems(self, record: Record) -> Iterator[RowProblem]:
        for position, (column, cell) in enumerate(zip(self.columns, record.cells, strict=False)):
            if code := record.cell_codes.get(position):
                yield RowProblem(record.number, column, code)
            elif cell.strip() in _ERROR_VALUES:
                yield RowProblem(record.number, column, "error_value", {"error": cell.strip()})
            elif looks_like_formula(cell):
                yield RowProblem(record.number, column, "formula", {"text": cell.strip()[:_QUOTED]})


def open_table(
    data: bytes, *, encoding: str | None = None, sheet: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Table:
    """Read the headings of an uploaded table; its rows follow lazily. Everything stays in memory.

    What the file is, is told from its content. One layer of gzip is unpacked. `encoding` (one of `ENCODINGS`)
    overrides what is found in CSV, `sheet` chooses a sheet of a workbook. Raises a `TableError` that says what
    is wrong with the file.
    """
    if not data:
        raise EmptyFile
    content = unpacked(data, limits)
    if kind_of(content) == "csv":
        return _open_text(content, encoding, limits)
    if content is not data:
        raise PackedTwice
    return _open_sheet(Workbook(content, limits), sheet, limits)


def _open_text(content: bytes, encoding: str | None, limits: Limits) -> Table:
    found = find_encoding(content, encoding)
    source = DelimitedText(content, found, find_delimiter(content, found, limits), limits)
    heading = _heading(source, limits)
    return Table(
        kind="csv",
        columns=column_names(heading.cells),
        encoding=found,
        sheets=(),
        sheet=None,
        _source=source,
        _first_row=heading.number + 1,
        _limits=limits,
    )


def _open_sheet(book: Workbook, name: str | None, limits: Limits) -> Table:
    source = book.sheet(name)
    heading = _heading(source, limits)
    return Table(
        kind="xlsx",
        columns=column_names(heading.cells),
        encoding=None,
        sheets=book.sheets,
        sheet=source.title,
        _source=source,
        _first_row=heading.number + 1,
        _limits=limits,
    )


def _heading(source: RecordSource, limits: Limits) -> Record:
    """The row of headings, below whatever titles."""
    filled = (record for record in source.records() if any(map(str.strip, record.cells)))
    first = list(islice(filled, _TITLES_AT_MOST + 2))
    if not first:
        raise EmptyFile
    titles = count_titles(first, are_from_csv=isinstance(source, DelimitedText))
    heading = first[titles]
    if len(trimmed(heading.cells)) > limits.columns:
        raise TableTooWide(limit=limits.columns)
    if next(chain(first[titles + 1 :], filled), None) is None:
        raise HeaderOnly
    return heading
