"""Births, ages and the order of events."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from tessera.common.spans import DateSpan
from tessera.linkage.evidence import Code, Feature, Verdict
from tessera.linkage.profile import Ages
from tessera.linkage.tests.people import day, evidence, person


def birth(one, other):
    return evidence(Feature.BIRTH, person(birth=one), person(birth=other))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("1996-03-05", "1996-03-05", Code.BIRTH_SAME),
        ("1996-03-05", "1996-05-03", Code.BIRTH_DAY_MONTH_SWAPPED),
        ("1996-03-05", "1986-03-05", Code.BIRTH_ONE_DIGIT),
        ("1996-03-12", "1996-03-21", Code.BIRTH_ONE_DIGIT),
        ("1996-03-05", "1984-03-05", Code.BIRTH_SAME_DAY_OTHER_YEAR),
        ("1996-03-05", "1996-03-28", Code.BIRTH_SAME_MONTH),
        ("1996-03-05", "1996-11-28", Code.BIRTH_SAME_YEAR),
        ("1996-03-05", "1997-04-28", Code.BIRTH_OTHER_DATE),
        ("1996-03-05", "1971-04-28", Code.BIRTH_DIFFERS),
        ("1996-01-01", "1996-11-28", Code.BIRTH_YEAR_AGREES),
    ],
)
def test_levels_of_exact_dates(one, other, code):
    assert birth(day(one), day(other)).reason.code is code


def test_levels_rank_as_they_should():
    others = ("1996-03-05", "1996-05-03", "1996-03-06", "1996-11-28", "1971-04-28")
    weights = [birth(day("1996-03-05"), day(other)).weight for other in others]
    assert weights == sorted(weights, reverse=True)
    assert weights[2] > 0 > weights[-1]


def test_the_first_of_january_means_that_only_the_year_is_known():
    first_of_january = birth(day("1996-01-01"), day("1996-01-01"))
    assert 0 < first_of_january.weight < 5
    assert birth(day("1996-01-01"), day("1996-08-17")).weight > 0


def test_the_year_alone_agrees_with_a_day_in_it_and_less_with_one_three_years_off():
    same = birth(DateSpan.of_year(1996), day("1996-08-17"))
    off = birth(DateSpan.of_year(1999), day("1996-08-17"))
    far = birth(DateSpan.of_year(1976), day("1996-08-17"))
    assert same.weight > off.weight > far.weight
    assert (same.verdict, far.verdict) == (Verdict.FOR, Verdict.AGAINST)


def test_an_age_holds_against_the_birth_date_of_the_other():
    found = person(ages=Ages(20, 25, day("2020-06-01")))
    assert (
        evidence(Feature.AGE, person(birth=day("1997-08-17")), found).reason.code is Code.AGE_ESTIMATE_HOLDS
    )
    too_old = evidence(Feature.AGE, person(birth=day("1961-08-17")), found)
    assert (too_old.reason.code, too_old.verdict) == (Code.AGE_ESTIMATE_DIFFERS, Verdict.AGAINST)
    assert too_old.reason.values == {"request": (58, 58), "finding": (20, 25)}


def test_two_ages_are_compared_as_of_their_own_days():
    sought = person(ages=Ages(20, 20, day("2010-01-01")))
    assert evidence(Feature.AGE, sought, person(ages=Ages(30, 31, day("2020-06-01")))).weight > 0
    assert evidence(Feature.AGE, sought, person(ages=Ages(20, 20, day("2035-06-01")))).weight < 0


def test_an_age_without_a_day_is_as_of_the_event_and_without_that_not_compared():
    born = person(birth=day("2000-02-02"))
    undated = Ages(20, 22)
    dated = evidence(Feature.AGE, born, person(ages=undated, event=DateSpan.of_year(2021)))
    assert dated.reason.code is Code.AGE_ESTIMATE_HOLDS
    assert evidence(Feature.AGE, born, person(ages=undated)).reason.code is Code.AGE_WITHOUT_DATE


def test_an_age_beside_two_birth_dates_is_not_counted_twice():
    born = day("2000-02-02")
    found = evidence(
        Feature.AGE, person(birth=born, ages=Ages(20, 20, day("2020-06-01"))), person(birth=born)
    )
    assert (found.weight, found.reason.code) == (0, Code.COUNTED_WITH_BIRTH)


def event(last, found):
    return evidence(Feature.EVENT, person(event=last), person(event=found))


def test_nobody_is_found_before_their_last_contact():
    before = event(day("2020-06-01"), day("2019-05-01"))
    assert before.verdict is Verdict.AGAINST
    assert before.reason.code is Code.FOUND_BEFORE_LAST_CONTACT
    assert before.reason.values["days"] == 397


def test_found_soon_after_speaks_slightly_for_and_long_after_hardly_at_all():
    soon, long = event(day("2020-06-01"), day("2020-06-20")), event(day("2020-06-01"), day("2027-06-20"))
    assert (soon.reason.code, long.reason.code) == (Code.FOUND_SOON_AFTER, Code.FOUND_LONG_AFTER)
    assert 0 < soon.weight < 2
    assert -1 < long.weight < 0


@given(st.dates(), st.dates())
def test_more_days_before_never_weigh_less(one, other):
    last = DateSpan(date(2020, 6, 1), date(2020, 6, 1))
    earlier, later = sorted((one, other))
    if later < last.earliest:
        assert event(last, DateSpan(earlier, earlier)).weight <= event(last, DateSpan(later, later)).weight
