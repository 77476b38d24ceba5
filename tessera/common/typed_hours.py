"""Opening hours as somebody types them: "9-13, 14:30-18"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from .unreadable import UnreadableValue

Hours = tuple[time, time]
"""From when until when, on one day."""

_HOURS = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})?)?\s*(?:-|–|—|a|to|à|إلى)\s*(\d{1,2})(?:[:.h](\d{2})?)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:[,;/&+،]|\b(?:y|and|et)\b)\s*", re.IGNORECASE)


def read_hours(typed: str) -> list[Hours]:
    """Raises UnreadableValue for what is no hours, and for hours that end before they begin."""
    return [_read(part) for part in _BETWEEN.split(typed.strip()) if part]


def write_hours(hours: Iterable[Hours]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)


def _read(text: str) -> Hours:
    found = _HOURS.fullmatch(text)
    if found is None:
        raise UnreadableValue("hours_unreadable", text)
    opens, closes = _time(found[1], found[2], text), _time(found[3], found[4], text)
    if closes <= opens:
        raise UnreadableValue("hours_end_first", text)
    return opens, closes


def _time(hour: str, minute: str | None, text: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as impossible:
        raise UnreadableValue("hours_unreadable", text) from impossible
