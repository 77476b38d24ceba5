"""What goes out: honest marks where lists are silent, cells that no program runs, and nothing that is not HSDS 3."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import example, given, strategies as st

from tessera.common.disarming import armed, disarmed
from tessera.common.formulas import looks_like_formula
from tessera.exchange.directories import (
    FINDING_CODES,
    Directory,
    NotValid,
    check,
    put,
    read_directory,
    texts,
    values,
    write_json,
    write_tables,
)
from tessera.exchange.directories.absences import NOT_STATED
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.tables import write_csv
from tessera.exchange.tests.invented_directory import invented, rows, uid
from tessera.exchange.tests.listed_directories import LISTS, directory_of, needs_lists


def test_a_missing_description_is_said_to_be_missing_and_is_missing_again() -> None:
    directory = Directory(organizations={uid("org"): {"id": uid("org"), "name": "Aid"}})
    files = write_tables(directory)
    assert [row["description"] for row in rows(files, "organization")] == [NOT_STATED]
    assert read_directory(files, source="x") == directory


def test_an_incomplete_address_goes_out_beside_the_addresses_and_comes_back() -> None:
    directory = invented()
    files = write_tables(directory)
    assert [row["id"] for row in rows(files, "address")] == [uid("open street")]
    (aside,) = (row for row in rows(files, "attribute") if "Calle Secreta" in row["value"])
    assert (aside["link_id"], aside["link_entity"]) == (uid("shelter"), "location")
    assert json.loads(aside["value"])["address_1"] == "Calle Secreta 5"
    assert read_directory(files, source="x") == directory


def test_a_text_of_a_list_that_is_called_address_is_left_alone() -> None:
    directory = invented()
    clinic = directory.locations[uid("clinic")]
    for text in (
        "Main 1",
        "{}",
        '{"city": "Town"}',
        '["a"]',
        '{"id": 5}',
        '{"id": "a", "rooms": []}',
        "{" * 9999,
    ):
        put(directory, clinic, "location", "tessera-source", "address", text)
    assert read_directory(write_tables(directory), source="x") == directory


def test_several_programs_and_repeated_codes_go_through_tables() -> None:
    directory = invented()
    organization = directory.organizations[uid("org")]
    organization["programs"] = [{"id": uid(name), "name": name} for name in ("one", "two", "three")]
    put(directory, organization["programs"][1], "program", "tessera-source", "colour", "red")
    directory.services[uid("service")]["program_id"] = uid("three")
    put(directory, organization, "organization", "others", "name", "a")
    put(directory, organization, "organization", "others", "code", "b")
    put(directory, organization, "organization", "tessera-source", "code", "c")
    files = write_tables(directory)
    assert len(rows(files, "program")) == 1
    codes = [row["code"] for row in rows(files, "taxonomy_term") if row["code"]]
    assert len(codes) == len(set(codes))
    assert read_directory(files, source="x") == directory
    assert read_directory({"a.json": write_json(directory)}, source="x") == directory


def test_a_status_that_nobody_stated_is_marked_as_assumed() -> None:
    directory = invented()
    del directory.services[uid("service")]["status"]
    del directory.locations[uid("clinic")]["location_type"]
    files = write_tables(directory)
    assert [row["status"] for row in rows(files, "service")] == ["active"]
    assumed = {(row["link_id"], row["value"]) for row in rows(files, "attribute")}
    assert {(uid("service"), "status"), (uid("clinic"), "location_type")} <= assumed
    assert read_directory(files, source="x") == directory


def test_texts_in_other_languages() -> None:
    directory = Directory(
        organizations={uid("org"): {"id": uid("org"), "name": "Aid", "description": "Helps"}}
    )
    organization = directory.organizations[uid("org")]
    for language, text in (("ar", "عون"), ("es", "Ayuda"), ("es", "Ayuda")):
        put(directory, organization, "organization", "tessera-text", "name", text, language)
    put(directory, organization, "organization", "kinds", "ngo", "", label="Civil society")
    assert len(organization["attributes"]) == 3
    assert texts(directory, organization, "name") == {"ar": "عون", "es": "Ayuda"}
    assert values(directory, organization, "tessera-text", "name", "es") == ["Ayuda"]
    assert values(directory, organization, "tessera-text", "name") == ["عون", "Ayuda"]
    assert values(directory, organization, "kinds", "ngo") == [""]
    again = Directory(organizations=deepcopy(directory.organizations))
    put(again, again.organizations[uid("org")], "organization", "tessera-text", "name", "عون", "ar")
    assert again.organizations == directory.organizations  # made from what is said, so the same
    assert read_directory(write_tables(directory), source="x") == directory


FLAWS = {
    "required_empty": ("service", "organization_id", ""),
    "wrong_format": ("service", "last_modified", "yesterday"),
    "not_a_choice": ("service", "status", "open"),
    "reference_broken": ("service", "organization_id", "6a1f1f0e-0000-4000-8000-000000000000"),
    "not_unique": ("taxonomy_term", "code", "same"),
    "column_strange": ("service", "colour", "green"),
}


@pytest.mark.parametrize("code", FLAWS)
def test_each_flaw_of_a_table_is_found_where_it_is(code: str) -> None:
    files = write_tables(invented())
    tables = {name: rows(files, name) for name in TABLES}
    assert check(tables) == []
    table, column, cell = FLAWS[code]
    for row in tables[table]:
        row[column] = cell
    findings = check(tables)
    assert {one.code for one in findings} == {code}
    last = findings[-1]
    assert (last.table, last.row, last.column) == (TABLES[table].path, len(tables[table]) + 1, column)
    assert set(last.values) == set(FINDING_CODES[code])


def test_codes_of_findings_are_all_tried() -> None:
    assert {*FLAWS, "document_strange"} == set(FINDING_CODES)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("website", "javascript:alert(1)"),
        ("year_incorporated", "MMXX"),
        ("colour", "red"),
    ],
)
def test_a_document_that_is_none_of_hsds_does_not_go_out(field: str, value: str) -> None:
    directory = invented()
    directory.organizations[uid("org")][field] = value
    for write in (write_json, write_tables):
        with pytest.raises(NotValid) as refusal:
            write(directory)
        (finding,) = refusal.value.findings
        assert (finding.table, finding.row, finding.column) == ("organizations.csv", 2, field)


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+1", "-2+3", "'=1", "''=1", "a;=1", "a\n=1\n'@x", "＝1", "-", "'"],
)
def test_formulas_are_text_in_every_spreadsheet_and_come_back_as_they_were(text: str) -> None:
    directory = Directory(
        organizations={uid("org"): {"id": uid("org"), "name": text, "description": f"x {text}"}}
    )
    files = write_tables(directory)
    (row,) = rows(files, "organization")
    assert not looks_like_formula(row["name"])
    assert read_directory(files, source="x") == directory


@given(st.text(st.sampled_from("=@+-'; \t\r\n1a＝\"")))
@example("'" * 5 + "=1")
def test_disarming_can_always_be_undone_and_leaves_nothing_to_disarm(cell: str) -> None:
    out = disarmed(cell)
    assert armed(out) == cell
    assert (
        write_csv([["x"], [out]]).decode("utf-8-sig") == f'"x"\r\n"{out.replace(chr(34), chr(34) * 2)}"\r\n'
    )


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_writing_does_not_change_what_is_written(name: str) -> None:
    directory = directory_of(name)
    before = deepcopy(directory)
    write_json(directory, public=True)
    write_tables(directory, public=True)
    assert directory == before
