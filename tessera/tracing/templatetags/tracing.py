"""How lists, and particulars that no record holds yet, are called."""

from __future__ import annotations

from django import template
from django.forms import Form

from tessera.tracing.models import LIST_TITLES, Kind, Sex

register = template.Library()


@register.filter
def sex_label(code: str) -> str:
    """The word for a sex as stored; empty where it is not known."""
    return str(Sex(code).label) if code else ""


@register.filter
def says(form: Form, names: str) -> bool:
    """Whether any of these fields holds something, or has an error: what says nothing may stay folded up."""
    return any(form[name].value() or form[name].errors for name in names.split())


@register.filter
def list_title(kind: str) -> str:
    """What the list of such records is called."""
    return str(LIST_TITLES[Kind(kind)])
