"""What entries of Tessera say and HSDS has no field for, as attributes: the taxonomy "tessera-entry", a term for each field.

Anybody can write such attributes into a file. So each is read by the kind of value that its field has, and what is of
another kind is a word of the list like any other.
"""

from __future__ import annotations

from typing import Any

from tessera.exchange.directories.attributes import SOURCE, Link, Term, taxonomy_name
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.json_files import read_packed
from tessera.exchange.directories.typed_values import Unreadable

FIELDS = "tessera-entry"

MOST_WORDS = 200
"""Of one list; a service has some ten themes, an office some thirty kinds of files."""

_TEXTS = frozenset("language kind host_needs papers hours_notes country".split())
_LISTS = frozenset("themes serves led_by files".split())
_OBJECTS = frozenset({"office"})

OWN_FIELDS = (*sorted(_TEXTS), *sorted(_LISTS), *sorted(_OBJECTS))
"""The codes of the terms."""


def read_own(field: str, text: str) -> Any:
    """What the attribute of a field says: a text, a list of texts, or texts by name. Raises `Unreadable`."""
    try:
        said = read_packed(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("own_field_unreadable") from error
    fits = (
        isinstance(said, str)
        if field in _TEXTS
        else (field in _LISTS and _are_texts(said, list)) or (field in _OBJECTS and _are_texts(said, dict))
    )
    if not fits:
        raise Unreadable("own_field_unreadable")
    return said


def set_unreadable_aside(draft: Draft) -> None:
    """Makes words of the list of what no entry can say in its own field, in place; each is a problem."""
    for row in draft.ordered("attribute"):
        term = draft.rows["taxonomy_term"].get(str(row.get("taxonomy_term_id")), {})
        if taxonomy_name(draft.rows["taxonomy"], term) != FIELDS:
            continue
        code, value = str(term.get("code", "")), str(row.get("value", ""))
        try:
            read_own(code, value)
        except Unreadable as error:
            place = draft.places["attribute", str(row["id"])]
            draft.problem(error.code, place, code, text=value)
            del draft.rows["attribute"][str(row["id"])]
            link = Link(str(row.get("link_entity", "")), str(row.get("link_id", "")))
            draft.attribute(link, Term(SOURCE, code), value, place)


def _are_texts(said: object, kind: type[list[Any] | dict[str, Any]]) -> bool:
    if not isinstance(said, kind) or len(said) > MOST_WORDS:
        return False
    return all(isinstance(one, str) for one in (said.values() if isinstance(said, dict) else said))
