"""A rule table for a spreadsheet program and back: its cells as text, never run, and what in it differs from what counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tessera.common.disarming import armed, disarmed

from .editions import Tables, checked, differing, rows_of
from .tables import COLUMNS, CellError, Row, TablesWrong

MOST_BYTES = 2_000_000
MOST_ROWS = 5_000


def write_csv(table: str, rows: Sequence[Row]) -> bytes:
    """The rows as CSV in UTF-8. What a spreadsheet program would run is disarmed; `read_csv` gives what it was."""
    columns = list(dict.fromkeys([*COLUMNS[table], *(column for row in rows for column in row)]))
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(map(disarmed, columns))
    writer.writerows([disarmed(row.get(column, "")) for column in columns] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def read_csv(table: str, content: bytes) -> dict[int, dict[str, str]]:
    """The rows of a CSV file in UTF-8, by their headings, each with its number in a spreadsheet program: the heading is
    row 1, and rows of blanks count but are left out. Raises TablesWrong where it is no table.
    """
    if len(content) > MOST_BYTES:
        raise TablesWrong([CellError(table, 1, "", "no_table")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise TablesWrong([CellError(table, 1, "", "no_utf8")]) from wrong
    if "\0" in text:
        raise TablesWrong([CellError(table, 1, "", "no_table")])
    number, headings = 0, list[str]()
    rows: dict[int, dict[str, str]] = {}
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            if number == 1:
                headings = cells
                _check_headings(table, headings)
            elif any(said := [armed(cell).strip() for cell in cells]):
                if len(said) != len(headings) or len(rows) == MOST_ROWS:
                    raise TablesWrong([CellError(table, number, "", "row_uneven")])
                rows[number] = dict(zip(headings, said, strict=True))
    except csv.Error as wrong:
        raise TablesWrong([CellError(table, number + 1, "", "no_table")]) from wrong
    return rows


def _check_headings(table: str, headings: list[str]) -> None:
    if twice := [one for one in dict.fromkeys(headings) if headings.count(one) > 1]:
        raise TablesWrong([CellError(table, 1, one, "twice", {"text": one}) for one in twice])


def changes_to(
    tables: Tables, table: str, sent: Mapping[int, dict[str, str]]
) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Table -> code -> rows, for whatever would be other than it is; nothing where nothing would. Raises TablesWrong,
    with the rows as they are numbered in `sent`, where the tables could not be used then.
    """
    after = {**tables, table: list(sent.values())}
    if not (other := differing(tables, after)):
        return {}
    try:
        checked(after)
    except TablesWrong as wrong:
        raise TablesWrong([_as_sent(one, table, sent) for one in wrong.errors]) from wrong
    return {
        name: {code: [dict(row) for row in rows_of(after, name, code)] for code in codes}
        for name, codes in other.items()
    }


def _as_sent(error: CellError, table: str, sent: Iterable[int]) -> CellError:
    return replace(error, row=[1, *sent][error.row - 1]) if error.table == table else error
