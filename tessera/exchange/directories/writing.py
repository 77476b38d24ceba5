"""A directory going out, as JSON or as the 21 tables of HSDS 3: checked, and without what may not be told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy

from tessera.common.disarming import disarmed
from tessera.exchange.directories.absences import fill
from tessera.exchange.directories.checks import Finding, NotValid, check
from tessera.exchange.directories.datapackage import PACKAGE_FILE, write_package
from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.lifting import lift_directory
from tessera.exchange.directories.typed_values import cell_of
from tessera.exchange.directories.withholding import withhold
from tessera.exchange.tables import write_csv

Tables = dict[str, list[dict[str, str]]]


def write_json(
    directory: Directory, *, confidential: frozenset[str] = frozenset(), public: bool = False
) -> bytes:
    """One JSON document in UTF-8: a page of each list of the API of HSDS, all on one page.

        {"organizations": {"total_items": 2, …, "contents": [{"id": …, "phones": […]}, …]}, "services": {…}, …}

    Documents stand in the lists in the nested form, and refer to each other by identifier. `confidential` are
    identifiers of locations of which nothing goes out; `public` leaves out contacts. Raises `NotValid`.
    """
    told = _told(directory, confidential, public=public, for_tables=False)
    _tables(lift_directory(told), is_json=True)
    lists: dict[str, list[Document]] = {
        "organizations": list(told.organizations.values()),
        "services": list(told.services.values()),
        "locations": list(told.locations.values()),
        "taxonomies": list(told.taxonomies.values()),
        "taxonomy_terms": list(told.terms.values()),
        "metadata": told.metadata,
        "meta_table_descriptions": told.table_descriptions,
    }
    pages = {name: _page(contents) for name, contents in lists.items()}
    return (json.dumps(pages, ensure_ascii=False, indent=1) + "\n").encode()


def write_tables(
    directory: Directory, *, confidential: frozenset[str] = frozenset(), public: bool = False
) -> dict[str, bytes]:
    """Name -> content of the 21 CSV files, also of those without rows, and of `datapackage.json`.

    As `write_json` for `confidential` and `public`. Cells that a spreadsheet program would run are disarmed;
    `read_directory` gives what they were. Raises `NotValid`.
    """
    told = _told(directory, confidential, public=public, for_tables=True)
    tables = _tables(lift_directory(told), is_json=False)
    files = {}
    for name, table in TABLES.items():
        headings = [field.name for field in table.fields]
        rows = [[row.get(heading, "") for heading in headings] for row in tables[name]]
        files[table.path] = write_csv([headings, *rows])
    return files | {PACKAGE_FILE: write_package()}


def _told(directory: Directory, confidential: frozenset[str], *, public: bool, for_tables: bool) -> Directory:
    """A copy without what may not be told, in which every document says what HSDS requires."""
    told = deepcopy(directory)
    withhold(told, confidential, public=public)
    fill(told, for_tables=for_tables)
    return told


def _tables(draft: Draft, *, is_json: bool) -> Tables:
    """The cells of every table. Raises `NotValid` for a document that is none of HSDS 3.

    JSON knows nothing of values that may stand once only, except identifiers.
    """
    strange = [
        Finding("document_strange", one.table, one.row, one.column, {"problem": one.code})
        for one in draft.problems
    ]
    if strange:
        raise NotValid(strange)
    tables = {
        name: [
            {column: disarmed(cell_of(value)) for column, value in row.items()} for row in draft.ordered(name)
        ]
        for name in TABLES
    }
    findings = [
        one for one in check(tables) if not (is_json and one.code == "not_unique" and one.column != "id")
    ]
    if findings:
        raise NotValid(findings)
    return tables


def _page(contents: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """A list of the API, all of it on one page."""
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": contents,
    }
