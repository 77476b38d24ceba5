"""Countries by their ISO 3166-1 alpha-2 code, named in the reader's language (Unicode CLDR, through Babel)."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from tessera.linkage.folding import fold

# CLDR lists these beside countries: outlying islands, the European Union, the United Nations and the like.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
_READ_IN = ("en", "es", "fr", "pt", "ar")
_ALPHA_2 = re.compile("[A-Z]{2}")


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in territories.items()
        if _ALPHA_2.fullmatch(code) and code not in _NOT_COUNTRIES
    }


@cache
def _codes() -> dict[str, str]:
    return {fold(name): code for language in _READ_IN for code, name in _names(language).items()}


def country_name(code: str) -> str:
    """The name in the current language; what was given when it is no country's code."""
    return _names(get_language() or "en").get(code.upper(), code)


def country_choices() -> list[tuple[str, str]]:
    """Code and name, in alphabetical order of the names without their accents."""
    return sorted(_names(get_language() or "en").items(), key=lambda item: fold(item[1]))


def country_codes_in(text: str) -> str:
    """Countries written as codes or names in one of five languages, as codes; what is no country stays as it is."""
    parts = [part.strip() for part in re.split(r"[;,/]", text) if part.strip()]
    return ", ".join(_code_of(part) for part in parts)


def _code_of(text: str) -> str:
    if _ALPHA_2.fullmatch(text.upper()) and text.upper() in _names("en"):
        return text.upper()
    return _codes().get(fold(text), text)
