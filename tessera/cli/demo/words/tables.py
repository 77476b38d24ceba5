"""How the word lists are written: one row a line, columns between bars, alternatives between slashes.

A table in a string is easier to read, correct and translate than a thousand nested brackets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("es", "fr", "en")


@dataclass(frozen=True, slots=True)
class Name:
    """One given name or surname with the other ways it is written.

    `spellings` starts with the usual one. `english` is how English-speaking neighbours write it (Njie for
    Ndiaye). `arabic` is the original in Arabic letters, where there is one.
    """

    spellings: tuple[str, ...]
    nicknames: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    arabic: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its spellings, the region around it and its country (ISO 3166-1 alpha-2)."""

    spellings: tuple[str, ...]
    region: str
    country: str


@dataclass(frozen=True, slots=True)
class Wordings:
    """One thing and the ways people put it into words, by language (ISO 639-1)."""

    key: str
    by_language: Mapping[str, tuple[str, ...]]


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def alternatives(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("/") if word.strip())


def names(table: str) -> tuple[Name, ...]:
    """Rows of `spellings | nicknames | English spellings | Arabic`; columns at the end may be left out."""
    return tuple(_name(*row) for row in rows(table))


def _name(spellings: str, nicknames: str = "", english: str = "", arabic: str = "") -> Name:
    return Name(alternatives(spellings), alternatives(nicknames), alternatives(english), arabic)


def places(table: str) -> tuple[Place, ...]:
    """Rows of `spellings | region | country`."""
    return tuple(
        Place(alternatives(spellings), region, country) for spellings, region, country in rows(table)
    )


def wordings(table: str) -> dict[str, Wordings]:
    """Rows of `key | Spanish | French | English`, in the order written."""
    found = {}
    for key, *cells in rows(table):
        by_language = {code: alternatives(cell) for code, cell in zip(LANGUAGES, cells, strict=True)}
        found[key] = Wordings(key, by_language)
    return found
