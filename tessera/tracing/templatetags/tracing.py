"""How a person's particulars are said before there is a record that could say them."""

from __future__ import annotations

from django import template

from tessera.tracing.models import Sex

register = template.Library()


@register.filter
def sex_label(code: str) -> str:
    """The word for a sex as stored; empty where it is not known."""
    return str(Sex(code).label) if code else ""
