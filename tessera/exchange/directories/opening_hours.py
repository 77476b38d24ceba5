"""Days and times of day as lists in English write them, as schedules of HSDS 3 (RFC 5545 weekdays, local times)."""

from __future__ import annotations

import re
from datetime import time

_LONGEST = 100
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?(?::\d\d)?\s*(?:([ap])\.?m\.?)?", re.IGNORECASE)
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_DAYS = re.compile(rf"({_DAY})(?:\s*-\s*({_DAY}))?(?:\s+only)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,|&|\band\b)\s*", re.IGNORECASE)


def read_time(text: str) -> str | None:
    """`HH:MM:SS` for "9:00", "8:30am", "3pm", "4:00 PM", and "13:00pm", which can mean nothing else; else None."""
    found = _TIME.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif half == "a" and hour > 12:
        return None
    try:
        return time(hour, minute).isoformat()
    except ValueError:
        return None


def read_days(text: str) -> list[str] | None:
    """["MO", …] in the order of the week for "Sunday", "Sun-Thurs", "Mondays only", "Mon-Thurs and Sat"; else None.

    Weeks begin anywhere: from Sunday to Thursday is five days.
    """
    if len(text) > _LONGEST:
        return None
    days: set[str] = set()
    for part in _BETWEEN.split(text.strip()):
        found = _DAYS.fullmatch(part)
        if found is None:
            return None
        first = _number(found[1])
        last = _number(found[2]) if found[2] else first
        days |= {DAYS[(first + after) % 7] for after in range((last - first) % 7 + 1)}
    return [day for day in DAYS if day in days]


def _number(name: str) -> int:
    return _NAMES.index(name[:3].lower())
