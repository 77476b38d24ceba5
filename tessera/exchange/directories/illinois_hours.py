"""Opening hours and recurring dates as the legal-aid directory of Illinois writes them, as schedules of HSDS 3."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from tessera.exchange.directories.opening_hours import DAYS, read_days, read_time

Schedule = dict[str, Any]

_WEEKDAY = r"(?:Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)"
_DAY_HOURS = re.compile(rf"({_WEEKDAY}):(.*?)(?=$|{_WEEKDAY}:)", re.DOTALL)
_SPAN = re.compile(r"(\d{1,2}:\d\d)-(\d{1,2}:\d\d)")
_CLOSED = "closed"

_ON_A_DAY = re.compile(rf"{_WEEKDAY}, (\w+ \d{{1,2}}, \d{{4}}) - ([\d:apm]+) to ([\d:apm]+)")
_MONTHLY = re.compile(rf"Repeats every month on the (first|second|third|fourth|last) ({_WEEKDAY})(.*)")
_WEEKLY = re.compile(rf"Repeats every (?:(\d+) weeks|week) every ({_WEEKDAY})(.*)")
_END = re.compile(r"(?: (\d+) times)?(?: until \w{3} (\w{3} \d\d \d{4}))?")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}


def weekly(text: str) -> list[Schedule] | None:
    """Schedules for "Sunday: Closed Monday: 8:30-12:00 , 13:00-17:00 …"; None where a part cannot be read.

    Days with the same hours share a schedule. A day that is closed has none.
    """
    found = _DAY_HOURS.findall(text)
    rest = _DAY_HOURS.sub("", text).strip()
    if not found or rest:
        return None
    days_of: dict[tuple[str, str], list[str]] = {}
    for name, hours in found:
        spans = _spans(hours.strip())
        if spans is None:
            return None
        for span in spans:
            days_of.setdefault(span, []).extend(read_days(name) or ())
    return [
        {
            "freq": "WEEKLY",
            "byday": ",".join(day for day in DAYS if day in days),
            "opens_at": opens,
            "closes_at": closes,
        }
        for (opens, closes), days in days_of.items()
    ]


def recurring(text: str) -> Schedule | None:
    """A schedule for "Repeats every month on the third Tuesday 100 times. Tuesday, January 15, 2019 - 5:00pm to 7:00pm".

    None for what HSDS 3 cannot say without saying more than the text: some months only, single dates left out,
    hours that change from one date to another.
    """
    occasions = _ON_A_DAY.findall(text)
    hours = {(opens, closes) for _day, opens, closes in occasions}
    rule = _ON_A_DAY.sub("", text).strip().rstrip(".")
    if len(hours) != 1 or "\n" in rule:
        return None
    (opens, closes) = (read_time(one) for one in hours.pop())
    first = _date("%B %d, %Y", occasions[0][0])
    if opens is None or closes is None or first is None or closes <= opens:
        return None
    repeats = _rule(rule, first)
    if repeats is None and not rule and len(occasions) == 1:
        repeats = {"valid_from": first.isoformat(), "valid_to": first.isoformat()}
    return None if repeats is None else repeats | {"opens_at": opens, "closes_at": closes}


def _rule(rule: str, first: date) -> Schedule | None:
    if found := _MONTHLY.fullmatch(rule):
        day = (read_days(found[2]) or [""])[0]
        repeats: Schedule = {"freq": "MONTHLY", "byday": _ORDINALS[found[1]] + day}
    elif found := _WEEKLY.fullmatch(rule):
        repeats = {
            "freq": "WEEKLY",
            "byday": (read_days(found[2]) or [""])[0],
            "interval": int(found[1] or 1),
        }
    else:
        return None
    end = _END.fullmatch(found[3])
    if end is None:
        return None
    repeats["dtstart"] = first.isoformat()
    if end[1]:
        repeats["count"] = int(end[1])
    if end[2] and (until := _date("%b %d %Y", end[2])):
        repeats["until"] = until.isoformat()
    return repeats


def _spans(hours: str) -> list[tuple[str, str]] | None:
    """The times of one day, none where it is closed; None for what cannot be read or runs backwards."""
    if hours.casefold() == _CLOSED:
        return []
    spans = []
    for part in filter(None, map(str.strip, hours.split(","))):
        found = _SPAN.fullmatch(part)
        opens, closes = (read_time(found[1]), read_time(found[2])) if found else (None, None)
        if opens is None or closes is None or closes <= opens:
            return None
        spans.append((opens, closes))
    return spans or None


def _date(form: str, text: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
