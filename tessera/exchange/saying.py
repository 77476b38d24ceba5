"""What is wrong with a file or a row, in the reader's language. A test holds these against the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from tessera.exchange.tables import TableError
from tessera.ui.unreadable import SENTENCES as VALUE_SENTENCES

from .imports.preview import WrongColumn
from .models import ImportProblem

FILE_SENTENCES = {
    "file_lost": _("The file that was uploaded is damaged or gone. Upload the list again."),
    "old_excel_file": _(
        "This is an Excel file of the old kind (.xls). Save it as .xlsx or CSV and upload it again."
    ),
    "other_spreadsheet": _(
        "This is a spreadsheet of a kind we cannot read (%(format)s). Save it as .xlsx or CSV and upload it again."
    ),
    "pdf_file": _(
        "This is a PDF. Ask for the list it was printed from, or copy the table into a sheet and save that as .xlsx."
    ),
    "image_file": _("This is a picture. Type the list into a sheet and save that as .xlsx or CSV."),
    "web_page": _(
        "This is a web page, even if its name says otherwise. Open it in a spreadsheet program, save it as .xlsx or CSV and upload it again."
    ),
    "json_file": _(
        "This is a JSON file. Open it in a program that shows it as a table, save it as .xlsx or CSV and upload it again."
    ),
    "xml_file": _(
        "This is an XML file. Open it in a spreadsheet program, save it as .xlsx or CSV and upload it again."
    ),
    "text_document": _("This is a text document. Copy its table into a sheet and save that as .xlsx or CSV."),
    "other_archive": _("This is a packed folder (%(format)s). Unpack it and upload the list that is inside."),
    "other_binary": _(
        "This file holds no text and no sheet that we know. Open it where it was made, save it as .xlsx or CSV and upload it again."
    ),
    "password_protected": _(
        "This file is locked with a password. Save a copy without the password and upload that."
    ),
    "empty_file": _("There is nothing in this file or sheet. Look whether it is the right one."),
    "header_only": _(
        "There are column headings but no rows below them. Look whether it is the right file or sheet."
    ),
    "file_too_large": _("The file is larger than %(limit_mb)s MB. Upload the list in several parts."),
    "unpacked_too_large": _(
        "Unpacked, the file is larger than %(limit_mb)s MB. Upload the list in several parts."
    ),
    "packed_too_tightly": _(
        "The file unpacks to more than %(ratio)s times its size, as no ordinary list does. Save it again as CSV."
    ),
    "packed_twice": _(
        "This is a packed file inside a packed file. Unpack it and upload the list that is inside."
    ),
    "broken_packing": _("The packed file is damaged or was cut off. Upload it again, or unpack it first."),
    "broken_workbook": _(
        "The workbook is damaged or written in a way we cannot read. Open it in a spreadsheet program, save it as .xlsx or CSV and upload it again."
    ),
    "unsafe_workbook": _(
        "The workbook holds instructions that no spreadsheet program writes (a DTD or entities). Save it as CSV."
    ),
    "workbook_too_complex": _(
        "The workbook holds too many different texts, formats or drawings. Save the sheet as CSV and upload that."
    ),
    "no_such_sheet": _("There is no sheet named “%(sheet)s”. Choose one of: %(sheets)s."),
    "table_too_wide": _("There are more than %(limit)s columns. Delete those you do not need."),
    "table_too_long": _("There are more than %(limit)s rows. Upload the list in several parts."),
    "cell_too_long": _(
        "A cell in row %(row)s holds more than %(limit)s characters. Shorten it, or look for a missing quotation mark."
    ),
    "row_too_large": _(
        "Row %(row)s is larger than %(limit)s characters. Look whether this is really a table with one row per line."
    ),
    "unclosed_quote": _(
        "A quotation mark that opens in row %(row)s (line %(line)s) is never closed. Close it or take it out."
    ),
    "misplaced_quote": _(
        "In row %(row)s (line %(line)s) text follows a closing quotation mark. Double the quotation marks inside cells."
    ),
    "unreadable_bytes": _(
        "Line %(line)s cannot be read as %(encoding)s. Choose another encoding, or save the list as CSV UTF-8."
    ),
    "unknown_encoding": _("We cannot read the encoding “%(encoding)s”. Choose one of: %(encodings)s."),
    "nul_bytes": _(
        "Line %(line)s holds characters that no text has (NUL). Save the list again as CSV UTF-8."
    ),
    "mixed_encoding": ngettext_lazy(
        "%(count)s line is not UTF-8 (line %(lines)s), so letters such as á or ñ would come out wrong. Choose the line that reads right.",
        "%(count)s lines are not UTF-8 (lines %(lines)s), so letters such as á or ñ would come out wrong. Choose the line that reads right.",
        "count",
    ),
}

ROW_SENTENCES = {
    "formula": _("The cell begins like a spreadsheet formula. Write the text without the first sign."),
    "formula_without_value": _(
        "The cell holds a formula whose result was not saved. Open the sheet, save it, try again."
    ),
    "error_value": _("The cell holds the spreadsheet error %(error)s. Correct it in the sheet."),
    "row_too_long": ngettext_lazy(
        "The row has %(extra)s cell more than there are headings. Add a heading, or take out the extra cell.",
        "The row has %(extra)s cells more than there are headings. Add headings, or take out the extra cells.",
        "extra",
    ),
    "row_too_short": ngettext_lazy(
        "The row has %(missing)s cell fewer than there are headings; it is taken as empty.",
        "The row has %(missing)s cells fewer than there are headings; they are taken as empty.",
        "missing",
    ),
}


# By the first word of a code: what the cells of a column are not.
COLUMN_SENTENCES = {
    "date": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not a date.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not dates.",
        "number",
    ),
    "age": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not an age.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not ages.",
        "number",
    ),
    "sex": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not a sex.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not sexes.",
        "number",
    ),
    "height": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not a height.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not heights.",
        "number",
    ),
    "people": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not a number of people.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not numbers of people.",
        "number",
    ),
    "yes": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is neither yes nor no.",
        "%(wrong)s of %(all)s cells in “%(column)s” are neither yes nor no.",
        "number",
    ),
    "wish": ngettext_lazy(
        "%(wrong)s of %(all)s cells in “%(column)s” is not a clear wish.",
        "%(wrong)s of %(all)s cells in “%(column)s” are not clear wishes.",
        "number",
    ),
    "row": ngettext_lazy(
        "%(wrong)s of %(all)s rows does not fit the headings.",
        "%(wrong)s of %(all)s rows do not fit the headings.",
        "number",
    ),
}
_OTHER_CELLS = ngettext_lazy(
    "%(wrong)s of %(all)s cells in “%(column)s” cannot be read.",
    "%(wrong)s of %(all)s cells in “%(column)s” cannot be read.",
    "number",
)


def say_column(column: WrongColumn) -> str:
    sentence = COLUMN_SENTENCES.get(column.code.partition("_")[0], _OTHER_CELLS)
    values = {"wrong": localize(column.wrong), "all": localize(column.filled), "column": column.title}
    return _fill(sentence, values | {"number": column.wrong})


def say_file(error: TableError) -> str:
    return say_refusal(error.code, error.values)


def say_refusal(code: str, values: dict[str, str | int]) -> str:
    return _fill(FILE_SENTENCES[code], values)


def say_problem(problem: ImportProblem) -> str:
    sentences = ROW_SENTENCES if problem.code in ROW_SENTENCES else VALUE_SENTENCES
    return _fill(sentences[problem.code], problem.values)


def _fill(sentence: Any, values: Mapping[str, object]) -> str:
    return str(sentence % values)
