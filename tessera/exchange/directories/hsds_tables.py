"""HSDS 3 as tables: any of the 21 files."""

from __future__ import annotations

from collections.abc import Iterable

from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.hsds import BY_STEM, TABLES
from tessera.exchange.directories.sheets import Sheet


def read_hsds_tables(sheets: Iterable[tuple[str, Sheet]], draft: Draft) -> None:
    """Put every row into the draft; tables that other rows refer to may be missing. Raises `UnreadableTable`."""
    for stem, sheet in sheets:
        table = BY_STEM[stem]
        names = {name.casefold(): name for name in TABLES[table].by_name}
        for place, cells in sheet.rows(draft, stem):
            draft.add(table, {names.get(one.casefold(), one): cell for one, cell in cells.items()}, place)
