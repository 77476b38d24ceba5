"""HSDS 3: our description against the published one, and its examples read whole in every form they have."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tessera.exchange.directories import Layout, read_directory, recognise, values
from tessera.exchange.directories.absences import every_part
from tessera.exchange.directories.datapackage import write_package
from tessera.exchange.directories.hsds import DOCUMENTS, LISTED, NESTED, TABLES
from tessera.exchange.tests.listed_directories import (
    FOLDER,
    count_of,
    directory_of,
    needs_lists,
    problems_of,
    published,
)

EXAMPLES = Path(FOLDER or "") / "directory" / "hsds3_examples"
ORGANIZATION = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
SERVICE = "ac148810-d857-441c-9679-408f346de14b"
LOCATION = "3a19ff88-4620-4d17-9830-ac1d859eb5d5"
PHONE = "1554f2e2-a373-45db-a3fa-9fc48a61c15e"


def example(name: str) -> dict[str, bytes]:
    return {name: (EXAMPLES / name).read_bytes()}


def without_words(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource of a data package without its titles, descriptions and examples."""
    told = ("name", "type", "format", "constraints")
    fields = [
        {name: field[name] for name in told if field.get(name)} for field in resource["schema"]["fields"]
    ]
    keys = sorted(resource["schema"].get("foreignKeys", []), key=str)
    return {
        "name": resource["name"],
        "path": resource["path"],
        "format": resource["format"],
        "mediatype": resource["mediatype"],
        "profile": resource["profile"],
        "schema": {"primaryKey": resource["schema"]["primaryKey"], "fields": fields, "foreignKeys": keys},
    }


@needs_lists
def test_our_description_is_that_of_the_specification() -> None:
    theirs = json.loads((EXAMPLES / "csv" / "datapackage.json").read_text())
    ours = json.loads(write_package())
    assert [one["name"] for one in ours["resources"]] == [one["name"] for one in theirs["resources"]]
    for our_table, their_table in zip(ours["resources"], theirs["resources"], strict=True):
        assert without_words(our_table) == without_words(their_table)
    assert {ours[key] == theirs[key] for key in ("name", "title", "profile", "version", "homepage")} == {True}


def test_every_table_is_a_document_a_part_or_a_list() -> None:
    assert sorted((*DOCUMENTS, *NESTED, *LISTED)) == sorted(TABLES)
    assert len(TABLES) == 21
    for name in NESTED:
        parents = TABLES[name].parents.values()
        assert all(parent in DOCUMENTS or NESTED.index(parent) > NESTED.index(name) for parent in parents)


def test_the_package_knows_nothing_of_django() -> None:
    program = "import sys, tessera.exchange.directories; sys.exit('django' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 0  # noqa: S603 - this interpreter


@needs_lists
@pytest.mark.parametrize(
    ("name", "counts"),
    {
        "organization_full.json": (1, 1, 1, 1, 1),
        "organization_list.json": (1, 0, 0, 0, 0),
        "service_full.json": (1, 1, 1, 1, 1),
        "service_list.json": (1, 1, 0, 0, 0),
        "service_at_location_full.json": (1, 1, 1, 1, 1),
        "service_at_location_list.json": (1, 1, 1, 0, 0),
        "location.json": (0, 0, 1, 0, 0),
        "taxonomy.json": (0, 0, 0, 1, 0),
        "taxonomy_list.json": (0, 0, 0, 1, 0),
        "taxonomy_term.json": (0, 0, 0, 1, 1),
        "taxonomy_term_list.json": (0, 0, 0, 1, 1),
    }.items(),
)
def test_each_example_is_read_without_a_problem(name: str, counts: tuple[int, ...]) -> None:
    assert recognise(example(name)) == Layout.HSDS3_JSON
    directory = read_directory(example(name), source="example")
    assert directory.problems == []
    documents = (
        directory.organizations,
        directory.services,
        directory.locations,
        directory.taxonomies,
        directory.terms,
    )
    assert tuple(map(len, documents)) == counts


