"""Fields that the forms of the directory are made of; what nobody knows stays blank."""

from __future__ import annotations

from typing import Any

from django import forms

from tessera.common.typed_hours import read_hours
from tessera.common.unreadable import UnreadableValue
from tessera.ui.unreadable import say

LONGEST_LINE = 300
LONGEST_TEXT = 5_000


def line(label: Any, most: int = 300, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, **kwargs)


def text(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return line(label, LONGEST_TEXT, help_text, widget=area)


def boxes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    ticked = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=ticked, required=False, help_text=help_text
    )


def short(field: Any) -> Any:
    field.is_short = True
    return field


def lines(typed: str) -> list[str]:
    """What was typed one a line."""
    return [one.strip()[:LONGEST_LINE] for one in typed.splitlines() if one.strip()]


class HoursField(forms.CharField):
    """The hours of one day; empty where nobody knows, or it is closed."""

    is_short = True

    def __init__(self, **kwargs: Any) -> None:
        # From left to right in every language, or 14-18 reads as from six to two.
        left_to_right = forms.TextInput(attrs={"dir": "ltr"})
        super().__init__(required=False, max_length=80, widget=left_to_right, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return read_hours(super().clean(value))
        except UnreadableValue as unreadable:
            raise forms.ValidationError(say(unreadable)) from unreadable
