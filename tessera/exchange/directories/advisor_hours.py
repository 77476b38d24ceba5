"""When a service of the Services Advisor is there: four questions with fixed answers, as one schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tessera.exchange.directories.opening_hours import read_days, read_time

_DAY, _HOW_OFTEN, _OPEN, _CLOSE = "availability-day", "availability", "office-open-at", "office-close-at"
_EVERY_DAY, _WEEKLY = "every day", "once a week"
_CLOSES = "close at "
_MIDNIGHT = "00:00:00"


def schedule_of(
    answers: Mapping[str, Sequence[str]], dates: Mapping[str, object]
) -> tuple[dict[str, Any], str]:
    """The schedule, and the words that could not be put into its fields; those are its description too.

    `answers` are the options by the slug of their question, `dates` has startDate and endDate. A week is only
    stated where the answers agree: "Every Day" with "Mondays only" can mean either.
    """
    schedule: dict[str, Any] = {"valid_from": dates.get("startDate"), "valid_to": dates.get("endDate")}
    days, days_left = _days(answers.get(_DAY, ()), answers.get(_HOW_OFTEN, ()))
    hours, hours_left = _hours(answers.get(_OPEN, ()), answers.get(_CLOSE, ()))
    left = "; ".join((*days_left, *hours_left))
    if days:
        schedule |= {"freq": "WEEKLY", "byday": ",".join(days)}
    return schedule | hours | ({"description": left} if left else {}), left


def _days(named: Sequence[str], how_often: Sequence[str]) -> tuple[list[str], Iterable[str]]:
    """The days of every week, or none and the words."""
    words = (*how_often, *named)
    days = read_days(named[0]) if len(named) == 1 and len(how_often) <= 1 else None
    if not days:
        return [], words
    often = how_often[0].casefold() if how_often else ""
    agree = not often or (often == _EVERY_DAY and len(days) > 1) or (often == _WEEKLY and len(days) == 1)
    return (days, ()) if agree else ([], words)


def _hours(opens: Sequence[str], closes: Sequence[str]) -> tuple[dict[str, str], Iterable[str]]:
    """The times, or none and the words: with two openings and one closing, nobody knows which break is meant."""
    words = (*opens, *closes)
    read = {
        "opens_at": read_time(opens[0]) if len(opens) == 1 else None,
        "closes_at": read_time(closes[0].casefold().removeprefix(_CLOSES)) if len(closes) == 1 else None,
    }
    times = {name: one for name, one in read.items() if one is not None}
    # "12:00am" is midnight by the book, and noon to whoever opened an office then.
    runs_backwards = len(times) == 2 and times["closes_at"] <= times["opens_at"]
    if len(times) < len(words) or runs_backwards or _MIDNIGHT in times.values():
        return {}, words
    return times, ()
