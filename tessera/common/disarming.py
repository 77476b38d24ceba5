"""Cells that a spreadsheet program would run, going out and coming back the same.

`formulas.as_text` puts an apostrophe before them, and nobody can tell it from one that was there. Here one more goes
before each cell that begins with apostrophes and a formula, so that taking one away always gives what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tessera.common.formulas import looks_like_formula

_PARTED = re.compile(r"(?<=[;\t\r\n])")  # where `formulas` sees cells begin


def disarmed(cell: str) -> str:
    """`cell` as it may stand in a CSV file; `formulas.as_text` finds nothing left to change in it."""
    return _with_apostrophe(_in_parts(cell, _with_apostrophe))


def armed(cell: str) -> str:
    """What was written, from what `disarmed` made of it."""
    return _in_parts(_without_apostrophe(cell), _without_apostrophe)


def _in_parts(cell: str, change: Callable[[str], str]) -> str:
    return "".join(map(change, _PARTED.split(cell)))


def _with_apostrophe(text: str) -> str:
    return f"'{text}" if looks_like_formula(text.lstrip("'")) else text


def _without_apostrophe(text: str) -> str:
    return text[1:] if text.startswith("'") and looks_like_formula(text.lstrip("'")) else text
