"""What can be wrong with one row of a table that is otherwise read."""

from __future__ import annotations

from dataclasses import dataclass, field

ROW_CODES: dict[str, str] = {
    "formula": "The cell begins like a spreadsheet formula. Write the text without the first sign.",
    "formula_without_value": "The cell holds a formula without its result. Open the sheet and save it.",
    "error_value": "The cell holds the spreadsheet error {error}. Correct it in the sheet.",
    "row_too_long": "The row has {extra} cells too many. Add headings for them, or take them out: {text}",
    "row_too_short": "The row has {missing} cells fewer than there are headings; they are taken as empty.",
}
"""Every code a `RowProblem` can have, with its English sentence."""

NOTICES = frozenset({"row_too_short"})
"""The codes that need a look but no correction: Excel leaves out empty cells at the end of CSV rows."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem of one row; `column` is its heading, or "" where the whole row is meant.

    `values` may quote the row: show it to the member who uploads, keep it in a vault, never log it.
    """

    row_number: int
    column: str
    code: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_notice(self) -> bool:
        return self.code in NOTICES

    def __str__(self) -> str:
        return ROW_CODES[self.code].format_map(self.values)
