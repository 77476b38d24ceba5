"""The legal-aid directory of Illinois, as its publisher exported it."""

from __future__ import annotations

from collections import Counter

import pytest

from tessera.exchange.directories import Directory, Layout, read_directory, recognise, values
from tessera.exchange.directories.illinois_columns import ILLINOIS_COLUMNS
from tessera.exchange.directories.illinois_hours import recurring, weekly
from tessera.exchange.directories.layouts import open_files
from tessera.exchange.tests.listed_directories import (
    all_values,
    directory_of,
    is_placeholder,
    needs_lists,
    problems_of,
    published,
)

SERVICES = "export_services.csv"
LOCATIONS = "export_locations.csv"


@needs_lists
def test_figures_of_the_published_list() -> None:
    directory = directory_of("illinois")
    assert recognise(published("illinois")) == Layout.ILLINOIS_EXPORT
    assert len(directory.services) == 430
    named = [one for one in directory.organizations.values() if not is_placeholder(directory, one)]
    assert len(named) == 33
    places = Counter(location["location_type"] for location in directory.locations.values())
    assert places == {"physical": 520, "postal": 33}  # the second: where letters to the organizations go
    types = all_values(directory, "Service type")
    assert (types["Direct representation"], types["Legal self-help center"]) == (223, 188)
    about = ("immigra", "asylum", "refugee")
    texts = [str(service).casefold() for service in directory.services.values()]
    assert sum(1 for text in texts if any(word in text for word in about)) == 16


@needs_lists
def test_services_of_organizations_that_are_not_in_the_list_are_kept() -> None:
    directory = directory_of("illinois")
    assert problems_of(directory, table=SERVICES)["organization_missing"] == 341
    assert problems_of(directory, table=LOCATIONS)["organization_missing"] == 448
    assert problems_of(directory, table=SERVICES)["location_not_said"] == 4
    at_none = [one for one in directory.services.values() if "service_at_locations" not in one]
    assert len(at_none) == 4
    missing = {
        service["organization_id"]
        for service in directory.services.values()
        if is_placeholder(directory, directory.organizations[service["organization_id"]])
    }
    assert len(missing) == 125
    for identifier in missing:
        organization = directory.organizations[identifier]
        (known_as,) = values(directory, organization, "tessera-source", "placeholder")
        assert organization["name"] == f"Organisation {known_as}"


@needs_lists
def test_the_row_without_an_identifier_is_kept() -> None:
    directory = directory_of("illinois")
    (problem,) = (one for one in directory.problems if one.code == "id_missing")
    assert (problem.table, problem.row) == (SERVICES, 431)
    (service,) = (one for one in directory.services.values() if "name" not in one)
    (at,) = service["service_at_locations"]
    location = directory.locations[at["location_id"]]
    assert values(directory, location, "tessera-source", "id") == ["97541"]


@needs_lists
def test_every_cell_is_somewhere() -> None:
    """In a field, in an attribute, in a relation, or in a problem; blanks apart."""
    directory = directory_of("illinois")
    texts = {" ".join(text.split()) for text in _texts_of(directory)}
    joined = " ".join(sorted(texts))
    problems = " ".join(str(one.values) for one in directory.problems)
    for stem, sheet in open_files(published("illinois")).sheets:
        assert set(sheet.headings) <= ILLINOIS_COLUMNS[stem]
        assert sheet.table is not None
        for row in sheet.table.checked_rows():
            for heading, cell in zip(sheet.headings, row.cells, strict=True):
                for line in filter(None, (" ".join(one.split()) for one in cell.split("\n"))):
                    if heading in _RELATIONS or line in texts:
                        continue
                    assert _parted(heading, line) in joined or line in problems, (heading, line)


_RELATIONS = {"Services", "Imported table", "Location ID", "Organization ID"}


def _parted(heading: str, line: str) -> str:
    """What of a cell is looked for, where a cell becomes several fields."""
    if heading == "Mailing address":
        return line.rpartition(", ")[0]
    if heading == "Geolocation":
        return line.removeprefix("Geolocation is ").partition(",")[0].rstrip("0")
    return line


def _texts_of(document: object) -> list[str]:
    if isinstance(document, Directory):
        parts: list[object] = [document.organizations, document.services, document.locations, document.terms]
        return [text for part in parts for text in _texts_of(part)]
    if isinstance(document, dict):
        return [text for one in document.values() for text in _texts_of(one)]
    if isinstance(document, list):
        return [text for one in document for text in _texts_of(one)]
    return [str(document), *str(document).split("\n")]


@needs_lists
def test_coordinates_stand_in_the_location() -> None:
    directory = directory_of("illinois")
    location = next(
        one for one in directory.locations.values() if one.get("name") == "Arlington Heights Memorial Library"
    )
    assert (location["latitude"], location["longitude"]) == (42.108547, -87.974705)
    services_with_points = all_values(directory, "Geolocation")
    assert sum(services_with_points.values()) == 4  # of those that name no location


