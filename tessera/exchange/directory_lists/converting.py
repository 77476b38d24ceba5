"""From a directory as HSDS 3 knows it to entries: what HSDS has no field for comes as attributes of ours.

The taxonomy "tessera-entry" holds it, one term for each of our fields; texts in further languages are "tessera-text".
The way out is `going_out`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from tessera.directory.cards import guess_themes
from tessera.directory.documents import OWN, Document, own, parts
from tessera.directory.models import Entry, Vocabulary
from tessera.directory.vocabulary import EntryKind
from tessera.exchange.directories import (
    FIELDS,
    OWN_FIELDS,
    PLACEHOLDER,
    SOURCE,
    TEXT,
    Directory,
    Unreadable,
    made,
    read_own,
    taxonomy_name,
    texts,
    values,
)

TABLE_OF = {
    EntryKind.ORGANISATION: "organization",
    EntryKind.OFFICE: "organization",
    EntryKind.SERVICE: "service",
    EntryKind.LOCATION: "location",
}
TEXTS = ("name", "description")
"""The fields that entries keep in several languages."""
NOBODY = made("organization: nobody knows whose")
"""The organization that services go out with of which nobody knows, or may tell, whose they are; HSDS requires one."""

_OFFICE = "office"
_MOST_TERMS = 20


def entries_of(directory: Directory, *, by: UUID, source: str, country: str = "") -> Iterator[Entry]:
    """An unsaved entry for each organisation, location and service, in this order; `country` where a place names none.

    Of two that bear one identifier in different tables, the later gets another: entries have no tables.
    """
    moved = _moved(directory)
    for uid, document in directory.organizations.items():
        if uid == NOBODY:
            continue
        described = _described(directory, document)
        kind = EntryKind.OFFICE if own(described).get(_OFFICE) else EntryKind.ORGANISATION
        yield _entry(kind, described, by, source)
    for uid, document in directory.locations.items():
        placed = _placed(_described(directory, document), country)
        yield _entry(EntryKind.LOCATION, placed | {"id": moved.get(("location", uid), uid)}, by, source)
    for uid, document in directory.services.items():
        described = _described(directory, document) | {"id": moved.get(("service", uid), uid)}
        if at := parts(described, "service_at_locations"):
            described["service_at_locations"] = [_at_moved(one, moved) for one in at]
        if filed_under := list(dict.fromkeys(_terms_of(directory, document)))[:_MOST_TERMS]:
            described[OWN] = own(described) | {"filed_under": filed_under}
        if not own(described).get("themes"):
            described[OWN] = own(described) | {"themes": guess_themes(described, filed_under)}
        yield _entry(EntryKind.SERVICE, described, by, source)


def placeholders_of(directory: Directory) -> set[UUID]:
    """Entries of which the list says nothing but that something belongs to them."""
    moved = _moved(directory)
    return {
        UUID(moved.get((table, uid), uid))
        for table in ("organization", "location", "service")
        for uid, document in directory.documents(table).items()
        if values(directory, document, SOURCE, PLACEHOLDER)
    }


def vocabulary_of(directory: Directory) -> Iterator[Vocabulary]:
    """Taxonomies and terms, to be kept beside the entries that name them."""
    for table in ("taxonomy", "taxonomy_term"):
        for uid, document in directory.documents(table).items():
            yield Vocabulary(uid=UUID(uid), table=table, document=document)


def _moved(directory: Directory) -> dict[tuple[str, str], str]:
    """(table, identifier) -> another identifier, for what shares it with something of an earlier table."""
    places = directory.locations.keys() & directory.organizations.keys()
    services = directory.services.keys() & (directory.locations.keys() | directory.organizations.keys())
    return {("location", uid): made(f"location: {uid}") for uid in places} | {
        ("service", uid): made(f"service: {uid}") for uid in services
    }


def _at_moved(at: Document, moved: dict[tuple[str, str], str]) -> Document:
    uid = str(at.get("location_id", ""))
    return at | {"location_id": moved["location", uid]} if ("location", uid) in moved else at


def _entry(kind: EntryKind, document: Document, by: UUID, source: str) -> Entry:
    said = dict(document)
    organisation = said.pop("organization_id", None)
    return Entry(
        uid=UUID(said["id"]),
        kind=kind,
        organisation=UUID(organisation) if organisation and organisation != NOBODY else None,
        document=said,
        source=source,
        created_by=by,
        changed_by=by,
    )


def _described(directory: Directory, document: Document) -> Document:
    """The document with our attributes back in their place."""
    ours: dict[str, Any] = {}
    for field in OWN_FIELDS:
        for said in values(directory, document, FIELDS, field):
            with suppress(Unreadable):  # who reads a list has said so, and made a word of the list of it
                ours[field] = read_own(field, said)
    said_in = {field: found for field in TEXTS if (found := texts(directory, document, field))}
    if said_in:
        ours["texts"] = said_in
    described = {name: value for name, value in document.items() if name != "attributes"}
    left = [one for one in document.get("attributes", ()) if not _is_ours(directory, one)]
    return described | ({"attributes": left} if left else {}) | ({OWN: ours} if ours else {})


def _is_ours(directory: Directory, attribute: Document) -> bool:
    """Whether it stands in a place of ours now; texts of a field that no entry keeps by language stay attributes."""
    term = directory.terms[attribute["taxonomy_term_id"]]
    taxonomy, code = taxonomy_name(directory.taxonomies, term), term.get("code")
    return taxonomy == FIELDS or (taxonomy == TEXT and code in TEXTS)


def _placed(document: Document, country: str) -> Document:
    """The location with the country that was said for the whole list, where it names none itself."""
    named = any(address.get("country") for address in document.get("addresses", ()))
    return document if named or not country else document | {OWN: own(document) | {"country": country}}


def _terms_of(directory: Directory, document: Document) -> Iterator[str]:
    """The words of the terms that a list files a service under; what it says besides is no theme."""
    for attribute in document.get("attributes", ()):
        term = directory.terms.get(attribute["taxonomy_term_id"], {})
        if not taxonomy_name(directory.taxonomies, term).startswith("tessera-"):
            yield str(term.get("name", ""))
