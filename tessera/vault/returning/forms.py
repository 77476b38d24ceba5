from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HeardForm(forms.Form):
    """The six words as they were heard. They are not shown, so that nobody reads them out to whoever calls."""

    all_required = True

    heard = forms.CharField(
        label=_("The six words that you hear"),
        max_length=200,
        help_text=_("In whatever language they are read to you. Capitals and accents do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class TravelForm(forms.Form):
    all_required = True

    two_known = forms.BooleanField(label=_("I know which two colleagues I shall call when I am back."))
