"""Words as they look, whatever letters they were typed with: for lists of words that nobody should get around.

Accents and marks that nobody sees are taken away, letters that only look otherwise become the plain ones, and the ways
to write one Arabic letter become one. What cannot be folded so is told instead (`strange_word`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tessera.common.plain_text import plain

_MARKS = frozenset({"Mn", "Me", "Cf"})
# Letters for Unicode, and blank for whoever looks.
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_ONE_LETTER = {
    "ة": "ه", "ى": "ي", "ٱ": "ا", "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ـ": "", "ı": "i", "ȷ": "j",
}  # fmt: skip
_WITH_A_STROKE = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z]) WITH .+")
_NOT_IN_WORDS = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("‘’ʼ′`´ʻ", "'''''''")
_LATIN = re.compile(r"[a-zßæœ]+")
_ARABIC = re.compile(r"[\u0621-\u064a]+")


def folded(text: str) -> str:
    """`text` in plain letters, without accents and without what nobody sees; case, blanks and punctuation stay."""
    return "".join(map(_one_letter, unicodedata.normalize("NFKD", text)))


def folded_words(text: str) -> str:
    """The words of `text`, folded and in lower case, with one blank between them."""
    return " ".join(_NOT_IN_WORDS.sub(" ", plain(folded(text))).split())


def strange_word(text: str, *, arabic: bool = False) -> str:
    """The first word of a Latin `text`, or of an Arabic one, with letters of another script, or of both in one word.

    They can look like any other letter: a word list does not know them, and who reads does not see them.
    """
    for word in folded_words(text).split():
        letters = "".join(filter(str.isalpha, word))
        if letters and not (_LATIN.fullmatch(letters) or (arabic and _ARABIC.fullmatch(letters))):
            return word
    return ""


def holds_format_characters(text: str) -> bool:
    """Whether something in `text` is not seen, but changes how the rest is shown or read."""
    return any(unicodedata.category(one) == "Cf" or one in _UNSEEN for one in text)


@lru_cache(maxsize=4_096)
def _one_letter(character: str) -> str:
    if character.isascii():
        return character
    if character in _UNSEEN or unicodedata.category(character) in _MARKS:
        return ""
    if stroke := _WITH_A_STROKE.fullmatch(unicodedata.name(character, "")):
        return stroke[2].lower() if stroke[1] == "SMALL" else stroke[2]
    return _ONE_LETTER.get(character, character)
