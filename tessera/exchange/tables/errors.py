"""Why a file cannot be read as a table. Each class has one `code`, plain `values` and an English sentence.

Pages translate by `code` (`TABLE_CODES` lists all of them) and fill in `values`. Nothing of a file that
raises one of these is kept, and no message quotes what a cell holds.
"""

from __future__ import annotations

from typing import ClassVar

_SAVE_AS = "Save it as .xlsx or CSV and upload it again."


class TableError(Exception):
    """A file that is refused as a whole. `values` fills the sentence and is safe to log."""

    code: ClassVar[str]
    message: ClassVar[str]

    def __init__(self, **values: str | int) -> None:
        self.values = values
        super().__init__(self.code, values)

    def __str__(self) -> str:
        return f"{self.message.format_map(self.values)} Nothing was kept."


class NotATable(TableError):
    """A file of some other kind; the subclass says which."""


class OldExcelFile(NotATable):
    code = "old_excel_file"
    message = f"This is an Excel file of the old kind (.xls). {_SAVE_AS}"


class OtherSpreadsheet(NotATable):
    code = "other_spreadsheet"
    message = f"This is a spreadsheet of a kind we cannot read ({{format}}). {_SAVE_AS}"


class PdfFile(NotATable):
    code = "pdf_file"
    message = (
        "This is a PDF. Ask for the list it was printed from, or copy the table into a sheet and "
        "save that as .xlsx."
    )


class ImageFile(NotATable):
    code = "image_file"
    message = "This is a picture. Type the list into a sheet and save that as .xlsx or CSV."


class WebPage(NotATable):
    code = "web_page"
    message = (
        f"This is a web page, even if its name says otherwise. Open it in a spreadsheet program. {_SAVE_AS}"
    )


class JsonFile(NotATable):
    code = "json_file"
    message = f"This is a JSON file. Open it in a program that shows it as a table. {_SAVE_AS}"


class XmlFile(NotATable):
    code = "xml_file"
    message = f"This is an XML file. Open it in a spreadsheet program. {_SAVE_AS}"


class TextDocument(NotATable):
    code = "text_document"
    message = "This is a text document. Copy its table into a sheet and save that as .xlsx or CSV."


class OtherArchive(NotATable):
    code = "other_archive"
    message = "This is a packed folder ({format}). Unpack it and upload the list that is inside."


class OtherBinary(NotATable):
    code = "other_binary"
    message = f"This file holds no text and no sheet that we know. Open it where it was made. {_SAVE_AS}"


class PasswordProtected(NotATable):
    code = "password_protected"
    message = "This file is locked with a password. Save a copy without the password and upload that."


class EmptyFile(TableError):
    code = "empty_file"
    message = "There is nothing in this file or sheet. Look whether it is the right one."


class HeaderOnly(TableError):
    code = "header_only"
    message = "There are column headings but no rows below them. Look whether it is the right file or sheet."


class FileTooLarge(TableError):
    code = "file_too_large"
    message = "The file is larger than {limit_mb} MB. Upload the list in several parts."


class UnpackedTooLarge(TableError):
    code = "unpacked_too_large"
    message = "Unpacked, the file is larger than {limit_mb} MB. Upload the list in several parts."


class PackedTooTightly(TableError):
    code = "packed_too_tightly"
    message = (
        "The file unpacks to more than {ratio} times its size, as no ordinary list does. Save it "
        "again as CSV."
    )


class PackedTwice(TableError):
    code = "packed_twice"
    message = "This is a packed file inside a packed file. Unpack it and upload the list that is inside."


class BrokenPacking(TableError):
    code = "broken_packing"
    message = "The packed file is damaged or was cut off. Upload it again, or unpack it first."


class BrokenWorkbook(TableError):
    code = "broken_workbook"
    message = (
        "The workbook is damaged or written in a way we cannot read. Open it in a spreadsheet "
        f"program. {_SAVE_AS}"
    )


class UnsafeWorkbook(TableError):
    code = "unsafe_workbook"
    message = (
        "The workbook holds instructions that no spreadsheet program writes (a DTD or entities). "
        "Save it as CSV."
    )


class WorkbookTooComplex(TableError):
    code = "workbook_too_complex"
    message = (
        "The workbook holds too many different texts, formats or drawings. Save the sheet as CSV and "
        "upload that."
    )


class NoSuchSheet(TableError):
    code = "no_such_sheet"
    message = "There is no sheet named “{sheet}”. Choose one of: {sheets}."


class TableTooWide(TableError):
    code = "table_too_wide"
    message = "There are more than {limit} columns. Delete those you do not need."


class TableTooLong(TableError):
    code = "table_too_long"
    message = "There are more than {limit} rows. Upload the list in several parts."


class CellTooLong(TableError):
    code = "cell_too_long"
    message = (
        "A cell in row {row} holds more than {limit} characters. Shorten it, or look for a missing "
        "quotation mark."
    )


class RowTooLarge(TableError):
    code = "row_too_large"
    message = (
        "Row {row} is larger than {limit} characters. Look whether this is really a table with one "
        "row per line."
    )


class UnclosedQuote(TableError):
    code = "unclosed_quote"
    message = (
        "A quotation mark that opens in row {row} (line {line}) is never closed. Close it or take it out."
    )


class MisplacedQuote(TableError):
    code = "misplaced_quote"
    message = (
        "In row {row} (line {line}) text follows a closing quotation mark. Double the quotation "
        "marks inside cells."
    )


class UnknownDelimiter(TableError):
    code = "unknown_delimiter"
    message = "Cells can be separated by a comma, a semicolon, a tab or a bar, not by “{delimiter}”."


class UnreadableBytes(TableError):
    """Text that cannot be read in the encoding that was found or asked for."""

    code = "unreadable_bytes"
    message = (
        "Line {line} cannot be read as {encoding}. Choose another encoding, or save the list as CSV UTF-8."
    )


class UnknownEncoding(TableError):
    code = "unknown_encoding"
    message = "We cannot read the encoding “{encoding}”. Choose one of: {encodings}."


class NulBytes(TableError):
    code = "nul_bytes"
    message = "Line {line} holds characters that no text has (NUL). Save the list again as CSV UTF-8."


class MixedEncoding(TableError):
    """Not UTF-8 throughout. `samples` shows the first such text in every encoding that can be chosen.

    `values`: `count` lines, the first few of them in `lines`. `samples` (encoding to text) quotes the file,
    so it is shown to the member who uploaded it and never logged.
    """

    code = "mixed_encoding"
    message = (
        "{count} lines are not UTF-8 (lines {lines}), so letters such as á or ñ would come out wrong. "
        "Choose the encoding in which the example reads right, or save the list as CSV UTF-8."
    )

    def __init__(self, samples: dict[str, str], **values: str | int) -> None:
        super().__init__(**values)
        self.samples = samples


def _all_below(error: type[TableError]) -> list[type[TableError]]:
    return [kind for below in error.__subclasses__() for kind in (below, *_all_below(below))]


TABLE_CODES: dict[str, str] = {
    error.code: error.message for error in _all_below(TableError) if error is not NotATable
}
"""Every code a `TableError` can have, with its English sentence before it is filled in."""
