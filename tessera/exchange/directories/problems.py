"""What can be wrong with one place in files that are otherwise read. Codes, not sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tessera.exchange.tables.row_problems import ROW_CODES

PROBLEM_CODES: dict[str, tuple[str, ...]] = ROW_CODES | {
    # A value that HSDS has no room for in this form: kept as an attribute "tessera-source" of the same row.
    "number_unreadable": ("text",),
    "date_unreadable": ("text",),
    "time_unreadable": ("text",),
    "datetime_unreadable": ("text",),
    "email_unreadable": ("text",),
    "url_unreadable": ("text",),
    "word_unknown": ("text",),
    "text_unreadable": ("text",),  # an object or a list where HSDS has a text
    "hours_unreadable": ("text",),
    "own_field_unreadable": ("text",),  # under our own taxonomy, and none of what the field can say
    "phone_without_number": ("text",),  # no digit in it, or nothing at all: no phone is made of it
    "closes_first": ("text",),  # as the list has it, it closes before it opens
    "hours_missing": (),  # a day is named, and no time
    "column_unknown": (),  # the column has no field in HSDS: said once for each column of a table
    # A value that was changed.
    "text_cut": ("limit",),
    "email_removed": ("count",),
    "url_scheme_added": ("text",),
    # Identifiers.
    "id_missing": (),
    "id_repeated": ("id",),
    "said_differently": ("text",),  # the same document says something else here; what came first stays
    # References. A document that is missing is made, empty but for a mark.
    "organization_missing": ("id",),
    "service_missing": ("id",),
    "location_missing": ("id",),
    "program_missing": ("id",),
    "taxonomy_missing": ("id",),
    "taxonomy_term_missing": ("id",),
    "reference_missing": ("id",),  # the row is kept, without this reference
    "parent_missing": ("id", "text"),  # the row belongs to nothing, and is left out
    "change_incomplete": ("text",),  # metadata without a day or without what was changed: left out
    "parent_cycle": ("id",),  # the parent is left out
    "location_not_said": (),  # a service that says nowhere where it is
    # Shapes of JSON.
    "not_an_object": ("text",),
    "not_a_list": (),
    # Files and lists.
    "file_ignored": (),
    "address_incomplete": ("missing",),
    "year_meaningless": ("text",),  # a date in the year 1 is one of every year
    "lists_differ": ("language", "text", "other"),
    "one_word_for_two": ("language", "text", "one", "two"),
    "points_differ": ("text",),
    "names_alike": ("one", "two"),
    "comments_left_out": (),
}
"""Every code a `Problem` can have, with the names of its values."""


class Place(NamedTuple):
    """Where something stands: the file as it was uploaded, and the row as a spreadsheet counts, headings being 1.

    In JSON rows count the documents of a file from 1.
    """

    table: str
    row: int
    kind: str = ""  # which table of its layout it is, whatever the file is called

    @property
    def lasting(self) -> str:
        """A name for it that stays when the file is called otherwise."""
        return f"{self.kind or self.table} row {self.row}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; `column` is its heading or key, or "" where the whole row is meant.

    `values` may quote the row: show it to the member who uploads, keep it in a vault, never log it.
    """

    code: str
    table: str
    row: int
    column: str = ""
    values: dict[str, str | int] = field(default_factory=dict)
