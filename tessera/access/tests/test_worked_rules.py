"""The worked rules as they are shipped: every example person is answered as expected, and no two rules contradict."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from tessera.access import editions
from tessera.access.facts import AGES, STAGES, Facts, Nationality, Question, Truth
from tessera.access.rule_set import MAY, Rule, RuleSet
from tessera.access.tables import LANGUAGES
from tessera.directory.vocabulary import Theme

DAY = date(2026, 11, 1)
SUBJECTS = (
    "emergency-care-world",
    "school-world",
    "ecowas-visit",
    "ecowas-residence",
    "ecowas-own-business",
    "mercosur-residence",
    "za-border-community",
    "zurich-city-card",
    "nl-report-crime",
    "co-statute-card",
    "sf-city-services",
)


@pytest.fixture(scope="module")
def worked() -> RuleSet:
    return editions.checked(editions.worked_tables())


@pytest.mark.parametrize("code", SUBJECTS)
def test_what_was_asked_for_is_there(worked: RuleSet, code: str) -> None:
    assert code in worked.rules


def test_every_rule_has_examples_that_are_answered_as_expected(worked: RuleSet) -> None:
    assert not worked.failing()
    for rule in worked.rules.values():
        beside = [example for example in worked.examples if example.rule == rule.code]
        assert len(beside) >= 2, rule.code
        # One whom it is about, and one whom it is not: an example that any rule passes would say nothing.
        assert {example.expected for example in beside} > {"nothing"}, rule.code


def test_every_text_is_in_every_language(worked: RuleSet) -> None:
    for rule in worked.rules.values():
        for text, said in rule.texts.items():
            assert set(said) in ({}.keys(), set(LANGUAGES)), f"{rule.code}: {text}"


@pytest.mark.parametrize(
    "told",
    [
        Facts("CL", "stay", "adult", "work", DAY, "CO"),
        Facts("CO", "stay", "adult", "work", DAY, "CL"),
        Facts("CO", "stay", "adult", "work", DAY, "VE", {"in-colombia-by-2023-05-28": False}),
        Facts("CO", "stay", "adult", "identity", DAY, "VE", {"in-colombia-by-2023-05-28": False}),
    ],
    ids=lambda told: f"{told.nationality} in {told.place}: {told.need}",
)
def test_a_door_that_is_closed_for_staying_does_not_stand_open_under_another_need(
    worked: RuleSet, told: Facts
) -> None:
    closed = {
        "mercosur-residence",
        "mercosur-residence-chile",
        "mercosur-residence-colombia",
        "co-statute-card",
    }
    assert closed.isdisjoint(answered.rule.code for answered in worked.answer(told))


def test_who_is_detained_hears_of_a_lawyer_and_a_judge_before_all_and_that_they_may_refuse_the_consulate(
    worked: RuleSet,
) -> None:
    afraid = Facts("TN", "way", "adult", "detained", DAY, "", {"fears-own-state": True})
    said = {answered.rule.code: answered.rule.says for answered in worked.answer(afraid)}
    assert said == {"detained-judge": MAY, "consulate-not-if-fleeing": MAY}


def test_themes_of_services_are_those_of_the_directory(worked: RuleSet) -> None:
    assert {theme for rule in worked.rules.values() for theme in rule.help} <= set(Theme.values)


def test_an_exhaustive_search_finds_no_contradiction(worked: RuleSet) -> None:
    """Not by the conditions, as `contradictions` does, but person by person: every place, stage, age, need and answer
    that any two opposite rules tell apart, on every day on which something changes."""
    tried = 0
    for one, other in _opposite(worked):
        for facts in _situations(one, other):
            tried += 1
            both = one.fits(facts) == other.fits(facts) == Truth.YES
            settled = other.code in one.prevails_over or one.code in other.prevails_over
            assert not both or settled, f"{one.code} and {other.code} contradict each other: {facts}"
            shown = {answered.rule.code for answered in worked.answer(facts)} if both else set()
            assert not shown >= {one.code, other.code}, f"{facts} is told {one.code} and {other.code}"
    assert tried > 1_000


def _opposite(rules: RuleSet) -> list[tuple[Rule, Rule]]:
    every = list(rules.rules.values())
    return [
        (one, other)
        for one in every
        for other in every
        if one.says == MAY != other.says and one.needs & other.needs
    ]


def _situations(one: Rule, other: Rule) -> list[Facts]:
    conditions = [*one.conditions, *other.conditions]
    questions = sorted({found.code for found in conditions if isinstance(found, Question)})
    days = {DAY} | {
        day
        for rule in (one, other)
        for day in (rule.valid_from, rule.valid_until, *rule.where.named.turns())
        if day
    }
    groups = [found.group for found in conditions if isinstance(found, Nationality)]
    days |= {day for group in groups for day in group.turns()}
    found = []
    for day in days:
        named = [*one.where.named.on(day), *other.where.named.on(day)]
        nationalities = {"", "ZZ"} | {code for group in groups for code in group.on(day)}
        for place, stage, age, need, nationality, *answers in product(
            {*named, "US", "DE", "ZZ"},
            STAGES,
            AGES,
            one.needs & other.needs,
            nationalities,
            *[(True, False)] * len(questions),
        ):
            told = dict(zip(questions, answers, strict=True))
            found.append(Facts(place, stage, age, need, day, nationality, told))
    return found
