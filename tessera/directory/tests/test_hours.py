"""Opening hours as people type them, and weeks as schedules of HSDS 3 and back."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given, strategies as st

from tessera.common.typed_hours import read_hours, write_hours
from tessera.common.unreadable import UnreadableValue
from tessera.directory.hours import DAYS, is_weekly, others, schedules_of, week_of

WEEKLY = {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "13:00"}


def hours() -> st.SearchStrategy[tuple[time, time]]:
    minutes = st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True).map(sorted)
    return minutes.map(lambda two: tuple(time(*divmod(one, 60)) for one in two))


def weeks() -> st.SearchStrategy[dict[str, list[tuple[time, time]]]]:
    spans = st.lists(hours(), min_size=1, max_size=4, unique=True).map(sorted)
    return st.dictionaries(st.sampled_from(DAYS), spans)


@given(weeks())
def test_a_week_comes_back_from_its_schedules(week):
    schedules = schedules_of(week)
    assert week_of(schedules) == week
    assert others(schedules) == []
    assert list(week_of(schedules)) == [day for day in DAYS if day in week], "from Monday on"
    assert len(schedules) == len({span for spans in week.values() for span in spans}), "one for equal hours"


@given(weeks(), st.randoms(use_true_random=False))
def test_the_order_of_schedules_does_not_matter(week, chance):
    schedules = schedules_of(week) * 2
    chance.shuffle(schedules)
    assert week_of(schedules) == week


@given(st.lists(hours(), max_size=5))
def test_what_is_written_can_be_typed(spans):
    assert read_hours(write_hours(spans)) == spans


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9-17", "09:00–17:00"),
        ("  9 - 17  ", "09:00–17:00"),
        ("9:30–13, 14-18", "09:30–13:00, 14:00–18:00"),
        ("9.30-13; 14.15-18", "09:30–13:00, 14:15–18:00"),
        ("9h-17h30", "09:00–17:30"),
        ("9h à 12h et 14h à 18h", "09:00–12:00, 14:00–18:00"),
        ("9 a 13 y 14 a 18", "09:00–13:00, 14:00–18:00"),
        ("9 to 13 AND 14 TO 18", "09:00–13:00, 14:00–18:00"),
        ("٩-١٧", "09:00–17:00"),
        ("9 إلى 13، 14 إلى 18", "09:00–13:00, 14:00–18:00"),
        ("0:00-23:59", "00:00–23:59"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_hours_are_read_as_people_type_them(typed, said):
    assert write_hours(read_hours(typed)) == said


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mornings", "hours_unreadable"),
        ("9", "hours_unreadable"),
        ("9-", "hours_unreadable"),
        ("9-25", "hours_unreadable"),
        ("9:60-10", "hours_unreadable"),
        ("9-13 or so", "hours_unreadable"),
        ("-9-13", "hours_unreadable"),
        ("9-13-17", "hours_unreadable"),
        ("²-³", "hours_unreadable"),
        ("17-9", "hours_end_first"),
        ("9-9", "hours_end_first"),
        ("9-13, 18-14", "hours_end_first"),
    ],
)
def test_what_is_no_hours_is_not_guessed_at(typed, code):
    with pytest.raises(UnreadableValue) as unreadable:
        read_hours(typed)
    assert unreadable.value.args[0] == code


@given(st.text(max_size=80) | st.from_regex(r"[0-9:\-–a, h]{0,40}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        spans = read_hours(typed)
    except UnreadableValue:
        return
    assert all(opens < closes for opens, closes in spans)


@pytest.mark.parametrize(
    "said",
    [
        {"freq": "MONTHLY"},
        {"freq": None},
        {"byday": "1MO"},
        {"byday": ""},
        {"byday": "MO,XX"},
        {"byday": None},
        {"opens_at": "25:00"},
        {"opens_at": "noon"},
        {"opens_at": None},
        {"closes_at": 17},
        {"closes_at": "24:00"},
        {"interval": 2},
        {"valid_to": "2020-01-01"},
        {"valid_from": "2030-01-01"},
        {"until": "2020-01-01"},
        {"count": 3},
        {"bymonth": "6"},
    ],
)
def test_what_is_no_plain_week_is_kept_apart_and_not_lost(said):
    odd = WEEKLY | said
    assert not is_weekly(odd)
    assert week_of([odd]) == {}
    assert others([odd, WEEKLY]) == [odd]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["freq", "byday", "opens_at", "closes_at"]),
            st.none()
            | st.integers()
            | st.text(max_size=9)
            | st.sampled_from(["WEEKLY", "MO", "09:00", "9:00"]),
        )
    )
)
def test_any_schedule_is_either_of_the_week_or_other(schedules):
    apart = others(schedules)
    assert all(span for spans in week_of(schedules).values() for span in spans)
    assert len(apart) + sum(map(is_weekly, schedules)) == len(schedules)
