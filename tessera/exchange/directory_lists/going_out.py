"""From entries to a directory as HSDS 3 knows it: all of it for members, and for everybody what posters say.

What HSDS has no field for goes out as attributes, which `converting` reads back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tessera.directory.documents import OWN, Document, own, parts
from tessera.directory.models import Entry, Vocabulary
from tessera.directory.posters import poster_of
from tessera.directory.vocabulary import EntryKind
from tessera.directory.writing import around_of
from tessera.exchange.directories import (
    FIELDS,
    OWN_FIELDS,
    PLACEHOLDER,
    SOURCE,
    TEXT,
    Directory,
    every_part,
    put,
)

from .beside import only_of, who_is_at
from .converting import NOBODY, TABLE_OF

FILED_UNDER = "filed-under"
"""The taxonomy of the words that a poster's service is filed under: what lists say of their own terms hangs nowhere."""

_WHEREABOUTS = frozenset("service_at_locations addresses latitude longitude attributes".split())


def for_members(entries: Iterable[Entry], vocabulary: Iterable[Vocabulary]) -> Directory:
    """Everything that members know; of a confidential entry nothing says where it is.

    The words of its list go with its place: some lists say there where a service is. The places themselves are left out
    when this is written (`hidden_places`), with whatever else bears their identifiers.
    """
    listed = list(entries)
    going = Directory()
    for term in vocabulary:
        going.documents(term.table)[str(term.uid)] = term.document
    confidential = {entry.uid for entry in listed if entry.confidential}
    for entry in listed:
        document, organisation = dict(entry.document), entry.organisation
        if entry.confidential:
            document = {name: said for name, said in document.items() if name not in _WHEREABOUTS}
        if entry.kind == EntryKind.LOCATION and organisation in confidential:
            organisation = None
        _add(going, entry.kind, entry.uid, document, organisation)
    return _whole(going)


def for_everybody(entries: Iterable[Entry]) -> Directory:
    """What hangs on posters, and nothing else: neither who did not agree, nor what no poster's page shows."""
    shown = [entry for entry in entries if entry.is_shown]
    around = around_of(shown)
    going = Directory()
    for entry in shown:
        document, _mark = poster_of(entry, around)
        for place in own(document).get("places", []):
            # Whose a place is, is said where its organisation's own poster has it.
            whose = entry.uid if entry.kind != EntryKind.SERVICE else None
            _add_place(going, place, whose)
        # An organisation that is not shown is not in the directory, and so named by nothing in it: see `_whole`.
        added = _add(going, entry.kind, entry.uid, document, entry.organisation)
        for word in own(document).get("filed_under", []):
            put(going, added, TABLE_OF[EntryKind(entry.kind)], FILED_UNDER, word, "", label=word)
    return _whole(going)


def hidden_places(entries: Iterable[Entry]) -> frozenset[str]:
    """Identifiers of which nothing may go out, in whatever words: of confidential entries and the places only they are at."""
    listed = list(entries)
    confidential = {entry.uid for entry in listed if entry.confidential}
    return frozenset(map(str, confidential | only_of(confidential, who_is_at(listed))))


def _add(going: Directory, kind: str, uid: UUID, said: Document, organisation: UUID | None) -> Document:
    table = TABLE_OF[EntryKind(kind)]
    document = {name: value for name, value in said.items() if name != OWN} | {"id": str(uid)}
    if organisation:
        document["organization_id"] = str(organisation)
    document["attributes"] = list(document.get("attributes", ()))
    _put_ours(going, document, table, own(said))
    if not document["attributes"]:
        del document["attributes"]
    going.documents(table)[str(uid)] = document
    return document


def _add_place(going: Directory, place: Document, organisation: UUID | None) -> None:
    there = going.locations.get(str(place["id"]))
    if there is None:
        _add(going, EntryKind.LOCATION, UUID(place["id"]), place, organisation)
    elif organisation:
        there["organization_id"] = str(organisation)


def _put_ours(going: Directory, document: Document, table: str, ours: Mapping[str, Any]) -> None:
    for field in OWN_FIELDS:
        if field in ours:
            put(going, document, table, FIELDS, field, json.dumps(ours[field], ensure_ascii=False))
    for field, said in ours.get("texts", {}).items():
        for language, text in said.items():
            put(going, document, table, TEXT, field, text, language)


def _whole(going: Directory) -> Directory:
    """The directory without references that lead nowhere, and with somebody whom every service belongs to.

    An entry may have ended since, or a list have brought a part of what it names: that is no reason to hand out nothing.
    """
    programs = {one["id"] for document in going.organizations.values() for one in parts(document, "programs")}
    for service in going.services.values():
        at = parts(service, "service_at_locations")
        _keep(
            service, "service_at_locations", [one for one in at if one.get("location_id") in going.locations]
        )
        if service.get("program_id") not in programs:
            service.pop("program_id", None)
        if service.get("organization_id") not in going.organizations:
            service["organization_id"] = _nobody(going)
    for location in going.locations.values():
        if location.get("organization_id") not in going.organizations:
            location.pop("organization_id", None)
    for term in list(going.terms.values()):
        if term.get("taxonomy_id") not in going.taxonomies:
            going.terms[term["id"]] = {name: value for name, value in term.items() if name != "taxonomy_id"}
    for _table, part in every_part(going):
        words = parts(part, "attributes")
        _keep(part, "attributes", [one for one in words if one.get("taxonomy_term_id") in going.terms])
    return going


def _keep(document: Document, name: str, kept: list[Document]) -> None:
    if kept:
        document[name] = kept
    else:
        document.pop(name, None)


def _nobody(going: Directory) -> str:
    if NOBODY not in going.organizations:
        stand_in: Document = {"id": NOBODY}
        put(going, stand_in, "organization", SOURCE, PLACEHOLDER, "")
        going.organizations[NOBODY] = stand_in
    return NOBODY
