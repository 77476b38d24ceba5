"""Asking on the page for everybody, as somebody does who never signed in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse

LANGUAGES = [code for code, _name in settings.PUBLIC_LANGUAGES]
CARE_IN_GERMANY = {"place": "DE", "need": "emergency-care", "stage": "stay", "age": "adult"}
VISIT_TO_GHANA = {"place": "GH", "need": "cross-border", "stage": "way", "age": "adult"}


def asks(
    house: Any, language: str = "en", *, told: dict[str, str] | None = None, **asked: str
) -> HttpResponse:
    """The answer to the four questions; `told` is what somebody answers to what is asked further, by the button below."""
    address = f"/{language}/help/" + ("?" + urlencode(asked) if asked else "")
    return house.browser().post(address, told) if told else house.browser().get(address)
