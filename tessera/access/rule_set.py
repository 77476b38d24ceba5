"""Rules of entitlement, and what they answer: what can be asked for, if what, under which rule, and why.

A rule says `may` or `may-not` of some needs. Where both fit one situation and need, one has to say that it prevails
(`prevails_over`); a set in which two contradict each other without saying so is refused (`contradictions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import combinations
from operator import and_

from .facts import Condition, Facts, Group, Nationality, Question, Truth, Where

MAY, MAY_NOT = "may", "may-not"
CONFIDENCES = ("high", "medium", "low")
TEXTS = ("title", "ask", "limits", "risk", "lawyer", "known")


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    says: str
    needs: frozenset[str]
    where: Where
    stages: frozenset[str]
    ages: frozenset[str]
    conditions: tuple[Condition, ...]
    prevails_over: frozenset[str]
    valid_from: date | None
    valid_until: date | None
    as_of: date
    confidence: str
    source: str
    source_url: str
    help: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]] = field(hash=False)  # text -> language -> words

    def in_force(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)

    def concerns(self, facts: Facts) -> bool:
        """Whether it is about this need, place, stage and age, on this day."""
        return (
            facts.need in self.needs
            and self.where.holds(facts.place, facts.on)
            and facts.stage in self.stages
            and facts.age in self.ages
            and self.in_force(facts.on)
        )

    def fits(self, facts: Facts) -> Truth:
        """Whether it applies, as far as what was told decides it."""
        if not self.concerns(facts):
            return Truth.NO
        return reduce(and_, (condition.holds(facts) for condition in self.conditions), Truth.YES)


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    country: str
    kind: str
    names: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class SelfAsked:
    """A question that somebody answers for themselves: the words by language, and why it is asked."""

    code: str
    texts: Mapping[str, str] = field(hash=False)
    whys: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Example:
    """An invented person beside a rule, and what the rule has to answer."""

    rule: str
    person: Mapping[str, str] = field(hash=False)
    facts: Facts = field(hash=False)
    expected: str
    row: int = 0  # in its table, the heading being row 1


EXPECTED = ("may", "may-if", "may-not", "nothing")


@dataclass(frozen=True, slots=True)
class Answered:
    """One rule's answer. `open` are the conditions that were not decided; `but_for` the rules that would prevail over it."""

    rule: Rule
    truth: Truth
    decided: tuple[tuple[Condition, Truth], ...]
    but_for: tuple[Rule, ...] = ()

    @property
    def open(self) -> tuple[Condition, ...]:
        return tuple(condition for condition, truth in self.decided if truth == Truth.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rules that can say opposite things to one person, and neither says that it prevails."""

    one: str
    other: str
    need: str


@dataclass(frozen=True, slots=True)
class Failed:
    """An example that is answered otherwise than expected."""

    example: Example
    answered: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    rules: Mapping[str, Rule]
    examples: Sequence[Example] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    questions: Mapping[str, SelfAsked] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)

    def answer(self, facts: Facts) -> list[Answered]:
        """Every rule that applies, or may: those decided first. What another rule sets aside is left out."""
        fitting = {code: rule.fits(facts) for code, rule in self.rules.items()}
        certain = [self.rules[code] for code, truth in fitting.items() if truth == Truth.YES]
        set_aside = {code for rule in certain for code in rule.prevails_over}
        answers = []
        for code, truth in fitting.items():
            if truth == Truth.NO or code in set_aside:
                continue
            rule = self.rules[code]
            above = [
                self.rules[one]
                for one, other in fitting.items()
                if other == Truth.UNKNOWN and code in self.rules[one].prevails_over
            ]
            decided = tuple((condition, condition.holds(facts)) for condition in rule.conditions)
            answers.append(Answered(rule, truth, decided, tuple(above)))
        return sorted(answers, key=_order)

    def answer_of(self, rule: str, facts: Facts) -> str:
        """What one rule comes to, in the words of the example table."""
        found = next((one for one in self.answer(facts) if one.rule.code == rule), None)
        if found is None:
            return "nothing"
        if found.truth == Truth.UNKNOWN:
            return "may-if"
        return found.rule.says

    def failing(self) -> list[Failed]:
        """Examples that are answered otherwise than expected."""
        answers = ((example, self.answer_of(example.rule, example.facts)) for example in self.examples)
        return [Failed(example, answered) for example, answered in answers if answered != example.expected]

    def contradictions(self) -> list[Contradiction]:
        """Every pair that can fit one person and say opposite things of one need; exact, as conditions are joined by "and"."""
        return [
            Contradiction(one.code, other.code, min(one.needs & other.needs))
            for one, other in combinations(self.rules.values(), 2)
            if one.says != other.says
            and one.needs & other.needs
            and other.code not in one.prevails_over
            and one.code not in other.prevails_over
            and _can_meet(one, other)
        ]


def _order(answered: Answered) -> tuple[int, int, int]:
    """What is certain before what depends; what is for this place before what is for everywhere; then as written."""
    return (
        answered.truth != Truth.YES,
        answered.rule.where.everywhere,
        CONFIDENCES.index(answered.rule.confidence),
    )


def _can_meet(one: Rule, other: Rule) -> bool:
    """Whether somebody, somewhere, on some day, fits both."""
    conditions = [*one.conditions, *other.conditions]
    if not (one.stages & other.stages and one.ages & other.ages and _wants_one_answer_each(conditions)):
        return False
    return any(_is_somewhere(one, other, day) for day in _days_that_matter(one, other))


def _days_that_matter(one: Rule, other: Rule) -> list[date]:
    """Days of which one stands for every day on which both are in force: between two of them nothing changes."""
    begins = max(rule.valid_from or date.min for rule in (one, other))
    ends = min(rule.valid_until or date.max for rule in (one, other))
    groups = [one.where.named, other.where.named]
    groups += [
        cond.group for rule in (one, other) for cond in rule.conditions if isinstance(cond, Nationality)
    ]
    turns = {begins, *(day for group in groups for day in group.turns())}
    return sorted(day for day in turns if begins <= day <= ends)


def _wants_one_answer_each(conditions: Sequence[Condition]) -> bool:
    wanted = {(one.code, one.wanted) for one in conditions if isinstance(one, Question)}
    return len(wanted) == len({code for code, _answer in wanted})


def _is_somewhere(one: Rule, other: Rule, day: date) -> bool:
    """Whether, on that day, somebody of a nationality that fits both is in a place of both."""
    conditions = [cond for rule in (one, other) for cond in rule.conditions if isinstance(cond, Nationality)]
    allowed = [cond.group.on(day) for cond in conditions if not cond.is_not]
    if not allowed:
        return one.where.meets(other.where, day)  # exceptions never leave no nationality at all
    excluded = frozenset[str]().union(*(cond.group.on(day) for cond in conditions if cond.is_not))
    abroad = any(cond.abroad for cond in conditions)
    return any(
        one.where.meets(other.where, day, outside=nationality if abroad else "")
        for nationality in frozenset.intersection(*allowed) - excluded
    )
