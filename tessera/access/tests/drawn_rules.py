"""Small rule sets at random, in a world of three countries and six days, so that everybody in it can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tessera.access.facts import Condition, Facts, Group, Nationality, Question, Where
from tessera.access.rule_set import CONFIDENCES, MAY, MAY_NOT, Rule, RuleSet

DAYS = [date(2024, 5, day) for day in range(1, 7)]
COUNTRIES = ("AA", "BB", "CC")
PLACES = (*COUNTRIES, "AA-town", "BB-town")
ELSEWHERE = "ZZ"  # of no group, and no exception
FROM_AFAR = "YY"  # nor is this: whoever is of it is abroad in all of them
NEEDS, STAGES, AGES, QUESTIONS = ("food", "work"), ("way", "stay"), ("child", "adult"), ("q", "r")

_days = st.none() | st.sampled_from(
    DAYS[1:-1]
)  # so that there is a day before and one after whatever changes
_EVERYWHERE = Where(Group("", ()), everywhere=True)


def groups(members: tuple[str, ...] = COUNTRIES) -> st.SearchStrategy[Group]:
    period = st.tuples(_days, _days, st.frozensets(st.sampled_from(members), max_size=2))
    return st.lists(period, min_size=1, max_size=2).map(lambda found: Group("drawn", tuple(found)))


def wheres() -> st.SearchStrategy[Where]:
    return st.builds(Where, groups(PLACES), everywhere=st.booleans())


def conditions() -> st.SearchStrategy[Condition]:
    nationality = st.builds(Nationality, groups(), is_not=st.booleans(), abroad=st.booleans())
    return nationality | st.builds(Question, st.sampled_from(QUESTIONS), wanted=st.booleans())


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    codes = [f"rule-{number}" for number in range(draw(st.integers(2, 4)))]
    return RuleSet({code: draw(_rules(code, codes, st.sampled_from([MAY, MAY_NOT]))) for code in codes})


@st.composite
def opposite_pairs(draw: st.DrawFn) -> RuleSet:
    """A rule that says may, one that says may-not, and none that gives way."""
    said = {"one": MAY, "other": MAY_NOT}
    return RuleSet({code: draw(_rules(code, [], st.just(says))) for code, says in said.items()})


@st.composite
def _rules(draw: st.DrawFn, code: str, codes: list[str], says: st.SearchStrategy[str]) -> Rule:
    others = [one for one in codes if one != code]
    return Rule(
        code=code,
        says=draw(says),
        needs=draw(_seldom(frozenset(NEEDS), st.frozensets(st.sampled_from(NEEDS), min_size=1))),
        where=draw(_seldom(_EVERYWHERE, wheres())),
        stages=draw(_seldom(frozenset(STAGES), st.frozensets(st.sampled_from(STAGES), min_size=1))),
        ages=draw(_seldom(frozenset(AGES), st.frozensets(st.sampled_from(AGES), min_size=1))),
        conditions=tuple(draw(st.lists(conditions(), max_size=2))),
        prevails_over=draw(st.frozensets(st.sampled_from(others), max_size=1)) if others else frozenset(),
        valid_from=draw(_seldom(None, _days)),
        valid_until=draw(_seldom(None, _days)),
        as_of=DAYS[0],
        confidence=draw(st.sampled_from(CONFIDENCES)),
        source="A law",
        source_url="",
        help=(),
        texts={},
    )


def _seldom(usual: Any, drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Rules that are narrow in everything never meet."""
    return st.just(usual) | st.just(usual) | drawn


def facts(*, told: bool = False) -> st.SearchStrategy[Facts]:
    """Somebody in that world; `told` says that they tell everything they can be asked."""
    answers = {question: st.booleans() for question in QUESTIONS}
    silent = () if told else ("",)
    return st.builds(
        Facts,
        place=st.sampled_from((*PLACES, ELSEWHERE)),
        stage=st.sampled_from(STAGES),
        age=st.sampled_from(AGES),
        need=st.sampled_from(NEEDS),
        on=st.sampled_from(DAYS),
        nationality=st.sampled_from((*COUNTRIES, ELSEWHERE, FROM_AFAR, *silent)),
        answers=st.fixed_dictionaries(answers) if told else st.fixed_dictionaries({}, optional=answers),
    )


def everybody() -> Iterator[Facts]:
    """Whoever there can be, having told everything."""
    for place, stage, age, need, day, nationality, *said in product(
        (*PLACES, ELSEWHERE),
        STAGES,
        AGES,
        NEEDS,
        DAYS,
        (*COUNTRIES, ELSEWHERE, FROM_AFAR),
        *[(True, False)] * len(QUESTIONS),
    ):
        yield Facts(place, stage, age, need, day, nationality, dict(zip(QUESTIONS, said, strict=True)))
