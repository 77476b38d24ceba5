"""Invented directories: whatever HSDS 3 can say goes out and comes back, and whatever JSON says settles at once."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings, strategies as st

from tessera.exchange.directories import (
    Directory,
    DirectoryError,
    Document,
    put,
    read_directory,
    write_json,
    write_tables,
)
from tessera.exchange.directories.absences import NOT_STATED, every_part, lacking
from tessera.exchange.directories.hsds import TABLES, children_of
from tessera.exchange.directories.identifiers import made
from tessera.exchange.directories.lifting import known_keys
from tessera.exchange.directories.personal import without_emails
from tessera.exchange.directories.schema import Field
from tessera.exchange.directories.typed_values import text_of

SIGNS = st.sampled_from(
    [*"abÑñçعربية😀", "=", "+", "-", "@", "'", '"', ";", ",", "\n", "\t", " ", "1", "\u2028", "＝"]
)
TEXTS = (
    st.lists(SIGNS, max_size=12)
    .map("".join)
    .map(text_of)
    .filter(lambda text: bool(text) and text != NOT_STATED and not without_emails(text)[1])
)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(-1e30, 1e30).map(lambda one: int(one) if one.is_integer() and abs(one) < 1e15 else one),
)
TIMES = st.times().map(lambda one: one.replace(microsecond=0).isoformat())
DATETIMES = st.datetimes().map(lambda one: one.isoformat(timespec="milliseconds") + "Z")
EMAILS = st.sampled_from(["ana@example.org", "a.b+c@sub.example.com", "o'hara_1@example.org"])
URLS = st.sampled_from(
    ["http://example.org", "https://example.org/ä?a=b;c#d", "tel:+52-555", "mailto:a@example.org"]
)
OWN_WORDS = ("tessera-source", "tessera-text", "others")
CODES = ("address", "program", "code", "id", "email", "name", "colour")
DEPTH = ("service_at_location", "contact", "phone")


def values_for(field: Field) -> st.SearchStrategy[Any]:
    if field.words:
        return st.sampled_from(field.words)
    kinds = {"email": EMAILS, "uri": URLS, "number": NUMBERS, "time": TIMES, "datetime": DATETIMES}
    kinds["date"] = st.dates().map(lambda one: one.isoformat())
    return kinds.get(field.format or field.type, TEXTS)


class Invention:
    """A directory in its canonical form, drawn piece by piece."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.count = 0
        self.directory = Directory()

    def whole(self) -> Directory:
        directory = self.directory
        self.taxonomies()
        for _ in range(self.draw(st.integers(0, 2))):
            self.add(directory.organizations, "organization")
        for _ in range(self.draw(st.integers(0, 2))):
            self.add(directory.locations, "location", organization_id=self.any_of(directory.organizations))
        for _ in range(self.draw(st.integers(0, 2)) if directory.organizations else 0):
            owner = self.draw(st.sampled_from(list(directory.organizations)))
            programs = {
                program["id"]: program for program in directory.organizations[owner].get("programs", [])
            }
            self.add(directory.services, "service", organization_id=owner, program_id=self.any_of(programs))
        self.share_a_phone()
        self.changes()
        directory.table_descriptions = [
            self.document("meta_table_description") for _ in range(self.draw(st.integers(0, 1)))
        ]
        return directory

    def add(self, documents: dict[str, Document], table: str, **references: str) -> None:
        document = self.document(table, **references)
        documents[document["id"]] = document

    def document(self, table: str, depth: int = 0, **references: str) -> Document:
        self.count += 1
        document: Document = {"id": made(f"invented {self.count}")}
        document |= {name: one for name, one in references.items() if one}
        for field in TABLES[table].fields:
            needs_value = field.required and not field.is_free_text and not field.words
            if field.format != "uuid" and (needs_value or self.draw(st.booleans())):
                document[field.name] = self.draw(values_for(field))
        for child in children_of(table):
            if child != "attribute" and depth < len(DEPTH):
                self.parts(document, child, depth + 1)
        self.attributes(document, table)
        return document

    def parts(self, document: Document, child: str, depth: int) -> None:
        if child == "service_at_location" and not self.directory.locations:
            return
        references = {}
        parts = []
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 1, 2]))):
            if child == "service_at_location":
                references = {"location_id": self.draw(st.sampled_from(list(self.directory.locations)))}
            parts.append(self.document(child, depth, **references))
        if child == "address":
            parts.sort(key=lambda address: bool(lacking(address)))
        if parts:
            document[TABLES[child].plural] = parts

    def attributes(self, document: Document, table: str) -> None:
        if table in ("taxonomy", "taxonomy_term", "metadata", "meta_table_description"):
            return
        for _ in range(self.draw(st.sampled_from([0, 0, 0, 0, 1, 2]))):
            taxonomy, code = self.draw(st.sampled_from(OWN_WORDS)), self.draw(st.sampled_from(CODES))
            text, language = self.draw(st.one_of(st.just(""), TEXTS)), self.draw(st.sampled_from(["", "ar"]))
            put(self.directory, document, table, taxonomy, code, text, language)

    def taxonomies(self) -> None:
        for _ in range(self.draw(st.integers(0, 2))):
            self.add(self.directory.taxonomies, "taxonomy")
        for _ in range(self.draw(st.integers(0, 3))):
            parent, taxonomy = self.any_of(self.directory.terms), self.any_of(self.directory.taxonomies)
            self.add(self.directory.terms, "taxonomy_term", parent_id=parent, taxonomy_id=taxonomy)

    def share_a_phone(self) -> None:
        """One row may name an organization, a service and a location at once, at any place among their phones."""
        nobody = not (self.directory.organizations or self.directory.locations)
        if nobody or not self.draw(st.booleans()):
            return
        phone = self.document("phone")
        for documents in (self.directory.organizations, self.directory.services, self.directory.locations):
            for document in list(documents.values())[:1]:
                phones = document.setdefault("phones", [])
                phones.insert(self.draw(st.integers(0, len(phones))), json.loads(json.dumps(phone)))

    def changes(self) -> None:
        for _ in range(self.draw(st.integers(0, 2))):
            known = [part["id"] for _, part in every_part(self.directory)]
            resource = self.draw(st.sampled_from([*known, made("nothing")]))
            self.directory.metadata.append(self.document("metadata", resource_id=resource))

    def any_of(self, documents: dict[str, Document]) -> str:
        return self.draw(st.sampled_from(["", *documents]))


