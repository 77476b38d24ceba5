"""The threat model says nothing that no test tries, and forgets no column."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.rules.project import ROOT
from tests.threats.on_disk import DOCUMENT, with_tables

SAYS = ("gets", "does not get")
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def lines_of(text: str) -> list[str]:
    """Rows of the tables with three columns: gets or not, what, its tests."""
    return [row for row in text.splitlines() if row.startswith("|") and row.split("|")[1].strip() in SAYS]


def complaints_about(row: str) -> list[str]:
    named = _TEST.findall(row.rpartition("|")[0].rpartition("|")[2])
    if not named:
        return [f"No test is named: {row}"]
    return [f"There is no {path}::{name}" for path, name in named if name not in named_tests(ROOT / path)]


@cache
def named_tests(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(
        node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("row", lines_of(DOCUMENT.read_text()))
def test_every_line_names_a_test_that_exists(row: str) -> None:
    assert complaints_about(row) == []


def test_every_attacker_gets_something_and_does_not_get_something() -> None:
    """A section with one of them only was not thought through."""
    sections = re.split(r"^## ", DOCUMENT.read_text(), flags=re.MULTILINE)
    for section in sections:
        said = {row.split("|")[1].strip() for row in lines_of(section)}
        assert said in (set(), set(SAYS)), section.partition("\n")[0]


def test_no_other_row_looks_like_a_line() -> None:
    """Else a typing error would take a line out of what is tested."""
    rows = [row for row in DOCUMENT.read_text().splitlines() if row.startswith("|") and "::test_" in row]
    assert rows == lines_of(DOCUMENT.read_text())


def test_its_tables_are_those_of_the_code() -> None:
    text = DOCUMENT.read_text()
    assert with_tables(text) == text, "Run `python -m tests.threats.on_disk`, and read what it changed."


@pytest.mark.parametrize("row", ["| gets | x | |", "| gets | x | `tests/nowhere.py::test_x` |"])
def test_a_line_without_a_test_is_noticed(row: str) -> None:
    assert complaints_about(row)
