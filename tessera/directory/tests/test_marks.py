"""What a mark comes to: two organisations for a promise, one for a warning, and only for as long as it can be believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from tessera.directory import actions
from tessera.directory.marks import QUESTIONS, VALID_DAYS, Certainty, Mark, Verdict, mark_of
from tessera.directory.models import Entry, FirewallCheck
from tessera.directory.tests.entered import poster_of
from tessera.directory.vocabulary import Answer

TODAY = date(2026, 6, 1)
NO, YES, SOMETIMES, UNKNOWN = Answer.NO, Answer.YES, Answer.SOMETIMES, Answer.UNKNOWN
DECIDING = ("status_asked", "shared")


@dataclass(frozen=True)
class Found:
    """A check, as somebody wrote it down."""

    organisation: str
    checked_on: date
    identity_asked: str = UNKNOWN
    status_asked: str = UNKNOWN
    shared: str = UNKNOWN
    accompanied_report: str = UNKNOWN
    shared_with: str = ""

    @property
    def organisation_name(self) -> str:
        return f"House {self.organisation}"


def found(organisation: str, days_ago: int = 0, **answers: str) -> Found:
    return Found(organisation, TODAY - timedelta(days_ago), **answers)


def safe(organisation: str, days_ago: int = 0) -> Found:
    return found(organisation, days_ago, status_asked=NO, shared=NO)


def verdict(*checks: Found, day: date = TODAY) -> Verdict:
    return mark_of(checks, day).verdict


def any_checks() -> st.SearchStrategy[list[Found]]:
    """Of a few organisations, none with two on one day: then nobody could say which of them is the last."""
    answers = {question: st.sampled_from(Answer.values) for question in QUESTIONS}
    one = st.builds(
        Found,
        st.sampled_from("ABCD"),
        st.integers(0, 2 * VALID_DAYS).map(lambda days: TODAY - timedelta(days)),
        shared_with=st.sampled_from(["", "the police", "a ministry"]),
        **answers,
    )
    return st.lists(one, max_size=8, unique_by=lambda check: (check.organisation, check.checked_on))


def counting(checks: list[Found]) -> list[Found]:
    """The last check of each organisation, as far as it is believed: said another way than in `marks`."""
    last = [
        one
        for one in checks
        if not any(
            other.organisation == one.organisation and other.checked_on > one.checked_on for other in checks
        )
    ]
    return [one for one in last if (TODAY - one.checked_on).days <= VALID_DAYS]


@given(any_checks())
def test_a_firewall_takes_two_organisations_that_said_no_to_both_and_none_that_warns(checks):
    believed = counting(checks)
    for question in DECIDING:
        said_no = {one.organisation for one in believed if getattr(one, question) == NO}
        warned = any(getattr(one, question) in {YES, SOMETIMES} for one in believed)
        if len(said_no) < 2 or warned:
            assert mark_of(checks, TODAY).verdict != Verdict.FIREWALL
            return
    assert mark_of(checks, TODAY).verdict == Verdict.FIREWALL


@given(any_checks(), st.sampled_from(DECIDING), st.sampled_from([YES, SOMETIMES]))
def test_one_warning_is_enough_to_be_careful(checks, question, answer):
    assert verdict(*checks, found("another", **{question: answer})) == Verdict.CAREFUL


@given(any_checks(), st.randoms(use_true_random=False))
def test_the_order_of_checks_does_not_matter(checks, chance):
    mixed = list(checks)
    chance.shuffle(mixed)
    one, other = mark_of(checks, TODAY), mark_of(mixed, TODAY)
    assert in_any_order(one) == in_any_order(other)


def in_any_order(mark: Mark) -> object:
    """Who checked on the same day is named in any order."""
    return replace(mark, by=tuple(sorted(mark.by)), shared_with=tuple(sorted(mark.shared_with)))


@given(any_checks())
def test_what_is_told_names_only_what_counts_and_never_guesses(checks):
    mark, believed = mark_of(checks, TODAY), counting(checks)
    assert sorted(mark.by) == sorted((one.organisation_name, one.checked_on) for one in believed)
    assert set(mark.shared_with) == {one.shared_with for one in believed if one.shared_with}
    for told in mark.told:
        said = [getattr(one, told.question) for one in believed]
        known = {answer for answer in said if answer != UNKNOWN}
        if told.answer != UNKNOWN:
            assert known == {told.answer}
            assert (told.certainty == Certainty.CONFIRMED) == (said.count(told.answer) >= 2)
        else:
            assert len(known) != 1
            assert (told.certainty == Certainty.DIFFERENT) == bool(known)


@given(any_checks(), st.integers(0, 3 * VALID_DAYS))
def test_once_everything_expired_a_mark_says_when_it_was_checked_and_nothing_else(checks, later):
    day = TODAY + timedelta(later)
    mark = mark_of(checks, day)
    expired = all((day - one.checked_on).days > VALID_DAYS for one in checks)
    assert mark.is_checked is not expired
    if expired:
        assert mark.verdict == Verdict.UNKNOWN
        assert {(told.answer, told.certainty) for told in mark.told} == {(UNKNOWN, Certainty.UNKNOWN)}
        assert (mark.by, mark.until, mark.shared_with) == ((), None, ())
        assert mark.last_expired == max((one.checked_on for one in checks), default=None)
    else:
        assert mark.last_expired is None


@given(st.integers(0, VALID_DAYS), st.integers(0, VALID_DAYS))
def test_a_firewall_of_two_ends_with_the_older_of_both(first, second):
    checks = [safe("A", first), safe("B", second)]
    until = mark_of(checks, TODAY).until
    assert until == TODAY + timedelta(VALID_DAYS - max(first, second))
    assert verdict(*checks, day=until) == Verdict.FIREWALL
    assert verdict(*checks, day=until + timedelta(1)) != Verdict.FIREWALL


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], Verdict.UNKNOWN),
        ([safe("A")], Verdict.ONE_SAYS_SO),
        ([safe("A"), safe("A", 1)], Verdict.ONE_SAYS_SO),  # the same organisation twice counts once
        ([safe("A"), safe("B")], Verdict.FIREWALL),
        ([safe("A"), safe("B", VALID_DAYS)], Verdict.FIREWALL),
        ([safe("A"), safe("B", VALID_DAYS + 1)], Verdict.ONE_SAYS_SO),
        ([found("A", status_asked=NO)], Verdict.UNKNOWN),
        ([found("A", status_asked=NO), found("B", shared=NO)], Verdict.ONE_SAYS_SO),
        ([safe("A"), found("B", status_asked=NO)], Verdict.ONE_SAYS_SO),
        ([safe("A"), safe("B"), found("C")], Verdict.FIREWALL),  # who found nothing out takes nothing away
        ([safe("A"), safe("B"), found("C", shared=SOMETIMES)], Verdict.CAREFUL),
        ([safe("A"), safe("B"), found("C", VALID_DAYS + 1, shared=YES)], Verdict.FIREWALL),
        ([safe("A"), safe("B"), found("C", identity_asked=YES)], Verdict.FIREWALL),
        ([safe("A"), safe("B", 9), found("B", 1, status_asked=YES)], Verdict.CAREFUL),  # B's last one counts
        ([safe("A"), safe("B", 1), found("B", 9, status_asked=YES)], Verdict.FIREWALL),
        ([safe("A"), safe("B", 9), found("B", 1)], Verdict.ONE_SAYS_SO),  # B does not know any more
    ],
)
def test_what_checks_come_to(checks, expected):
    assert verdict(*checks) == expected


@given(any_checks(), st.sampled_from("ABCD"))
def test_what_a_service_found_out_about_itself_says_nothing(checks, keeper):
    others = [one for one in checks if one.organisation != keeper]
    assert mark_of(checks, TODAY, keeper=keeper) == mark_of(others, TODAY)


def test_a_check_that_answered_nothing_keeps_no_mark_alive():
    """A and B said no; C wrote down later that it does not know. The mark ends with A's check."""
    mark = mark_of([safe("A", 100), safe("B", 90), found("C", 0)], TODAY)
    assert mark.verdict == Verdict.FIREWALL
    assert mark.until == TODAY + timedelta(VALID_DAYS - 100)


