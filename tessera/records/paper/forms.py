"""What goes onto the paper, who approved it, and to whom it was given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from tessera.records.consent.forms import GROUP_TITLES
from tessera.records.consent.models import Consent


class PaperForm(forms.Form):
    """Of what they agreed to, what this body needs."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What goes onto the paper?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only what this body needs for what it does. Photographs and papers are not printed."
        ),
    )

    def __init__(self, sent: Any, *, consent: Consent) -> None:
        super().__init__(sent)
        agreed = [
            (one, str(GROUP_TITLES[one])) for one in consent.groups if one in GROUP_TITLES and one != "files"
        ]
        self.fields["groups"].choices = agreed  # type: ignore[attr-defined]


class ApprovalForm(forms.Form):
    """A lawyer's approval, as a colleague of whoever prepared the paper heard or read it."""

    all_required = True

    lawyer = forms.CharField(label=gettext_lazy("Which lawyer approved it, by full name"), max_length=120)
    said = forms.CharField(
        label=gettext_lazy("Why it may be done"),
        max_length=500,
        help_text=gettext_lazy(
            "It concerns remains, or the victim of a crime, and nobody’s stay is put at risk by it."
        ),
    )


class HandedOverForm(forms.Form):
    """When, and to whom there."""

    all_required = True

    on = forms.DateField(
        label=gettext_lazy("When was it handed over?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    to = forms.CharField(label=gettext_lazy("To whom there, by name or office"), max_length=120)

    def __init__(self, sent: Any) -> None:
        super().__init__(sent, initial={"on": timezone.localdate()})
        self.fields["on"].is_short = True  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return on
