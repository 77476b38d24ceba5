"""The Human Services Data Specification 1.1 as tables, brought to HSDS 3."""

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
    listed,
    postal_location,
)
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.sheets import Sheet

Cells = Mapping[str, str]

# Table -> (the table of HSDS 3, column -> its name there). Other columns are called the same.
_RENAMED: dict[str, tuple[str, dict[str, str]]] = {
    "organizations": ("organization", {"url": "website"}),
    "programs": ("program", {}),
    "services": ("service", {}),
    "service_at_location": ("service_at_location", {}),
    "services_at_location": ("service_at_location", {}),
    "locations": ("location", {}),
    "contacts": ("contact", {}),
    "funding": ("funding", {}),
    "service_areas": ("service_area", {"service_area": "name"}),
    "required_documents": ("required_document", {}),
    "languages": ("language", {"language": "name"}),
    "accessibility_for_disabilities": ("accessibility", {"accessibility": "description"}),
    "metadata": ("metadata", {}),
    "meta_table_description": ("meta_table_description", {}),
}
_OWNERS = (
    ("contact", "contact_id"),
    ("service_at_location", "service_at_location_id"),
    ("service", "service_id"),
    ("location", "location_id"),
    ("organization", "organization_id"),
)
_FURTHER_LINES = ("address_3", "address_4")


def read_hsds1(sheets: Iterable[tuple[str, Sheet]], draft: Draft) -> None:
    """Put every row into the draft; any table may be missing. Raises `UnreadableTable`."""
    for stem, sheet in sheets:
        rows = [(place, _folded(cells)) for place, cells in sheet.rows(draft, stem)]
        if stem == "taxonomy":
            _taxonomy(draft, rows)
            continue
        put_in = _SPECIAL.get(stem)
        for place, cells in rows:
            if put_in is not None:
                put_in(draft, cells, place)
            else:
                table, names = _RENAMED[stem]
                _add(draft, table, names, cells, place)


def _add(draft: Draft, table: str, names: Mapping[str, str], cells: Cells, place: Place) -> None:
    values = {names.get(name, name): cell for name, cell in cells.items()}
    draft.add(table, values, place, headings={name: heading for heading, name in names.items()})


def _folded(cells: Cells) -> dict[str, str]:
    return {name.casefold(): cell for name, cell in cells.items()}


def _phone(draft: Draft, cells: dict[str, str], place: Place) -> None:
    """The first owner that is named gets the words of a number that is none; languages become rows of their own."""
    languages = listed(cells.pop("language", ""))
    if department := cells.pop("department", ""):
        cells["description"] = "\n".join(filter(None, (department, cells.get("description", ""))))
    table, column = next(((table, column) for table, column in _OWNERS if cells.get(column)), ("", ""))
    if not table:
        draft.add("phone", cells, place)
        return
    owner = draft.id_of(table, cells.pop(column))
    phone = add_phone(draft, Link(table, owner), cells, place)
    for language in languages if phone else ():
        position = f"{phone} {language}"
        draft.add("language", {"phone_id": phone, "name": language}, place, position=position)


def _address(draft: Draft, cells: dict[str, str], place: Place, kind: str) -> None:
    further = [cells.pop(name) for name in _FURTHER_LINES if name in cells]
    if further:
        cells["address_2"] = ", ".join((cells.get("address_2", ""), *further)).removeprefix(", ")
    organization = cells.pop("organization_id", "")
    if organization and "location_id" not in cells:
        postal_location(draft, draft.id_of("organization", organization), cells, place)
        return
    address = add_apart(draft, "address", kind, cells | {"address_type": kind}, place)
    if organization:
        draft.attribute(Link("address", address), Term(SOURCE, "organization_id"), organization, place)


def _physical(draft: Draft, cells: dict[str, str], place: Place) -> None:
    _address(draft, cells, place, "physical")


def _postal(draft: Draft, cells: dict[str, str], place: Place) -> None:
    _address(draft, cells, place, "postal")


def _eligibility(draft: Draft, cells: dict[str, str], place: Place) -> None:
    """Several rows of one service are several conditions: lines of one text."""
    service = draft.id_of("service", cells.get("service_id"))
    row = draft.rows["service"].get(service)
    said = str(row.get("eligibility_description", "")) if row else ""
    if row is None or not said:
        draft.add("service", {"id": service, "eligibility_description": cells.get("eligibility")}, place)
    else:
        row["eligibility_description"] = f"{said}\n{cells.get('eligibility', '')}".strip()


def _payment(draft: Draft, cells: dict[str, str], place: Place) -> None:
    service = draft.id_of("service", cells.get("service_id"))
    draft.attribute(Link("service", service), Term(SOURCE, "payment"), cells.get("payment"), place)


def _service_term(draft: Draft, cells: dict[str, str], place: Place) -> None:
    """A term of a service, and what is said of it there."""
    values = {
        "id": cells.get("id"),
        "link_id": draft.id_of("service", cells.get("service_id")),
        "link_entity": "service",
        "taxonomy_term_id": cells.get("taxonomy_id"),
        "value": cells.get("taxonomy_detail"),
    }
    draft.add("attribute", values, place)


def _taxonomy(draft: Draft, rows: list[tuple[Place, dict[str, str]]]) -> None:
    names = {cells.get("id", ""): cells.get("name", "") for _, cells in rows}
    for place, cells in rows:
        taxonomy = cells.get("vocabulary") or draft.source
        values = {name: cell for name, cell in cells.items() if name not in ("id", "vocabulary")}
        add_term(draft, taxonomy, values | {"code": cells.get("id", "")}, names, place)


_SPECIAL: dict[str, Callable[[Draft, dict[str, str], Place], None]] = {
    "phones": _phone,
    "physical_addresses": _physical,
    "postal_addresses": _postal,
    "regular_schedules": add_weekday,
    "holiday_schedules": add_holiday,
    "eligibility": _eligibility,
    "payments_accepted": _payment,
    "service_taxonomy": _service_term,
}
