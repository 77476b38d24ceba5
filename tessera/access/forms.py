"""The questions of "What can I ask for here?": four, then only what the answers depend on. None is about status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.linkage.folding import fold
from tessera.ui.countries import country_choices

from .facts import Facts, Nationality
from .rule_set import Answered, RuleSet
from .telling import AGE_WORDS, NEED_WORDS, STAGE_WORDS, place_name, say

# Nothing is chosen for anybody: an answer to a question that nobody asked would be taken for theirs.
_OPEN = ("", "—")
_NATIONALITY = "nationality"


class SituationForm(forms.Form):
    """Where, at which stage, at which age, in which need."""

    place = forms.ChoiceField(
        label=_("Where are you?"), help_text=_("To cross a border: choose the country you want to enter.")
    )
    need = forms.ChoiceField(label=_("What is needed?"), choices=[_OPEN, *NEED_WORDS.items()])
    stage = forms.ChoiceField(label=_("Where on the way?"), choices=[_OPEN, *STAGE_WORDS.items()])
    age = forms.ChoiceField(label=_("Who needs it?"), choices=[_OPEN, *AGE_WORDS.items()])
    all_required = True

    def __init__(self, sent: Mapping[str, str] | None, *, rules: RuleSet, language: str) -> None:
        super().__init__(sent)
        cities = [(code, place_name(code, rules, language)) for code in rules.places]
        choices = sorted([*cities, *country_choices()], key=lambda one: fold(one[1]))
        self.fields["place"].choices = [_OPEN, *choices]  # type: ignore[attr-defined]

    def facts(self, told: Mapping[str, str], rules: RuleSet) -> Facts:
        """Call it when the form is valid; `told` may hold more answers, of which those nobody asked for are left out."""
        nationality = told.get("nationality", "")
        return Facts(
            **self.cleaned_data,
            on=timezone.localdate(),
            nationality=nationality if nationality in dict(country_choices()) else "",
            answers={
                code: told[code] == "yes" for code in rules.questions if told.get(code) in ("yes", "no")
            },
        )


class FurtherForm(forms.Form):
    """What the answers depend on, and nobody has to say."""

    def __init__(self, facts: Facts, answers: Iterable[Answered], rules: RuleSet, language: str) -> None:
        given = {code: "yes" if yes else "no" for code, yes in facts.answers.items()} | {
            _NATIONALITY: facts.nationality
        }
        super().__init__(initial=given)
        # Also what was told and decides nothing more: it can be taken back, and is not forgotten with the next answer.
        told = [code for code, said in given.items() if said]
        for code in dict.fromkeys([*_asked(answers), *told]):
            if code == _NATIONALITY:
                choices: list[tuple[str, Any]] = [("", _("I would rather not say")), *country_choices()]
                self.fields[_NATIONALITY] = forms.ChoiceField(
                    label=_("Of which country are you a national?"), choices=choices, required=False
                )
            else:
                question = rules.questions[code]
                self.fields[code] = forms.ChoiceField(
                    label=say(question.texts, language).text,
                    help_text=say(question.whys, language).text,
                    choices=[("yes", _("Yes")), ("no", _("No")), ("", _("I would rather not say"))],
                    widget=forms.RadioSelect,
                    required=False,
                    initial=given.get(code, ""),
                )


def _asked(answers: Iterable[Answered]) -> list[str]:
    """What is open, of the answers and of what would set one of them aside, each once: nobody is asked what decides nothing."""
    conditions = (
        condition
        for answered in answers
        for rule in (answered.rule, *answered.but_for)
        for condition in rule.conditions
    )
    codes = (_NATIONALITY if isinstance(one, Nationality) else one.code for one in conditions)
    return list(dict.fromkeys(codes))
