"""A directory made of a draft: what is referred to and missing is stood in for, and rows go into their parents."""

from __future__ import annotations

from copy import deepcopy

from tessera.exchange.directories.absences import lacking
from tessera.exchange.directories.attributes import SOURCE, Link, Term
from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.draft import Draft, Row
from tessera.exchange.directories.hsds import DOCUMENTS, LISTED, NESTED, TABLES
from tessera.exchange.directories.identifiers import made
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.typed_values import text_of

PLACEHOLDER = "placeholder"
"""The code, in the taxonomy "tessera-source", of the attribute by which a document is known that no list held."""

_STOOD_IN_FOR = frozenset((*DOCUMENTS, "program"))
_LONGEST_ID = 200
# Table -> what its rows cannot be without: where none is named, one without a name stands in for it.
_ALWAYS = {
    "service": {"organization_id": "organization"},
    "service_at_location": {"location_id": "location"},
    "attribute": {"taxonomy_term_id": "taxonomy_term"},
}
_CHANGE_NEEDS = ("resource_id", "last_action_date")


def nest(draft: Draft) -> Directory:
    """The directory; the draft is used up.

    A document that something refers to and nobody said is made, and marked: whoever reads sees that a service
    belongs to somebody, and nothing of the service is lost.
    """
    _leave_out_changes_of_nothing(draft)
    _stand_in(draft)
    _cut_cycles(draft, "organization", "parent_organization_id")
    _cut_cycles(draft, "taxonomy_term", "parent_id")
    documents = {table: _documents(draft, table) for table in TABLES}
    for table in NESTED:
        _into_parents(draft, table, documents)
    directory = Directory(
        organizations=documents["organization"],
        services=documents["service"],
        locations=documents["location"],
        taxonomies=documents["taxonomy"],
        terms=documents["taxonomy_term"],
        metadata=list(documents["metadata"].values()),
        table_descriptions=list(documents["meta_table_description"].values()),
        problems=draft.problems,
    )
    for location in directory.locations.values():
        # Incomplete ones travel apart from the others, and so come last wherever they come from.
        location.get("addresses", []).sort(key=lambda address: bool(lacking(address)))
    return directory


def _documents(draft: Draft, table: str) -> dict[str, Document]:
    """Identifier -> document of one table, without its parents and not yet in them."""
    parents = (*TABLES[table].parents, *(("link_id",) if table == "attribute" else ()))
    found = {}
    for row in draft.ordered(table):
        found[str(row["id"])] = {name: value for name, value in row.items() if name not in parents}
        if table == "address" and (missing := lacking(row)):
            place = draft.places[table, str(row["id"])]
            draft.problem("address_incomplete", place, missing=", ".join(missing))
    return found


def _into_parents(draft: Draft, table: str, documents: dict[str, dict[str, Document]]) -> None:
    for row in draft.ordered(table):
        document = documents[table][str(row["id"])]
        homes = [_linked(row, documents)] if table == "attribute" else _parents(row, table, documents)
        known = [home for home in homes if home is not None]
        if not known:
            place = draft.places[table, str(row["id"])]
            draft.problem("parent_missing", place, id=str(row["id"]), text=text_of(document))
        for number, home in enumerate(known):
            # Each parent has its own copy: who changes one does not change the other unseen.
            own = deepcopy(document) if number else document
            home.setdefault(TABLES[table].plural, []).append(own)


def _linked(row: Row, documents: dict[str, dict[str, Document]]) -> Document | None:
    """What an attribute belongs to: in the table it names, else wherever there is such an identifier."""
    link, entity = str(row.get("link_id", "")), str(row.get("link_entity", ""))
    tables = [table for table in (entity, *TABLES) if table in TABLES and table != "attribute"]
    return next((documents[table][link] for table in tables if link in documents[table]), None)


def _parents(row: Row, table: str, documents: dict[str, dict[str, Document]]) -> list[Document | None]:
    return [
        documents[parent].get(str(row[name])) for name, parent in TABLES[table].parents.items() if name in row
    ]


def _leave_out_changes_of_nothing(draft: Draft) -> None:
    """A change without a day, or of nothing, tells nothing; and HSDS allows no other."""
    for found, row in list(draft.rows["metadata"].items()):
        if not all(name in row for name in _CHANGE_NEEDS):
            draft.problem("change_incomplete", draft.places["metadata", found], text=text_of(dict(row)))
            del draft.rows["metadata"][found]


def _stand_in(draft: Draft) -> None:
    """Make what rows refer to, or take the reference away where it is no document that could be made."""
    made_here: set[tuple[str, str]] = set()
    for table in (*LISTED, *NESTED, "service", "location", "taxonomy_term"):
        for row in list(draft.rows[table].values()):
            for column, needed in _ALWAYS.get(table, {}).items():
                row.setdefault(column, made(f"{draft.source}:{TABLES[needed].stem}:"))
            for column, to in _references(table, row):
                if to in made_here or to[1] not in draft.rows[to[0]]:
                    _mend(draft, draft.places[table, str(row["id"])], row, column, to)
                    made_here.add(to)
            if "program_id" in row and "organization_id" not in draft.rows["program"][str(row["program_id"])]:
                # A service that says its program, in which nobody says whose it is.
                draft.give("program", str(row["program_id"]), "organization_id", str(row["organization_id"]))


def _references(table: str, row: Row) -> list[tuple[str, tuple[str, str]]]:
    """(column, (table, identifier)) for what a row refers to."""
    found = [
        (field.name, (field.refers_to, str(row[field.name])))
        for field in TABLES[table].fields
        if field.refers_to and field.name in row
    ]
    entity = str(row.get("link_entity", ""))
    if table == "attribute" and entity in DOCUMENTS and "link_id" in row:
        found.append(("link_id", (entity, str(row["link_id"]))))
    return found


def _mend(draft: Draft, place: Place, row: Row, column: str, to: tuple[str, str]) -> None:
    table, missing = to
    original = draft.clean(draft.originals.get(missing, ""), place, column)[:_LONGEST_ID].strip()
    if table not in _STOOD_IN_FOR:
        draft.problem("reference_missing", place, column, id=original)
        del row[column]
        return
    draft.problem(f"{table}_missing", place, column, id=original)
    if missing in draft.rows[table]:
        return
    stand_in: Row = {"id": missing}
    if table == "organization":
        stand_in["name"] = f"Organisation {original}".strip()
    draft.rows[table][missing] = stand_in
    draft.places[table, missing] = place
    draft.state(Link(table, missing), Term(SOURCE, PLACEHOLDER), original, place)


def _cut_cycles(draft: Draft, table: str, column: str) -> None:
    """Whoever follows parents upwards comes to an end."""
    rows = draft.rows[table]
    ends: set[str] = set()
    for start in rows:
        path: dict[str, None] = {}
        here = start
        while here in rows and here not in ends:
            if here in path:
                last = next(reversed(path))
                draft.problem("parent_cycle", draft.places[table, last], column, id=str(rows[last][column]))
                del rows[last][column]
                break
            path[here] = None
            here = str(rows[here].get(column, ""))
        ends |= path.keys()
