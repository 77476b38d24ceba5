"""What is wrong with the files of a directory, or with rows of them, in words. A test holds these against the codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.exchange.directories import DirectoryError
from tessera.exchange.saying import say_file
from tessera.exchange.tables import TableError

FILES: dict[str, Promise] = {
    "nothing_uploaded": _("Nothing arrived, or the packed file is empty. Choose the files again."),
    "no_known_layout": _(
        "“%(file)s” is in no layout we know. What was found in it: %(seen)s. We read HSDS 3 and 1.1, Ohana, Services Advisor and the Illinois export."
    ),
    "too_many_files": _("There are more than %(limit)s files. Take only those of one directory."),
    "files_too_large": _(
        "Unpacked, the files are larger than %(limit_mb)s MB. Take them in in several parts."
    ),
    "nested_archive": _("“%(file)s” is a packed file in a packed file. Unpack it first."),
    "unsafe_names": _("“%(file)s” has a name that leads out of its folder. Pack the files again."),
    "same_name": _("Two files are called “%(file)s”. Give them different names."),
    "broken_archive": _(
        "“%(file)s” is damaged, locked, or packed in a way we cannot read. Pack it again as ZIP."
    ),
    "unreadable_json": _("“%(file)s” is no JSON that can be read (line %(line)s). Export it again."),
    "json_too_deep": _(
        "“%(file)s” holds objects within objects deeper than any directory needs. Export it again."
    ),
    "too_many_rows": _("There are more than %(limit)s rows. Take the directory in in several parts."),
}

ROWS: dict[str, Promise] = {
    "formula": _("A cell begins like a spreadsheet formula; it is kept as text."),
    "formula_without_value": _("A cell holds a formula whose result was not saved."),
    "error_value": _("A cell holds a spreadsheet error."),
    "row_too_long": _("A row has more cells than there are headings; the others are left out."),
    "row_too_short": _("A row has fewer cells than there are headings; they are taken as empty."),
    "number_unreadable": _("This is no number; it is kept as a word of the list."),
    "date_unreadable": _("This is no date; it is kept as a word of the list."),
    "time_unreadable": _("This is no time of day; it is kept as a word of the list."),
    "datetime_unreadable": _("This is no moment; it is kept as a word of the list."),
    "email_unreadable": _("This is no e-mail address; it is kept as a word of the list."),
    "url_unreadable": _("This is no address of a website; it is kept as a word of the list."),
    "word_unknown": _("HSDS does not know this word here; it is kept as a word of the list."),
    "text_unreadable": _("A text was expected here; what stands here is kept as a word of the list."),
    "own_field_unreadable": _(
        "This stands where Tessera keeps something of its own, and is none of what can stand there; it is kept as a word of the list."
    ),
    "hours_unreadable": _("These hours cannot be read; they are kept as words of the list."),
    "phone_without_number": _("A telephone without a number; none is made of it."),
    "closes_first": _("It closes before it opens, as the list has it."),
    "hours_missing": _("A day is named without hours."),
    "column_unknown": _("HSDS has no field for this column; it is kept as a word of the list."),
    "text_cut": _("A text was too long and is cut."),
    "email_removed": _("An e-mail address in a text was taken out: it may be a person's."),
    "url_scheme_added": _("An address of a website without https:// was completed."),
    "id_missing": _("A row has no identifier; one was made."),
    "id_repeated": _("An identifier stands here twice; both rows are kept, as two."),
    "said_differently": _("The same is said in two ways; what came first stays."),
    "organization_missing": _(
        "It belongs to an organisation that is not in the list. It is kept, under a placeholder."
    ),
    "service_missing": _("It belongs to a service that is not in the list. It is kept, under a placeholder."),
    "location_missing": _("It is at a place that is not in the list. It is kept, with a placeholder."),
    "program_missing": _(
        "It belongs to a programme that is not in the list. It is kept, under a placeholder."
    ),
    "taxonomy_missing": _("It names a vocabulary that is not in the list. It is kept."),
    "taxonomy_term_missing": _("It names a term that is not in the list. It is kept."),
    "reference_missing": _("It points at something that is not in the list; it is kept without that."),
    "parent_missing": _("It belongs to nothing in the list, and is left out."),
    "change_incomplete": _("A note of a change without a day or without what was changed is left out."),
    "parent_cycle": _("A row is its own parent in the end; the parent is left out."),
    "location_not_said": _("The list does not say where this service is."),
    "not_an_object": _("Something else stands where a record was expected; it is left out."),
    "not_a_list": _("Something else stands where a list was expected; it is left out."),
    "file_ignored": _("This file is not part of the directory and is left out."),
    "address_incomplete": _("An address lacks something that HSDS requires; what there is, is kept."),
    "year_meaningless": _("A date in the year 1 stands for every year."),
    "lists_differ": _("The lists of two languages do not fit each other here."),
    "one_word_for_two": _("One word stands for two in the other language."),
    "points_differ": _("One place is drawn at two points."),
    "names_alike": _("Two names are nearly the same; they are kept as two."),
    "comments_left_out": _("A comment holds a person's e-mail address or telephone number and is left out."),
}

STOPPED: dict[str, Promise] = {
    "stopped": _(
        "It stopped before the end, and nothing of it came in. Take it in again; if it stops again, give it up and tell who looks after the server."
    ),
    "files_lost": _(
        "Its files are damaged or gone, and nothing of it came in. Give it up, and choose the files again."
    ),
}
"""Why taking in a list ended early, in words."""


def say_files(error: DirectoryError) -> str:
    values: Mapping[str, str | int] = error.values
    if error.code in FILES:
        return str(FILES[error.code]) % values
    cause = error.__cause__  # why a table cannot be read
    said = say_file(cause) if isinstance(cause, TableError) else ""
    return f"“{values.get('file', '')}”: {said}"
