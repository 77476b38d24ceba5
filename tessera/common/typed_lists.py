"""Heights, and cells that hold several phrases."""

from __future__ import annotations

import re

from tessera.common.plain_text import APPROXIMATELY, APPROXIMATELY_AFTER, plain, says_unknown
from tessera.common.unreadable import UnreadableValue

Heights = tuple[int, int]
"""(shortest, tallest) in whole centimetres, both included."""

SHORTEST, TALLEST = 25, 250
"""The heights read, in centimetres: from a newborn to the tallest people alive."""

_LONGEST = 80
_CENTIMETRES_ABOUT = 5
_METRES = re.compile(r"([0-2])[.,](\d{1,2})\s?(?:m|mts?|metros?|metres?|meters?)?\.?")
_METRES_SPLIT = re.compile(r"([0-2])\s?m\s?(\d{2})(?:\s?cm)?")
_CENTIMETRES = re.compile(r"(\d{2,3})(?:[.,]\d+)?\s?(?:cms?|centimetros?|centimetres?|centimeters?)?\.?")
_FEET = re.compile(
    r"""([1-8])\s?(?:'|ft\.?|feet|foot|pies?|pieds?)\s?(?:(\d{1,2})\s?(?:"|''|in\.?|inches|pulgadas|pouces)?)?"""
)
_TO = re.compile(r"\s?(?:-|/| to | a | y | and | et )\s?")
_ABOUT = re.compile(rf"{APPROXIMATELY}\s?(.+)|(.+?)\s?{APPROXIMATELY_AFTER}")
_SENTENCE_END = re.compile(r"[;\n\r|•]+")


def read_height(text: str) -> Heights | None:
    """The heights `text` can mean; None where it is blank or says that nobody knows.

    Reads centimetres, metres, feet and inches, and ranges; "about" widens by 5 cm each way, within 25-250 cm.
    Raises `UnreadableValue` (`height_unreadable`, `height_impossible`: outside 25-250 cm, or from tall to short).
    """
    written = plain(text[: _LONGEST + 1])
    if says_unknown(written):
        return None
    about = _ABOUT.fullmatch(written)
    ends = [_one_height(end, text) for end in _TO.split(about[1] or about[2] if about else written)]
    if len(ends) > 2 or len(text) > _LONGEST:
        raise UnreadableValue("height_unreadable", text)
    widening = _CENTIMETRES_ABOUT if about else 0
    if not SHORTEST <= ends[0] <= ends[-1] <= TALLEST:
        raise UnreadableValue("height_impossible", text)
    return max(SHORTEST, ends[0] - widening), min(TALLEST, ends[-1] + widening)


def read_phrases(text: str) -> tuple[str, ...]:
    """The phrases of one cell, as written, separated by semicolons, bars, bullets or line breaks."""
    return tuple(phrase for part in _SENTENCE_END.split(text) if (phrase := " ".join(part.split())))


def _one_height(written: str, text: str) -> int:
    """One height in centimetres; feet are rounded to the nearest."""
    if match := _METRES.fullmatch(written) or _METRES_SPLIT.fullmatch(written):
        return int(match[1]) * 100 + int(match[2].ljust(2, "0"))
    if match := _CENTIMETRES.fullmatch(written):
        return int(match[1])
    if match := _FEET.fullmatch(written):
        return round((int(match[1]) * 12 + int(match[2] or 0)) * 2.54)
    raise UnreadableValue("height_unreadable", text)
