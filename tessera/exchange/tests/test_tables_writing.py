"""Tables going out: a spreadsheet program shows them and runs nothing."""

import csv
import io
import re

import pytest
from hypothesis import given, strategies as st

from tessera.common.formulas import as_text, looks_like_formula
from tessera.exchange.tables import open_table, write_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def test_csv_opens_in_excel_and_its_formulas_are_text() -> None:
    written = write_csv([["name", "phone"], ["=1+1", "+34 600 111 222"], ['say "ñ"', "-\n=x"]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == (
        '"name","phone"\r\n"\'=1+1","+34 600 111 222"\r\n"say ""ñ""","\'-\n\'=x"\r\n'
    )


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_no_formula_begins_behind_a_sign_at_which_some_programs_part_cells(separator: str) -> None:
    """Where commas are decimal signs, Excel parts the cells of a CSV at semicolons."""
    written = write_csv([["what is wrong"], [f"x{separator}=cmd|' /C calc'!A0"]]).decode("utf-8-sig")
    assert written.endswith(f"x{separator}'=cmd|' /C calc'!A0\"\r\n")


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_nothing_written_begins_like_a_formula_and_everything_can_be_read_back(
    rows: list[tuple[str, str]],
) -> None:
    table = open_table(write_csv([("one", "two"), *[("x" + one, "y" + two) for one, two in rows]]))
    assert [cells for _, cells in table.rows()] == [
        [as_text(f"x{one}").strip(), as_text(f"y{two}").strip()] for one, two in rows
    ]
    raw = write_csv([("one", "two"), *rows, ("last", "last")])
    problems = [problem for row in open_table(raw).checked_rows() for problem in row.problems]
    assert not any(problem.code == "formula" for problem in problems)
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        assert not any(looks_like_formula(part) for cell in row for part in re.split("[;\t\r\n]", cell))


@given(TEXTS)
def test_an_apostrophe_always_disarms(text: str) -> None:
    assert not looks_like_formula(f"'{text}")
