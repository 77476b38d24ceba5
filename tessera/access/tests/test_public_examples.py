"""Every invented person beside the worked rules asks on the page for everybody, and is answered as the table expects."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time

import pytest
import time_machine
from django.conf import settings

from tessera.access import editions
from tessera.access.actions import publish_worked
from tessera.access.tests.asking import asks
from tessera.access.tests.invented import cards_of
from tessera.ui.countries import country_choices

LANGUAGES = [code for code, _name in settings.PUBLIC_LANGUAGES]


@pytest.fixture
def rules(house):
    publish_worked()
    return editions.current()[1]


def situations(rules):
    """What examples tell, to the four questions and further, with those who tell it: some are beside several rules."""
    found = defaultdict(list)
    for example in rules.examples:
        facts = example.facts
        told = {code: "yes" if yes else "no" for code, yes in facts.answers.items()}
        told |= {"nationality": facts.nationality} if facts.nationality else {}
        asked = {"place": facts.place, "need": facts.need, "stage": facts.stage, "age": facts.age}
        found[facts.on, frozenset(asked.items()), frozenset(told.items())].append(example)
    return found


def answers_to(house, language, day, asked, told):
    with time_machine.travel(datetime.combine(day, time(12), UTC), tick=False):
        answer = asks(house, language, **dict(asked), told=dict(told))
    assert answer.status_code == 200
    assert "answers" in answer.context, answer.context["form"].errors
    return cards_of(answer.content.decode())


def title_of(rule, language):
    titles = rule.texts["title"]
    return titles.get(language, titles["en"])


def chip_of(rule, expected):
    """The chip beside the rule, and its words; nothing of a rule that is not about the person."""
    is_low, is_open = rule.confidence == "low", expected == "may-if"
    if expected == "nothing":
        return None
    if rule.says == "may-not":
        return "no", "Perhaps not in this way" if is_low or is_open else "Not in this way"
    if is_low:
        return "wait", "Uncertain: ask before you rely on it"
    return ("wait", "You can ask for this, if …") if is_open else ("ok", "You can ask for this")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_person_is_shown_what_is_expected_and_nothing_else_of_that_rule(house, rules, language):
    low = {title_of(rule, language) for rule in rules.rules.values() if rule.confidence == "low"}
    met = set()
    for (day, asked, told), examples in situations(rules).items():
        shown = answers_to(house, language, day, asked, told)
        for example in examples:
            rule = rules.rules[example.rule]
            chip, expected = shown.get(title_of(rule, language)), chip_of(rule, example.expected)
            who = f"{rule.code}: {example.person['en']}"
            assert (chip and chip[0]) == (expected and expected[0]), who
            if language == "en":
                assert chip == expected, who
            met.add((example.expected, rule.confidence == "low"))
        assert not any(shown[title][0] == "ok" for title in low & shown.keys())
    assert {expected for expected, _low in met} == {"may", "may-if", "may-not", "nothing"}
    assert ("may", True) in met


def test_every_person_can_choose_where_they_are_and_what_they_tell(house, rules):
    countries = dict(country_choices())
    for example in rules.examples:
        assert example.facts.place in rules.places or example.facts.place in countries
        assert not example.facts.nationality or example.facts.nationality in countries
