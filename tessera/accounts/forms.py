from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    all_required = True

    login = forms.CharField(
        label=_("Login"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    passphrase = forms.CharField(
        label=_("Your six words"),
        max_length=200,
        strip=True,
        help_text=_("Capitals and accents do not matter."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
