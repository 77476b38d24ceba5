"""Opening hours as HSDS 3 schedules (RFC 5545: freq, byday; local times), and as the week that people type and read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import time

from tessera.common.typed_hours import Hours

from .documents import Document

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NOT_ALWAYS = ("valid_from", "valid_to", "until", "count", "bymonth", "bymonthday", "byweekno", "byyearday")


def schedules_of(week: Mapping[str, list[Hours]]) -> list[Document]:
    """Schedules for a week: days with the same hours share one. Days without hours have none, which is unknown."""
    days_of: dict[Hours, list[str]] = {}
    for day in DAYS:
        for span in week.get(day, []):
            days_of.setdefault(span, []).append(day)
    return [
        {
            "freq": "WEEKLY",
            "byday": ",".join(days),
            "opens_at": f"{opens:%H:%M}",
            "closes_at": f"{closes:%H:%M}",
        }
        for (opens, closes), days in days_of.items()
    ]


def week_of(schedules: Iterable[Document]) -> dict[str, list[Hours]]:
    """The hours of each day, as far as they repeat every week; see `others` for what does not."""
    week: dict[str, list[Hours]] = {}
    for schedule in filter(is_weekly, schedules):
        span = (time.fromisoformat(schedule["opens_at"][:5]), time.fromisoformat(schedule["closes_at"][:5]))
        for day in schedule["byday"].split(","):
            week.setdefault(day, []).append(span)
    return {day: sorted(set(week[day])) for day in DAYS if day in week}


def others(schedules: Iterable[Document]) -> list[Document]:
    """Schedules that are no plain week: once a month, for a season, in words."""
    return [schedule for schedule in schedules if not is_weekly(schedule)]


def is_weekly(schedule: Document) -> bool:
    """Whether it repeats every week, the whole year, for as long as anybody knows."""
    days = str(schedule.get("byday", "")).split(",")
    every_week = schedule.get("freq") == "WEEKLY" and str(schedule.get("interval") or 1) == "1"
    plain = every_week and set(days) <= set(DAYS) and not any(schedule.get(name) for name in _NOT_ALWAYS)
    return plain and _is_time(schedule.get("opens_at")) and _is_time(schedule.get("closes_at"))


def _is_time(value: object) -> bool:
    return isinstance(value, str) and re.match(r"([01]\d|2[0-3]):[0-5]\d", value) is not None