@needs_lists
@pytest.mark.parametrize(
    "name", ["organization_full.json", "service_full.json", "service_at_location_full.json", "location.json"]
)
def test_everything_that_an_example_says_is_in_the_directory(name: str) -> None:
    """Every text, number and date of the file is somewhere, under the name it has there."""
    directory = read_directory(example(name), source="example")
    said = {
        (key, value)
        for _, document in every_part(directory)
        for key, value in document.items()
        if not isinstance(value, list)
    }
    for key, value in _scalars(json.loads(example(name)[name])):
        assert (key, _canonical(key, value)) in said


def _scalars(document: Any) -> list[tuple[str, Any]]:
    if isinstance(document, list):
        return [one for item in document for one in _scalars(item)]
    found = []
    for key, value in document.items():
        found += _scalars(value) if isinstance(value, dict | list) else [(key, value)]
    return found


def _canonical(key: str, value: Any) -> Any:
    if key in ("opens_at", "closes_at"):
        return value if len(value) == len("10:00:00") else f"{value}:00"
    return value.strip() if isinstance(value, str) else value


@needs_lists
def test_a_full_example_nests_as_the_canonical_form_does() -> None:
    directory = read_directory(example("organization_full.json"), source="example")
    organization = directory.organizations[ORGANIZATION]
    assert "services" not in organization
    assert "locations" not in organization
    assert [program["name"] for program in organization["programs"]] == ["Community Mental Health Support"]
    assert organization["contacts"][0]["phones"][0]["languages"][0]["code"] == "ur"
    service = directory.services[SERVICE]
    assert service["organization_id"] == ORGANIZATION
    assert service["program_id"] == organization["programs"][0]["id"]
    assert "organization" not in service
    (at,) = service["service_at_locations"]
    assert at["location_id"] == LOCATION
    assert at["phones"][0]["id"] == PHONE
    assert "service_id" not in at
    assert directory.locations[LOCATION]["organization_id"] == ORGANIZATION
    assert values(directory, service, "name", "code") == ["value"]
    assert directory.metadata[0]["resource_id"] == SERVICE


@needs_lists
def test_all_examples_together_are_merged_and_say_where_they_differ() -> None:
    directory = directory_of("hsds3 json")
    assert len(directory.services) == len(directory.locations) == 1
    assert {one.column for one in directory.problems if one.code == "said_differently"} >= {
        "external_identifier",
        "external_identifier_type",
    }
    service = directory.services[SERVICE]
    assert len(service["phones"]) == 1  # said in seven files


@needs_lists
def test_the_tables_of_the_examples() -> None:
    """Their own file refers to four documents that are in none of them: these are stood in for, or said."""
    files = published("hsds3 tables")
    assert recognise(files) == Layout.HSDS3_TABLES
    directory = directory_of("hsds3 tables")
    assert problems_of(directory) == {
        "organization_missing": 2,
        "taxonomy_missing": 1,
        "reference_missing": 1,
        "parent_missing": 1,
    }
    # One row, which names five parents, one of which is a contact of three.
    assert [part["id"] for name, part in every_part(directory) if name == "phone"] == [PHONE] * 7
    (missing,) = (one for one in directory.problems if one.code == "reference_missing")
    assert (missing.table, missing.row, missing.column) == ("contacts.csv", 2, "service_at_location_id")


@needs_lists
@pytest.mark.parametrize("name", [table.path for table in TABLES.values()])
def test_any_one_of_the_tables_is_enough(name: str) -> None:
    files = {name: published("hsds3 tables")[name]}
    assert recognise(files) == Layout.HSDS3_TABLES
    directory = read_directory(files, source="example")
    table = next(one for one in TABLES.values() if one.path == name)
    if name == "attributes.csv":  # the one row belongs to nothing that is called so
        assert problems_of(directory)["parent_missing"] == 1
    else:
        assert count_of(directory, table.name) >= 1


@needs_lists
def test_the_tables_in_one_json_file_are_the_tables() -> None:
    in_json = read_directory(example("tabular.json"), source="example")
    assert problems_of(in_json) == problems_of(directory_of("hsds3 tables"))
    assert in_json == directory_of("hsds3 tables")


