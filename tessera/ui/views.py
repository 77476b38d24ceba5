"""The component page: everything the stylesheet draws, in every state, for whoever changes it.

It shows invented people only, opens no room, and is there only while debugging. Its words are not translated.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.cache import never_cache

LONG_NAME = (
    "María de los Ángeles Guadalupe Xiomara Fernández-Villavicencio y Montalbán de la Santísima Trinidad"
)
ARABIC_NAME = "محمد عبد الرحمن بن يوسف الطرابلسي"

_WISHES = [("", "Not asked yet"), ("yes", "Wants contact"), ("no", "Does not want to be found")]

EVIDENCE = [
    {
        "feature": "Name",
        "said": "Written nearly alike: Yohannes / Johannes",
        "verdict": "for",
        "x": 50,
        "width": 44,
    },
    {"feature": "Age", "said": "The ages fit", "verdict": "for", "x": 50, "width": 12},
    {"feature": "Place", "said": "Falfurrias and Brooks County", "verdict": "against", "x": 31, "width": 19},
    {"feature": "Marks", "said": "The record found does not say", "verdict": "unknown", "x": 46, "width": 8},
]
LABELS = {"for": "speaks for", "against": "speaks against", "unknown": "unknown"}
STRENGTHS = [
    ("strong", "Strong", 95),
    ("likely", "Likely", 72),
    ("possible", "Possible", 42),
    ("weak", "Weak", 15),
]


_ROLES = [
    (name, format_html('<span>{}<br><small class="faint">{}</small></span>', name, may))
    for name, may in (("Reader", "Sees and searches records."), ("Case worker", "Also changes them."))
]
_LOOKS = [
    (look, format_html('<span class="swatch" data-look="{}"></span>{}', look, look.title()))
    for look in ("night", "leaf", "plum", "stone")
]


class SampleForm(forms.Form):
    """One field of every kind, required and not."""

    full_name = forms.CharField(label="Full name", help_text="As written or heard, in any alphabet.")
    sex = forms.ChoiceField(label="Sex", choices=[("", "Not known"), ("F", "Female")], required=False)
    wish = forms.ChoiceField(
        label="Does the person want to be found?", choices=_WISHES, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(label="Choices with an explanation", choices=_ROLES, widget=forms.RadioSelect)
    look = forms.ChoiceField(label="Choices with a colour", choices=_LOOKS, widget=forms.RadioSelect)
    people = forms.IntegerField(label="How many people", min_value=1, required=False)
    marks = forms.CharField(label="Marks", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="A file", required=False)
    passphrase = forms.CharField(label="Six words", widget=forms.PasswordInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sex", "people"):
            self.fields[name].is_short = True  # type: ignore[attr-defined]


@never_cache
def components(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"people": "none", "marks": "a scar"}, auto_id="wrong_%s")
    shown = {
        "form": SampleForm(auto_id="right_%s"),
        "wrong": wrong,
        "evidence": [line | {"label": LABELS[str(line["verdict"])]} for line in EVIDENCE],
        "strengths": STRENGTHS,
        "long_name": LONG_NAME,
        "arabic_name": ARABIC_NAME,
        "page": Paginator(range(100), 25).page(2),
    }
    return render(request, "ui/components.html", shown)
