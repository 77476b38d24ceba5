"""What a set of rules answers: what is certain, what depends, what gives way, in which order; and what it may never say."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, settings

from tessera.access.facts import Facts, Truth
from tessera.access.rule_set import MAY, MAY_NOT
from tessera.access.tables import read_tables
from tessera.access.tests.drawn_rules import DAYS, everybody, facts, opposite_pairs, rule_sets
from tessera.access.tests.invented import CARE, MAN, VISIT, example_to, mistakes, tables

DAY = DAYS[0]


def answered(rows, *, place="MX", stage="way", age="adult", need="emergency-care", on=DAY, told=None):
    """What the rules of these rows answer, whatever their examples expect."""
    told = dict(told or {})
    facts = Facts(place, stage, age, need, on, told.pop("nationality", ""), told)
    found = read_tables(tables(rules=rows, examples=_beside(rows)))
    return found.answer(facts)


def _beside(rows):
    """For each rule somebody who is far from all of them, on a day before every law."""
    return [
        example_to(row["code"], need="family", on="1900-01-01", expected="nothing") for row in rows
    ]  # fmt: skip


def codes(answers):
    return [(one.rule.code, one.truth.value) for one in answers]


def rule(code, **changed):
    return CARE | {"code": code} | changed


def test_a_rule_without_a_condition_is_certain():
    assert codes(answered([CARE])) == [("care", "yes")]


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"where": "DE"}, {}),
        ({}, {"place": "US"}),
        ({"stage": "border stay"}, {}),
        ({"age": "child"}, {}),
        ({"needs": "food work"}, {}),
        ({"from": "2024-05-02"}, {}),
        ({"until": "2024-04-30"}, {}),
    ],
)
def test_a_rule_of_another_place_stage_age_need_or_day_is_not_answered(changed, asked):
    assert answered([rule("other") | changed], **asked) == []
    assert codes(answered([rule("other")])) == [("other", "yes")]


def test_what_was_not_told_leaves_a_rule_open_and_names_what_it_depends_on():
    asked = {"place": "GH", "need": "cross-border"}
    (found,) = answered([VISIT], **asked)
    assert found.truth == Truth.UNKNOWN
    assert found.open == found.rule.conditions
    (found,) = answered([VISIT], **asked, told={"nationality": "TG"})
    assert [one.code for one in found.open] == ["lives-near"]
    (found,) = answered([VISIT], **asked, told={"nationality": "TG", "lives-near": True})
    assert (found.truth, found.open) == (Truth.YES, ())
    for told in ({"nationality": "DE"}, {"nationality": "GH"}, {"lives-near": False}):
        assert answered([VISIT], **asked, told=told) == []


def test_what_a_rule_prevails_over_is_left_out_once_it_is_certain():
    rows = [CARE, rule("not-here", says="may-not", where="MX", when="lives-near = yes", prevails_over="care")]
    assert codes(answered(rows, told={"lives-near": True})) == [("not-here", "yes")]
    assert codes(answered(rows, told={"lives-near": False})) == [("care", "yes")]


def test_what_may_prevail_sets_nothing_aside_and_is_named_beside_it():
    rows = [CARE, rule("not-here", says="may-not", where="MX", when="lives-near = yes", prevails_over="care")]
    care, other = answered(rows)
    assert codes([care, other]) == [("care", "yes"), ("not-here", "unknown")]
    assert [one.code for one in care.but_for] == ["not-here"]
    assert other.but_for == ()


def test_a_rule_of_another_place_prevails_over_nothing_here():
    rows = [CARE, rule("not-there", says="may-not", where="DE", prevails_over="care")]
    assert codes(answered(rows)) == [("care", "yes")]
    assert codes(answered(rows, place="DE")) == [("not-there", "yes")]


def test_certain_comes_before_open_here_before_everywhere_and_surer_before_less_sure():
    rows = [
        rule("open-here", where="MX", when="lives-near = yes"),
        rule("everywhere-low", where="everywhere", confidence="low"),
        rule("everywhere-high", where="everywhere"),
        rule("here-low", where="MX", confidence="low"),
        rule("here-medium", where="MX", confidence="medium"),
        rule("here-medium-too", where="MX", confidence="medium"),
    ]
    assert [one.rule.code for one in answered(rows)] == [
        "here-medium",
        "here-medium-too",
        "here-low",
        "everywhere-high",
        "everywhere-low",
        "open-here",
    ]


def test_an_answer_is_told_in_the_words_of_the_example_table():
    rows = [
        CARE,
        rule("never", says="may-not", needs="food"),
        rule("perhaps", needs="work", when="lives-near = yes"),
    ]
    found = read_tables(tables(rules=rows, examples=[*_beside(rows), MAN]))

    def said(code, need):
        return found.answer_of(code, Facts("MX", "way", "adult", need, DAY))

    assert said("care", "emergency-care") == "may"
    assert said("never", "food") == "may-not"
    assert said("perhaps", "work") == "may-if"
    assert said("care", "food") == said("unheard-of", "food") == "nothing"
    assert found.failing() == []


# Whatever the rules


@given(rule_sets(), facts())
def test_answered_is_whatever_fits_or_may_and_no_certain_rule_sets_aside(rules, who):
    fitting = {code: rule.fits(who) for code, rule in rules.rules.items()}
    aside = {
        other
        for code, rule in rules.rules.items()
        if fitting[code] == Truth.YES
        for other in rule.prevails_over
    }
    found = rules.answer(who)
    assert {one.rule.code: one.truth for one in found} == {
        code: truth for code, truth in fitting.items() if truth != Truth.NO and code not in aside
    }
    for one in found:
        above = {code for code, rule in rules.rules.items() if one.rule.code in rule.prevails_over}
        assert {other.code for other in one.but_for} == {
            code for code in above if fitting[code] == Truth.UNKNOWN
        }
        assert bool(one.open) == (one.truth == Truth.UNKNOWN)


@given(rule_sets(), facts())
def test_nothing_certain_comes_after_something_open(rules, who):
    certain = [one.truth == Truth.YES for one in rules.answer(who)]
    assert certain == sorted(certain, reverse=True)


@given(rule_sets(), facts(told=True))
def test_who_tells_everything_gets_no_if(rules, who):
    assert all(one.truth == Truth.YES and not one.but_for for one in rules.answer(who))


@given(rule_sets(), facts())
def test_rules_without_a_contradiction_never_say_both_to_anybody(rules, who):
    assume(not rules.contradictions())
    certain = [one.rule for one in rules.answer(who) if one.truth == Truth.YES]
    assert len({one.says for one in certain}) < 2


# Contradictions


def met(rules):
    """Pairs of rules of which somebody in the whole drawn world is told both, and neither gives way."""
    opposite = [
        (one, other)
        for one, other in combinations(rules.rules.values(), 2)
        if {one.says, other.says} == {MAY, MAY_NOT}
        and other.code not in one.prevails_over
        and one.code not in other.prevails_over
    ]
    return {
        (one.code, other.code)
        for one, other in opposite
        if any(one.fits(who) == other.fits(who) == Truth.YES for who in everybody())
    }


def named(rules):
    return {(pair.one, pair.other) for pair in rules.contradictions()}


@settings(max_examples=400)
@given(opposite_pairs())
def test_two_rules_contradict_each_other_exactly_where_somebody_meets_both(rules):
    assert named(rules) == met(rules)


@settings(max_examples=30)
@given(rule_sets())
def test_in_a_larger_set_no_contradiction_is_overlooked_and_none_is_invented(rules):
    assert met(rules) == named(rules)


@pytest.mark.parametrize(
    ("where", "when", "contradict"),
    [
        ("GH", "nationality in GH abroad", False),
        ("GH", "nationality in GH", True),
        ("GH", "nationality in GH TG abroad", True),
        ("GH", "nationality in GH TG abroad ; nationality not in TG", False),
        ("GH TG-harbour", "nationality in GH abroad", True),
        ("TG-harbour", "nationality in TG abroad", False),
        ("everywhere", "nationality in GH abroad", True),
    ],
)
def test_nobody_contradicts_who_would_have_to_be_abroad_in_their_own_country(where, when, contradict):
    rows = [CARE, rule("not-abroad", says="may-not", where=where, when=when)]
    found = mistakes(tables(rules=rows, examples=_beside(rows)))
    assert [code for *_cell, code in found] == (["contradicts"] if contradict else [])


@given(rule_sets())
def test_a_contradiction_names_a_need_that_both_are_about(rules):
    for pair in rules.contradictions():
        assert pair.need in rules.rules[pair.one].needs & rules.rules[pair.other].needs
