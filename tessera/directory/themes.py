"""The theme list: words by which people ask for each theme, in languages that the encoder knows and some it does not.

It lies in `themes.csv`, to be read and mended by people who speak them. It serves two ends: a search finds a theme by its
words in any of them, and an entry of a list that names no theme of ours is given those its own words name.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tessera.linkage.folding import fold

from .vocabulary import Theme

FILE = Path(__file__).with_name("themes.csv")

_MOST_WORDS = 60


def themes_named(text: str) -> list[str]:
    """The themes whose words stand in the text, whole and next to each other; of a long text its beginning."""
    words = fold(text).split()[:_MOST_WORDS]
    spoken = f" {' '.join(words)} "
    named = {theme for word, theme in _words() if f" {word} " in spoken}
    return [theme for theme in Theme.values if theme in named]


def english_words(theme: str) -> str:
    """What the theme is about, in English words."""
    return next((words for of, language, words in _rows() if (of, language) == (theme, "en")), "")


@cache
def _words() -> frozenset[tuple[str, str]]:
    """Each word, folded, with its theme; some stand for two."""
    return frozenset((fold(word), theme) for theme, _language, words in _rows() for word in words.split(";"))


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["theme"], row["language"], row["words"]) for row in csv.DictReader(file))