@st.composite
def directories(draw: Any) -> Directory:
    return Invention(draw).whole()


@settings(max_examples=150)
@given(directories())
def test_an_invented_directory_comes_back_from_json(directory: Directory) -> None:
    back = read_directory({"a.json": write_json(directory)}, source="elsewhere")
    assert back == directory


@settings(max_examples=150)
@given(directories())
def test_an_invented_directory_comes_back_from_tables(directory: Directory) -> None:
    back = read_directory(write_tables(directory), source="elsewhere")
    assert back == directory


@settings(max_examples=80)
@given(directories(), st.data())
def test_of_a_confidential_location_no_identifier_goes_out(directory: Directory, data: st.DataObject) -> None:
    chosen = frozenset(location for location in directory.locations if data.draw(st.booleans()))
    gone = set(chosen)
    for location in chosen:
        alone = Directory(locations={location: directory.locations[location]})
        gone |= {part["id"] for _, part in every_part(alone)}
    tables = write_tables(directory, confidential=chosen, public=True)
    texts = [
        write_json(directory, confidential=chosen, public=True),
        *(content for name, content in tables.items()),
    ]
    assert not [one for one in gone for text in texts if one.encode() in text]
    back = read_directory(tables, source="elsewhere")
    assert back.services.keys() == directory.services.keys()
    assert back.locations.keys() == directory.locations.keys() - chosen
    assert not [1 for table, _ in every_part(back) if table == "contact"]


KEYS = st.sampled_from(sorted(set.union(*(set(known_keys(table)) for table in TABLES)))) | st.sampled_from(
    ["colour", "=a", "a@b.cd"]
)
WORDS = (made("1"), made("2"), "1", "2", "2020-01-01", "9:00", "active", "physical", NOT_STATED, "x@y.zz")
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    FLOATS,
    TEXTS,
    st.text(max_size=5),
    st.sampled_from(WORDS),
)
STRANGE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=40,
)


@settings(max_examples=400)
@given(st.sampled_from(["organization.json", "service.json", "location.json", "service_at_location.json", "taxonomy_term.json"]),
       st.dictionaries(KEYS, STRANGE, min_size=1, max_size=8))  # fmt: skip
def test_whatever_json_says_is_settled_after_one_reading(name: str, document: dict[str, Any]) -> None:
    """Strange as it is, what was understood of it goes out in both forms and comes back as it was understood."""
    try:
        directory = read_directory(
            {name: json.dumps({"id": "1", "name": "A"} | document).encode()}, source="a"
        )
    except DirectoryError:
        return
    assert read_directory({"a.json": write_json(directory)}, source="b") == directory
    assert read_directory(write_tables(directory), source="b") == directory
