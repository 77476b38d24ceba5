"""What a list says and HSDS has no field for, as attributes: each points at a term, each term at its taxonomy.

`SOURCE`: what a column of a list said, under the name of the column. `TEXT`: the text of a field in another
language, under the name of the field; the language is that of the term.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.identifiers import made
from tessera.exchange.directories.typed_values import text_of

SOURCE = "tessera-source"
TEXT = "tessera-text"

DESCRIPTIONS: dict[str, str] = {
    SOURCE: "What a published list says and HSDS has no field for; the code of a term is the name of its column.",
    TEXT: "Texts in further languages; the code of a term is the name of the field in HSDS.",
}
"""What our own taxonomies say of themselves."""


class Term(NamedTuple):
    """A term by its taxonomy and code; `language` is a BCP 47 code, `label` its name where the code is none for people."""

    taxonomy: str
    code: str
    language: str = ""
    label: str = ""

    @property
    def id(self) -> str:
        return made(f"term:{self.taxonomy}:{self.code}:{self.language}")

    @property
    def taxonomy_id(self) -> str:
        return made(f"taxonomy:{self.taxonomy}")


class Link(NamedTuple):
    """A row that attributes belong to: its table in the singular, and its identifier."""

    table: str
    id: str


def put(  # noqa: PLR0913, PLR0917 - where, under which term, in which language, what
    directory: Directory,
    document: Document,
    entity: str,
    taxonomy: str,
    code: str,
    value: str,
    language: str = "",
    label: str = "",
) -> None:
    """Add an attribute to `document`, a row of the table `entity` in the singular; not twice the same.

    Its term and taxonomy come into the directory where they are not yet there. `language` is a BCP 47 code,
    `label` the name of the term where its code is none for people. With an empty `value` the term alone is said.
    """
    term = Term(taxonomy, code, language, label)
    directory.taxonomies.setdefault(term.taxonomy_id, taxonomy_document(term))
    directory.terms.setdefault(term.id, term_document(term))
    added = attribute_document(Link(entity, document["id"]), term, value)
    attributes = document.setdefault("attributes", [])
    if all(attribute["id"] != added["id"] for attribute in attributes):
        attributes.append(added)


def values(
    directory: Directory, document: Document, taxonomy: str, code: str, language: str | None = None
) -> list[str]:
    """What the attributes of `document` say under this code, in their order; of one language, or of any.

    An attribute that says its term alone is "".
    """
    return [
        attribute.get("value", "")
        for attribute, term in _with_terms(directory, document, taxonomy, code)
        if language is None or term.get("language", "") == language
    ]


def texts(directory: Directory, document: Document, field: str) -> dict[str, str]:
    """Language -> the text of this field in it, for the languages beside the document's own."""
    return {
        term["language"]: attribute["value"]
        for attribute, term in _with_terms(directory, document, TEXT, field)
        if term.get("language") and attribute.get("value")
    }


def taxonomy_name(taxonomies: Mapping[str, Mapping[str, Any]], term: Mapping[str, Any]) -> str:
    """What the taxonomy of a term is called, by its own document before what the term says of it; "" for none."""
    named = taxonomies.get(str(term.get("taxonomy_id", "")), {}).get("name", term.get("taxonomy"))
    return str(named or "")


def taxonomy_document(term: Term) -> Document:
    """The taxonomy of a term."""
    document = {"id": term.taxonomy_id, "name": term.taxonomy}
    return document | ({"description": DESCRIPTIONS[term.taxonomy]} if term.taxonomy in DESCRIPTIONS else {})


def term_document(term: Term) -> Document:
    document = {
        "id": term.id,
        "code": term.code,
        "name": term.label or term.code,
        "taxonomy": term.taxonomy,
        "taxonomy_id": term.taxonomy_id,
    }
    return document | ({"language": term.language} if term.language else {})


def attribute_document(link: Link, term: Term, value: str) -> Document:
    """The attribute as it stands in the document of `link`; with an empty `value` its term alone is said."""
    text = text_of(value)
    document = {
        "id": made(f"attribute:{link.id}:{term.taxonomy}:{term.code}:{term.language}:{text}"),
        "taxonomy_term_id": term.id,
        "link_entity": link.table,
    }
    return document | ({"value": text} if text else {})


def _with_terms(
    directory: Directory, document: Document, taxonomy: str, code: str
) -> Iterator[tuple[Document, Document]]:
    for attribute in document.get("attributes", ()):
        term = directory.terms.get(attribute.get("taxonomy_term_id", ""), {})
        if term.get("code") == code and taxonomy_name(directory.taxonomies, term) == taxonomy:
            yield attribute, term
