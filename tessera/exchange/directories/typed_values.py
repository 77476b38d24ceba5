"""What a cell or a JSON value says, as the JSON value that HSDS 3 asks of its field; and back into a cell."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime, time

from tessera.exchange.directories.schema import Field

LONGEST_TEXT = 65_000
"""Characters of one value. A CSV cell holds 131,072, of which as many again may go into keeping formulas apart."""

Value = str | int | float

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_LARGEST_WHOLE = 10**15  # beyond, a float has no digit to spare for one
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_DATETIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?)")
_EMAIL = re.compile(
    r"(?=.{3,254}\Z)\w[\w%'-]{0,30}(?:[.+][\w%'-]{1,30}){0,4}"
    r"@(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+[A-Z]{2,63}",
    re.IGNORECASE | re.ASCII,
)
_SAFE_SCHEMES = r"(?:https?|ftp|mailto|tel|urn)"
_URL = re.compile(rf"{_SAFE_SCHEMES}:[^\s<>\"\\^`{{|}}\x00-\x1f]+", re.IGNORECASE)
_SCHEMELESS = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE
)


class Unreadable(Exception):
    """The value is none that its field can have. `code` is one of `PROBLEM_CODES`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def text_of(raw: object) -> str:
    """Anything that JSON or a cell can hold as clean text: no blanks around it, one kind of line break, "" for nothing.

    Objects and lists are written as JSON.
    """
    match raw:
        case None:
            text = ""
        case str():
            text = raw
        case bool():
            text = str(raw).lower()
        case _:
            text = json.dumps(raw, ensure_ascii=False, sort_keys=True)
    return writable(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def writable(text: str) -> str:
    """Half of a pair of surrogates cannot be written, and some programs stop reading at a NUL, or refuse it."""
    whole = text.encode("utf-8", errors="replace").decode("utf-8") if not text.isascii() else text
    return whole.replace("\0", "")


def read_value(field: Field, raw: object) -> Value | None:
    """The value for `field`; None where `raw` says nothing. Raises `Unreadable`.

    Identifiers are none of its business: see `identifiers`.
    """
    if isinstance(raw, dict | list):
        raise Unreadable("text_unreadable")
    text = text_of(raw)
    if not text:
        return None
    if field.type == "number":
        return _number(raw, text)
    if field.words:
        return _word(field.words, text)
    reads = _READERS.get(field.format or field.type)
    return reads(text) if reads else text


def cell_of(value: Value | None) -> str:
    """A value of a document as it stands in a CSV cell, which `read_value` reads back."""
    return "" if value is None else value if isinstance(value, str) else repr(value)


def with_scheme(text: str) -> str:
    """`text` as an address with "http://" before it, as browsers have it where nobody says; "" where it is none."""
    return f"http://{text}" if _SCHEMELESS.fullmatch(text) else ""


def _email(text: str) -> str:
    return _matching(_EMAIL, "email_unreadable", text)


def _url(text: str) -> str:
    return _matching(_URL, "url_unreadable", text)


def _matching(pattern: re.Pattern[str], code: str, text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise Unreadable(code)
    return text


def _word(words: tuple[str, ...], text: str) -> str:
    for word in words:
        if word.casefold() == text.casefold():
            return word
    raise Unreadable("word_unknown")


def _number(raw: object, text: str) -> int | float:
    """Leading zeros make no number: an extension "007" would be dialled as 7."""
    if isinstance(raw, bool) or (isinstance(raw, str) and not _NUMBER.fullmatch(text)):
        raise Unreadable("number_unreadable")
    try:
        number = float(raw if isinstance(raw, int | float) else text)
    except OverflowError as error:
        raise Unreadable("number_unreadable") from error
    if not math.isfinite(number):
        raise Unreadable("number_unreadable")
    return int(number) if number.is_integer() and abs(number) < _LARGEST_WHOLE else number


def _date(text: str) -> str:
    try:
        return date.fromisoformat(_matching(_DATE, "date_unreadable", text)).isoformat()
    except ValueError as error:
        raise Unreadable("date_unreadable") from error


def _time(text: str) -> str:
    """Always with seconds, which some readers of tables insist on; fractions of one are left out."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unreadable("time_unreadable")
    try:
        hours = time(int(found[1]), int(found[2]), int(found[3] or 0))
        time.fromisoformat(f"00:00{found[4] or ''}")
    except ValueError as error:
        raise Unreadable("time_unreadable") from error
    return hours.isoformat() + (found[4] or "")


def _datetime(text: str) -> str:
    found = _DATETIME.fullmatch(text)
    if found is None:
        raise Unreadable("datetime_unreadable")
    said = f"{found[1]}T{found[2]}"
    try:
        datetime.fromisoformat(said)
    except ValueError as error:
        raise Unreadable("datetime_unreadable") from error
    return said


_READERS: dict[str, Callable[[str], str]] = {
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "email": _email,
    "uri": _url,
}
