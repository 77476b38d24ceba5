"""From bytes to lines of text, without guessing: UTF-8 is checked, anything else is chosen by a person.

Lines are decoded one by one, so a file of 200 MB never stands in memory a second time as text (which could
take four times as much).
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from tessera.exchange.tables.errors import (
    MixedEncoding,
    NulBytes,
    RowTooLarge,
    UnknownEncoding,
    UnreadableBytes,
)

ENCODINGS: tuple[str, ...] = (
    "utf-8", "utf-16", "cp1252", "latin-1", "mac_roman", "utf-8+cp1252", "utf-8+mac_roman",
)  # fmt: skip
"""The encodings a caller may ask for. `utf-8+X`: each line is UTF-8 where that is valid, else X."""

OFFERED: tuple[str, ...] = ("utf-8+cp1252", "utf-8+mac_roman")
"""Those worth offering for a file that is not UTF-8; a file wholly in X reads rightly with `utf-8+X`."""

_UTF8_BOM = codecs.BOM_UTF8
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_CHUNK = 1024 * 1024
_MOST_BYTES_PER_CHARACTER = 4
_LINES_NAMED = 5
_CELLS_SHOWN = 3
_CELL_BEFORE, _CELL_AFTER = 30, 30
_CELL_ENDS = re.compile(rb"[\r\n;,\t|\"]")


def find_encoding(data: bytes, asked: str | None) -> str:
    """The encoding to read `data` in, one of `ENCODINGS`.

    Raises `UnknownEncoding`, `MixedEncoding` (with samples to choose by), `NulBytes` or `UnreadableBytes`.
    """
    if asked is not None and asked not in ENCODINGS:
        raise UnknownEncoding(encoding=asked[:40], encodings=", ".join(ENCODINGS))
    if data.startswith(_UTF32_BOMS):
        raise UnreadableBytes(line=1, encoding="utf-8")
    if asked == "utf-16" or (asked is None and data.startswith(_UTF16_BOMS)):
        return "utf-16"
    if (place := data.find(b"\0")) >= 0:
        raise NulBytes(line=_line_at(data, place))
    if asked is None and not _is_utf8(data):
        raise _mixed_encoding(data)
    return asked or "utf-8"


def text_lines(data: bytes, encoding: str, longest: int) -> Iterator[str]:
    """The lines of `data` with their line ends (LF, CRLF or the CR of old Macs), without a byte order mark.

    Raises `UnreadableBytes` for a line that `encoding` cannot read, and `RowTooLarge` for one of more than
    `longest` characters, before it fills the memory.
    """
    lines = _utf16_lines(data, longest) if encoding == "utf-16" else _decoded_lines(data, encoding, longest)
    for number, line in enumerate(lines, start=1):
        if len(line) > longest:
            raise RowTooLarge(row=number, limit=longest)
        yield line


def _decoded_lines(data: bytes, encoding: str, longest: int) -> Iterator[str]:
    """CR and LF never occur inside another character of UTF-8 or of the single-byte encodings."""
    decode = _line_decoder(encoding)
    start = len(_UTF8_BOM) if data.startswith(_UTF8_BOM) else 0
    for number, match in enumerate(_LINE.finditer(data, start), start=1):
        if match.end() - match.start() > longest * _MOST_BYTES_PER_CHARACTER:
            raise RowTooLarge(row=number, limit=longest)
        try:
            line = decode(match.group())
        except UnicodeDecodeError as error:
            raise UnreadableBytes(line=number, encoding=encoding) from error
        if line:
            yield line


def _utf16_lines(data: bytes, longest: int) -> Iterator[str]:
    number = 0
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-16", newline="") as reader:
        try:
            while line := reader.readline(longest + 1):
                number += 1
                if "\0" in line:
                    raise NulBytes(line=number)
                yield line
        except UnicodeError as error:
            raise UnreadableBytes(line=number + 1, encoding="utf-16") from error


def _line_decoder(encoding: str) -> Callable[[bytes], str]:
    first, _, fallback = encoding.partition("+")
    if not fallback:
        return lambda raw: raw.decode(first)

    def decode(raw: bytes) -> str:
        try:
            return raw.decode(first)
        except UnicodeDecodeError:
            return raw.decode(fallback)

    return decode


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mixed_encoding(data: bytes) -> MixedEncoding:
    bad = (
        (number, place) for number, place in enumerate(map(_first_bad, _LINE.finditer(data)), 1) if place >= 0
    )
    first = list(islice(bad, _LINES_NAMED))
    count = len(first) + sum(1 for _ in bad)
    # Names are easier to judge than headings.
    places = [place for number, place in first if number > 1][:_CELLS_SHOWN] or [first[0][1]]
    return MixedEncoding(
        {encoding: " · ".join(_cells_at(data, places, encoding)) for encoding in OFFERED},
        count=count,
        lines=", ".join(str(number) for number, _ in first),
    )


def _first_bad(match: re.Match[bytes]) -> int:
    """Where in the file the first byte of this line lies that is not UTF-8; -1 if all of it is."""
    place, end = match.span()
    while place < end:
        is_last = place + _CHUNK >= end
        try:
            _, used = codecs.utf_8_decode(match.string[place : min(place + _CHUNK, end)], "strict", is_last)
        except UnicodeDecodeError as error:
            return place + error.start
        place += used
    return -1


def _cells_at(data: bytes, places: list[int], encoding: str) -> list[str]:
    return list(dict.fromkeys(_cell_at(data, place, encoding) for place in places))


def _cell_at(data: bytes, place: int, encoding: str) -> str:
    """The text around `place`, within its cell, as the whole line would be read."""
    before = _CELL_ENDS.split(data[max(0, place - _CELL_BEFORE) : place])[-1]
    after = _CELL_ENDS.split(data[place : place + _CELL_AFTER])[0]
    return " ".join((before + after).decode(encoding.partition("+")[2], errors="replace").split())


def _line_at(data: bytes, place: int) -> int:
    return sum(1 for _ in _LINE.finditer(data, 0, place + 1))
