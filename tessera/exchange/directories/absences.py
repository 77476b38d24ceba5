"""What HSDS requires and a list does not say: written out as honest marks, which reading takes away again.

HSDS wants words where lists have none: a description for every organization, a status for every service. A name
repeated as a description, or a guessed street, would be read as something that somebody said. So:

- a required text that nobody wrote goes out as `NOT_STATED`, and is nothing again when it is read;
- a required word of a fixed list goes out as the one that lists mean when they say nothing (`ASSUMED`), with an
  attribute "assumed" beside it that names the field;
- an address without all of its parts goes out as an attribute of its location, in JSON, and comes back whole;
- in tables, where an organization may have one program only and no two terms one code, further programs and
  repeated codes go out as attributes too.

All of these are attributes of the taxonomy "tessera-source". `returning` is the way back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from tessera.exchange.directories.attributes import SOURCE, put
from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.hsds import DOCUMENTS, LISTED, TABLES, children_of

NOT_STATED = "(not stated)"
"""What stands in a required text that nobody wrote."""

ASSUMED = {"service": ("status", "active"), "location": ("location_type", "physical")}
"""Table -> the field with a fixed list of words that lists leave out, and the word that goes out then."""

ADDRESS, PROGRAM, PROGRAM_ID, WORD, CODE = "address", "program", "program_id", "assumed", "code"
"""The codes of the attributes."""


def fill(directory: Directory, *, for_tables: bool) -> None:
    """Make every document say what HSDS requires, in place; tables require more than JSON."""
    for location in directory.locations.values():
        _put_incomplete_addresses_aside(directory, location)
    for table, (assumed, word) in ASSUMED.items():
        for document in directory.documents(table).values():
            if assumed not in document:
                document[assumed] = word
                put(directory, document, table, SOURCE, WORD, assumed)
    if for_tables:
        _put_further_programs_aside(directory)
        _put_repeated_codes_aside(directory)
    for table, document in every_part(directory):
        for field in TABLES[table].fields:
            if field.required and field.is_free_text:
                document.setdefault(field.name, NOT_STATED)


def lacking(address: Document) -> list[str]:
    """The fields that HSDS requires of an address and this one does not have."""
    required = (field.name for field in TABLES["address"].fields if field.required)
    return [name for name in required if name != "id" and name not in address]


def every_part(directory: Directory) -> Iterator[tuple[str, Document]]:
    """Every document and everything that stands in one, with the name of its table."""
    for table in DOCUMENTS:
        yield from parts_of(table, directory.documents(table).values())
    for table, documents in zip(LISTED, (directory.metadata, directory.table_descriptions), strict=True):
        yield from parts_of(table, documents)


def parts_of(table: str, documents: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """These documents and everything that stands in them."""
    for document in documents:
        yield table, document
        for child in children_of(table):
            yield from parts_of(child, document.get(TABLES[child].plural, ()))


def _put_incomplete_addresses_aside(directory: Directory, location: Document) -> None:
    addresses = location.get("addresses", [])
    for address in addresses:
        if lacking(address):
            put(directory, location, "location", SOURCE, ADDRESS, _packed(address))
    _keep(location, "addresses", [address for address in addresses if not lacking(address)])


def _put_further_programs_aside(directory: Directory) -> None:
    aside = set()
    for organization in directory.organizations.values():
        for program in organization.get("programs", [])[1:]:
            aside.add(program["id"])
            put(directory, organization, "organization", SOURCE, PROGRAM, _packed(program))
        _keep(organization, "programs", organization.get("programs", [])[:1])
    for service in directory.services.values():
        if service.get("program_id") in aside:
            put(directory, service, "service", SOURCE, PROGRAM_ID, service.pop("program_id"))


def _put_repeated_codes_aside(directory: Directory) -> None:
    """All that share a code lose it alike: none of them has more right to it."""
    counts = Counter(term["code"] for term in directory.terms.values() if "code" in term)
    repeated = {code for code, count in counts.items() if count > 1}
    if not repeated:
        return
    if counts[CODE]:
        repeated.add(CODE)  # the term of these attributes bears it too
    for term in list(directory.terms.values()):
        if term.get("code") in repeated:
            put(directory, term, "taxonomy_term", SOURCE, CODE, term["code"])
    for term in directory.terms.values():
        if term.get("code") in repeated:
            del term["code"]


def _packed(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def _keep(document: Document, key: str, kept: list[Document]) -> None:
    if kept:
        document[key] = kept
    else:
        document.pop(key, None)
