"""HSDS 1.1 and the tables of the Ohana API, brought to HSDS 3."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.exchange.directories import Directory, Layout, read_directory, recognise, values
from tessera.exchange.directories.opening_hours import read_days, read_time
from tessera.exchange.tests.listed_directories import (
    count_of,
    directory_of,
    is_placeholder,
    needs_lists,
    problems_of,
    published,
)


def without_ids(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one for name, one in part.items() if name not in ("id", "attributes")} for part in parts]


def read(**tables: str) -> Directory:
    files = {f"{name}.csv": text.encode() for name, text in tables.items()}
    return read_directory(files, source="invented")


@needs_lists
def test_figures_of_hsds_1() -> None:
    directory = directory_of("hsds 1.1")
    assert recognise(published("hsds 1.1")) == Layout.HSDS1_TABLES
    named = [one for one in directory.organizations.values() if not is_placeholder(directory, one)]
    assert (len(named), len(directory.services)) == (33, 430)
    physical = [one for one in directory.locations.values() if one.get("location_type") != "postal"]
    assert len(physical) == 520
    assert count_of(directory, "schedule") == 2_492
    # Every phone of the list is one, or told: 19 rows have no number, 8 have "no phone".
    told = problems_of(directory)["phone_without_number"]
    assert (count_of(directory, "phone"), told) == (955, 27)
    assert count_of(directory, "phone") + told == 982
    assert problems_of(directory)["organization_missing"] == 341 + 448
    assert problems_of(directory)["hours_missing"] == 665
    descriptions = [one.get("description") for one in directory.services.values()]
    assert descriptions.count("Direct representation") == 223


@needs_lists
def test_hsds_1_without_the_prefix_is_the_same() -> None:
    files = {name.removeprefix("hsds11_"): data for name, data in published("hsds 1.1").items()}
    assert recognise(files) == Layout.HSDS1_TABLES
    assert read_directory(files, source="hsds 1.1") == directory_of("hsds 1.1")


@needs_lists
def test_figures_of_ohana() -> None:
    directory = directory_of("ohana")
    assert recognise(published("ohana")) == Layout.OHANA_TABLES
    assert (len(directory.organizations), len(directory.locations), len(directory.services)) == (8, 22, 23)
    assert count_of(directory, "phone") == 54
    own = [term for term in directory.terms.values() if term.get("taxonomy") == "ohana"]
    assert len(own) == 290
    assert sum(1 for term in own if "parent_id" in term) == 279
    assert not any(is_placeholder(directory, one) for one in directory.organizations.values())
    assert (count_of(directory, "contact"), count_of(directory, "schedule")) == (31, 11 + 4)
    assert count_of(directory, "address") == 21 + 21


@needs_lists
def test_a_service_of_ohana_with_everything() -> None:
    directory = directory_of("ohana")
    service = next(one for one in directory.services.values() if one["name"] == "Passport Photos")
    assert directory.organizations[service["organization_id"]]["name"] == "Example Agency"
    assert service["eligibility_description"] == "None"
    assert service["url"] == "http://www.example.com"
    assert service["status"] == "active"
    assert [one["source"] for one in service["funding"]] == ["City", "County", "Federal", "State"]
    assert [one["name"] for one in service["service_areas"]] == ["Alameda County", "San Mateo County"]
    assert [one["document"] for one in service["required_documents"]] == [
        "Government-issued picture identification"
    ]
    assert values(directory, service, "tessera-source", "keywords") == ["Salud", "Medicina"]
    codes = [directory.terms[one["taxonomy_term_id"]]["code"] for one in service["attributes"]]
    assert [code for code in codes if code[0].isdigit()] == [
        "105",
        "108",
        "108-05",
        "108-05-01",
        "111",
        "111-05",
    ]
    assert [phone["type"] for phone in service["phones"]] == ["voice", "fax", "sms"]
    (audience,) = values(directory, service, "tessera-source", "audience")
    assert audience.startswith("Profit and nonprofit businesses, the public")


@needs_lists
def test_locations_of_ohana() -> None:
    directory = directory_of("ohana")
    kinds = [one["location_type"] for one in directory.locations.values()]
    assert (kinds.count("virtual"), kinds.count("physical")) == (1, 21)
    location = next(one for one in directory.locations.values() if one["name"] == "Example Location")
    assert [one["address_type"] for one in location["addresses"]] == ["physical", "postal"]
    assert [one["description"] for one in location["accessibility"]] == [
        "disabled_parking",
        "restroom",
        "wheelchair",
    ]
    assert len(location["languages"]) == 5
    # The address that people write to stays, that of an administrator does not.
    assert values(directory, location, "tessera-source", "email") == ["info@example.org"]
    assert values(directory, location, "tessera-source", "admin_emails") == []
    assert problems_of(directory)["email_removed"] == 2
    contact = next(one for one in location["contacts"] if one["name"] == "Suzanne Badenhoop")
    assert contact["email"] == "suzanne@example.com"
    assert [phone["number"] for phone in contact["phones"]] == [
        "+1 123-456-7890",
        "+1 202-555-1212",
        "650-555-1212",
    ]


@needs_lists
def test_schedules_of_ohana() -> None:
    directory = directory_of("ohana")
    location = next(one for one in directory.locations.values() if one["name"] == "Example Location")
    schedules = without_ids(location["schedules"])
    assert {"freq": "WEEKLY", "byday": "MO", "opens_at": "08:00:00", "closes_at": "17:00:00"} in schedules
    assert {"notes": "closed; start_date: 01-01 of every year; end_date: 01-01 of every year"} in schedules
    christmas = {
        "valid_from": "2015-12-24",
        "valid_to": "2015-12-24",
        "opens_at": "10:00:00",
        "closes_at": "16:00:00",
    }
    assert christmas in schedules
    assert problems_of(directory)["year_meaningless"] == 6
    assert problems_of(directory)["closes_first"] == 1


def test_rows_of_two_files_that_bear_one_number_are_two() -> None:
    directory = read(
        regular_schedules="id,location_id,service_id,weekday,opens_at,closes_at\n1,5,,Monday,9am,17:00\n",
        holiday_schedules="id,location_id,service_id,start_date,end_date,closed,opens_at,closes_at\n1,5,,,,true,,\n",
    )
    (location,) = directory.locations.values()
    assert without_ids(location["schedules"]) == [
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00:00", "closes_at": "17:00:00"},
        {"notes": "closed"},
    ]
    assert "id_repeated" not in problems_of(directory)


def test_a_day_without_hours_is_not_said_to_be_open() -> None:
    directory = read(
        regular_schedules="id,location_id,weekday,opens_at,closes_at\n1,5,Sunday,,\n2,5,Feiertag,9,10\n"
    )
    (location,) = directory.locations.values()
    assert without_ids(location["schedules"]) == [
        {"byday": "SU"},
        {"description": "Feiertag opens_at: 9 closes_at: 10"},
    ]


def test_hsds_1_whole() -> None:
    """Every table of the layout that the published list does not have."""
    directory = read(
        organizations="id,name,url\n1,Aid,www.example.org\n",
        services="id,organization_id,name,status,fees\n1,1,Clinic,Active,none\n",
        locations="id,organization_id,name\n1,1,House\n",
        services_at_location="id,service_id,location_id,description\n1,1,1,Ground floor\n",
        physical_addresses="id,location_id,address_1,address_2,address_3,city,country\n1,1,A,B,C,Town,MX\n",
        postal_addresses="id,location_id,organization_id,address_1,city\n1,1,,Box 1,Town\n",
        phones='id,service_at_location_id,number,language,department\n1,1,123 456,"Spanish, Mam",Desk\n',
        eligibility="id,service_id,eligibility\n1,1,Adults\n2,1,Residents\n",
        payments_accepted="id,service_id,payment\n1,1,Cash\n",
        accessibility_for_disabilities="id,location_id,accessibility,details\n1,1,Ramp,at the back\n",
        languages="id,service_id,language\n1,1,Spanish\n",
        service_areas="id,service_id,service_area,description\n1,1,North,all of it\n",
        taxonomy="id,name,parent_id,parent_name,vocabulary\nH,Health,,,Ours\nH1,Dentist,H,Health,Ours\n",
        service_taxonomy="id,service_id,taxonomy_id,taxonomy_detail\n1,1,H1,on Mondays\n",
        contacts="id,service_id,name\n1,1,Ana\n",
    )
    (organization,) = directory.organizations.values()
    (service,) = directory.services.values()
    (location,) = directory.locations.values()
    assert organization["website"] == "http://www.example.org"
    assert (service["status"], service["fees"]) == ("active", "none")
    assert service["eligibility_description"] == "Adults\nResidents"
    assert values(directory, service, "tessera-source", "payment") == ["Cash"]
    assert values(directory, service, "Ours", "H1") == ["on Mondays"]
    (at,) = service["service_at_locations"]
    assert (at["location_id"], at["description"]) == (location["id"], "Ground floor")
    assert without_ids(at["phones"]) == [
        {"number": "123 456", "description": "Desk", "languages": at["phones"][0]["languages"]}
    ]
    assert [one["name"] for one in at["phones"][0]["languages"]] == ["Spanish", "Mam"]
    assert [(one["address_type"], one.get("address_2")) for one in location["addresses"]] == [
        ("physical", "B, C"),
        ("postal", None),
    ]
    assert without_ids(location["accessibility"]) == [{"description": "Ramp", "details": "at the back"}]
    assert without_ids(service["service_areas"]) == [{"name": "North", "description": "all of it"}]
    assert [one["name"] for one in service["contacts"]] == ["Ana"]
    term = next(one for one in directory.terms.values() if one["code"] == "H1")
    assert directory.terms[term["parent_id"]]["name"] == "Health"
    assert problems_of(directory) == {"address_incomplete": 2, "url_scheme_added": 1}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:00", "09:00:00"),
        ("8:30am", "08:30:00"),
        ("3pm", "15:00:00"),
        ("4:00 PM", "16:00:00"),
        ("13:00pm", "13:00:00"),
        ("12:00am", "00:00:00"),
        ("12pm", "12:00:00"),
        ("10:15:00", "10:15:00"),
        ("9", None),
        ("13am", None),
        ("24:00", None),
        ("9:75", None),
        ("noon", None),
        ("", None),
        ("9:00" + " " * 200, None),
    ],
)
def test_times(text: str, time: str | None) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Sunday", ["SU"]),
        ("Sun-Thurs", ["MO", "TU", "WE", "TH", "SU"]),
        ("Mon-Thurs  and Sat", ["MO", "TU", "WE", "TH", "SA"]),
        ("Mondays only", ["MO"]),
        ("Fri, Sat & Sun", ["FR", "SA", "SU"]),
        ("every day", None),
        ("", None),
        ("Mon-", None),
    ],
)
def test_days(text: str, days: list[str] | None) -> None:
    assert read_days(text) == days
