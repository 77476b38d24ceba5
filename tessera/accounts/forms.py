from __future__ import annotations

from typing import Any

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


def _code_field(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


def _words_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your six words"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


APP_OR_PAPER = _("The six digits that your app shows now, or one of the codes on your paper.")


class CodeForm(forms.Form):
    """The second step of signing in."""

    all_required = True

    code = _code_field(_("Code"), APP_OR_PAPER)


class ProofForm(forms.Form):
    """Words, and a code where there is a second factor."""

    all_required = True

    words = _words_field()
    code = _code_field(_("Code"), APP_OR_PAPER)

    def __init__(self, *args: Any, with_code: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]


class ConfirmForm(ProofForm):
    """Named apart from the fields of whatever form it interrupts."""

    def add_prefix(self, field_name: str) -> str:
        return f"confirm-{field_name}"


class SwitchOnForm(ProofForm):
    """`held` carries the new secret, sealed, from the page that showed it."""

    held = forms.CharField(widget=forms.HiddenInput)
    field_order = ["code", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].help_text = ""
