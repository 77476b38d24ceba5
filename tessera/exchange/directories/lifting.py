"""Nested documents taken apart into rows, whoever wrote them: strangers' JSON, or our own directory on its way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tessera.exchange.directories.attributes import SOURCE, Link, Term
from tessera.exchange.directories.directory import Directory
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.errors import JsonTooDeep
from tessera.exchange.directories.hsds import DOCUMENTS, LISTED, TABLES, children_of
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.typed_values import text_of

_DEEPEST = 12

# Key -> (table, the column of this document that takes its identifier): documents that "full" JSON writes out in others.
_ONE: dict[str, dict[str, tuple[str, str]]] = {
    "service": {"organization": ("organization", "organization_id"), "program": ("program", "program_id")},
    "location": {"organization": ("organization", "organization_id")},
    "service_at_location": {"service": ("service", "service_id"), "location": ("location", "location_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
}
# The same for lists of them: key -> (table, the column of those that takes the identifier of this document).
_SEVERAL: dict[str, dict[str, tuple[str, str]]] = {
    "organization": {
        "services": ("service", "organization_id"),
        "locations": ("location", "organization_id"),
    },
}


def known_keys(table: str) -> frozenset[str]:
    """Every key that a document of this table may have in JSON."""
    return frozenset((*TABLES[table].by_name, *_ONE.get(table, ()), *_lists(table)))


def lift_directory(directory: Directory) -> Draft:
    """A draft of everything in a directory of ours; places count the documents of a table as rows of its file."""
    draft = Draft("", is_ours=True)
    lists = {table: [*directory.documents(table).values()] for table in DOCUMENTS}
    lists |= dict(zip(LISTED, (directory.metadata, directory.table_descriptions), strict=True))
    for table, documents in lists.items():
        for number, document in enumerate(documents, start=2):
            lift(draft, table, document, Place(TABLES[table].path, number))
    return draft


def lift(  # noqa: PLR0913 - a document, and where it stands
    draft: Draft,
    table: str,
    document: Mapping[str, Any],
    place: Place,
    *,
    parents: Mapping[str, str] | None = None,
    position: str = "",
    depth: int = 0,
) -> str:
    """Put a document and everything in it into the draft; gives its identifier.

    `parents` are the columns that the document does not say itself because it stands in another. What has an
    unexpected shape is kept as JSON in an attribute. Raises `JsonTooDeep`.
    """
    if depth > _DEEPEST:
        raise JsonTooDeep(file=place.table)
    ones, lists = _ONE.get(table, {}), _lists(table)
    own = {key: one for key, one in document.items() if not _is_part(key, one, ones, lists)}
    own |= parents or {}
    named = position or place.lasting
    for key, (other, column) in ones.items():
        one = document.get(key)
        if isinstance(one, dict):
            whose = {"organization_id": own.get("organization_id", "")} if other == "program" else {}
            own[column] = lift(
                draft, other, one, place, parents=whose, position=f"{named}:{key}", depth=depth + 1
            )
    found = draft.add(table, own, place, position=position)
    for key, (child, column) in lists.items():
        of_what = _OF_WHAT.get(child, "")
        for number, part in enumerate(_parts(draft, Link(table, found), key, document.get(key), place)):
            said = {column: found} | ({of_what: table} if of_what and of_what not in part else {})
            inside = f"{found}:{key}:{number}"
            lift(draft, child, part, place, parents=said, position=inside, depth=depth + 1)
    return found


# The column in which a part names the table of what it stands in, where it does not say so itself.
_OF_WHAT = {"attribute": "link_entity", "metadata": "resource_type"}


def _lists(table: str) -> dict[str, tuple[str, str]]:
    """Key -> (table of what is listed there, the column of it that takes the identifier of this document)."""
    nested = {TABLES[child].plural: (child, _column_for(child, table)) for child in children_of(table)}
    return nested | _SEVERAL.get(table, {}) | {"metadata": ("metadata", "resource_id")}


def _column_for(child: str, parent: str) -> str:
    columns = {to: column for column, to in TABLES[child].parents.items()}
    return columns.get(parent, "link_id")


def _is_part(key: str, value: object, ones: Mapping[str, object], lists: Mapping[str, object]) -> bool:
    return key in lists or (key in ones and isinstance(value, dict))


def _parts(draft: Draft, link: Link, key: str, value: object, place: Place) -> Iterator[dict[str, Any]]:
    """The objects of a list; what is no object is kept as an attribute, and one without a list is one."""
    if value is None:
        return
    if not isinstance(value, list):
        draft.problem("not_a_list", place, key)
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            yield part
        else:
            draft.problem("not_an_object", place, key, text=text_of(part))
            draft.attribute(link, Term(SOURCE, key), part, place)
