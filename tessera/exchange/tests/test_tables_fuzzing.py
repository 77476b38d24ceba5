"""Whatever bytes arrive, reading them gives rows or one of the declared errors."""

import zipfile

from hypothesis import example, given, settings, strategies as st

from tessera.exchange.tables import TableError, guess_columns, open_table
from tessera.exchange.tables.encodings import ENCODINGS
from tessera.exchange.tables.errors import TABLE_CODES
from tessera.exchange.tables.row_problems import ROW_CODES
from tessera.exchange.tests.made_files import HEADING, inline, sheet, workbook

CSV_LIKE = st.text(st.sampled_from('ab,;|\t\r\n" =+-@1ñ😀\ufeff')).map(str.encode)
VALID = workbook(sheet(HEADING + "".join(f'<row r="{n}">{inline(f"A{n}", "x")}</row>' for n in range(2, 30))))


def read_all(data: bytes, **choices: str) -> None:
    """Read everything; any exception but a `TableError` fails the test."""
    code, problems = "", []
    try:
        table = open_table(data, **choices)
        problems = [problem for row in table.checked_rows() for problem in row.problems]
        cells = table.sample()
    except TableError as error:
        code = error.code
        assert set(error.values) == set(error.names)  # noqa: PT017 - whatever it is, its sentence can be filled in
    else:
        assert (
            {len(row) for row in cells} == {len(table.columns)} == {len(guess_columns(table.columns, cells))}
        )
    assert code in {"", *TABLE_CODES}
    assert all(set(problem.values) == set(ROW_CODES[problem.code]) for problem in problems)


@given(st.binary())
@example(b"\x1f\x8b")
@example(b"PK\x03\x04")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
def test_any_bytes(data: bytes) -> None:
    read_all(data)


@given(CSV_LIKE, st.sampled_from(ENCODINGS))
def test_anything_like_csv_in_any_encoding(data: bytes, encoding: str) -> None:
    read_all(data)
    read_all(data, encoding=encoding)


@settings(max_examples=300)
@given(st.integers(0, len(VALID) - 1), st.integers(0, 255), st.integers(0, len(VALID)))
def test_a_workbook_with_a_changed_byte_or_cut_off(place: int, byte: int, end: int) -> None:
    changed = bytearray(VALID)
    changed[place] = byte
    read_all(bytes(changed))
    read_all(VALID[:end])


@given(
    st.lists(
        st.sampled_from(
            ["<row>", "</row>", "<c>", "</c>", '<c t="s">', '<c r="B7">', "<v>1</v>", "<f/>", "x", "&a;"]
        )
    )
)
def test_a_sheet_of_any_xml(pieces: list[str]) -> None:
    read_all(workbook(sheet(HEADING + "".join(pieces))))


@given(
    st.sampled_from(
        ["xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
    ),
    st.binary(max_size=50),
)
def test_any_part_replaced(part: str, content: bytes) -> None:
    parts = dict.fromkeys([part], content)
    read_all(_replaced(parts))


def _replaced(parts: dict[str, bytes]) -> bytes:
    import io

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(VALID)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return file.getvalue()
