"""Tables that are well formed, or nearly: how they are read, and what is said about single rows."""

import gzip
import io
from datetime import date, datetime, time

import openpyxl
import pytest

from tessera.exchange.tables import Row, TableError, open_table
from tessera.exchange.tables.limits import Limits
from tessera.exchange.tables.workbook import cell_text
from tessera.exchange.tests.made_files import HEADING, MAIN, inline, rows_of, sheet, workbook


def rows_in(data: bytes, **choices: str) -> list[list[str]]:
    return [cells for _, cells in open_table(data, **choices).rows()]


def problems_in(data: bytes) -> list[tuple[int, str, str]]:
    rows = open_table(data).checked_rows()
    return [(problem.row_number, problem.column, problem.code) for row in rows for problem in row.problems]


def saved(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, content in sheets.items():
        other = book.create_sheet(title)
        for row in content:
            other.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(delimiter: str, line_end: str) -> None:
    lines = [["name", "height", "note"], ["Ana X", "1,67", "a; b"], ["Ben Y", "1,80", "c, d | e"]]
    text = line_end.join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    table = open_table(text.encode())
    assert (table.kind, table.encoding) == ("csv", "utf-8")
    assert table.columns == ("name", "height", "note")
    assert list(table.rows()) == [(2, lines[1]), (3, lines[2])]


def test_semicolons_win_where_cells_hold_decimal_commas() -> None:
    table = open_table(b"apellido, nombre;estatura\nX, Ana;1,67\nY, Ben;1,80\nZ, Eva;1,5\n")
    assert table.sample()[0] == ["X, Ana", "1,67"]


def test_a_one_column_list_keeps_its_heading_when_names_hold_commas() -> None:
    table = open_table(b"nombre\nX, Ana\nY, Ben\nZ, Eva, W\n")
    assert table.columns == ("nombre",)
    assert problems_in(b"nombre\nX, Ana\nY, Ben\n") == [(2, "", "row_too_long"), (3, "", "row_too_long")]


def test_excel_may_state_the_delimiter_in_a_first_line() -> None:
    assert rows_in(b"sep=;\na;b\n1;2,3,4,5\n") == [["1", "2,3,4,5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_unicode_encodings_are_found(encoding: str) -> None:
    text = "name,place\nÑandú مريم,São Tomé\n"
    data = b"\xfe\xff" + text.encode(encoding) if encoding == "utf-16-be" else text.encode(encoding)
    assert open_table(data).columns == ("name", "place")
    assert rows_in(data) == [["Ñandú مريم", "São Tomé"]]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman"])
def test_other_encodings_are_read_when_asked_for(encoding: str) -> None:
    data = "nombre,lugar\nPeña,Güémez\n".encode(encoding)
    assert rows_in(data, encoding=encoding) == [["Peña", "Güémez"]]
    with pytest.raises(TableError) as refusal:
        open_table(data)
    assert refusal.value.code == "mixed_encoding"
    assert refusal.value.values == {"count": 1, "lines": "2"}


def test_mixed_encodings_are_read_line_by_line_and_shown_to_choose_from() -> None:
    data = b"nombre\n" + "Peña\n".encode() * 3 + "Ascensión\n".encode("mac_roman") * 8
    with pytest.raises(TableError) as refusal:
        open_table(data)
    assert refusal.value.values == {"count": 8, "lines": "5, 6, 7, 8, 9"}
    assert refusal.value.samples["utf-8+mac_roman"] == "Ascensión"
    assert refusal.value.samples["utf-8+cp1252"] != "Ascensión"
    assert rows_in(data, encoding="utf-8+mac_roman") == [["Peña"]] * 3 + [["Ascensión"]] * 8


def test_letters_are_judged_by_names_rather_than_by_headings() -> None:
    data = "n.º;Fecha de desaparición\n1;José Núñez\n2;Ana Peña\n".encode("cp1252")
    with pytest.raises(TableError) as refusal:
        open_table(data)
    assert refusal.value.samples["utf-8+cp1252"] == "José Núñez · Ana Peña"
    with pytest.raises(TableError) as refusal:
        open_table("Fecha de desaparición\n1996\n".encode("cp1252"))
    assert refusal.value.samples["utf-8+cp1252"] == "Fecha de desaparición"


def test_bytes_that_an_encoding_does_not_have_are_named_by_line() -> None:
    with pytest.raises(TableError) as refusal:
        rows_in(b"name\nA\n\x81\n", encoding="cp1252")
    assert (refusal.value.code, refusal.value.values["line"]) == ("unreadable_bytes", 3)


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    table = open_table(b'name,note\n\n"A","two\nlines"\n,\nB,x\n')
    assert list(table.rows()) == [(3, ["A", "two\nlines"]), (5, ["B", "x"])]
    assert table.count() == 2


def test_headings_are_cleaned_and_never_the_same_twice() -> None:
    table = open_table(b' Name ,,name,"Date\n found",Name (2),,\n1,2,3,4,5,,\n')
    assert table.columns == ("Name", "Column 2", "name (2)", "Date found", "Name (2) (2)")


def test_title_lines_above_the_headings_are_kept_apart() -> None:
    table = open_table(b"Missing persons 2023,,\nname,age,sex\nA,1,F\n")
    assert table.columns == ("name", "age", "sex")
    assert list(table.rows()) == [(3, ["A", "1", "F"])]
    table = open_table(saved(["Missing persons 2023"], ["name", "age", "sex"], ["A", 1, "F"]))
    assert table.columns == ("name", "age", "sex")
    assert list(table.rows()) == [(3, ["A", "1", "F"])]


def test_rows_of_another_width_are_reported_and_lose_nothing() -> None:
    data = b"name,age,sex\nA,1,F,more,\nB,2\nC,3,M,,\n"
    rows = list(open_table(data).checked_rows())
    assert [row.cells for row in rows] == [["A", "1", "F"], ["B", "2", ""], ["C", "3", "M"]]
    assert [problem.code for row in rows for problem in row.problems] == ["row_too_long", "row_too_short"]
    assert rows[0].problems[0].values == {"extra": 1, "text": "more"}
    assert [problem.is_notice for row in rows for problem in row.problems] == [False, True]


def test_cells_beyond_the_headings_of_a_sheet_are_reported() -> None:
    assert problems_in(saved(["name", "age"], ["A", 1, None, "lost?"])) == [(2, "", "row_too_long")]


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+x", "-cmd|' /C calc'!A0", "\tname", "＝1", "  =HYPERLINK(1)"]
)
def test_cells_that_begin_like_formulas_are_reported(cell: str) -> None:
    assert problems_in(f'name,age\n"{cell}",1\n'.encode()) == [(2, "name", "formula")]


@pytest.mark.parametrize(
    "cell",
    [
        "-5",
        "+52 (55) 1234-5678",
        "-15.97, 42.62",
        "+1,000.5",
        "-",
        "--",
        "-3e5",
        "+34600111222 ext. 9",
        "\t7",
    ],
)
def test_numbers_telephones_and_dashes_are_no_formulas(cell: str) -> None:
    assert problems_in(f'name,age\nA,"{cell}"\n'.encode()) == []


def test_spreadsheet_errors_are_reported() -> None:
    assert problems_in(b"name,age\nA,#REF!\n") == [(2, "age", "error_value")]


def test_gzip_is_unpacked() -> None:
    assert open_table(gzip.compress(b"a,b\n1,2\n")).kind == "csv"
    assert open_table(saved(["a", "b"], [1, 2])).kind == "xlsx"


def test_a_sheet_gives_texts_as_people_write_them() -> None:
    data = saved(
        ["date", "time", "whole", "fraction", "yes", "text", "long"],
        [date(2015, 3, 4), datetime(2015, 3, 4, 5, 6), 25.0, 1.1 + 2.2, True, " x ", 5215512345678.0],  # noqa: DTZ001
    )
    assert rows_in(data) == [["2015-03-04", "2015-03-04 05:06:00", "25", "3.3", "TRUE", "x", "5215512345678"]]
    assert cell_text(time(5, 6)) == "05:06:00"


def test_a_sheet_is_chosen_by_name_or_is_the_first_that_holds_anything() -> None:
    data = saved(List=[["name"], ["A"]], Other=[["place"], ["B"]])
    table = open_table(data)
    assert (table.sheets, table.sheet) == (("Sheet", "List", "Other"), "List")
    assert rows_in(data, sheet="Other") == [["B"]]
    with pytest.raises(TableError) as refusal:
        open_table(data, sheet="None")
    assert refusal.value.code == "no_such_sheet"


def test_hidden_sheets_are_read_only_when_asked_for() -> None:
    book = openpyxl.load_workbook(io.BytesIO(saved(["name"], ["A"], Secret=[["name"], ["B"]])))
    book["Sheet"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert rows_in(file.getvalue()) == [["B"]]
    assert rows_in(file.getvalue(), sheet="Sheet") == [["A"]]


def test_formulas_give_their_saved_result_or_a_problem() -> None:
    calculated = '<row r="2"><c r="A2" t="str"><f>B1</f><v>Ana</v></c></row>'
    empty = '<row r="3"><c r="A3" t="str"><f>B1</f><v></v></c><c r="B3"><v>1</v></c></row>'
    missing = '<row r="4"><c r="A4"><f>B1</f></c></row>'
    unsaved = '<row r="5"><c r="A5"><f>B1</f><v></v></c></row>'
    heading = f'<row r="1">{inline("A1", "name")}{inline("B1", "age")}</row>'
    rows = list(open_table(workbook(sheet(heading + calculated + empty + missing + unsaved))).checked_rows())
    assert [row.cells for row in rows] == [["Ana", ""], ["", "1"], ["", ""], ["", ""]]
    assert [[problem.code for problem in row.problems] for row in rows] == [
        [],
        [],
        ["formula_without_value"],
        ["formula_without_value"],
    ]


def test_shared_texts_styled_blanks_and_gaps_are_read() -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>Ana</t></si><si><r><t>B</t></r><r><t>en</t></r></si></sst>'
    third = '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="AZZ3" s="0"/></row>'
    ninth = '<row r="9"><c r="A9" t="s"><v>0</v></c></row>'
    table = open_table(workbook(rows_of(third + ninth), xl__sharedStrings=strings))
    assert list(table.rows()) == [(3, ["Ben"]), (9, ["Ana"])]


def test_a_lone_last_row_costs_nothing() -> None:
    table = open_table(workbook(sheet(HEADING + f'<row r="1048576">{inline("A1048576", "x")}</row>')))
    assert list(table.checked_rows()) == [Row(1_048_576, ["x"], ())]


def test_limits_can_be_set_lower() -> None:
    with pytest.raises(TableError) as refusal:
        open_table(b"a,b\n1,2\n1,2\n1,2\n", limits=Limits(rows=2)).count()
    assert (refusal.value.code, refusal.value.values) == ("table_too_long", {"limit": 2})
