"""What a telephone dials when somebody presses a number. Where that is not certain, nothing: a wrong number answers too."""

from __future__ import annotations

import re
import unicodedata

_FEWEST, _MOST = 5, 15  # digits: fewer are an extension, and no number has more (E.164)
_PLAIN = re.compile(r"[\d+()\s.\-\u2010\u2011]+")
_APART = re.compile(r"\n|\s{2,}|\s[-\u2010\u2011]\s")
# "+41 (0)44": the zero is dialled within the country only, and then instead of its code.
_WITHIN = re.compile(r"(?P<code>\(?(?:\+|00)\s?(?P<country>\d{1,3})\)?[\s.\-]*)\((?P<zero>0\d*)\)")
# Italy, San Marino, the Vatican, Côte d'Ivoire, Gabon, Congo: there it belongs to the number, from anywhere.
_KEEP_ZERO = frozenset({"39", "378", "379", "225", "241", "242"})


def dialled(number: str) -> str:
    """For a `tel:` link, in ASCII; empty for whatever could be an extension, a second number, or spelled in letters."""
    plain = _without_marks(number).strip()
    if not _PLAIN.fullmatch(plain) or _is_more_than_one(plain):
        return ""
    within = _WITHIN.match(plain)
    if within and within["country"] not in _KEEP_ZERO:
        if within["zero"] != "0":  # "+44 (020)": somebody means one, and nobody knows which
            return ""
        plain = within["code"] + plain[within.end() :]
    digits = _digits(plain)
    if not _FEWEST <= len(digits) <= _MOST:
        return ""
    return f"+{digits}" if "+" in plain else digits


def _without_marks(text: str) -> str:
    """Without what only says in which direction it is read."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _is_more_than_one(plain: str) -> bool:
    if "+" in plain.lstrip("( ")[1:]:
        return True
    return sum(len(_digits(part)) >= _FEWEST for part in _APART.split(plain)) > 1


def _digits(plain: str) -> str:
    """Also of those that are written in Arabic: a link has to be in ASCII."""
    return "".join(str(unicodedata.decimal(letter)) for letter in plain if letter.isdecimal())
