"""Files that go wrong, each with the code of the error it must give. Run as a program, one process per file:

    python -m tessera.exchange.tests.malformed FILE

prints {"code": ..., "peak": ...}: what reading the file gives, and the most memory that took, in bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from tessera.exchange.tables import TableError, open_table
from tessera.exchange.tests.made_files import (
    EMPTY_STRINGS,
    HEADING,
    MAIN,
    MIB,
    WORKBOOK,
    damaged_entry,
    gzipped,
    inline,
    locked_zip,
    ole,
    rows_of,
    sheet,
    workbook,
    zip_of,
)

ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

SMALL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty_file", lambda: b""),
    "only blank lines": ("empty_file", lambda: b"\n \n,,\n"),
    "headings only": ("header_only", lambda: b"name,age\n"),
    "headings and blank rows": ("header_only", lambda: b"name,age\n,\n\n"),
    "old Excel": ("old_excel_file", lambda: ole("Workbook")),
    "old Excel without container": (
        "old_excel_file",
        lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(50),
    ),
    "locked Excel": ("password_protected", lambda: ole("EncryptedPackage")),
    "Word of the old kind": ("text_document", lambda: ole("WordDocument")),
    "locked zip": ("password_protected", locked_zip),
    "OpenDocument": (
        "other_spreadsheet",
        lambda: zip_of("mimetype", content=b"application/vnd.oasis.opendocument.spreadsheet"),
    ),
    "binary Excel": ("other_spreadsheet", lambda: zip_of("[Content_Types].xml", "xl/workbook.bin")),
    "Word": ("text_document", lambda: zip_of("[Content_Types].xml", "word/document.xml")),
    "zip of a CSV": ("other_archive", lambda: zip_of("list.csv")),
    "empty zip": ("other_archive", zip_of),
    "RAR": ("other_archive", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(20)),
    "PDF": ("pdf_file", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "PNG": ("image_file", lambda: b"\x89PNG\r\n\x1a\n" + bytes(20)),
    "JPEG": ("image_file", lambda: b"\xff\xd8\xff\xe0" + bytes(20)),
    "photo of a telephone": ("image_file", lambda: b"\x00\x00\x00\x18ftypheic" + bytes(20)),
    "web page named .xls": ("web_page", lambda: b"\xef\xbb\xbf  <HTML><table><tr><td>name</td></tr></table>"),
    "JSON list": ("json_file", lambda: b'[\n {"name": "A"}, {"name": "B"}]'),
    "JSON object": ("json_file", lambda: b'{"rows": []}'),
    "XML": ("xml_file", lambda: b"<?xml version='1.0'?><list><person/></list>"),
    "rich text": ("text_document", lambda: b"{\\rtf1 name}"),
    "database": ("other_binary", lambda: b"SQLite format 3\x00" + bytes(100)),
    "Latin-1": ("mixed_encoding", lambda: "name\nPeña\n".encode("latin-1")),
    "cut in the middle of a letter": ("mixed_encoding", lambda: "name\nPeñ".encode()[:-1]),
    "UTF-32": ("unreadable_bytes", lambda: "name\nA\n".encode("utf-32")),
    "UTF-16 with an odd byte": ("unreadable_bytes", lambda: "name\nA\n".encode("utf-16") + b"x"),
    "UTF-16 without a mark": ("nul_bytes", lambda: "name\nA\n".encode("utf-16-le")),
    "NUL in a cell": ("nul_bytes", lambda: b"name,age\nA\0B,3\n"),
    "quote never closed": ("unclosed_quote", lambda: b'name,age\nA,1\n"B,2\nC,3\nD,4\n'),
    "quote swallows the file": ("unclosed_quote", lambda: b'name,age\n"B,2\n' + b"C,3\n" * 50_000),
    "text after a quote": ("misplaced_quote", lambda: b'name,age\n"A" B,1\n'),
    "long cell": ("cell_too_long", lambda: b"name,age\n" + b"x" * 32_768 + b",1\n"),
    "very long cell": ("cell_too_long", lambda: b"name,age\n" + b"x" * 200_000 + b",1\n"),
    "501 columns": ("table_too_wide", lambda: b",".join([b"c"] * 501) + b"\n" + b"1," * 500 + b"1\n"),
    "a million columns": ("table_too_wide", lambda: b"c," * 1_000_000 + b"c\n1\n"),
    "too many rows": ("table_too_long", lambda: b"a,b\n" + b"1,2\n" * 1_000_001),
    "gzip cut off": ("broken_packing", lambda: gzip.compress(b"name\nA\n" * 1000)[:-20]),
    "gzip in gzip": ("packed_twice", lambda: gzip.compress(gzip.compress(b"name\nA\n"))),
    "workbook in gzip": ("packed_twice", lambda: gzip.compress(workbook())),
    "cut workbook": ("broken_workbook", lambda: workbook()[:-30]),
    "wrong checksum": ("broken_workbook", damaged_entry),
    "sheet missing": ("empty_file", lambda: workbook(drop=("xl/worksheets/sheet1.xml",))),
    "workbook part missing": ("broken_workbook", lambda: workbook(drop=("xl/workbook.xml",))),
    "sheet is not XML": ("broken_workbook", lambda: workbook(b"name;age")),
    "sheet cut off": ("broken_workbook", lambda: workbook(rows_of("")[:-30])),
    "sheet that is something else": ("broken_workbook", lambda: workbook(b"<html/>")),
    "packed with LZMA": (
        "broken_workbook",
        lambda: zip_of("[Content_Types].xml", "xl/workbook.xml", method=zipfile.ZIP_LZMA),
    ),
    "text that is not there": (
        "broken_workbook",
        lambda: workbook(rows_of('<row r="2"><c r="A2" t="s"><v>9</v></c></row>')),
    ),
    "number that is none": (
        "broken_workbook",
        lambda: workbook(rows_of('<row r="2"><c r="A2"><v>x</v></c></row>')),
    ),
    "rows backwards": ("broken_workbook", lambda: workbook(rows_of('<row r="5"/><row r="3"/>'))),
    "row beyond every sheet": ("broken_workbook", lambda: workbook(rows_of('<row r="999999999999"/>'))),
    "two cells in one place": (
        "broken_workbook",
        lambda: workbook(rows_of(f'<row r="2">{inline("A2", "x")}{inline("A2", "y")}</row>')),
    ),
    "entities": ("unsafe_workbook", lambda: workbook(ENTITIES.encode() + sheet(HEADING))),
    "entities in the texts": (
        "unsafe_workbook",
        lambda: workbook(xl__sharedStrings=ENTITIES + EMPTY_STRINGS),
    ),
    "entity from a file": ("unsafe_workbook", lambda: workbook(EXTERNAL.encode() + sheet(HEADING))),
    "DTD without entities": ("unsafe_workbook", lambda: workbook(xl__workbook="<!DOCTYPE x>" + WORKBOOK)),
    "empty sheet": ("empty_file", lambda: workbook(sheet(""))),
    "sheet with headings only": ("header_only", workbook),
    "last cell of all": (
        "table_too_wide",
        lambda: workbook(
            sheet(
                f'{HEADING}<row r="1048576">{inline("XFD1048576", "x")}</row>',
                '<dimension ref="A1:XFD1048576"/>',
            )
        ),
    ),
    "too deep": ("workbook_too_complex", lambda: workbook(sheet("<a>" * 1000 + "</a>" * 1000))),
    "texts and sheet exchanged": ("broken_workbook", lambda: workbook(xl__sharedStrings=sheet(HEADING))),
}

_STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs>' + "<xf/>" * 1_000_000 + "</cellXfs></styleSheet>"

LARGE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "51 MB": ("file_too_large", lambda: b"name\n" + b"x\n" * (26 * MIB)),
    "gzip bomb": ("packed_too_tightly", lambda: gzip.compress(bytes(300 * MIB))),
    "large in gzip": ("unpacked_too_large", lambda: gzipped(b"name,age\nA,1\n" * (18 * MIB), 4 * MIB)),
    "zip bomb": (
        "packed_too_tightly",
        lambda: zip_of("[Content_Types].xml", "xl/workbook.xml", content=bytes(90 * MIB)),
    ),
    "large workbook": ("unpacked_too_large", lambda: workbook(bytes(210 * MIB), padding=3 * MIB)),
    "zip of 20,000 parts": ("workbook_too_complex", lambda: zip_of(*map(str, range(20_000)))),
    "line of 190 MB": ("row_too_large", lambda: gzipped("name,😀".encode() + b"x" * (190 * MIB), 4 * MIB)),
    "line of 190 MB, not UTF-8": (
        "mixed_encoding",
        lambda: gzipped(b"name" + b"x" * (190 * MIB) + b"\xff", 4 * MIB),
    ),
    "line of 100 MB in UTF-16": (
        "row_too_large",
        lambda: gzip.compress(
            ("n\n" * 10 + "".join(map(chr, range(40_000, 50_000))) * 9_000).encode("utf-16"), 1
        ),
    ),
    "one row of many lines": ("row_too_large", lambda: gzipped(b'a,b\n"x' + b'\n","' * (45 * MIB), 4 * MIB)),
    "row of 40 million cells": (
        "workbook_too_complex",
        lambda: workbook(rows_of("<row>" + "<c/>" * (40 * MIB) + "</row>"), padding=2 * MIB),
    ),
    "30 million rows": ("table_too_long", lambda: workbook(rows_of("<row/>" * (30 * MIB)), padding=2 * MIB)),
    "30 million elements beside the rows": (
        "workbook_too_complex",
        lambda: workbook(sheet("", after="<x/>" * (30 * MIB)), padding=2 * MIB),
    ),
    "30 million texts": (
        "workbook_too_complex",
        lambda: workbook(
            xl__sharedStrings=f'<sst xmlns="{MAIN}">' + "<si/>" * (30 * MIB) + "</sst>", padding=2 * MIB
        ),
    ),
    "one text of 180 MB": (
        "workbook_too_complex",
        lambda: workbook(
            xl__sharedStrings=f'<sst xmlns="{MAIN}"><si><t>😀' + "x" * (180 * MIB) + "</t></si></sst>",
            padding=2 * MIB,
        ),
    ),
    "wide texts of 180 MB": (
        "workbook_too_complex",
        lambda: workbook(
            xl__sharedStrings=f'<sst xmlns="{MAIN}">'
            + f"<si><t>😀{'x' * 30_000}</t></si>" * 6_000
            + "</sst>",
            padding=2 * MIB,
        ),
    ),
    "cell of 180 MB": (
        "row_too_large",
        lambda: workbook(rows_of("<row>" + inline("A2", "x" * (180 * MIB)) + "</row>"), padding=2 * MIB),
    ),
    "tag of 180 MB": (
        "workbook_too_complex",
        lambda: workbook(rows_of(f'<row a="{"x" * (180 * MIB)}"/>'), padding=2 * MIB),
    ),
    "comment of 180 MB": (
        "workbook_too_complex",
        lambda: workbook(rows_of("<!--" + ">" * (180 * MIB) + "-->"), padding=2 * MIB),
    ),
    "blanks of 180 MB": (
        "workbook_too_complex",
        lambda: workbook(rows_of(" " * (180 * MIB)), padding=2 * MIB),
    ),
    "a million styles": ("workbook_too_complex", lambda: workbook(xl__styles=_STYLES)),
    "sheet as styles": (
        "workbook_too_complex",
        lambda: workbook(xl__styles=rows_of("<row/>" * (10 * MIB)), padding=2 * MIB),
    ),
}

ALL = SMALL | LARGE


def code_of(data: bytes) -> str:
    """The code of the error that reading all of `data` gives; "" if it gives none."""
    try:
        open_table(data).count()
    except TableError as error:
        return error.code
    return ""


def peak_memory() -> int:
    """The most memory this process has had, in bytes. Not from getrusage, which counts its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def leave_the_disk_alone(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook that ends the process where reading writes a file, makes a temporary one or calls out."""
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event.startswith(("tempfile.", "socket.", "subprocess.")):
        os._exit(3)


if __name__ == "__main__":
    made = Path(sys.argv[1]).read_bytes()
    sys.dont_write_bytecode = True
    sys.addaudithook(leave_the_disk_alone)
    print(json.dumps({"code": code_of(made), "peak": peak_memory()}))  # noqa: T201 - what it is run for