@given(any_checks())
def test_until_its_last_day_a_mark_says_the_same(checks):
    mark = mark_of(checks, TODAY)
    if mark.until:
        then = mark_of(checks, mark.until)
        assert (then.verdict, then.told) == (mark.verdict, mark.told)


def test_of_two_checks_on_one_day_the_one_written_later_counts(desk, neighbour, third):
    entry = desk.enter()
    desk.check(entry, third)
    desk.check(entry, neighbour, shared="yes")
    desk.check(entry, neighbour)
    with desk.open():
        checks = list(FirewallCheck.objects.filter(entry=entry.pk))
        assert mark_of(checks, checks[0].checked_on).verdict == Verdict.FIREWALL


def test_who_checks_a_service_and_then_takes_it_up_has_not_checked_it(desk, neighbour, third):
    entry = desk.enter(ours=False, shown=True)
    desk.check(entry, desk.house.marta)
    desk.check(entry, neighbour)
    with desk.open():
        now = Entry.objects.get(pk=entry.pk)
        actions.show_to_everybody(entry=now, agreed_by="Us", with_mark=True, by=desk.house.marta.member)
    assert poster_of(entry).document["tessera"]["mark"]["verdict"] == Verdict.FIREWALL
    assert "Firewall found" in desk.page(entry)
    desk.post("keep-entry", entry)
    page = desk.page(entry)
    assert "Firewall found" not in page
    assert "one organisation found so" in page
    assert "what it found itself does not count" in page
    assert poster_of(entry).document["tessera"]["mark"]["verdict"] == Verdict.ONE_SAYS_SO
    desk.check(entry, third)
    assert poster_of(entry).document["tessera"]["mark"]["verdict"] == Verdict.FIREWALL


def test_today_asks_nobody_to_check_again_what_they_keep_by_now(desk):
    entry = desk.enter(ours=False)
    desk.check(entry, desk.house.marta, days_ago=VALID_DAYS - 5)
    browser = desk.house.browser(desk.house.marta)
    assert "Check again what they ask" in browser.get("/").content.decode()
    desk.post("keep-entry", entry)
    assert "Check again what they ask" not in browser.get("/").content.decode()
