"""What pages say of rules and answers, in the reader's language; where a text is missing in it, the English one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as lazy

from tessera.ui.countries import country_name

from .facts import Condition, Facts, Nationality, Truth, country_of
from .rule_set import MAY, Answered, Rule, RuleSet

NEED_WORDS: dict[str, Promise] = {
    "emergency-care": lazy("Emergency: somebody is in danger"),
    "health-care": lazy("A doctor, medicine"),
    "pregnancy": lazy("Pregnancy and birth"),
    "school": lazy("School"),
    "shelter": lazy("A place to sleep"),
    "food": lazy("Food, the most necessary"),
    "report-crime": lazy("To report a crime"),
    "cross-border": lazy("To cross a border"),
    "stay": lazy("To stay and live here"),
    "work": lazy("To work"),
    "identity": lazy("An identity paper, a birth certificate"),
    "legal-help": lazy("A lawyer"),
    "asylum": lazy("Asylum: it is not safe to go back"),
    "detained": lazy("Somebody is detained"),
    "family": lazy("To be with the family"),
    "city-services": lazy("Services of the city"),
}
STAGE_WORDS: dict[str, Promise] = {
    "before": lazy("Before leaving"),
    "way": lazy("On the way"),
    "border": lazy("At a border"),
    "stay": lazy("Living here"),
    "return": lazy("Going back"),
}
AGE_WORDS: dict[str, Promise] = {
    "child": lazy("A child, with family"),
    "child-alone": lazy("A child or young person alone"),
    "adult": lazy("An adult"),
    "older": lazy("60 or older"),
}
CONFIDENCE_WORDS: dict[str, Promise] = {
    "high": lazy("The law is known, and has been so for long."),
    "medium": lazy("The law is known; details change. Ask before you rely on it."),
    "low": lazy("Little is known for certain. Ask before you rely on it."),
}
_MOST_NAMED = 16
_CHECKED_ONCE_IN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its language, which is English where nobody has translated it yet."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class ToldRule:
    code: str
    says_may: bool
    title: Said
    ask: Said
    limits: Said
    risk: Said
    lawyer: Said
    known: Said
    confidence: Any
    is_uncertain: bool
    source: str
    source_url: str
    as_of: Any
    is_old: bool
    valid_from: Any
    valid_until: Any


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    rule: ToldRule
    is_certain: bool
    open: list[str]  # conditions that were not decided, as sentences
    because: list[str]  # those that hold
    but_for: list[Said]  # titles of rules that would say otherwise


def say(texts: Mapping[str, str], language: str) -> Said:
    spoken = language if texts.get(language) else "en"
    return Said(texts.get(spoken, ""), spoken)


def tell_rule(rule: Rule, language: str) -> ToldRule:
    texts = {text: say(said, language) for text, said in rule.texts.items()}
    return ToldRule(
        code=rule.code,
        says_may=rule.says == MAY,
        confidence=CONFIDENCE_WORDS[rule.confidence],
        is_uncertain=rule.confidence == "low",
        source=rule.source,
        source_url=rule.source_url,
        as_of=rule.as_of,
        is_old=timezone.localdate() - rule.as_of > _CHECKED_ONCE_IN,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        **texts,
    )


def tell_answer(answered: Answered, rules: RuleSet, language: str, facts: Facts) -> ToldAnswer:
    return ToldAnswer(
        rule=tell_rule(answered.rule, language),
        is_certain=answered.truth == Truth.YES,
        open=[tell_condition(one, rules, language, facts) for one in answered.open],
        because=[
            tell_condition(one, rules, language, facts)
            for one, truth in answered.decided
            if truth == Truth.YES
        ],
        but_for=[say(other.texts["title"], language) for other in answered.but_for],
    )


def tell_condition(condition: Condition, rules: RuleSet, language: str, facts: Facts) -> str:
    on, country = facts.on, facts.country
    if isinstance(condition, Nationality):
        named = _countries(condition.group.on(on), but=country if condition.abroad else "")
        sentence = (
            _("Not for nationals of: %(countries)s")
            if condition.is_not
            else _("For nationals of: %(countries)s")
        )
        return sentence % {"countries": named}
    asked = say(rules.questions[condition.code].texts, language).text
    said = _("“%(question)s” Yes") if condition.wanted else _("“%(question)s” No")
    return said % {"question": asked}


def place_name(place: str, rules: RuleSet, language: str) -> str:
    if known := rules.places.get(place):
        return f"{say(known.names, language).text}, {country_name(known.country)}"
    return country_name(country_of(place))


def _countries(codes: Iterable[str], *, but: str = "") -> str:
    names = sorted(country_name(code) for code in codes if code != but)
    if len(names) <= _MOST_NAMED:
        return ", ".join(names)
    return _("%(countries)s and %(number)s more") % {
        "countries": ", ".join(names[:_MOST_NAMED]),
        "number": len(names) - _MOST_NAMED,
    }


def choices(words: Mapping[str, Promise], offered: Sequence[str] | None = None) -> list[tuple[str, Any]]:
    return [(code, said) for code, said in words.items() if offered is None or code in offered]
