"""The way back from the marks of `absences`: what our own files say in attributes is what it was again."""

from __future__ import annotations

from collections.abc import Callable

from tessera.exchange.directories.absences import ADDRESS, ASSUMED, CODE, PROGRAM, PROGRAM_ID, WORD
from tessera.exchange.directories.attributes import SOURCE, Term
from tessera.exchange.directories.directory import Document
from tessera.exchange.directories.draft import Draft, Row
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.identifiers import is_uuid
from tessera.exchange.directories.json_files import read_packed

_TERMS = {Term(SOURCE, code).id: code for code in (ADDRESS, PROGRAM, PROGRAM_ID, WORD, CODE)}


def take_back(draft: Draft) -> None:
    """Turn the attributes of `absences` back, in place. An attribute that only looks like one of these stays.

    The terms of those that were turned back go with them, unless something else uses them.
    """
    done = set()
    for row in [row for row in draft.ordered("attribute") if row.get("taxonomy_term_id") in _TERMS]:
        found, term, value = str(row["id"]), str(row["taxonomy_term_id"]), str(row.get("value", ""))
        if _WAYS[_TERMS[term]](draft, str(row.get("link_id", "")), value):
            _drop(draft, "attribute", found)
            done.add(term)
        elif cleaned := draft.clean(value, draft.places["attribute", found], "value"):
            row["value"] = cleaned
        else:
            row.pop("value", None)
    used = {row.get("taxonomy_term_id") for row in draft.rows["attribute"].values()}
    for term in done - used:
        _drop(draft, "taxonomy_term", term)
    ours = Term(SOURCE, CODE).taxonomy_id
    if done and all(row.get("taxonomy_id") != ours for row in draft.rows["taxonomy_term"].values()):
        _drop(draft, "taxonomy", ours)


def _address(draft: Draft, link: str, value: str) -> bool:
    return _unpacked(draft, "address", "location", link, value)


def _program(draft: Draft, link: str, value: str) -> bool:
    return _unpacked(draft, "program", "organization", link, value)


def _unpacked(draft: Draft, table: str, parent: str, link: str, value: str) -> bool:
    """A row of `table`, and its attributes, from the JSON that stood in an attribute of its parent."""
    document = _own_json(table, value)
    if document is None or link not in draft.rows[parent]:
        return False
    place = draft.places[parent, link]
    attributes = document.pop("attributes", [])
    found = draft.add(table, document | {f"{parent}_id": link}, place)
    for attribute in attributes:
        draft.add("attribute", attribute | {"link_id": found}, place)
    return True


def _own_json(table: str, value: str) -> Document | None:
    """The document that we once packed; None for anything else, which is then a text of the list."""
    try:
        document = read_packed(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        return None
    attributes = document.get("attributes", [])
    fits = _is_flat(table, {key: one for key, one in document.items() if key != "attributes"})
    are_flat = isinstance(attributes, list) and all(_is_flat("attribute", one) for one in attributes)
    return document if fits and are_flat else None


def _is_flat(table: str, document: object) -> bool:
    """Whether it is one row of this table, without its parents."""
    if not isinstance(document, dict):
        return False
    own = TABLES[table].by_name.keys() - TABLES[table].parents.keys()
    return document.keys() <= own and all(isinstance(one, str | int | float) for one in document.values())


def _program_id(draft: Draft, link: str, value: str) -> bool:
    row = draft.rows["service"].get(link)
    return row is not None and is_uuid(value) and _set(row, "program_id", value)


def _assumed(draft: Draft, link: str, value: str) -> bool:
    for table, (field, word) in ASSUMED.items():
        row = draft.rows[table].get(link)
        if row is not None and value == field and row.get(field) == word:
            del row[field]
            return True
    return False


def _code(draft: Draft, link: str, value: str) -> bool:
    row = draft.rows["taxonomy_term"].get(link)
    return row is not None and _set(row, "code", value)


def _set(row: Row, field: str, value: str) -> bool:
    """False where the row says something of its own there."""
    if field in row and row[field] != value:
        return False
    row[field] = value
    return True


def _drop(draft: Draft, table: str, identifier: str) -> None:
    draft.rows[table].pop(identifier, None)


_WAYS: dict[str, Callable[[Draft, str, str], bool]] = {
    ADDRESS: _address,
    PROGRAM: _program,
    PROGRAM_ID: _program_id,
    WORD: _assumed,
    CODE: _code,
}
