"""What somebody asks for, and what they were answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from .actions import Wish
from .models import Outcome, Right


class WishForm(forms.Form):
    """What is asked, by whom, and since when the month runs."""

    right = forms.ChoiceField(
        label=gettext_lazy("What do they ask for?"), choices=Right.choices, widget=forms.RadioSelect
    )
    asker = forms.CharField(
        label=gettext_lazy("Who asks, where it is not the person themself"), max_length=120, required=False
    )
    known_by = forms.CharField(
        label=gettext_lazy("How do you know that it is them?"),
        max_length=200,
        help_text=gettext_lazy("For example: known here for years. Ask for no papers that you do not need."),
    )
    wish = forms.CharField(
        label=gettext_lazy("In their words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    asked_on = forms.DateField(
        label=gettext_lazy("When did they ask?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("They are answered within one month of that day."),
    )

    def __init__(self, sent: Any) -> None:
        super().__init__(sent, initial={"asked_on": timezone.localdate()})
        self.fields["asked_on"].is_short = True  # type: ignore[attr-defined]

    def clean_asked_on(self) -> date:
        asked: date = self.cleaned_data["asked_on"]
        if asked > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return asked

    def asked(self) -> Wish:
        return Wish(**self.cleaned_data)


class RightsAnswerForm(forms.Form):
    """What was done, or why not."""

    all_required = True

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("What they were told"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Where it was refused: on which law that rests, and where they can complain."),
    )


class LongerForm(forms.Form):
    """Why it takes longer than a month."""

    all_required = True

    because = forms.CharField(label=gettext_lazy("Why it takes longer"), max_length=300)


class EraseForm(forms.Form):
    """The record's own heading, typed."""

    all_required = True

    typed = forms.CharField(max_length=200)

    def __init__(self, sent: Any, *, headed: str) -> None:
        super().__init__(sent)
        self._headed = headed
        self.fields["typed"].label = _("Type %(reference)s to confirm") % {"reference": headed}
        self.fields["typed"].is_short = True  # type: ignore[attr-defined]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip() != self._headed:
            raise forms.ValidationError(_("This is not the reference. Nothing was deleted."))
        return typed


class CopyLanguageForm(forms.Form):
    """In which language their copy is."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
