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
# Names of lists and passports that CLDR does not have, as `fold` leaves them.
_ALSO_CALLED = {
    "BO": "bolivia plurinational state of, plurinational state of bolivia, estado plurinacional de bolivia",
    "CD": """congo democratic republic of the, congo democratic republic of, congo the democratic republic of the,
        congo democratic republic, democratic republic of the congo, democratic republic of congo, dr congo, drc,
        congo drc, congo dr, rdc, rd congo, congo republica democratica del, congo kinshasa""",
    "CG": """congo republic of the, congo republic of, republic of the congo, republic of congo,
        republica del congo, republique du congo, congo brazzaville""",
    "CI": "ivory coast",
    "DO": "republica dominicana la, r dominicana, dominican rep",
    "GB": "united kingdom of great britain and northern ireland, great britain, gran bretana",
    "IR": "iran islamic republic of, islamic republic of iran, republica islamica de iran",
    "KP": "korea democratic people s republic of, korea democratic peoples republic of, dprk",
    "KR": "korea republic of, republic of korea, republica de corea",
    "LA": "lao people s democratic republic, lao peoples democratic republic, lao pdr",
    "MD": "moldova republic of, republic of moldova",
    "PS": "palestine, palestine state of, state of palestine, palestina, estado de palestina",
    "RU": "russian federation, federacion de rusia, federacion rusa",
    "SV": "salvador",
    "SY": "syrian arab republic, republica arabe siria",
    "TZ": "tanzania united republic of, united republic of tanzania, republica unida de tanzania",
    "US": "usa, united states of america, estados unidos de america, eeuu, ee uu, etats unis d amerique",
    "VE": "venezuela bolivarian republic of, bolivarian republic of venezuela, republica bolivariana de venezuela",
}
# Two countries are called so, and neither is guessed.
_AMBIGUOUS = {"congo", "el congo", "le congo", "korea", "corea", "coree"}


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
    codes = {fold(name): code for language in _READ_IN for code, name in _names(language).items()}
    codes |= {fold(name): code for code, names in _ALSO_CALLED.items() for name in names.split(",")}
    return {name: code for name, code in codes.items() if name not in _AMBIGUOUS}


def country_name(code: str) -> str:
    """The name in the current language; what was given when it is no country's code."""
    return _names(get_language() or "en").get(code.upper(), code)


def country_choices() -> list[tuple[str, str]]:
    """Code and name, in alphabetical order of the names without their accents."""
    return sorted(_names(get_language() or "en").items(), key=lambda item: fold(item[1]))


def country_codes_in(text: str) -> str:
    """Countries written as codes or names in one of five languages, as codes; what is no country stays as it is."""
    return ", ".join(_code_of(name) for part in re.split("[;/]", text) for name in _names_in(part))


def _names_in(text: str) -> list[str]:
    """Names that commas part, unless the comma belongs to one: "Congo, Democratic Republic of the"."""
    if fold(text) in _codes():
        return [text.strip()]
    return [name.strip() for name in text.split(",") if name.strip()]


def _code_of(text: str) -> str:
    if _ALPHA_2.fullmatch(text.upper()) and text.upper() in _names("en"):
        return text.upper()
    return _codes().get(fold(text), text)
