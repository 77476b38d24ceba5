"""What HSDS 3 asks of tables, checked on the cells as they will stand in the files. Nothing that fails goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.identifiers import is_uuid
from tessera.exchange.directories.schema import Field, Table
from tessera.exchange.directories.typed_values import Unreadable, read_value

FINDING_CODES: dict[str, tuple[str, ...]] = {
    "required_empty": (),
    "not_unique": (),
    "wrong_format": ("format",),
    "not_a_choice": (),
    "reference_broken": ("table",),
    "column_strange": (),
    "document_strange": ("problem",),
}
"""Every code a `Finding` can have, with the names of its values."""

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that is not as HSDS 3 asks: the file it is in, its row as a spreadsheet counts (headings are 1).

    `document_strange` is about a whole document, which has the code of a `Problem`: an unknown key, a number that
    is none. Its row is that of the document in which it stands.
    """

    code: str
    table: str
    row: int
    column: str
    values: dict[str, str] = field(default_factory=dict)


class NotValid(Exception):
    """A directory that cannot be written as HSDS 3. `findings` say where; nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(len(findings))


def check(tables: Mapping[str, Sequence[Cells]]) -> list[Finding]:
    """What is wrong with these tables: name in the singular -> rows, each column -> cell; an empty cell says nothing.

    A reference has to lead to a row of `tables`, also where the table it leads to is missing from them.
    """
    ids = {name: {row.get("id", "") for row in tables.get(name, ())} for name in TABLES}
    return [
        finding
        for name, rows in tables.items()
        for finding in (
            *_cells(TABLES[name], rows),
            *_repeated(TABLES[name], rows),
            *_broken(TABLES[name], rows, ids),
        )
    ]


def _cells(table: Table, rows: Sequence[Cells]) -> Iterator[Finding]:
    for number, row in enumerate(rows, start=2):
        for one in table.fields:
            cell = row.get(one.name, "")
            if not cell:
                if one.required:
                    yield Finding("required_empty", table.path, number, one.name)
            elif one.words and cell not in one.words:
                yield Finding("not_a_choice", table.path, number, one.name)
            elif not _is_well_formed(one, cell):
                yield Finding(
                    "wrong_format", table.path, number, one.name, {"format": one.format or one.type}
                )
        for column in row.keys() - table.by_name.keys():
            yield Finding("column_strange", table.path, number, column)


def _is_well_formed(one: Field, cell: str) -> bool:
    if one.format == "uuid":
        return is_uuid(cell)
    try:
        value = read_value(one, cell)
    except Unreadable:
        return False
    # A time without seconds is one that we read, and others refuse.
    return one.type != "time" or value == cell


def _repeated(table: Table, rows: Sequence[Cells]) -> Iterator[Finding]:
    for one in table.fields:
        seen: set[str] = set()
        for number, row in enumerate(rows, start=2):
            cell = row.get(one.name, "")
            if one.unique and cell and cell in seen:
                yield Finding("not_unique", table.path, number, one.name)
            seen.add(cell)


def _broken(table: Table, rows: Sequence[Cells], ids: Mapping[str, set[str]]) -> Iterator[Finding]:
    for one in table.fields:
        for number, row in enumerate(rows, start=2):
            cell = row.get(one.name, "")
            if one.refers_to and cell and cell not in ids[one.refers_to]:
                yield Finding("reference_broken", table.path, number, one.name, {"table": one.refers_to})
