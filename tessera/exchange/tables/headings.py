"""Which row holds the headings, and names for columns that are clear and never the same twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tessera.exchange.tables.records import Record

_LONGEST_NAME = 120
_NARROWEST = 3


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """One name for each cell up to the last that is filled.

    Blanks are joined, empty headings become "Column 3" (counted from 1), repeated ones "Name (2)", whatever
    their case; very long ones are cut.
    """
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(trimmed(cells), start=1):
        wanted = " ".join(cell.split())[:_LONGEST_NAME] or f"Column {position}"
        name, repeat = wanted, 1
        while name.casefold() in taken:
            repeat += 1
            name = f"{wanted} ({repeat})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    """`cells` without the blank ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def count_titles(records: Sequence[Record], *, are_from_csv: bool) -> int:
    """How many of the first filled rows are titles above the headings.

    A title fills one cell where the table has at least three. In CSV it must also be padded to the width of
    the row below, or have an empty row below it, as spreadsheet programs write titles: otherwise it is more
    likely the heading of a one-column list whose rows hold commas, and passing it over would lose a person.
    """
    width = max(len(trimmed(record.cells)) for record in records)
    titles = 0
    for record, below in pairwise(records):
        filled = sum(1 for cell in record.cells if cell.strip())
        set_apart = len(record.cells) == len(below.cells) or below.number > record.number + 1
        if width < _NARROWEST or filled != 1 or (are_from_csv and not set_apart):
            break
        titles += 1
    return min(titles, max(0, len(records) - 2))
