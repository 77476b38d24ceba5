"""Builders of small and of bad files, in memory: nothing large is kept beside the tests."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib

MIB = 1024 * 1024
NOISE = random.Random(1)  # noqa: S311 - it only has to pack badly
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPENXML = "application/vnd.openxmlformats-officedocument.spreadsheetml"

HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{OPENXML}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OPENXML}.sharedStrings+xml"/></Types>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
    '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
EMPTY_STRINGS = f'<sst xmlns="{MAIN}"/>'


def sheet(rows: str | bytes, before: str = "", after: str = "") -> bytes:
    middle = rows if isinstance(rows, bytes) else rows.encode()
    return (
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>'.encode()
        + middle
        + f"</sheetData>{after}</worksheet>".encode()
    )


def workbook(
    sheet_xml: bytes | None = None, *, padding: int = 0, drop: tuple[str, ...] = (), **parts: str | bytes
) -> bytes:
    """An .xlsx file; `padding` random bytes keep it below the packing ratio; `a__b` is the part a/b.xml."""
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
        "xl/sharedStrings.xml": EMPTY_STRINGS,
        "xl/worksheets/sheet1.xml": sheet(HEADING) if sheet_xml is None else sheet_xml,
    }
    content |= {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in content.items():
            if name not in drop:
                archive.writestr(name, part)
        if padding:
            archive.writestr("xl/media/image1.png", NOISE.randbytes(padding))
    return file.getvalue()


def zip_of(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def gzipped(content: bytes, padding: int = 0) -> bytes:
    """`content` packed; random lines before it keep it below the packing ratio."""
    noise = b"".join(b"%d\n" % n for n in NOISE.choices(range(10**18), k=padding // 19))
    return gzip.compress(noise + content, compresslevel=1)


def locked_zip() -> bytes:
    """A ZIP that says its entries are encrypted."""
    data = bytearray(workbook())
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags_at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def damaged_entry() -> bytes:
    """A workbook whose sheet does not have the checksum that the directory states."""
    content = sheet(HEADING + "<row r='2'><c r='A2'><v>1</v></c></row>")
    data = bytearray(workbook(content))
    place = data.rfind(zlib.crc32(content).to_bytes(4, "little"))
    data[place] ^= 0xFF
    return bytes(data)


def ole(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows_of(xml: str) -> bytes:
    return sheet(HEADING + xml)
