"""What may not go out: everything of locations that are confidential and, to the public, the names of people."""

from __future__ import annotations

import re
from collections.abc import Callable

from tessera.exchange.directories.absences import every_part, parts_of
from tessera.exchange.directories.attributes import SOURCE, values
from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.hsds import DOCUMENTS, TABLES, children_of

_SEPARATORS = re.compile(r"[,;\s]+")
_ID = "id"
_TELLING = 4  # characters
_PEOPLE = "contact"
_BEFORE_AND_AFTER = ("previous_value", "replacement_value")
_NAMES = (("address", "attention"), ("metadata", "updated_by"))
"""(table, field) where a person may be named outside of contacts."""


def withhold(directory: Directory, confidential: frozenset[str], *, public: bool) -> None:
    """Take out, in place, what may not be told.

    Of a confidential location nothing stays: not its document, nor anything in it, nor the same phone, contact or
    schedule where a service or organization bears it under the same identifier, nor that a service is offered there,
    nor what was changed of it once, nor its identifiers in other words. The service stays, and its areas.
    """
    before = _ids(directory)
    hidden = {location.lower() for location in confidential}
    known_as = hidden | _originals(directory, hidden)
    if hidden:
        gone = _parts_at(directory, hidden)
        for location in hidden & directory.locations.keys():
            del directory.locations[location]
        _take_out(directory, lambda _, part: part.get("id") in gone or part.get("location_id") in hidden)
        _take_out(directory, lambda table, part: table == "attribute" and _names(directory, part, known_as))
    if public:
        _take_out(directory, lambda table, _: table == _PEOPLE)
        for table, part in every_part(directory):
            for whose, field in _NAMES:
                if table == whose:
                    part.pop(field, None)
    _forget_changes(directory, hidden | (before - _ids(directory)), known_as)


def _ids(directory: Directory) -> set[str]:
    return {str(part["id"]) for _, part in every_part(directory)}


def _originals(directory: Directory, hidden: set[str]) -> set[str]:
    """What the lists they came from call them, where that is no number that anything could have."""
    return {
        value
        for location in hidden & directory.locations.keys()
        for value in values(directory, directory.locations[location], SOURCE, _ID)
        if len(value) >= _TELLING
    }


def _parts_at(directory: Directory, hidden: set[str]) -> set[str]:
    """Identifiers of everything that stands in these locations, or in a service at one of them."""
    there = [directory.locations[one] for one in hidden & directory.locations.keys()]
    parts = [part for _, part in parts_of("location", there)]
    at_these = [
        at
        for service in directory.services.values()
        for at in service.get("service_at_locations", ())
        if at.get("location_id") in hidden
    ]
    parts += [part for _, part in parts_of("service_at_location", at_these)]
    return {str(part["id"]) for part in parts}


def _names(directory: Directory, attribute: Document, known_as: set[str]) -> bool:
    """Whether it says one of these identifiers, other than as what something else was called."""
    code = directory.terms.get(attribute.get("taxonomy_term_id", ""), {}).get("code")
    return code != _ID and not known_as.isdisjoint(_SEPARATORS.split(str(attribute.get("value", ""))))


def _take_out(directory: Directory, is_out: Callable[[str, Document], bool]) -> None:
    """Remove the parts of which `is_out` (table, part) holds, wherever they stand."""
    for table in DOCUMENTS:
        for document in directory.documents(table).values():
            _prune(table, document, is_out)
    for document in directory.metadata:
        _prune("metadata", document, is_out)
    for document in directory.table_descriptions:
        _prune("meta_table_description", document, is_out)


def _prune(table: str, document: Document, is_out: Callable[[str, Document], bool]) -> None:
    for child in children_of(table):
        key = TABLES[child].plural
        if key not in document:
            continue
        kept: list[Document] = [part for part in document[key] if not is_out(child, part)]
        for part in kept:
            _prune(child, part, is_out)
        if kept:
            document[key] = kept
        else:
            del document[key]


def _forget_changes(directory: Directory, gone: set[str], known_as: set[str]) -> None:
    """Changes of what is gone, and changes that name it: where a service was before."""
    directory.metadata = [
        change
        for change in directory.metadata
        if change.get("resource_id") not in gone
        and known_as.isdisjoint(str(change.get(field, "")) for field in _BEFORE_AND_AFTER)
    ]
