"""How lists say what an entry is called, where it is, and what it is about."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tessera.directory.dialling import dialled
from tessera.directory.documents import codes, text_in
from tessera.directory.telling import Text
from tessera.directory.vocabulary import Theme
from tessera.ui.countries import country_name

register = template.Library()

_PLACES_SHOWN = 2
_THEMES_SHOWN = 3


@register.filter
def name_here(entry: Any) -> Text:
    """The name in the reader's language where it has one."""
    return Text(*text_in(entry.document, "name", get_language() or "en"))


@register.filter
def spoken(text: Any) -> SafeString:
    """The attributes of an element whose text is in another language than its page; none where it is in the page's own."""
    if text.language == get_language():
        return SafeString("")
    return format_html(' lang="{}" dir="auto"', text.language)


register.filter("dialled", dialled)


@register.filter
def where(entry: Any) -> list[str]:
    """The first places it is at, with their countries."""
    told = [", ".join(filter(None, (spot.name, country_name(spot.country)))) for spot in entry.spots.all()]
    return list(dict.fromkeys(told))[:_PLACES_SHOWN]


@register.filter
def themes(entry: Any) -> list[Any]:
    found = [Theme(code).label for code in codes(entry.document, "themes") if code in Theme.values]
    return found[:_THEMES_SHOWN]
