"""The legal-aid directory of Illinois as its publisher exported it: three tables with questions as headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tessera.exchange.directories.attributes import SOURCE, Link, Term
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.illinois_columns import (
    APPLYING,
    AREAS,
    DATES,
    FEES,
    HOURS,
    LOCATION,
    ORGANIZATION,
    PHONES,
    SERVICE,
    WHOM,
)
from tessera.exchange.directories.illinois_hours import recurring, weekly
from tessera.exchange.directories.older_parts import add_phone, postal_location
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.sheets import Sheet

_MAIL, _OPEN, _POINT = "Mailing address", "Is this service open?", "Geolocation"
_SERVICE_ID, _LOCATION_ID, _PLACE_OF, _OWNER = "Services-ID", "Location_id", "Location ID", "Organization ID"
_SERVICES, _LOCATIONS = "Services", "Imported table"
_STATUS = {"Yes": "active", "No": "inactive"}
_LISTED = re.compile(r"\n[^\S\n]*\n {4}")  # how the export writes several values in one cell
_STATE_AND_CODE = re.compile(r"(.*), ([A-Z]{2}) (\d{5}(?:-\d{4})?)", re.DOTALL)
_DEGREES = re.compile(r"Geolocation is (-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)")

Cells = Mapping[str, str]
Rows = Sequence[tuple[Place, dict[str, str]]]


@dataclass
class _Relations:
    """Who belongs where by the tables themselves, so that what two of them say is kept once.

    `services_at`: location -> its services; `points`: location -> the points that its services state.
    """

    owners: dict[str, str] = field(default_factory=dict)  # of services
    places: dict[str, str] = field(default_factory=dict)  # of services
    owners_of_places: dict[str, str] = field(default_factory=dict)
    services_at: dict[str, list[str]] = field(default_factory=dict)
    points: dict[str, dict[str, None]] = field(default_factory=dict)

    @classmethod
    def of(cls, services: Rows, locations: Rows) -> _Relations:
        found = cls(owners_of_places={one.get(_LOCATION_ID, ""): one.get(_OWNER, "") for _, one in locations})
        for _, cells in services:
            service, location = cells.get(_SERVICE_ID, ""), cells.get(_PLACE_OF, "")
            found.owners[service] = cells.get(_OWNER, "")
            found.places[service] = location
            if service and location:
                found.services_at.setdefault(location, []).append(service)
            if location and (point := cells.get(_POINT, "")):
                found.points.setdefault(location, {})[point] = None
        return found


def read_illinois(sheets: Iterable[tuple[str, Sheet]], draft: Draft) -> None:
    """Put the tables into the draft; any of the three may be missing. Raises `UnreadableTable`."""
    rows: dict[str, Rows] = {stem: list(sheet.rows(draft, stem)) for stem, sheet in sheets}
    relations = _Relations.of(rows.get("services", ()), rows.get("locations", ()))
    for place, cells in rows.get("organizations", ()):
        _organization(draft, place, dict(cells), relations)
    for place, cells in rows.get("locations", ()):
        _location(draft, place, dict(cells), relations)
    for place, cells in rows.get("services", ()):
        _service(draft, place, dict(cells), relations)


def _organization(draft: Draft, place: Place, cells: dict[str, str], relations: _Relations) -> None:
    known_as = cells.get(_OWNER, "")
    organization = _add(draft, "organization", place, cells, ORGANIZATION)
    _phones(draft, Link("organization", organization), place, cells)
    if mail := cells.pop(_MAIL, ""):
        found = _STATE_AND_CODE.fullmatch(mail)
        # Where one line ends and the next begins is lost: "… Suite 820Chicago".
        lines = (
            {"address_1": found[1], "state_province": found[2], "postal_code": found[3]}
            if found
            else {"address_1": mail}
        )
        postal_location(draft, organization, lines, place)
    _drop_if_said(cells, _SERVICES, relations.owners, known_as)
    _drop_if_said(cells, _LOCATIONS, relations.owners_of_places, known_as)
    _keep(draft, Link("organization", organization), place, cells)


def _location(draft: Draft, place: Place, cells: dict[str, str], relations: _Relations) -> None:
    known_as = cells.get(_LOCATION_ID, "")
    location = _add(
        draft,
        "location",
        place,
        cells,
        LOCATION,
        location_type="physical",
        **_point(draft, place, known_as, relations),
    )
    _phones(draft, Link("location", location), place, cells)
    _schedules(draft, Link("location", location), place, cells, DATES[1])
    for column in AREAS:
        for service in relations.services_at.get(known_as, ()):
            for area in _values(cells.get(column, "")):
                draft.add(
                    "service_area",
                    {"service_id": service, "name": area, "description": column},
                    place,
                    position=f"{service} {column} {area}",
                )
    _drop_if_said(cells, _SERVICES, relations.places, known_as)
    _keep(draft, Link("location", location), place, cells)


def _service(draft: Draft, place: Place, cells: dict[str, str], relations: _Relations) -> None:
    texts = {
        "application_process": _joined(cells, APPLYING),
        "fees_description": _joined(cells, FEES),
        "eligibility_description": _joined(cells, WHOM),
        "status": _STATUS.get(cells.get(_OPEN, ""), ""),
    }
    location, point = cells.pop(_PLACE_OF, ""), cells.pop(_POINT, "")
    service = _add(draft, "service", place, cells, SERVICE, **texts)
    _phones(draft, Link("service", service), place, cells)
    _schedules(draft, Link("service", service), place, cells, DATES[0])
    if location:
        at = draft.add(
            "service_at_location",
            {"service_id": service, "location_id": location},
            place,
            position=f"{service} at {location}",
        )
        is_told = location in relations.owners_of_places and len(relations.points.get(location, ())) == 1
        if point and not (is_told and _is_point(point)):
            draft.attribute(Link("service_at_location", at), Term(SOURCE, _POINT), point, place)
    else:
        draft.problem("location_not_said", place, _PLACE_OF)
        draft.attribute(Link("service", service), Term(SOURCE, _POINT), point, place)
    _keep(draft, Link("service", service), place, cells)


def _add(
    draft: Draft, table: str, place: Place, cells: dict[str, str], names: Mapping[str, str], **more: object
) -> str:
    """The row with what is copied as it is; those cells are then done with."""
    values = {name: cells.pop(heading, "") for heading, name in names.items()}
    return draft.add(table, values | more, place, headings={name: heading for heading, name in names.items()})


def _point(draft: Draft, place: Place, known_as: str, relations: _Relations) -> dict[str, str]:
    """The point of a location: its services state it, in a sentence."""
    points = [one for one in relations.points.get(known_as, ()) if _is_point(one)]
    if len(points) > 1:
        draft.problem("points_differ", place, text="; ".join(points))
    found = _DEGREES.fullmatch(points[0]) if len(points) == 1 else None
    return {"latitude": found[1], "longitude": found[2]} if found else {}


def _is_point(text: str) -> bool:
    return _DEGREES.fullmatch(text) is not None


def _phones(draft: Draft, link: Link, place: Place, cells: dict[str, str]) -> None:
    for heading, said in PHONES.items():
        if number := cells.pop(heading, ""):
            add_phone(draft, link, {"number": number} | said, place, heading)


def _schedules(draft: Draft, link: Link, place: Place, cells: Cells, dates: str) -> None:
    """What can be read of opening hours; the words stay as an attribute, which also says when it is closed."""
    for heading in (HOURS, dates):
        text = cells.get(heading, "")
        if not text:
            continue
        schedules = weekly(text) if heading == HOURS else _one(recurring(text))
        if schedules is None:
            draft.problem("hours_unreadable", place, heading, text=text)
            schedules = [{"description": text}]
        for number, schedule in enumerate(schedules):
            position = f"{link.id} {heading} {number}"
            draft.add("schedule", schedule | {f"{link.table}_id": link.id}, place, position=position)


def _one(schedule: dict[str, object] | None) -> list[dict[str, object]] | None:
    return None if schedule is None else [schedule]


def _keep(draft: Draft, link: Link, place: Place, cells: Cells) -> None:
    """What is left, as attributes: one for each value of a cell that lists several."""
    merged = {*APPLYING, *FEES, *WHOM} if link.table == "service" else set()
    for heading, cell in cells.items():
        if heading not in merged:
            for value in _values(cell):
                draft.attribute(link, Term(SOURCE, heading), value, place)


def _joined(cells: Cells, headings: Sequence[str]) -> str:
    """One text of several cells: the values of the first, then each further one after its heading."""
    first, *further = headings
    lines = [", ".join(_values(cells.get(first, "")))]
    lines += [f"{heading}: {cells[heading]}" for heading in further if cells.get(heading)]
    return "\n".join(filter(None, lines))


def _values(cell: str) -> list[str]:
    return [value for value in map(str.strip, _LISTED.split(cell)) if value]


def _drop_if_said(cells: dict[str, str], heading: str, known: Mapping[str, str], whose: str) -> None:
    """Forget a list of identifiers where each of these rows says itself to whom it belongs."""
    named = re.split(r"[,\s]+", cells.get(heading, ""))
    if all(known.get(one) == whose for one in named):
        cells.pop(heading, None)
