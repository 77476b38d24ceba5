"""Shared reads of access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tessera.directory.models import Shelf
from tessera.directory.searching import in_order, of_themes

from .editions import rows_of
from .facts import Facts
from .models import Proposal
from .row_forms import TABLE_WORDS, column_words
from .rule_set import Answered
from .tables import Row

SERVICES_SHOWN = 6


def services_for(shelf: Shelf, facts: Facts, answers: Iterable[Answered]) -> list[Any]:
    """Services of the country whose themes the answers name, those in the very place first; at most six."""
    themes = list(dict.fromkeys(theme for answered in answers for theme in answered.rule.help))
    if not themes:
        return []
    place = facts.place.partition("-")[2].replace("-", " ")
    found = of_themes(shelf, themes, country=facts.country, place=place, most=SERVICES_SHOWN)
    return in_order(shelf, found)


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """A row that would change: the cells that differ, with what their columns are called, as they are and would be."""

    table: str
    code: str
    cells: list[tuple[str, str, str]]


def proposed_rows(tables: Mapping[str, Sequence[Row]], proposal: Proposal) -> list[ProposedRow]:
    return [
        ProposedRow(str(TABLE_WORDS[table]), code, cells)
        for table, changed in proposal.changes.items()
        for code, rows in changed.items()
        for cells in _cells(rows_of(tables, table, code), rows)
        if cells
    ]


def _cells(before: Sequence[Row], after: Sequence[Row]) -> Iterator[list[tuple[str, str, str]]]:
    nothing: Row = {}
    for now, then in zip_longest(before, after, fillvalue=nothing):
        columns = dict.fromkeys([*now, *then])
        yield [
            (column_words(one), now.get(one, ""), then.get(one, ""))
            for one in columns
            if now.get(one, "") != then.get(one, "")
        ]
