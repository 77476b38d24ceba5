"""Cells that a spreadsheet program would run instead of show, coming in and going out."""

from __future__ import annotations

import re

_RUNS = re.compile(r"\s*[=@＝＠]|[\t\r]|\s*[+\-＋－]")
_NUMBER_OR_PHONE = re.compile(
    r"\s*(?:[+\-]?\s*(?:\d+(?:[.,]\d+)*(?:[eE][+\-]?\d+)?\s*%?)"  # -12.5, +1,000, -3e5
    r"|\+?[\d\s().,\-/°]+(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?"  # +52 (55) 1234-5678 ext. 9; -15.97, 42.62
    r"|-+)\s*"  # dashes alone mean "nothing"
)
_LONGEST_PHONE = 40
_PARTED = re.compile(r"(?<=[;\t\r\n])")


def looks_like_formula(cell: str) -> bool:
    """Whether `cell` begins as a formula does: with = or @, or with +, -, TAB or CR before anything but a
    number.

    Leading blanks do not hide it, nor do the full-width signs that East Asian versions of Excel accept.
    """
    if not _RUNS.match(cell):
        return False
    return len(cell) > _LONGEST_PHONE or not _NUMBER_OR_PHONE.fullmatch(cell)


def as_text(cell: str) -> str:
    """`cell` with an apostrophe before whatever a spreadsheet program would run.

    Also behind a semicolon, TAB or line break: where the program parts cells at those, whatever the quotation
    marks say, the rest begins a cell of its own.
    """
    return _disarmed("".join(map(_disarmed, _PARTED.split(cell))))


def _disarmed(text: str) -> str:
    return f"'{text}" if looks_like_formula(text) else text
