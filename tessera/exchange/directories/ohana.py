"""The tables of the Ohana API, a layout of Open Referral before HSDS 1.1, brought to HSDS 3."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tessera.exchange.directories.attributes import SOURCE, Link, Term
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.older_parts import (
    add_apart,
    add_holiday,
    add_phone,
    add_term,
    add_weekday,
    keep_each,
    listed,
    said_yes,
)
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.sheets import Sheet

Cells = dict[str, str]
Rows = list[tuple[Place, Cells]]

_FOUNDED = "date_incorporated"
_OWNERS = ("contact", "service", "location", "organization")

# What a column becomes: heading -> (table of a row for each value, its field).
_ORGANIZATION_PARTS = {"funding_sources": ("funding", "source")}
_SERVICE_PARTS = {
    "funding_sources": ("funding", "source"),
    "languages": ("language", "name"),
    "service_areas": ("service_area", "name"),
}
_LOCATION_PARTS = {"languages": ("language", "name"), "accessibility": ("accessibility", "description")}
_LISTS_KEPT = ("keywords", "accepted_payments", "accreditations", "licenses", "admin_emails")
_TEXTS_KEPT = ("audience", "short_desc", _FOUNDED)


def read_ohana(sheets: Iterable[tuple[str, Sheet]], draft: Draft) -> None:
    """Put every row into the draft; any table may be missing. Raises `UnreadableTable`.

    A service belongs to the organization of its location: this layout does not say it otherwise.
    """
    rows = {
        stem: [
            (place, {name.casefold(): cell for name, cell in cells.items()})
            for place, cells in sheet.rows(draft, stem)
        ]
        for stem, sheet in sheets
    }
    owners = {cells.get("id", ""): cells.get("organization_id", "") for _, cells in rows.get("locations", [])}
    _taxonomy(draft, rows.pop("taxonomy", []))
    for place, cells in rows.pop("services", []):
        _service(draft, cells, place, owners)
    for stem, of_table in rows.items():
        for place, cells in of_table:
            _READERS[stem](draft, cells, place)


def _organization(draft: Draft, cells: Cells, place: Place) -> None:
    kept = _taken(cells, (*_LISTS_KEPT, *_TEXTS_KEPT))
    parts = _taken(cells, _ORGANIZATION_PARTS)
    year = kept.get(_FOUNDED, "")[-4:]
    values = cells | ({"year_incorporated": year} if year.isdecimal() else {})
    organization = draft.add("organization", values, place)
    _put_parts(draft, Link("organization", organization), parts, _ORGANIZATION_PARTS, place)
    _put_kept(draft, Link("organization", organization), kept, place)


def _location(draft: Draft, cells: Cells, place: Place) -> None:
    kept = _taken(cells, (*_LISTS_KEPT, *_TEXTS_KEPT, "email"))
    parts = _taken(cells, _LOCATION_PARTS)
    virtual = cells.pop("virtual", "")
    answer = said_yes(virtual)
    values = _renamed(cells, {"website": "url"})
    if answer is not None:
        values["location_type"] = "virtual" if answer else "physical"
    location = draft.add("location", values, place, headings={"url": "website"})
    if answer is None:
        draft.attribute(Link("location", location), Term(SOURCE, "virtual"), virtual, place)
    _put_parts(draft, Link("location", location), parts, _LOCATION_PARTS, place)
    _put_kept(draft, Link("location", location), kept, place)


def _service(draft: Draft, cells: Cells, place: Place, owners: Mapping[str, str]) -> None:
    kept = _taken(cells, (*_LISTS_KEPT, *_TEXTS_KEPT))
    parts = _taken(cells, _SERVICE_PARTS)
    location, terms = cells.pop("location_id", ""), listed(cells.pop("taxonomy_ids", ""))
    documents = cells.pop("required_documents", "")
    names = {"website": "url", "eligibility": "eligibility_description"}
    values = _renamed(cells, names) | {"organization_id": owners.get(location, "")}
    headings = {new: old for old, new in names.items()}
    service = draft.add("service", values, place, headings=headings)
    if location:
        said = {"service_id": service, "location_id": location}
        draft.add("service_at_location", said, place, position=f"{service} at {location}")
    else:
        draft.problem("location_not_said", place, "location_id")
    if documents:
        said = {"service_id": service, "document": documents}
        draft.add("required_document", said, place, position=f"{service} documents")
    for term in terms:
        said = {"link_id": service, "link_entity": "service", "taxonomy_term_id": term}
        draft.add("attribute", said, place, position=f"{service} term {term}")
    _put_parts(draft, Link("service", service), parts, _SERVICE_PARTS, place)
    _put_kept(draft, Link("service", service), kept, place)


def _phone(draft: Draft, cells: Cells, place: Place) -> None:
    """The country's prefix goes before the number; the department says whom one reaches."""
    vanity = cells.pop("vanity_number", "")
    prefix, number = cells.pop("country_prefix", ""), cells.pop("number", "")
    values = _renamed(cells, {"number_type": "type", "department": "description"})
    values["number"] = f"{prefix} {number}".strip() if number else ""
    table = next((one for one in _OWNERS if cells.get(f"{one}_id")), "")
    if not table:
        draft.add("phone", values, place)
        return
    owner = draft.id_of(table, values.pop(f"{table}_id"))
    phone = add_phone(draft, Link(table, owner), values, place)
    if vanity:
        kept_by, link = ("phone", phone) if phone else (table, owner)
        draft.attribute(Link(kept_by, link), Term(SOURCE, "vanity_number"), vanity, place)


