"""Rows of the 21 tables on their way into a directory or out of it: identifiers, types, and what is said twice.

Every reader fills a draft, and `nesting` makes the directory of it. Every writer takes a directory apart into a
draft, so that what goes out went through the same checks as what came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from tessera.exchange.directories.absences import ADDRESS, NOT_STATED, PROGRAM
from tessera.exchange.directories.attributes import (
    SOURCE,
    Link,
    Term,
    attribute_document,
    taxonomy_document,
    term_document,
)
from tessera.exchange.directories.errors import TooManyRows
from tessera.exchange.directories.hsds import DOCUMENTS, TABLES
from tessera.exchange.directories.identifiers import identifier, is_uuid, made
from tessera.exchange.directories.personal import without_emails
from tessera.exchange.directories.problems import Place, Problem
from tessera.exchange.directories.schema import Field
from tessera.exchange.directories.typed_values import (
    LONGEST_TEXT,
    Unreadable,
    Value,
    read_value,
    text_of,
    with_scheme,
)

Row = dict[str, Value]
"""One row of a table: its columns of HSDS 3, its parents among them; what is not known is not there."""

MOST_ROWS = 400_000
_QUOTED = 200
_LONGEST_NAME = 300
_EMAIL_COLUMNS = ("email", "assurer_email")
_PACKED = frozenset(Term(SOURCE, code).id for code in (ADDRESS, PROGRAM))
_MAY_HOLD_EMAILS = frozenset(Term(SOURCE, code).id for code in _EMAIL_COLUMNS)


class Draft:
    """Rows by table and identifier. `source` names the list; equal identifiers of two lists are two things.

    With `is_ours` nothing is taken out of texts: our own documents go out as they are.
    """

    def __init__(self, source: str, *, is_ours: bool = False) -> None:
        self.source = source
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
        self.places: dict[tuple[str, str], Place] = {}
        self.originals: dict[str, str] = {}
        self.problems: list[Problem] = []
        self._is_ours = is_ours
        self._count = 0
        self._shared: set[str] = set()
        self._sequences: dict[tuple[str, str, str], dict[str, None]] = {}
        self._unknown: set[tuple[str, str]] = set()

    def problem(self, code: str, place: Place, column: str = "", **values: str | int) -> None:
        quoted = {name: one[:_QUOTED] if isinstance(one, str) else one for name, one in values.items()}
        self.problems.append(Problem(code, place.table, place.row, column, quoted))

    def id_of(self, table: str, raw: object) -> str:
        """The identifier for what a list calls `raw` in this table; "" for nothing."""
        text = text_of(raw)
        if not text:
            return ""
        found = identifier(self.source, TABLES[table].stem, text)
        self.originals.setdefault(found, text)
        return found

    def add(  # noqa: PLR0913 - what there is to a row of a list
        self,
        table: str,
        values: Mapping[str, Any],
        place: Place,
        *,
        position: str = "",
        headings: Mapping[str, str] | None = None,
        keeps_id: bool = True,
    ) -> str:
        """Put in a row, and give its identifier.

        `values` are raw, by the names of HSDS; what has no such name, or cannot be read, becomes an attribute.
        A row without an identifier gets one from `position`, or from its place. `headings` says how the list
        calls a column that has another name in HSDS. `keeps_id` says whether an identifier that is no UUID is
        kept as an attribute.
        """
        called = dict(headings or {})
        row, unread = self._typed(table, values, place, called)
        stated = text_of(values.get("id"))
        own_id = self.id_of(table, stated) or self._id_without(table, place, position)
        whole: Row = {"id": own_id, **row}
        found = self._merge(table, whole, place)
        if stated and keeps_id and table != "attribute" and not is_uuid(stated):
            unread["id"] = stated
            called.pop("id", None)  # it is "id" in every list, whatever its heading
        link = Link(table, found)
        if table == "attribute":  # nothing belongs to an attribute, so that goes where it does
            link = Link(str(row.get("link_entity", "")), str(row.get("link_id", "")))
        for column, text in unread.items():
            self.attribute(link, Term(SOURCE, called.get(column, column)), text, place)
        return found

    def attribute(self, link: Link, term: Term, value: object, place: Place) -> None:
        """An attribute; none for a value that says nothing or was nothing but e-mail addresses."""
        text = text_of(value)
        if not (term.taxonomy == SOURCE and term.code in _EMAIL_COLUMNS):
            text = self.clean(text, place, term.code)
        if text:
            self.state(link, term, text, place)

    def state(self, link: Link, term: Term, value: str, place: Place) -> None:
        """An attribute also where `value` is empty: its term alone is said then."""
        tidy = _tidy(term)
        self.term(tidy, place)
        self._merge("attribute", attribute_document(link, tidy, value) | {"link_id": link.id}, place)

    def term(self, term: Term, place: Place) -> str:
        """A term with its taxonomy, put in where it is not there; gives the identifier of the term."""
        tidy = _tidy(term)
        if tidy.taxonomy_id not in self.rows["taxonomy"]:
            self._merge("taxonomy", taxonomy_document(tidy), place)
        if tidy.id not in self.rows["taxonomy_term"]:
            self._merge("taxonomy_term", term_document(tidy), place)
        return tidy.id

    def ordered(self, table: str) -> list[Row]:
        """The rows so that each parent's stand in the order in which they were put in."""
        rows = self.rows[table]
        if table not in self._shared:
            return list(rows.values())
        # One phone may stand second in an organization and first in a service: no single order of putting in.
        sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(rows, ()))
        for (name, _column, _parent), sequence in self._sequences.items():
            if name == table:
                for before, after in pairwise(sequence):
                    sorter.add(after, before)
        try:
            return [rows[found] for found in sorter.static_order() if found in rows]
        except CycleError:
            return list(rows.values())

    def _typed(
        self, table: str, values: Mapping[str, Any], place: Place, called: Mapping[str, str]
    ) -> tuple[Row, dict[str, str]]:
        """The columns that can be read, and the texts of all others."""
        fields = TABLES[table].by_name
        row: Row = {
            name: found
            for name, raw in values.items()
            if name in fields
            and name != "id"
            and (found := self._reference(table, fields[name], raw, values))
        }
        # Our own marks are JSON, which is cleaned when it has been taken apart: see `returning`.
        untouched = _MAY_HOLD_EMAILS if self._is_ours else _MAY_HOLD_EMAILS | _PACKED
        stays = row.get("taxonomy_term_id") in untouched
        unread: dict[str, str] = {}
        for name, raw in values.items():
            column = called.get(name, name)
            field = fields.get(name)
            if field is None:
                self._note_unknown(table, column, place)
                unread[name] = text_of(raw)
            elif field.format != "uuid":
                value, unread[name] = self._value(field, raw, place, column)
                if value is not None and not stays:
                    value = self._cleaned(field, value, place, column)
                row |= {} if value in (None, "") else {name: value}
        return row, {name: text for name, text in unread.items() if text}

    def _reference(self, table: str, field: Field, raw: object, values: Mapping[str, Any]) -> str:
        """The identifier in a column of identifiers; "" for any other column, and where there is none."""
        if field.format != "uuid":
            return ""
        to = field.refers_to
        if field.name == "parent_organization_id":
            to = "organization"
        elif field.name == "parent_id":
            to = "taxonomy_term"
        elif field.name in ("link_id", "resource_id"):
            said = text_of(values.get("link_entity" if field.name == "link_id" else "resource_type"))
            to = said if said in TABLES else table
        return self.id_of(to, raw)

    def _value(self, field: Field, raw: object, place: Place, column: str) -> tuple[Value | None, str]:
        """The value, and what is left of the text: all of it where there is no value."""
        try:
            return read_value(field, raw), ""
        except Unreadable as error:
            text = text_of(raw)
            if error.code == "url_unreadable" and (completed := with_scheme(text)):
                self.problem("url_scheme_added", place, column, text=text)
                return completed, ""
            self.problem(error.code, place, column, text=text)
            if error.code == "email_unreadable":
                return _first_email(field, text), text
            return None, text

    def _cleaned(self, field: Field, value: Value, place: Place, column: str) -> Value:
        """Free text without e-mail addresses and of bearable length; "" for what says that nothing is said."""
        if not isinstance(value, str) or not field.is_free_text:
            return value
        if field.required and value == NOT_STATED and not self._is_ours:
            return ""
        return self.clean(value, place, column)

    def clean(self, text: str, place: Place, column: str = "") -> str:
        """A text without e-mail addresses, and cut where it is longer than anything can be that has to be read."""
        if not self._is_ours:
            text, count = without_emails(text)
            if count:
                self.problem("email_removed", place, column, count=count)
        if len(text) > LONGEST_TEXT:
            self.problem("text_cut", place, column, limit=LONGEST_TEXT)
            text = text[:LONGEST_TEXT].strip()
        return text

    def _id_without(self, table: str, place: Place, position: str) -> str:
        if table in DOCUMENTS:
            self.problem("id_missing", place, "id")
        return made(f"{self.source}:{TABLES[table].stem}:{position or place.lasting}")

    def _merge(self, table: str, row: Row, place: Place) -> str:
        """Put a row in; what is said twice becomes one, and a part that only bears the same identifier gets another."""
        self._count += 1
        if self._count > MOST_ROWS:
            raise TooManyRows(limit=MOST_ROWS)
        rows, found = self.rows[table], str(row["id"])
        parents = [name for name in TABLES[table].parents if name in row]
        differing = _differing(table, rows[found], row) if found in rows else []
        if differing and table in DOCUMENTS:
            for name in differing:
                self.problem("said_differently", place, name, text=text_of(row.pop(name)))
        elif differing:
            # The same phone in two services is nobody's mistake.
            if set(differing) - set(parents):
                self.problem("id_repeated", place, "id", id=found)
            found = made(f"{found}:{text_of(dict(row))}")
        if found in rows:
            self._shared.add(table)
        rows[found] = rows.get(found, {}) | row | {"id": found}
        self.places.setdefault((table, found), place)
        for name in parents:
            self.give(table, found, name, str(row[name]))
        return found

    def give(self, table: str, found: str, column: str, parent: str) -> None:
        """Put a row into a parent, behind what that has already."""
        self.rows[table][found][column] = parent
        self._sequences.setdefault((table, column, parent), {}).setdefault(found)

    def _note_unknown(self, table: str, column: str, place: Place) -> None:
        if (place.table or table, column) not in self._unknown:
            self._unknown.add((place.table or table, column))
            self.problem("column_unknown", place, column)


def _tidy(term: Term) -> Term:
    """The term with a code and a name that can be written and read again, whatever heading or key they were."""
    code, label = (
        without_emails(text_of(text))[0][:_LONGEST_NAME].strip() for text in (term.code, term.label)
    )
    return term._replace(code=code or "?", label=label)


def _differing(table: str, there: Row, row: Row) -> list[str]:
    """The columns in which two rows of one identifier contradict each other.

    Parts that each say something the other does not are two parts, though nothing contradicts: a list that counts
    its holidays and its weekdays from 1 has two rows called 1.
    """
    differing = [name for name, value in row.items() if name != "id" and there.get(name, value) != value]
    if table in DOCUMENTS or differing:
        return differing
    parents = TABLES[table].parents.keys()
    own, theirs = row.keys() - parents, there.keys() - parents
    return [] if own <= theirs or theirs <= own else sorted(own - theirs)


def _first_email(field: Field, text: str) -> Value | None:
    """The first of several addresses in one cell."""
    for part in text.replace(";", " ").replace(",", " ").split():
        try:
            return read_value(field, part)
        except Unreadable:
            continue
    return None
