from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.ui.countries import country_choices
from tessera.vault.heard import HeardWordsForm


def _countries() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *country_choices()]


class TrusteeForm(HeardWordsForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As you call them. It is kept sealed in this room.")
    )
    country = forms.ChoiceField(
        label=_("Country where they live"),
        choices=_countries,
        help_text=_("The five must not all live in one country, so that nobody can reach them all."),
    )