@needs_lists
def test_areas_of_a_location_are_those_of_its_services() -> None:
    directory = directory_of("illinois")
    service = next(
        one
        for one in directory.services.values()
        if one.get("name") == "Free legal information and forms in Cook County"
    )
    assert [(area["name"], area["description"]) for area in service["service_areas"]] == [
        ("Cook", "Counties")
    ]


@needs_lists
def test_what_cannot_be_dialled_or_read_is_told() -> None:
    directory = directory_of("illinois")
    assert problems_of(directory)["phone_without_number"] == 8
    assert problems_of(directory)["address_incomplete"] == 33
    numbers = [phone["number"] for one in directory.locations.values() for phone in one.get("phones", [])]
    assert "no phone" not in numbers
    for location in directory.locations.values():
        for address in location.get("addresses", []):
            assert address["address_type"] == "postal"
            assert {"address_1", "state_province", "postal_code"} <= address.keys()


def test_a_week_with_breaks_and_closed_days() -> None:
    text = "Sunday: Closed Monday: 8:30-12:00 , 13:00-17:00  Tuesday: 8:30-12:00  Saturday: Closed"
    assert weekly(text) == [
        {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "08:30:00", "closes_at": "12:00:00"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "13:00:00", "closes_at": "17:00:00"},
    ]
    assert weekly("Sunday: Closed") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "by appointment",
        "Monday: 10:00-4:00",  # closes first
        "Monday: morning",
        "Monday:",
        "Monday: 25:00-26:00",
        "Monday: 9:00-17:00 Tuesday: ask",
        "Hours: Monday: 9:00-17:00",
    ],
)
def test_half_a_week_is_no_week(text: str) -> None:
    assert weekly(text) is None


@pytest.mark.parametrize(
    ("rule", "repeats"),
    [
        (
            "Repeats every month on the third Tuesday 100 times.",
            {"freq": "MONTHLY", "byday": "3TU", "count": 100},
        ),
        ("Repeats every month on the last Tuesday.", {"freq": "MONTHLY", "byday": "-1TU"}),
        (
            "Repeats every 2 weeks every Tuesday 48 times.",
            {"freq": "WEEKLY", "byday": "TU", "interval": 2, "count": 48},
        ),
        (
            "Repeats every week every Tuesday until Sat Dec 31 2016.",
            {"freq": "WEEKLY", "byday": "TU", "interval": 1, "until": "2016-12-31"},
        ),
    ],
)
def test_dates_that_recur(rule: str, repeats: dict[str, object]) -> None:
    hours = {"opens_at": "17:00:00", "closes_at": "19:00:00"}
    found = recurring(f"{rule} Tuesday, January 15, 2019 - 5:00pm to 7:00pm")
    assert found == repeats | hours | {"dtstart": "2019-01-15"}


def test_a_single_date() -> None:
    assert recurring("Saturday, July 23, 2016 - 4:00pm to 6:00pm") == {
        "valid_from": "2016-07-23",
        "valid_to": "2016-07-23",
        "opens_at": "16:00:00",
        "closes_at": "18:00:00",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Repeats every month on the 1 of March, April. Tuesday, December 6, 2016 - 10:00am to 5:00pm",
        "Repeats every month on March, April on the first Friday 12 times. Friday, March 3, 2017 - 6:30pm to 9:30pm",
        "Repeats every 2 weeks every Tuesday 48 times except Tue Dec 13 2016. Tuesday, July 26, 2016 - 5:00pm to 7:00pm",
        "Repeats every month. Friday, December 9, 2016 - 10:00am to 5:00pm",
        "Repeats every month on the first Friday. Friday, May 6, 2016 - 1:00pm to 3:00pm\nFriday, June 3, 2016 - 2pm to 4:30pm",
        "Saturday, August 13, 2016 - 10:00am to Saturday, July 9, 2016 - 1:00pm",
        "Saturday, Juli 23, 2016 - 4:00pm to 6:00pm",
        "Saturday, July 43, 2016 - 4:00pm to 6:00pm",
    ],
)
def test_what_would_say_more_than_the_text_is_left_in_words(text: str) -> None:
    """Some months only, dates left out, hours that change: a schedule of HSDS 3 would send people to closed doors."""
    assert recurring(text) is None


def test_the_words_of_hours_stay_where_they_cannot_be_read() -> None:
    files = {"export_services.csv": b"Services-ID,Title,Service type,Hours of operation\n1,Desk,Advice,ask\n"}
    directory = read_directory(files, source="a")
    (service,) = directory.services.values()
    assert [one["description"] for one in service["schedules"]] == ["ask"]
    assert values(directory, service, "tessera-source", "Hours of operation") == ["ask"]
    assert problems_of(directory)["hours_unreadable"] == 1
