"""Why a file cannot be read as a table. Each class has one `code`, and plain `values` of its own names.

Pages say it by `code` (`TABLE_CODES` lists all of them) and fill in `values`. Nothing of a file that raises
one of these is kept, and no value quotes what a cell holds.
"""

from __future__ import annotations

from typing import ClassVar


class TableError(Exception):
    """A file that is refused as a whole. `values` fills its sentence and is safe to log."""

    code: ClassVar[str]
    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: str | int) -> None:
        self.values = values
        super().__init__(self.code, values)


class NotATable(TableError):
    """A file of some other kind; the subclass says which."""


class FileLost(TableError):
    """The file that was kept is damaged or gone."""

    code = "file_lost"


class OldExcelFile(NotATable):
    code = "old_excel_file"


class OtherSpreadsheet(NotATable):
    code = "other_spreadsheet"
    names = ("format",)


class PdfFile(NotATable):
    code = "pdf_file"


class ImageFile(NotATable):
    code = "image_file"


class WebPage(NotATable):
    code = "web_page"


class JsonFile(NotATable):
    code = "json_file"


class XmlFile(NotATable):
    code = "xml_file"


class TextDocument(NotATable):
    code = "text_document"


class OtherArchive(NotATable):
    code = "other_archive"
    names = ("format",)


class OtherBinary(NotATable):
    code = "other_binary"


class PasswordProtected(NotATable):
    code = "password_protected"


class EmptyFile(TableError):
    code = "empty_file"


class HeaderOnly(TableError):
    code = "header_only"


class FileTooLarge(TableError):
    code = "file_too_large"
    names = ("limit_mb",)


class UnpackedTooLarge(TableError):
    code = "unpacked_too_large"
    names = ("limit_mb",)


class PackedTooTightly(TableError):
    code = "packed_too_tightly"
    names = ("ratio",)


class PackedTwice(TableError):
    code = "packed_twice"


class BrokenPacking(TableError):
    code = "broken_packing"


class BrokenWorkbook(TableError):
    code = "broken_workbook"


class UnsafeWorkbook(TableError):
    code = "unsafe_workbook"


class WorkbookTooComplex(TableError):
    code = "workbook_too_complex"


class NoSuchSheet(TableError):
    code = "no_such_sheet"
    names = ("sheet", "sheets")


class TableTooWide(TableError):
    code = "table_too_wide"
    names = ("limit",)


class TableTooLong(TableError):
    code = "table_too_long"
    names = ("limit",)


class CellTooLong(TableError):
    code = "cell_too_long"
    names = ("row", "limit")


class RowTooLarge(TableError):
    code = "row_too_large"
    names = ("row", "limit")


class UnclosedQuote(TableError):
    code = "unclosed_quote"
    names = ("row", "line")


class MisplacedQuote(TableError):
    code = "misplaced_quote"
    names = ("row", "line")


class UnreadableBytes(TableError):
    """Text that cannot be read in the encoding that was found or asked for."""

    code = "unreadable_bytes"
    names = ("line", "encoding")


class UnknownEncoding(TableError):
    code = "unknown_encoding"
    names = ("encoding", "encodings")


class NulBytes(TableError):
    code = "nul_bytes"
    names = ("line",)


class MixedEncoding(TableError):
    """Not UTF-8 throughout. `samples` shows the first such text in every encoding that can be chosen.

    `values`: `count` lines, the first few of them in `lines`. `samples` (encoding to text) quotes the file,
    so it is shown to the member who uploaded it and never logged.
    """

    code = "mixed_encoding"
    names = ("count", "lines")

    def __init__(self, samples: dict[str, str], **values: str | int) -> None:
        super().__init__(**values)
        self.samples = samples


def _all_below(error: type[TableError]) -> list[type[TableError]]:
    return [kind for below in error.__subclasses__() for kind in (below, *_all_below(below))]


TABLE_CODES: dict[str, tuple[str, ...]] = {
    error.code: error.names for error in _all_below(TableError) if error is not NotATable
}
"""Every code a `TableError` can have, with the names of its values."""
