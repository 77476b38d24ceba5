"""Sheets of .xlsx workbooks, read row by row with openpyxl's own parsers.

Not through openpyxl's read-only worksheet: it pads every row to the width, and every gap to the height, that
the file claims (a lone cell at XFD1048576 makes 17 billion), drops rows that go backwards, and its parser
keeps the attributes of every row.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from tessera.exchange.tables.contents import refuse_other_zip
from tessera.exchange.tables.errors import (
    BrokenWorkbook,
    EmptyFile,
    NoSuchSheet,
    TableError,
    TableTooWide,
    WorkbookTooComplex,
)
from tessera.exchange.tables.guarded_xml import MOST_SHEET_ROWS, GuardedArchive
from tessera.exchange.tables.limits import Limits
from tessera.exchange.tables.packing import open_zip
from tessera.exchange.tables.records import Record

_MOST_SHEETS = 200
_LARGEST_EXACT = 1e15  # Excel keeps 15 digits
_WARNINGS_LOCK = threading.Lock()


class Workbook:
    """An open .xlsx file; `sheets` are the names of its sheets of cells, hidden ones included."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        with open_zip(data, limits, ZipFile) as plain:
            refuse_other_zip(plain)
        archive = open_zip(data, limits, GuardedArchive)
        archive.limits = limits
        with _explained(), _without_warnings():
            reader = _TableReader(archive)
            reader.read()
        self._book = reader.wb
        self._strings = reader.shared_strings
        self._sheets = reader.sheets
        self._limits = limits
        self.sheets: tuple[str, ...] = tuple(self._sheets)

    def sheet(self, name: str | None) -> SheetOfCells:
        """The sheet called `name`; without a name the first visible one that holds anything."""
        if name is not None and name not in self._sheets:
            raise NoSuchSheet(sheet=name[:100], sheets=", ".join(self.sheets)[:1000])
        visible = [title for title, sheet in self._sheets.items() if sheet.is_visible]
        for title in [name] if name is not None else visible:
            sheet = SheetOfCells(title, self._book, self._sheets[title].part, self._strings, self._limits)
            if next(sheet.records(), None) is not None:
                return sheet
        raise EmptyFile


@dataclass(frozen=True, slots=True)
class SheetOfCells:
    """One sheet of an open workbook."""

    title: str
    book: Any
    part: str
    strings: list[str]
    limits: Limits

    def records(self) -> Iterator[Record]:
        """The rows that hold anything, with the numbers the spreadsheet program shows."""
        with _explained(), self.book._archive.open(self.part) as stream:  # noqa: SLF001
            rows = _SheetParser(
                stream,
                self.strings,
                data_only=True,
                epoch=self.book.epoch,
                date_formats=self.book._date_formats,  # noqa: SLF001
                timedelta_formats=self.book._timedelta_formats,  # noqa: SLF001
            ).parse()
            while (row := _next_row(rows)) is not None:
                record = self._record(*row)
                if record.cells:
                    yield record

    def _record(self, number: int, row: list[dict[str, Any]]) -> Record:
        cells: list[str] = []
        codes: dict[int, str] = {}
        last_column = 0
        for cell in row:
            column = cell["column"]
            if column <= last_column:
                raise BrokenWorkbook  # two cells in one place: openpyxl would keep the last without a word
            last_column = column
            text = cell_text(cell["value"])
            if not text and cell["data_type"] != _UNCALCULATED:
                continue
            if column > self.limits.columns:
                raise TableTooWide(limit=self.limits.columns)
            cells.extend([""] * (column - 1 - len(cells)))
            cells.append(text)
            if cell["data_type"] == _UNCALCULATED:
                codes[column - 1] = "formula_without_value"
        return Record(number, cells, codes)


def cell_text(value: object) -> str:
    """A cell's value as a person would write it: ISO dates, whole numbers without .0, TRUE and FALSE."""
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).upper()
        case datetime() if value.time() != time():
            text = value.isoformat(sep=" ", timespec="seconds")
        case datetime():
            text = value.date().isoformat()
        case date() | time():
            text = value.isoformat()
        case float() if value.is_integer() and abs(value) < _LARGEST_EXACT:
            text = str(int(value))
        case float():
            text = format(value, ".15g")
        case _:
            text = str(value)
    return text


_UNCALCULATED = "uncalculated"


class _SheetParser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's parser, which also tells formulas without a result and refuses rows out of order."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            result = element.find(VALUE_TAG)
            if (
                result is None or element.get("t") != "str"
            ):  # an empty text is a result, an empty number is none
                cell["data_type"] = _UNCALCULATED
        return cell

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        before = self.row_counter
        number, cells = super().parse_row(row)
        self.row_dimensions.clear()  # kept by openpyxl for row heights, some 600 bytes for each row
        if not before < number <= MOST_SHEET_ROWS:
            raise BrokenWorkbook
        return number, cells


class _SheetPart(NamedTuple):
    part: str
    is_visible: bool


class _TableReader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reader on a guarded archive, which only notes where the sheets lie.

    openpyxl itself would read through every sheet that does not state its size, and draw the charts.
    """

    def __init__(self, archive: GuardedArchive) -> None:
        super().__init__(archive.fp, read_only=True, data_only=True, keep_links=False)
        self.archive = archive
        self.sheets: dict[str, _SheetPart] = {}

    def read_strings(self) -> None:
        self.archive.streams = "strings"
        super().read_strings()
        self.archive.streams = "sheet"

    def read_worksheets(self) -> None:
        if len(self.parser.sheets) > _MOST_SHEETS:
            raise WorkbookTooComplex
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and relation.Type.endswith("/worksheet"):
                self.sheets[sheet.name] = _SheetPart(relation.target, sheet.state == "visible")


def _next_row(rows: Iterator[tuple[int, list[dict[str, Any]]]]) -> tuple[int, list[dict[str, Any]]] | None:
    with _without_warnings():
        return next(rows, None)


@contextmanager
def _explained() -> Iterator[None]:
    """Damaged workbooks make openpyxl raise whatever its objects happen to raise."""
    try:
        yield
    except (TableError, MemoryError):
        raise
    except Exception as error:
        raise BrokenWorkbook from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    """openpyxl warns of styles and quotes cells; neither belongs in a log. The filters are process-wide."""
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
