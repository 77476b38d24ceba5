from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TravelForm(forms.Form):
    all_required = True

    two_known = forms.BooleanField(label=_("I know which two colleagues I shall call when I am back."))
