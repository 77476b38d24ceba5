"""Languages by their BCP 47 code, named in the reader's language (Unicode CLDR, through Babel)."""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from tessera.linkage.folding import fold

# Those in which people on the move are most often served, for lists to choose from; any other code can be kept too.
OFTEN_SPOKEN = "am ar bm bn de en es fa ff fr ha ht it ku ln pl ps pt ru so sw ti tr uk ur vi wo zh".split()


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale.parse(language, sep="-").languages)


def language_name(code: str) -> str:
    """The name in the current language; the code where nobody knows it."""
    names = _names(get_language() or "en")
    return names.get(code) or names.get(code.partition("-")[0]) or code


def language_choices() -> list[tuple[str, str]]:
    """Code and name, in alphabetical order of the names without their accents."""
    return sorted(((code, language_name(code)) for code in OFTEN_SPOKEN), key=lambda item: fold(item[1]))
