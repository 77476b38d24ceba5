"""HSDS 3 as JSON: single documents, "full" ones, pages of a list, plain lists, the tables in one file, and our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.hsds import BY_STEM, TABLES
from tessera.exchange.directories.lifting import known_keys, lift
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.typed_values import text_of

LISTS: dict[str, str] = {
    "organizations": "organization",
    "services": "service",
    "locations": "location",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "metadata": "metadata",
    "meta_table_descriptions": "meta_table_description",
}
"""Key of a list in one of our files -> its table. These are the names of lists in the API of HSDS."""

_SINGLE = ("service_at_location", "taxonomy_term", "organization", "service", "location", "taxonomy")
_TABLE_ENDING = ".csv"

_Found = tuple[str, int, object, bool]


def is_package(document: object) -> bool:
    """Whether it is the description of tables that lies beside them."""
    return isinstance(document, dict) and "resources" in document and "profile" in document


def knows(document: object) -> bool:
    """Whether there is anything of HSDS 3 in it: lists or tables that are called so, or a document like one of its own."""
    if isinstance(document, dict) and (document.get("contents") == [] or _has_lists(document)):
        return True
    if isinstance(document, dict) and any(
        key.removesuffix(_TABLE_ENDING) in BY_STEM for key in document if _is_table(key)
    ):
        return True
    found = [(table, one) for table, _row, one, _is_row in _documents("", document)]
    return any(isinstance(one, dict) and _fits(table, one) for table, one in found)


def read_hsds_json(documents: Mapping[str, Any], draft: Draft) -> None:
    """Put every document of these files into the draft. Raises `JsonTooDeep`."""
    for name, document in documents.items():
        for table, row, one, is_row in _documents(name, document):
            place = Place(name, row)
            if not isinstance(one, dict):
                draft.problem("not_an_object", place, text=text_of(one))
            elif is_row:
                draft.add(table, one, place)
            else:
                lift(draft, table, one, place)


def _documents(name: str, document: object) -> Iterator[_Found]:
    """(table, row, document, whether it is a flat row of a table) for everything in one file."""
    if not isinstance(document, dict):
        items = document if isinstance(document, list) else [document]
        yield from _items(name, "", items)
    elif isinstance(document.get("contents"), list):
        yield from _items(name, "", document["contents"])
    elif document and all(map(_is_table, document)):
        yield from _tables(document)
    elif _has_lists(document):
        for key, page in document.items():
            contents = page.get("contents") if isinstance(page, dict) else page
            yield from _items(name, LISTS[key], contents if isinstance(contents, list) else [contents])
    else:
        yield from _items(name, "", [document])


def _tables(document: Mapping[str, Any]) -> Iterator[_Found]:
    """Rows are counted as in a spreadsheet, where the headings would be the first."""
    for key, rows in document.items():
        table = BY_STEM.get(key.removesuffix(_TABLE_ENDING), "")
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=2):
            yield table or _table_of("", row), number, row, True


def _items(name: str, table: str, items: list[Any]) -> Iterator[_Found]:
    for number, item in enumerate(items, start=1):
        yield table or _table_of(name, item), number, item, False


def _table_of(name: str, document: object) -> str:
    """The table whose keys fit best; the name of the file decides between those that fit alike."""
    if not isinstance(document, dict):
        return "organization"
    hint = next((table for table in _SINGLE if name.lower().startswith(table)), "")

    def amiss(table: str) -> tuple[int, bool, int]:
        required = {field.name for field in TABLES[table].fields if field.required}
        return len(document.keys() - known_keys(table)), table != hint, len(required - document.keys())

    return min(_SINGLE, key=amiss)


def _fits(table: str, document: dict[str, Any]) -> bool:
    keys = document.keys() & known_keys(table)
    return bool(keys - {"id"}) and 2 * len(keys) >= len(document)


def _has_lists(document: dict[str, Any]) -> bool:
    """Whether it is nothing but lists of the API."""
    return bool(document) and document.keys() <= LISTS.keys()


def _is_table(key: str) -> bool:
    return key.endswith(_TABLE_ENDING)
