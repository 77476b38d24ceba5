"""What the layouts before HSDS 3 have in common: phones, postal addresses, days of the week, holidays, lists in cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tessera.common.spans import Precision
from tessera.common.typed_dates import read_date
from tessera.common.unreadable import UnreadableValue
from tessera.exchange.directories.attributes import SOURCE, Link, Term
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.identifiers import is_uuid
from tessera.exchange.directories.opening_hours import read_days, read_time
from tessera.exchange.directories.problems import Place

Values = Mapping[str, str]

_YES = frozenset({"true", "yes", "1", "t", "y"})
_NO = frozenset({"false", "no", "0", "f", "n"})
_YEAR_ONE = re.compile(r"(?<!\d)0{0,3}1$|^0001(?!\d)")
_A_LEAP_YEAR = "2000"
_TIMES = ("opens_at", "closes_at")


def said_yes(text: str) -> bool | None:
    """None for what says neither yes nor no."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def listed(cell: str) -> list[str]:
    """The values of a cell in which commas part them, each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, cell.split(",")))))


def add_phone(draft: Draft, link: Link, values: Values, place: Place, heading: str = "number") -> str:
    """A phone of the row `link`, and its identifier; "" where there is no digit in its number.

    Words such as "no phone" are kept as an attribute of the row then.
    """
    number = values.get("number", "")
    if not any(sign.isdigit() for sign in number):
        draft.problem("phone_without_number", place, heading, text=number)
        draft.attribute(link, Term(SOURCE, heading), number, place)
        return ""
    position = f"{link.id} {heading} {place.lasting}"
    return draft.add("phone", dict(values) | {f"{link.table}_id": link.id}, place, position=position)


def postal_location(draft: Draft, organization: str, address: Values, place: Place) -> str:
    """A location that is nothing but where letters to the organization go: HSDS has addresses of locations only."""
    location = draft.add(
        "location",
        {"id": f"post of {organization}", "location_type": "postal", "organization_id": organization},
        place,
        keeps_id=False,
    )
    values = dict(address) | {"location_id": location, "address_type": "postal"}
    add_apart(draft, "address", "postal", values, place)
    return location


def add_weekday(draft: Draft, cells: Values, place: Place) -> None:
    """A row "Monday, 9am, 17:00" as a schedule of every week; a day without times states no more than its name."""
    values: dict[str, Any] = {name: cell for name, cell in cells.items() if name not in ("weekday", *_TIMES)}
    days = read_days(cells.get("weekday", ""))
    times, unread = _times(cells)
    if days:
        values["byday"] = ",".join(days)
    if days and times:
        values["freq"] = "WEEKLY"
    if not days or unread:
        words = [cells.get("weekday", "") if not days else "", *unread]
        values["description"] = " ".join(filter(None, words))
        draft.problem("hours_unreadable", place, text=values["description"])
    elif not times:
        draft.problem("hours_missing", place, "opens_at")
    _say_if_backwards(draft, times, place)
    draft.add("schedule", values | times, place)


def add_holiday(draft: Draft, cells: Values, place: Place) -> None:
    """A holiday as a schedule for its days; what HSDS cannot say of it stands in its notes, in the list's own words.

    The year 1 is how some programs write a date of every year: such a date goes into the notes alone, because
    a schedule with it would be over for two thousand years.
    """
    own = ("start_date", "end_date", "closed", *_TIMES)
    values: dict[str, Any] = {name: cell for name, cell in cells.items() if name not in own}
    times, unread = _times(cells)
    closed = said_yes(cells.get("closed", ""))
    notes = [*(["closed"] if closed else []), *unread]
    for column, name in (("start_date", "valid_from"), ("end_date", "valid_to")):
        text = cells.get(column, "")
        day = _day(text)
        if day and not _is_of_every_year(text):
            values[name] = day
        elif text:
            notes.append(f"{column}: {day[5:]} of every year" if day else f"{column}: {text}")
            draft.problem("year_meaningless" if day else "date_unreadable", place, column, text=text)
    if closed is None and cells.get("closed"):
        notes.append(f"closed: {cells['closed']}")
    if notes:
        values["notes"] = "; ".join(notes)
    _say_if_backwards(draft, times, place)
    add_apart(draft, "schedule", "holiday", values | times, place)


def add_apart(draft: Draft, table: str, kind: str, values: Mapping[str, Any], place: Place) -> str:
    """A row of a table in which two files of the list come together, each with identifiers of its own."""
    known_as = values.get("id")
    if not known_as or is_uuid(known_as):
        return draft.add(table, values, place)
    found = draft.add(table, dict(values) | {"id": f"{kind} {known_as}"}, place, keeps_id=False)
    draft.attribute(Link(table, found), Term(SOURCE, "id"), known_as, place)
    return found


def add_term(
    draft: Draft, taxonomy: str, values: Mapping[str, str], names: Mapping[str, str], place: Place
) -> None:
    """A term of the taxonomy with this name, with its code for identifier, as these layouts have it.

    `names` are the names of all terms by code: that of the parent is kept only where the parent is called otherwise.
    """
    taxonomy_id = draft.add(
        "taxonomy", {"id": f"taxonomy {taxonomy}", "name": taxonomy}, place, keeps_id=False
    )
    said = {name: one for name, one in values.items() if name != "parent_name"}
    said |= {"id": values.get("code", ""), "taxonomy": taxonomy, "taxonomy_id": taxonomy_id}
    term = draft.add("taxonomy_term", said, place, keeps_id=False)
    if values.get("parent_name", "") != names.get(values.get("parent_id", ""), ""):
        parent_name = Term(SOURCE, "parent_name")
        draft.attribute(Link("taxonomy_term", term), parent_name, values.get("parent_name"), place)


def keep_each(draft: Draft, link: Link, heading: str, cell: str, place: Place) -> None:
    """The values of a cell with several, each as an attribute under the name of the column."""
    for value in listed(cell):
        draft.attribute(link, Term(SOURCE, heading), value, place)


def _times(cells: Values) -> tuple[dict[str, str], list[str]]:
    """The times that can be read, and the words of the others."""
    said = {name: cells[name] for name in _TIMES if cells.get(name)}
    times = {name: time for name, text in said.items() if (time := read_time(text))}
    return times, [f"{name}: {text}" for name, text in said.items() if name not in times]


def _say_if_backwards(draft: Draft, times: Mapping[str, str], place: Place) -> None:
    if len(times) == len(_TIMES) and times["closes_at"] <= times["opens_at"]:
        draft.problem("closes_first", place, text=f"{times['opens_at']} - {times['closes_at']}")


def _is_of_every_year(text: str) -> bool:
    return _YEAR_ONE.search(text.strip()) is not None


def _day(text: str) -> str:
    """The day as `YYYY-MM-DD`, months first where figures leave it open; "" for what is no single day."""
    written = _YEAR_ONE.sub(_A_LEAP_YEAR, text.strip())
    try:
        span = read_date(written, day_first=False)
    except UnreadableValue:
        return ""
    return span.earliest.isoformat() if span and span.precision is Precision.DAY else ""
