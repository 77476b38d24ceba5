"""What somebody tells decides a condition or leaves it open; groups and places have periods; and who is abroad."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from itertools import product
from operator import and_

import pytest
from hypothesis import given, strategies as st

from tessera.access.facts import Facts, Group, Nationality, Question, Truth, Where, country_of
from tessera.access.tests.drawn_rules import (
    COUNTRIES,
    DAYS,
    ELSEWHERE,
    PLACES,
    conditions,
    facts,
    groups,
    rule_sets,
    wheres,
)

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
truths = st.sampled_from(Truth)
DAY = DAYS[2]


def somebody(nationality="", place="AA", on=DAY, **answers):
    return Facts(place, "way", "adult", "food", on, nationality, answers)


def group(*members, begins=None, ends=None):
    return Group("one", ((begins, ends, frozenset(members)),))


# Three values


@given(st.lists(truths, max_size=5))
def test_joined_by_and_it_is_what_every_possible_answer_would_make_of_it(joined):
    """An open part may turn out either way: only where that makes no difference is the whole decided."""
    parts = [{YES: [True], NO: [False], UNKNOWN: [True, False]}[one] for one in joined]
    possible = {all(one) for one in product(*parts)}
    expected = UNKNOWN if len(possible) == 2 else YES if possible == {True} else NO
    assert reduce(and_, joined, YES) == expected


@given(truths, truths, truths)
def test_the_order_in_which_conditions_stand_does_not_matter(one, other, third):
    assert one & other == other & one
    assert (one & other) & third == one & (other & third)
    assert one & one == one


@given(facts(), conditions())
def test_a_condition_is_open_only_where_nothing_was_told_of_it(who, condition):
    told = bool(who.nationality) if isinstance(condition, Nationality) else condition.code in who.answers
    assert (condition.holds(who) == UNKNOWN) == (not told)


@given(rule_sets(), facts(), facts(told=True))
def test_telling_more_never_turns_what_was_decided(rules, who, would_tell):
    more = Facts(
        who.place,
        who.stage,
        who.age,
        who.need,
        who.on,
        who.nationality or would_tell.nationality,
        {**would_tell.answers, **who.answers},
    )
    for rule in rules.rules.values():
        if rule.fits(who) != UNKNOWN:
            assert rule.fits(more) == rule.fits(who)
        else:
            assert rule.fits(more) != UNKNOWN


@pytest.mark.parametrize("wanted", [True, False])
def test_a_question_is_answered_by_yes_by_no_or_not_at_all(wanted):
    asked = Question("q", wanted)
    assert asked.holds(somebody()) == asked.holds(somebody(r=True)) == UNKNOWN
    assert asked.holds(somebody(q=wanted)) == YES
    assert asked.holds(somebody(q=not wanted)) == NO


# Nationality


def test_a_nationality_is_in_a_group_or_not_in_it():
    among, others = Nationality(group("AA", "BB")), Nationality(group("AA", "BB"), is_not=True)
    assert [among.holds(somebody(code)) for code in ("AA", "CC", "")] == [YES, NO, UNKNOWN]
    assert [others.holds(somebody(code)) for code in ("AA", "CC", "")] == [NO, YES, UNKNOWN]


@pytest.mark.parametrize("is_not", [True, False])
@pytest.mark.parametrize("place", ["BB", "BB-town"])
def test_abroad_nobody_is_in_their_own_country_nor_in_a_place_within_it(is_not, place):
    members = ("AA",) if is_not else ("AA", "BB")
    abroad = Nationality(group(*members), is_not=is_not, abroad=True)
    anywhere = Nationality(group(*members), is_not=is_not)
    assert anywhere.holds(somebody("BB", place)) == YES
    assert abroad.holds(somebody("BB", place)) == NO
    assert abroad.holds(somebody("BB", "CC")) == YES
    assert abroad.holds(somebody("", place)) == UNKNOWN


@given(facts(), groups(), st.booleans())
def test_abroad_changes_nothing_for_who_is_abroad(who, drawn, is_not):
    if who.nationality != who.country:
        plain, abroad = (Nationality(drawn, is_not=is_not, abroad=one) for one in (False, True))
        assert abroad.holds(who) == plain.holds(who)


# Groups and their periods


def test_who_left_a_group_belongs_to_it_until_the_last_day():
    left = Group("one", ((None, DAYS[2], frozenset({"AA", "BB"})), (DAYS[3], None, frozenset({"BB"}))))
    among = Nationality(left)
    assert [among.holds(somebody("AA", on=day)) for day in DAYS] == [YES] * 3 + [NO] * 3
    assert {among.holds(somebody("BB", on=day)) for day in DAYS} == {YES}


@given(groups(), st.sampled_from(DAYS))
def test_the_members_of_a_day_are_those_of_every_period_it_lies_in(drawn, day):
    found = set()
    for begins, ends, members in drawn.periods:
        if (begins or date.min) <= day <= (ends or date.max):
            found |= members
    assert drawn.on(day) == found


@given(groups())
def test_between_two_turns_nobody_joins_or_leaves(drawn):
    for day in DAYS:
        following = day + timedelta(days=1)
        if following not in drawn.turns():
            assert drawn.on(day) == drawn.on(following)


def test_a_period_until_the_end_of_time_has_no_day_after_it():
    assert group("AA", begins=date.min, ends=date.max).turns() == {date.min}


# Places


def test_a_country_has_its_places_and_a_place_has_not_its_country():
    assert [Where(group("AA")).holds(place, DAY) for place in ("AA", "AA-town", "BB")] == [True, True, False]
    assert [Where(group("AA-town")).holds(place, DAY) for place in ("AA", "AA-town")] == [False, True]


def test_everywhere_except_a_country_leaves_out_the_places_in_it():
    but = Where(group("AA", "BB-town"), everywhere=True)
    found = [but.holds(place, DAY) for place in ("AA", "AA-town", "BB", "BB-town", "CC")]
    assert found == [False, False, True, False, True]
    assert all(Where(group(), everywhere=True).holds(place, DAY) for place in PLACES)


def test_a_place_is_named_for_as_long_as_its_group_has_it():
    where = Where(group("AA", begins=DAYS[1], ends=DAYS[2]))
    assert [where.holds("AA-town", day) for day in DAYS] == [False, True, True, False, False, False]
    but = Where(where.named, everywhere=True)
    assert [but.holds("AA-town", day) for day in DAYS] == [True, False, False, True, True, True]


@given(wheres(), wheres(), st.sampled_from(DAYS))
def test_two_rules_meet_exactly_where_some_place_is_one_of_both(one, other, day):
    both = any(one.holds(place, day) and other.holds(place, day) for place in (*PLACES, ELSEWHERE))
    assert one.meets(other, day) == other.meets(one, day) == both


@given(wheres(), wheres(), st.sampled_from(DAYS), st.sampled_from(COUNTRIES))
def test_they_meet_outside_a_country_where_some_place_of_both_lies_elsewhere(one, other, day, country):
    elsewhere = [place for place in (*PLACES, ELSEWHERE) if country_of(place) != country]
    both = any(one.holds(place, day) and other.holds(place, day) for place in elsewhere)
    assert one.meets(other, day, outside=country) == other.meets(one, day, outside=country) == both
