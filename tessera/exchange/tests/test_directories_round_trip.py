"""What was read goes out as JSON and as tables, comes back the same, and is what HSDS 3 asks of it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tessera.exchange.directories import (
    PROBLEM_CODES,
    Layout,
    check,
    read_directory,
    recognise,
    write_json,
    write_tables,
)
from tessera.exchange.directories.absences import NOT_STATED
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.tests.listed_directories import LISTS, directory_of, needs_lists, published

by_list = pytest.mark.parametrize("name", LISTS)


def rows_of(files: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """The tables as any other program reads them."""
    return {
        name: list(csv.DictReader(io.StringIO(files[table.path].decode("utf-8-sig"), newline="")))
        for name, table in TABLES.items()
    }


@needs_lists
@by_list
def test_json_comes_back_the_same(name: str) -> None:
    written = write_json(directory_of(name))
    assert recognise({"out.json": written}) == Layout.HSDS3_JSON
    assert read_directory({"out.json": written}, source="elsewhere") == directory_of(name)


@needs_lists
@by_list
def test_tables_come_back_the_same(name: str) -> None:
    written = write_tables(directory_of(name))
    assert recognise(written) == Layout.HSDS3_TABLES
    assert read_directory(written, source="elsewhere") == directory_of(name)


@needs_lists
@by_list
def test_tables_are_as_the_published_description_asks(name: str) -> None:
    """By our own check, and by their description read apart from ours."""
    written = write_tables(directory_of(name))
    tables = rows_of(written)
    assert check(tables) == []
    theirs = json.loads(published("hsds3 tables")["datapackage.json"])
    ids = {one["name"]: {row["id"] for row in tables[one["name"]]} for one in theirs["resources"]}
    for resource in theirs["resources"]:
        rows = tables[resource["name"]]
        for field in resource["schema"]["fields"]:
            cells = [row[field["name"]] for row in rows]
            limits = field["constraints"]
            assert not (limits["required"] and "" in cells)
            filled = [cell for cell in cells if cell]
            assert not (limits["unique"] and len(set(filled)) < len(filled))
            assert set(filled) <= set(limits.get("enum", filled))
        for key in resource["schema"].get("foreignKeys", []):
            named = {row[key["fields"]] for row in rows} - {""}
            assert named <= ids[key["reference"]["resource"]]


@needs_lists
@by_list
def test_nothing_that_nobody_said_goes_out_as_if_somebody_had(name: str) -> None:
    tables = rows_of(write_tables(directory_of(name)))
    directory = directory_of(name)
    silent = {one["id"] for one in directory.organizations.values() if "description" not in one}
    assert {row["id"] for row in tables["organization"] if row["description"] == NOT_STATED} == silent
    without_status = {one["id"] for one in directory.services.values() if "status" not in one}
    marked = {row["link_id"] for row in tables["attribute"] if row["value"] == "status"}
    assert marked == without_status


@needs_lists
def test_one_row_for_several_parents_goes_out_as_one_row() -> None:
    tables = rows_of(write_tables(directory_of("hsds3 tables")))
    (phone,) = tables["phone"]
    assert all(phone[column] for column in TABLES["phone"].parents)
    theirs = rows_of(published("hsds3 tables"))
    for name in ("phone", "schedule", "language", "service", "address", "cost_option", "program"):
        assert [_stripped(row) for row in tables[name]] == [_stripped(row) for row in theirs[name]]


def _stripped(row: dict[str, str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in row.items()}


@needs_lists
@by_list
def test_every_problem_can_be_said(name: str) -> None:
    for problem in directory_of(name).problems:
        assert set(problem.values) == set(PROBLEM_CODES[problem.code])
        assert problem.table in published(name)


@needs_lists
@by_list
def test_every_list_page_says_how_much_is_in_it(name: str) -> None:
    pages = json.loads(write_json(directory_of(name)))
    for page in pages.values():
        assert page["total_items"] == page["size"] == len(page["contents"])
        assert page["empty"] is (not page["contents"])
        assert (page["page_number"], page["total_pages"], page["first_page"], page["last_page"]) == (
            1,
            1,
            True,
            True,
        )
    assert len(pages["services"]["contents"]) == len(directory_of(name).services)
