"""What a file is, told from its first bytes and never from its name."""

from __future__ import annotations

import re
import zipfile
from typing import Literal

from tessera.exchange.tables.errors import (
    ImageFile,
    JsonFile,
    NotATable,
    OldExcelFile,
    OtherArchive,
    OtherBinary,
    OtherSpreadsheet,
    PasswordProtected,
    PdfFile,
    TextDocument,
    WebPage,
    XmlFile,
)

Kind = Literal["csv", "xlsx"]

ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, .doc and of encrypted .xlsx
_BIFF = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
)  # .xls without container

_MAGIC: tuple[tuple[bytes, NotATable], ...] = (
    (b"%PDF", PdfFile()),
    (b"\x89PNG", ImageFile()),
    (b"\xff\xd8\xff", ImageFile()),
    (b"GIF8", ImageFile()),
    (b"II*\x00", ImageFile()),
    (b"MM\x00*", ImageFile()),
    (b"{\\rtf", TextDocument()),
    (b"Rar!\x1a\x07", OtherArchive(format="RAR")),
    (b"7z\xbc\xaf\x27\x1c", OtherArchive(format="7z")),
    (b"BZh", OtherArchive(format="bzip2")),
    (b"\xfd7zXZ\x00", OtherArchive(format="xz")),
    (b"\x28\xb5\x2f\xfd", OtherArchive(format="Zstandard")),
    (_EMPTY_ZIP, OtherArchive(format="ZIP")),
    (b"SQLite format 3\x00", OtherBinary()),
    (b"PAR1", OtherBinary()),
    (b"\x7fELF", OtherBinary()),
    *((begins, OldExcelFile()) for begins in _BIFF),
)
_IMAGE_BRANDS = frozenset((b"heic", b"heix", b"mif1", b"avif"))
_PARTS_OF: tuple[tuple[str, NotATable], ...] = (
    ("xl/workbook.bin", OtherSpreadsheet(format=".xlsb")),
    ("Index/Document.iwa", OtherSpreadsheet(format="Numbers")),
    ("word/document.xml", TextDocument()),
    ("ppt/presentation.xml", TextDocument()),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b|\s*mime-version:",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{]|\"[^\"]*\"\s*[,\]]|[-\d.]+\s*[,\]]))")
_LOOKED_AT = 4096


def kind_of(data: bytes) -> Kind:
    """`xlsx`, or `csv` (text that nothing else claims); raises the `NotATable` that says what else it is."""
    if data.startswith(ZIP):
        return "xlsx"
    if data.startswith(_OLE):
        raise _kind_of_ole(data)
    for begins, error in _MAGIC:
        if data.startswith(begins):
            raise type(error)(**error.values)
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (
        data[4:8] == b"ftyp" and data[8:12] in _IMAGE_BRANDS
    ):
        raise ImageFile
    _refuse_markup(data[:_LOOKED_AT])
    return "csv"


def refuse_other_zip(archive: zipfile.ZipFile) -> None:
    """Raise the `NotATable` that says what a ZIP is, unless it holds an Excel workbook."""
    names = {info.filename for info in archive.infolist()}
    for part, error in _PARTS_OF:
        if part in names:
            raise type(error)(**error.values)
    if "mimetype" in names:
        raise _kind_of_opendocument(archive)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise OtherArchive(format="ZIP")


def _kind_of_opendocument(archive: zipfile.ZipFile) -> NotATable:
    with archive.open("mimetype") as stream:
        mimetype = stream.read(200)
    if b"opendocument.spreadsheet" in mimetype:
        return OtherSpreadsheet(format=".ods")
    return TextDocument() if b"opendocument" in mimetype else OtherArchive(format="ZIP")


def _kind_of_ole(data: bytes) -> NotATable:
    """Entry names are UTF-16 in the container's directory, which may lie anywhere in the file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PasswordProtected()
    if "WordDocument".encode("utf-16-le") in data:
        return TextDocument()
    return OldExcelFile()


def _refuse_markup(start: bytes) -> None:
    text = start.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text.decode("utf-16", errors="replace").encode("utf-8")
    if _HTML.match(text):
        raise WebPage
    if _XML.match(text):
        raise WebPage if b"<html" in text.lower() else XmlFile
    if _JSON.match(text):
        raise JsonFile
