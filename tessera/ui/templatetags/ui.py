"""How values are said: countries, dates known in part, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.common.spans import DateSpan, Precision
from tessera.ui.countries import country_name
from tessera.ui.languages import language_name

register = template.Library()


@register.filter
def country(code: str) -> str:
    """The country's name in the reader's language."""
    return country_name(code) if code else ""


@register.filter
def countries(codes: str) -> str:
    """Several countries, as stored: codes or words, separated by commas."""
    return ", ".join(country_name(part.strip()) for part in codes.split(","))


@register.filter
def language(code: str) -> str:
    """The language's name in the reader's language."""
    return language_name(code)


@register.filter
def when(span: DateSpan | date | None) -> str:
    """A span as a person would say it: a day, a month, a year, or the years between."""
    if span is None:
        return ""
    if isinstance(span, date):
        return date_format(span, _("j F Y"))
    match span.precision:
        case Precision.DAY:
            return date_format(span.earliest, _("j F Y"))
        case Precision.MONTH:
            return date_format(span.earliest, _("F Y"))
        case Precision.YEAR:
            return str(span.earliest.year)
        case _:
            return _between(span.earliest, span.latest)


def _between(first: date, last: date) -> str:
    """Two ends; what both share is said once."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        begin = str(first.day)
    else:
        begin = date_format(first, _("j F") if first.year == last.year else _("j F Y"))
    return _("%(first)s to %(last)s") % {"first": begin, "last": date_format(last, _("j F Y"))}


@register.filter
def cell(row: Mapping[str, str], column: str) -> str:
    """The cell of a row in a column whose name only the page knows."""
    return row.get(column, "")


@register.filter
def only_here(address: str) -> bool:
    """Whether nobody but this very computer can follow the address."""
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}


@register.filter
def initials(name: object) -> str:
    """At most two letters for the round mark beside a name; a dash where nobody knows it."""
    words = [word for word in str(name or "").split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:2]) or "–"
