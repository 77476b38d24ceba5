"""What no answer may get wrong: its markup, its headers, its weight."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse

from tests.rules.markup import Markup

HEAVIEST = 100_000  # bytes without images, uncompressed
LOADED_WITH_EVERY_PAGE = ("ui/tessera.css", "ui/comparing.css", "ui/tessera.js")


def complaints_about(answer: HttpResponse) -> list[str]:
    html = answer.content.decode()
    weight = len(answer.content) + sum(len(_static(name)) for name in LOADED_WITH_EVERY_PAGE)
    return [
        *Markup(html).complaints(),
        *_about_headers(answer),
        *([f"{weight} bytes with style and script, {HEAVIEST} at most"] if weight > HEAVIEST else []),
    ]


def _about_headers(answer: HttpResponse) -> list[str]:
    """Each as it has to be, whatever the settings say."""
    policy = {
        name: sources
        for name, *sources in (
            one.split() for one in answer.headers.get("Content-Security-Policy", "").split(";") if one
        )
    }
    expected = {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
    }
    said = [
        f"CSP: {name} is {policy.get(name)}" for name, value in expected.items() if policy.get(name) != value
    ]
    said += [
        f"CSP: {name} allows {value}"
        for name, value in policy.items()
        if value not in (["'none'"], ["'self'"])
    ]
    for name, words in {
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }.items():
        if words not in answer.headers.get(name, ""):
            said.append(f"{name} is {answer.headers.get(name)!r}, without {words}")
    return said


def _static(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()