def test_identifiers_are_the_same_whenever_a_list_is_read() -> None:
    files = {"organizations.csv": b"id,name,description,website\n1,Aid,Helps,\n"}
    once, again, other = (read_directory(files, source=source) for source in ("a", "a", "b"))
    assert once == again
    assert once.organizations.keys() != other.organizations.keys()
    (organization,) = once.organizations.values()
    assert values(once, organization, "tessera-source", "id") == ["1"]
    assert organization.keys() == {"id", "name", "description", "attributes"}


def test_a_uuid_stays_and_is_not_kept_twice() -> None:
    known_as = ORGANIZATION.upper()
    files = {"organizations.csv": f"id,name,description\n{known_as},Aid,Helps\n".encode()}
    assert read_directory(files, source="a").organizations == {
        ORGANIZATION: {"id": ORGANIZATION, "name": "Aid", "description": "Helps"}
    }


def test_what_cannot_be_read_is_kept_as_the_list_has_it() -> None:
    heading = "id,organization_id,name,status,minimum_age,assured_date,email,url,last_modified,colour"
    row = f"{SERVICE},{ORGANIZATION},Clinic,open,twelve,1.2.2020,a@b,see below,yesterday,green"
    directory = read_directory({"services.csv": f"{heading}\n{row}\n".encode()}, source="a")
    service = directory.services[SERVICE]
    assert service.keys() == {"id", "organization_id", "name", "attributes"}
    columns = {
        "status": "open",
        "minimum_age": "twelve",
        "assured_date": "1.2.2020",
        "email": "a@b",
        "url": "see below",
        "last_modified": "yesterday",
        "colour": "green",
    }
    assert {name: values(directory, service, "tessera-source", name) for name in columns} == {
        name: [text] for name, text in columns.items()
    }
    problems = {one.column: one.code for one in directory.problems if one.column in columns}
    assert problems == {
        "status": "word_unknown",
        "minimum_age": "number_unreadable",
        "assured_date": "date_unreadable",
        "email": "email_unreadable",
        "url": "url_unreadable",
        "last_modified": "datetime_unreadable",
        "colour": "column_unknown",
    }
    assert {one.row for one in directory.problems} == {2}


def test_a_thing_that_is_missing_is_stood_in_for_and_marked() -> None:
    files = {"services.csv": b"id,organization_id,program_id,name,status\n7,11,5,Clinic,active\n"}
    directory = read_directory(files, source="a")
    (organization,) = directory.organizations.values()
    assert organization["name"] == "Organisation 11"
    assert values(directory, organization, "tessera-source", "placeholder") == ["11"]
    (service,) = directory.services.values()
    assert service["organization_id"] == organization["id"]
    assert service["program_id"] == organization["programs"][0]["id"]
    assert problems_of(directory) == {"organization_missing": 1, "program_missing": 1}


def test_addresses_are_kept_however_incomplete() -> None:
    files = {
        "addresses.csv": b"id,location_id,address_1,city,country,address_type\n1,2,Main 1,,MX,physical\n"
    }
    directory = read_directory(files, source="a")
    (location,) = directory.locations.values()
    assert [address["address_1"] for address in location["addresses"]] == ["Main 1"]
    (problem,) = (one for one in directory.problems if one.code == "address_incomplete")
    assert problem.values["missing"] == "city, state_province, postal_code"


def test_documents_without_identifiers_are_not_taken_for_one_another() -> None:
    services = [
        {
            "name": name,
            "status": "active",
            "organization": {"name": name, "description": "x", "website": "http://a.org"},
        }
        for name in ("One", "Two")
    ]
    directory = read_directory({"service_list.json": json.dumps({"contents": services}).encode()}, source="a")
    owners = {
        one["name"]: directory.organizations[one["organization_id"]]["name"]
        for one in directory.services.values()
    }
    assert owners == {"One": "One", "Two": "Two"}
    assert problems_of(directory) == {"id_missing": 4}
