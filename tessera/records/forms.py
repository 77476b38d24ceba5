from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext

from .retention import kinds, periods


def months_said(months: int) -> str:
    """A period in words: years where it is whole years."""
    if months % 12:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12}


class PeriodsForm(forms.Form):
    """One choice for each kind of record, with the reason for what is proposed."""

    all_required = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = periods()
        for one in kinds():
            offered = sorted({*one.choices, now[one.kind]})
            self.fields[one.kind] = forms.TypedChoiceField(
                label=str(one.title),
                choices=[(months, months_said(months)) for months in offered],
                coerce=int,
                initial=now[one.kind],
                help_text=str(one.why),
            )


class DayForm(forms.Form):
    """Which day it is, from anywhere but this server."""

    all_required = True

    day = forms.DateField(
        label=_("Which day is it today?"),
        help_text=_("Look at your telephone or a calendar, not at this page."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day != timezone.localdate():
            raise forms.ValidationError(
                _(
                    "The server believes that it is another day. Tell whoever looks after it; nothing was deleted."
                )
            )
        return day
