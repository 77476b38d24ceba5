"""What a suggestion would change in an entry, in the words of its form."""

from __future__ import annotations

from typing import Any

from django import forms

from .documents import Document
from .forms import FORMS
from .models import Entry, Suggestion
from .vocabulary import Answer


def differences(
    kind: str, before: Entry, place: Document | None, after: Suggestion
) -> list[tuple[Any, str, str]]:
    """What a suggestion would change, as the form says it: label, what stands there, what would."""
    now = FORMS[kind](entry=before, place=place)
    then = FORMS[kind](
        entry=Entry(kind=kind, document=after.document, confidential=after.confidential),
        place=after.location,
    )
    return [
        (field.label, _said(field, now.initial[name]), _said(field, then.initial[name]))
        for name, field in now.fields.items()
        if _in_any_order(now.initial.get(name)) != _in_any_order(then.initial.get(name))
    ]


def _in_any_order(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return str(Answer.YES.label if value else Answer.NO.label)
    choices = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    return str(choices.get(value, "" if value is None else value))
