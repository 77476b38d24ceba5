"""Tables as they were uploaded, for every layout that consists of tables: rows of cells under their headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tessera.common.disarming import armed
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.errors import UnreadableTable
from tessera.exchange.directories.problems import Place, Problem
from tessera.exchange.tables import Table, TableError, open_table
from tessera.exchange.tables.delimited import DelimitedText, find_delimiter
from tessera.exchange.tables.encodings import find_encoding
from tessera.exchange.tables.errors import EmptyFile, HeaderOnly
from tessera.exchange.tables.headings import column_names
from tessera.exchange.tables.limits import DEFAULT_LIMITS

_LIMITS = replace(DEFAULT_LIMITS, cell_chars=131_072)  # the most that the csv module takes; areas are long


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the name of its file, its headings as they stand there, and its rows where it has any."""

    name: str
    headings: tuple[str, ...]
    table: Table | None

    @property
    def stem(self) -> str:
        """Its name without ending, in lower case."""
        return self.name.rsplit(".", 1)[0].lower()

    def rows(self, draft: Draft, kind: str) -> Iterator[tuple[Place, dict[str, str]]]:
        """(place, heading -> text) for every row; cells that are empty are left out. `kind` goes into the places.

        What is wrong with the shape of a row goes to the draft's problems. Raises `UnreadableTable`.
        """
        if self.table is None:
            return
        try:
            for row in self.table.checked_rows():
                for one in row.problems:
                    draft.problems.append(
                        Problem(one.code, self.name, one.row_number, one.column, one.values)
                    )
                cells = zip(self.headings, row.cells, strict=True)
                yield Place(self.name, row.number, kind), {name: armed(cell) for name, cell in cells if cell}
        except TableError as error:
            raise UnreadableTable(file=self.name, reason=error.code) from error


def open_sheet(name: str, data: bytes) -> Sheet:
    """A table with its headings read. Raises `UnreadableTable`; its cause says more."""
    try:
        table = open_table(data, limits=_LIMITS)
    except HeaderOnly:
        return Sheet(name, _headings(data), None)
    except EmptyFile:
        return Sheet(name, (), None)
    except TableError as error:
        raise UnreadableTable(file=name, reason=error.code) from error
    return Sheet(name, table.columns, table)


def _headings(data: bytes) -> tuple[str, ...]:
    """Of a CSV file that has nothing else; a workbook without rows says nothing that we need."""
    if data.startswith(b"PK"):
        return ()
    encoding = find_encoding(data, None)
    text = DelimitedText(data, encoding, find_delimiter(data, encoding, _LIMITS), _LIMITS)
    return next((column_names(record.cells) for record in text.records() if any(record.cells)), ())
