"""Lists that can be read and say strange things: told, kept where anything can be kept, and the same when read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tessera.exchange.directories import PROBLEM_CODES, read_directory, values, write_json, write_tables
from tessera.exchange.directories.personal import without_emails
from tessera.exchange.directories.typed_values import LONGEST_TEXT
from tessera.exchange.tests.listed_directories import problems_of
from tessera.exchange.tests.made_files import inline, sheet, workbook

ORGANIZATIONS = b"id,name,description,website\n1,Aid,Helps,\n"
A = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
B = "ac148810-d857-441c-9679-408f346de14b"


def document(**more: Any) -> dict[str, bytes]:
    said = {"id": A, "name": "Aid", "description": "Helps", "website": "http://example.org"}
    return {"organization.json": json.dumps(said | more).encode()}


@pytest.mark.parametrize(
    ("key", "value", "codes"),
    [
        ("phones", {"id": B, "number": "1"}, {"not_a_list"}),
        ("phones", "555", {"not_a_list", "not_an_object"}),
        ("phones", [5, ["x"]], {"not_an_object"}),
        ("name", ["Aid"], {"text_unreadable"}),
        ("name", {"en": "Aid"}, {"text_unreadable"}),
        ("services", 5, {"not_a_list", "not_an_object"}),
        ("metadata", "x", {"not_a_list", "not_an_object"}),
        ("year_incorporated", True, {"number_unreadable"}),
        ("year_incorporated", "1e999", {"number_unreadable"}),
        ("year_incorporated", 10**400, {"number_unreadable"}),
        ("year_incorporated", "0099", {"number_unreadable"}),
        ("website", "javascript:alert(1)", {"url_unreadable"}),
        ("website", "example.org/a", {"url_scheme_added"}),
        ("description", "x" * (LONGEST_TEXT + 1), {"text_cut"}),
        ("description", "Write to ana@example.org!", {"email_removed"}),
        ("parent_organization_id", A, {"parent_cycle"}),
        ("unheard_of", {"a": [1, {"b": None}]}, {"column_unknown"}),
        ("attributes", [{"value": "red"}], {"taxonomy_term_missing"}),
        ("attributes", [{"value": "a", "taxonomy_term": 5}], {"column_unknown", "taxonomy_term_missing"}),
        ("metadata", [{"id": B, "field_name": "x"}], {"change_incomplete"}),
        ("programs", [{"id": B}, {"id": B, "name": "P"}, {"id": B, "name": "Q"}], {"id_repeated"}),
    ],
)
def test_strange_json_is_read_around(key: str, value: Any, codes: set[str]) -> None:
    """What has the wrong shape is told, kept where anything can be kept, and goes out and comes back like the rest."""
    directory = read_directory(document(**{key: value}), source="a")
    assert set(problems_of(directory)) == codes
    assert all(set(one.values) == set(PROBLEM_CODES[one.code]) for one in directory.problems)
    assert A in directory.organizations
    assert read_directory(write_tables(directory), source="b") == directory
    assert read_directory({"a.json": write_json(directory)}, source="b") == directory


def test_letters_that_nobody_can_write_are_left_out() -> None:
    files = {
        "organization.json": b'{"id": "\\ud800 1\\u0000", "name": " A\\u0000id \\udfff", "website": "\\r\\n"}'
    }
    directory = read_directory(files, source="a")
    (organization,) = directory.organizations.values()
    assert organization["name"] == "Aid ?"
    assert "website" not in organization
    assert read_directory(write_tables(directory), source="b") == directory


def test_one_identifier_for_many_rows() -> None:
    """A row that only repeats another is one with it; what says something else is kept under an identifier of its own."""
    rows = b"1,9,555\n1,9,555\n1,9,556\n1,9,556\n1,8,555\n" + b"".join(b"1,9,%d\n" % n for n in range(2_000))
    directory = read_directory({"phones.csv": b"id,organization_id,number\n" + rows}, source="a")
    numbers = [
        one["number"] for organization in directory.organizations.values() for one in organization["phones"]
    ]
    assert (
        len(numbers) == 2_000 + 1
    )  # 555 and 556 are among them, and 555 belongs to another organization too
    assert read_directory(write_tables(directory), source="b") == directory


def test_one_organization_said_in_two_ways_keeps_the_first() -> None:
    files = {"organizations.csv": ORGANIZATIONS + b"1,Help,Helps,http://a.org\n"}
    directory = read_directory(files, source="a")
    (organization,) = directory.organizations.values()
    assert (organization["name"], organization["website"]) == ("Aid", "http://a.org")
    (problem,) = (one for one in directory.problems if one.code == "said_differently")
    assert (problem.row, problem.column, problem.values) == (3, "name", {"text": "Help"})


def test_parents_that_go_round_in_circles_are_cut() -> None:
    rows = b"1,A,x,2\n2,B,x,3\n3,C,x,1\n4,D,x,1\n5,E,x,5\n"
    files = {"organizations.csv": b"id,name,description,parent_organization_id\n" + rows}
    directory = read_directory(files, source="a")
    for organization in directory.organizations.values():
        seen, here = set(), organization
        while "parent_organization_id" in here:
            assert here["id"] not in seen
            seen.add(here["id"])
            here = directory.organizations[here["parent_organization_id"]]
    assert problems_of(directory)["parent_cycle"] == 2


def test_one_identifier_in_several_tables_confuses_nobody() -> None:
    files = {
        "organizations.csv": f"id,name,description\n{A},Aid,Helps\n".encode(),
        "services.csv": f"id,organization_id,name,status\n{A},{A},Clinic,active\n".encode(),
        "locations.csv": f"id,location_type,organization_id\n{A},physical,{A}\n".encode(),
        "attributes.csv": f"id,link_id,taxonomy_term_id,link_entity,value\n{A},{A},{A},service,x\n".encode(),
        "taxonomy_terms.csv": f"id,code,name,description,parent_id,taxonomy_id\n{A},c,n,d,{A},{A}\n".encode(),
    }
    directory = read_directory(files, source="a")
    assert [one["value"] for one in directory.services[A]["attributes"]] == ["x"]
    assert "attributes" not in directory.organizations[A]
    assert read_directory(write_tables(directory), source="b") == directory


def test_a_formula_in_an_upload_is_told_and_stays_text() -> None:
    files = {"organizations.csv": b"id,name,description,website\n1,\"=cmd|' /C calc'!A0\",Helps,\n"}
    directory = read_directory(files, source="a")
    assert problems_of(directory) == {"formula": 1}
    assert [one["name"] for one in directory.organizations.values()] == ["=cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    ("text", "cleaned", "count"),
    [
        ("Ask ana.ruiz@example.org or bea@b.example", "Ask […] or […]", 2),
        ("mailto:ana@example.org", "", 1),
        ("ana@example.org, bea@example.org", "", 2),
        ("we meet @ noon", "we meet @ noon", 0),
        ("", "", 0),
    ],
)
def test_addresses_in_texts(text: str, cleaned: str, count: int) -> None:
    assert without_emails(text) == (cleaned, count)


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("email", "ana@example.org", "ana@example.org"),
        ("email", "ana@example.org; bea@example.org", "ana@example.org"),
        ("email", "ana at example", None),
    ],
)
def test_addresses_in_fields_for_them_stay(field: str, text: str, kept: str | None) -> None:
    directory = read_directory(document(**{field: text}), source="a")
    assert directory.organizations[A].get(field) == kept
    assert "email_removed" not in problems_of(directory)
    assert read_directory(write_tables(directory), source="b") == directory


def test_a_workbook_is_a_table_like_any_other() -> None:
    table = (("id", "name", "description", "website"), ("1", "Aid", "Helps"))
    lines = [
        f'<row r="{n}">'
        + "".join(inline(f"{letter}{n}", cell) for letter, cell in zip("ABCD", cells, strict=False))
        + "</row>"
        for n, cells in enumerate(table, start=1)
    ]
    directory = read_directory({"organizations.xlsx": workbook(sheet("".join(lines)))}, source="a")
    assert directory == read_directory({"organizations.csv": ORGANIZATIONS}, source="a")


def test_what_an_attribute_says_beyond_hsds_3_is_kept_beside_it() -> None:
    attribute = {
        "id": B,
        "value": "5",
        "label": "Beds",
        "taxonomy_term": {"id": A, "name": "beds", "description": "x"},
    }
    directory = read_directory(document(attributes=[attribute]), source="a")
    assert values(directory, directory.organizations[A], "tessera-source", "label") == ["Beds"]
    assert problems_of(directory) == {"column_unknown": 1}


def test_a_plain_list_and_a_page_and_single_documents_are_one_directory() -> None:
    one, two = ({"id": name, "name": name, "description": "x", "website": "http://a.org"} for name in (A, B))
    as_list = {"a.json": json.dumps([one, two]).encode()}
    as_page = {"a.json": json.dumps({"contents": [one, two], "page_number": 1}).encode()}
    singly = {"a.json": json.dumps(one).encode(), "b.json": json.dumps(two).encode()}
    first, *others = (read_directory(files, source="a") for files in (as_list, as_page, singly))
    assert first.organizations.keys() == {A, B}
    assert others == [first, first]
