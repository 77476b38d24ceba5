"""Which layout files have: told from their headings and keys; names of files only decide between tables alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tessera.exchange.directories.errors import NoKnownLayout, NothingUploaded, UnreadableTable
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.hsds_json import is_package, knows
from tessera.exchange.directories.illinois_columns import ILLINOIS_COLUMNS
from tessera.exchange.directories.json_files import looks_like_json, read_json
from tessera.exchange.directories.older_columns import HSDS1_COLUMNS, OHANA_COLUMNS
from tessera.exchange.directories.services_advisor import are_features
from tessera.exchange.directories.sheets import Sheet, open_sheet

_LONGEST_SEEN = 300
_TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".json")


class Layout(StrEnum):
    HSDS3_JSON = "hsds3_json"
    HSDS3_TABLES = "hsds3_tables"
    HSDS1_TABLES = "hsds1_tables"
    OHANA_TABLES = "ohana_tables"
    SERVICES_ADVISOR = "services_advisor"
    ILLINOIS_EXPORT = "illinois_export"


@dataclass(frozen=True, slots=True)
class Opened:
    """Files with their layout: JSON documents, or tables under the name of the table that each of them is.

    `ignored` are the files that are nothing of that layout.
    """

    layout: Layout
    documents: dict[str, Any] = field(default_factory=dict)
    sheets: list[tuple[str, Sheet]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a table may have, and what it has to."""

    known: frozenset[str]
    required: frozenset[str] = frozenset()


_HSDS3 = {
    table.stem: _Columns(
        frozenset(table.by_name), frozenset(one.name for one in table.fields if one.required)
    )
    for table in TABLES.values()
}


@dataclass(slots=True)
class _Fit:
    """The sheets under the tables that they would be, how many headings are strange or missing then, and how many
    of the files are called like their table."""

    assigned: list[tuple[str, Sheet]] = field(default_factory=list)
    amiss: int = 0
    named: int = 0


# Where two fit alike, the first is meant.
_TABULAR: dict[Layout, dict[str, _Columns]] = {
    Layout.HSDS3_TABLES: _HSDS3,
    Layout.HSDS1_TABLES: {name: _Columns(known) for name, known in HSDS1_COLUMNS.items()},
    Layout.OHANA_TABLES: {name: _Columns(known) for name, known in OHANA_COLUMNS.items()},
    Layout.ILLINOIS_EXPORT: {name: _Columns(known) for name, known in ILLINOIS_COLUMNS.items()},
}


def recognise(files: Mapping[str, bytes]) -> Layout:
    """The layout of these files. Raises `NoKnownLayout`, which says what was seen, or why one cannot be read."""
    return open_files(files).layout


def open_files(files: Mapping[str, bytes]) -> Opened:
    """The files read as far as their headings, with their layout. Raises a `DirectoryError`."""
    if not files:
        raise NothingUploaded
    documents = {name: read_json(name, data) for name, data in files.items() if looks_like_json(data)}
    others = {name: data for name, data in files.items() if name not in documents}
    packages = {name for name, one in documents.items() if is_package(one)}
    documents = {name: one for name, one in documents.items() if name not in packages}
    features = {name: one for name, one in documents.items() if are_features(one)}
    if features:
        return Opened(Layout.SERVICES_ADVISOR, features, ignored=_without(files, features))
    known = {name: one for name, one in documents.items() if knows(one)}
    if known:
        return Opened(Layout.HSDS3_JSON, known, ignored=_without(files, {*known, *packages}))
    if documents and not others:
        name, one = next(iter(documents.items()))
        raise NoKnownLayout(file=name, seen=_keys(one))
    return _open_tables(others, [*documents])


def _open_tables(files: Mapping[str, bytes], ignored: list[str]) -> Opened:
    sheets = []
    for name, data in files.items():
        try:
            sheets.append(open_sheet(name, data))
        except UnreadableTable:
            if name.lower().endswith(_TABLE_ENDINGS) or len(files) == 1:
                raise
            ignored.append(name)
    if not sheets:
        raise NothingUploaded
    fits = {layout: _fit(sheets, tables) for layout, tables in _TABULAR.items()}
    layout = min(fits, key=lambda one: (fits[one].amiss, -fits[one].named))
    assigned = fits[layout].assigned
    if not assigned:
        seen = next((one for one in sheets if one.headings), sheets[0])
        raise NoKnownLayout(file=seen.name, seen=", ".join(seen.headings)[:_LONGEST_SEEN])
    taken = {sheet.name for _, sheet in assigned}
    return Opened(
        layout, sheets=assigned, ignored=[*ignored, *(s.name for s in sheets if s.name not in taken)]
    )


def _fit(sheets: Iterable[Sheet], tables: Mapping[str, _Columns]) -> _Fit:
    """How the sheets would be the tables of one layout."""
    fit = _Fit()
    for sheet in sheets:
        headings = frozenset(map(str.casefold, sheet.headings))
        named = [stem for stem in tables if sheet.stem.endswith(stem)]
        likely = sorted(named, key=len)[-1:]
        stems = [stem for stem in likely if _is_likely(headings, tables[stem])] or [
            stem for stem in tables if _is_likely(headings, tables[stem])
        ]
        if stems:
            stem = min(stems, key=lambda one: _amiss(headings, tables[one]))
            fit.assigned.append((stem, sheet))
            fit.amiss += _amiss(headings, tables[stem])
            fit.named += stem in named
        else:
            fit.amiss += len(headings)
    return fit


def _is_likely(headings: frozenset[str], columns: _Columns) -> bool:
    return 0 < len(headings) <= 2 * len(headings & _folded(columns))


def _amiss(headings: frozenset[str], columns: _Columns) -> int:
    return len(headings - _folded(columns)) + len(columns.required - headings)


def _folded(columns: _Columns) -> frozenset[str]:
    return frozenset(map(str.casefold, columns.known))


def _without(files: Iterable[str], taken: Iterable[str]) -> list[str]:
    gone = set(taken)
    return [name for name in files if name not in gone]


def _keys(document: object) -> str:
    """The keys of a JSON document, or of the first in a list."""
    first = document[0] if isinstance(document, list) and document else document
    keys = first.keys() if isinstance(first, dict) else [type(first).__name__]
    return ", ".join(map(str, keys))[:_LONGEST_SEEN]
