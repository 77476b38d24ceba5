"""What the readers of CSV and of workbooks hand on: rows of text as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class Record(NamedTuple):
    """One row: its number as a person sees it, its cells as written, and what is wrong with single cells.

    `cell_codes` maps the index of a cell to a code of `ROW_CODES` that only the reader could know.
    """

    number: int
    cells: list[str]
    cell_codes: dict[int, str] = {}


class RecordSource(Protocol):
    def records(self) -> Iterator[Record]:
        """All rows from the first, empty ones included or not, numbered as a person sees them."""
        ...
