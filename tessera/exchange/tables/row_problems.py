"""What can be wrong with one row of a table that is otherwise read."""

from __future__ import annotations

from dataclasses import dataclass, field

ROW_CODES: dict[str, tuple[str, ...]] = {
    "formula": ("text",),
    "formula_without_value": (),
    "error_value": ("error",),
    "row_too_long": ("extra", "text"),
    "row_too_short": ("missing",),
}
"""Every code a `RowProblem` can have, with the names of its values."""

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