def _address(draft: Draft, cells: Cells, place: Place) -> None:
    draft.add("address", cells | {"address_type": "physical"}, place)


def _mail_address(draft: Draft, cells: Cells, place: Place) -> None:
    add_apart(draft, "address", "postal", cells | {"address_type": "postal"}, place)


def _as_it_is(table: str) -> Callable[[Draft, Cells, Place], None]:
    def add(draft: Draft, cells: Cells, place: Place) -> None:
        draft.add(table, cells, place)

    return add


def _taxonomy(draft: Draft, rows: Rows) -> None:
    names = {cells.get("taxonomy_id", ""): cells.get("name", "") for _, cells in rows}
    for place, cells in rows:
        add_term(draft, draft.source, _renamed(cells, {"taxonomy_id": "code"}), names, place)


def _taken(cells: Cells, headings: Iterable[str]) -> Cells:
    return {heading: cells.pop(heading) for heading in headings if heading in cells}


def _renamed(cells: Mapping[str, str], names: Mapping[str, str]) -> Cells:
    return {names.get(name, name): cell for name, cell in cells.items()}


def _put_parts(
    draft: Draft, link: Link, cells: Cells, parts: Mapping[str, tuple[str, str]], place: Place
) -> None:
    """A row of its own for each value of the cells that list several."""
    for heading, cell in cells.items():
        child, field = parts[heading]
        for value in listed(cell):
            said = {field: value, f"{link.table}_id": link.id}
            draft.add(child, said, place, position=f"{link.id} {heading} {value}")


def _put_kept(draft: Draft, link: Link, kept: Cells, place: Place) -> None:
    for heading, cell in kept.items():
        if heading in _LISTS_KEPT:
            keep_each(draft, link, heading, cell, place)
        else:
            draft.attribute(link, Term(SOURCE, heading), cell, place)


_READERS: dict[str, Callable[[Draft, Cells, Place], None]] = {
    "organizations": _organization,
    "locations": _location,
    "programs": _as_it_is("program"),
    "contacts": _as_it_is("contact"),
    "phones": _phone,
    "addresses": _address,
    "mail_addresses": _mail_address,
    "regular_schedules": add_weekday,
    "holiday_schedules": add_holiday,
}
