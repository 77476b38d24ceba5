"""Forms about an entry, beside its own: what a service was found to ask, and who agreed to be shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .describing import CheckDraft
from .form_fields import line, short, text
from .marks import QUESTIONS
from .vocabulary import Answer


def _answer(label: Any, help_text: Any = "") -> Any:
    return forms.ChoiceField(
        label=label,
        choices=Answer.choices,
        widget=forms.RadioSelect,
        initial=Answer.UNKNOWN,
        help_text=help_text,
    )


class CheckForm(forms.Form):
    """What somebody found a service to ask. Each question may stay unanswered."""

    checked_on = short(
        forms.DateField(
            label=_("When was this found out?"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
    )
    identity_asked = _answer(
        _("Do they ask who somebody is?"), _("A name, a number, a photograph, a fingerprint.")
    )
    status_asked = _answer(_("Do they ask about papers or status?"))
    shared = _answer(
        _("Do they hand on what they learn?"), _("To the police, an immigration office, a ministry.")
    )
    shared_with = line(_("To whom"), 300)
    accompanied_report = _answer(
        _("Can somebody report a crime here, accompanied, without questions about status?")
    )
    note = text(
        _("How do you know?"),
        _("Who went there, who was asked, what happened. Members read it, nobody else."),
        3,
    )

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Is the year right?"))
        return day

    def draft(self) -> CheckDraft:
        data = self.cleaned_data
        answers = {question: Answer(data[question]) for question in QUESTIONS}
        return CheckDraft(data["checked_on"], answers, data["shared_with"], data["note"])


class AgreeForm(forms.Form):
    """That the owner agreed to be shown to everybody."""

    agreed_by = line(
        _("Who agreed, and how"), 200, _("The coordinator of the clinic, by telephone on 3 May.")
    )
    with_mark = forms.BooleanField(label=_("Show the firewall mark too"), required=False)
    all_required = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_by"].required = True
