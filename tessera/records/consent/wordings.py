"""What is read to people before they say yes: fixed words in every language, so that what they agreed to stays known.

An edition is never changed once it was read to anybody; another wording is another edition, beside it. The words are
kept with the consent, and their hash goes with every disclosure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

EDITION = 2
LANGUAGES = ("en", "es", "fr", "ar", "ht")
_FOLDER = Path(__file__).with_name("wording")


@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody is asked to agree to. `groups` and `purpose` are codes, `recipients` names."""

    capacity: str
    purpose: str
    groups: Sequence[str]
    recipients: Sequence[str]
    authority: str
    public_photo: bool
    until: date
    retake_on: date | None
    with_assent: bool
    two_roles: bool = False  # the authority also controls migration


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph; with a `heading`, a list under it."""

    text: str = ""
    heading: str = ""
    lines: Sequence[str] = ()


def title(language: str) -> str:
    return str(_wording(language)["title"])


def parts(terms: Terms, language: str) -> list[Part]:
    """The whole text, in the order in which it is read."""
    said = _wording(language)
    recipients = [*terms.recipients, *([terms.authority] if terms.authority else [])]
    text = [
        Part(said[terms.capacity]),
        Part(heading=said["what"], lines=[said["groups"][group] for group in terms.groups]),
        Part(heading=said["with"], lines=recipients),
        Part(heading=said["why"], lines=[said["purposes"][terms.purpose]]),
    ]
    if terms.authority:
        text.append(Part(said["authority"].format(name=terms.authority)))
    if terms.two_roles:
        text.append(Part(said["two-roles"].format(name=terms.authority)))
    text += [
        Part(said["photo" if terms.public_photo else "no-photo"]),
        Part(said["until"].format(day=_written(terms.until, said))),
    ]
    if terms.retake_on:
        text.append(Part(said["retake"].format(day=_written(terms.retake_on, said))))
    never = "never-else" if terms.two_roles else "never"
    text += [Part(said[key]) for key in ("free", "withdraw", never, "rights")]
    if terms.with_assent:
        text.append(Part(said["assent"]))
    return [*text, Part(said["yes"])]


def plain(terms: Terms, language: str) -> str:
    """The same as lines of text, as it is kept."""
    lines = [title(language)]
    for part in parts(terms, language):
        lines += [part.text] if part.text else [f"{part.heading}:", *(f"- {line}" for line in part.lines)]
    return "\n".join(lines) + "\n"


def always_said(language: str) -> list[str]:
    """What is the same in every yes, in the order in which it is read: what can be recorded once."""
    said = _wording(language)
    return [said["title"], *(said[key] for key in ("free", "withdraw", "never", "rights", "yes"))]


def digest(text: str) -> str:
    """SHA-256 of the words in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _wording(language: str, edition: int = EDITION) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((_FOLDER / f"{edition}.{language}.json").read_text(encoding="utf-8"))
    return said


def _written(day: date, said: dict[str, Any]) -> str:
    return str(said["day"]).format(day=day.day, month=said["months"][day.month - 1], year=day.year)
