"""E-mail addresses and telephone numbers in free text, where nobody expects them and everybody may come to read them."""

from __future__ import annotations

import re

REMOVED = "[…]"
"""What stands where an address was."""

_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w/.-])[+(]?\d[\d\s().-]{5,40}\d(?![\w/-])")
_FEWEST_DIGITS = 7
_DATE = re.compile(r"\d{1,4}([.-])\d{1,2}\1\d{1,4}")


def without_emails(text: str) -> tuple[str, int]:
    """`text` with `REMOVED` in the place of each e-mail address, and how many there were.

    A text that was nothing but addresses becomes empty.
    """
    if "@" not in text:
        return text, 0
    cleaned, count = _EMAIL.subn(REMOVED, text)
    return (cleaned if re.search(r"\w", cleaned) else "") if count else text, count


def holds_contact(text: str) -> bool:
    """Whether there is an e-mail address or a telephone number in it. Errs towards yes."""
    if "@" in text:
        return True
    return any(
        sum(sign.isdigit() for sign in found.group()) >= _FEWEST_DIGITS and not _DATE.fullmatch(found.group())
        for found in _PHONE.finditer(text)
    )
