"""Folding: what is left of a text once script, case, accents and habits of spelling are set aside.

Two forms are kept of every word, because they answer different questions:

- the *folded* word, plain lower-case ASCII letters and digits: are these the same letters?
- its *skeleton*: could these be one name, as clerks of different countries wrote down what they heard?

The skeleton joins spellings that the Latin alphabets of French, Spanish, English, Italian and German give
to one sound, as it happens to Hispanic, Arabic, West African and Tigrinya names. The rules are general
(letters, never names). Transliteration follows anyascii; the habits are those that the ALA-LC and BGN/PCGN
romanisation tables list as alternatives, and Spanish spelling of equal sounds (b/v, s/z, ll/y, silent h).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_APOSTROPHES = re.compile(r"['`´‘’ʻʼʽʾʿ]")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWELS_AFTER_FIRST = re.compile(r"(?<=.)[aiu]")

# fmt: off
PARTICLES = frozenset({
    "al", "el", "ul", "as", "ash", "ad", "ar", "an", "at", "de", "del", "la", "las", "los", "da", "das",
    "dos", "di", "du", "le", "y", "ben", "bin", "ibn", "bint", "bent", "ould", "wuld", "van", "von",
})
"""Words that join or introduce a name and that are often left out: articles, prepositions, "son of"."""

TITLES = frozenset({
    "mr", "mrs", "ms", "dr", "don", "dona", "sr", "sra", "haj", "hadj", "hajj", "haji", "alhaji", "hajja",
})

_SERVANT_OF = frozenset({
    "abd", "abdu", "abdul", "abdel", "abdal", "abdoul", "abdil", "abdur", "abder", "abdar", "abdus", "abdes",
    "abdun", "abden",
})
# fmt: on
_SERVANT_PREFIX = re.compile(r"^abd[aeiou]+(?:l+|([rsnztd])(?=\1))(?=.)")

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^ll", "y"),                     # Llanos, Yanos
        (r"ph", "f"),
        (r"sch|tch|tsh|sh|ch", "č"),       # French ch, English sh, Spanish ch
        (r"kh|ck|qu(?=[ei])|q", "k"),
        (r"gh|gu(?=[ei])", "g"),           # ghe and gue keep g hard
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"dj|dz", "j"),
        (r"j", "y"),                       # Johannes, Yohannes; Jeison, Yeison
        (r"tz|ts|z|x", "s"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"v", "b"),
        (r"h", ""),
        (r"ou|oo|o|w", "u"),
        (r"ee|e|y", "i"),
    )
)  # fmt: skip


MOST_WORDS = 12
"""No name, place or thing has more words that matter; a pasted page would only take time."""


def fold(text: str) -> str:
    """Lower-case ASCII words of letters and digits, one space apart; apostrophes close up, the rest parts."""
    ascii_text = anyascii(unicodedata.normalize("NFKC", text)).lower()
    return _NOT_ALPHANUMERIC.sub(" ", _APOSTROPHES.sub("", ascii_text)).strip()


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a place, a mark or a thing, the first `MOST_WORDS` of them."""
    return tuple(fold(text).split()[:MOST_WORDS])


def fold_code(text: str) -> str:
    """An identifier as letters and digits only, so that "+52 (55) 10" and "525510" are one."""
    return fold(text).replace(" ", "")


def fold_name(text: str) -> tuple[str, ...]:
    """The words of a personal name that tell people apart, in the order written.

    Particles and titles go, unless nothing else is there. "Abd al-", "Abdul" and their like join the word
    that follows, because the two are one name and are written together as often as apart.
    """
    words = fold(text).split()[:MOST_WORDS]
    joined: list[str] = []
    servant = ""
    for word in words:
        if word in _SERVANT_OF and not servant:
            servant = word
        elif servant and word not in PARTICLES:
            joined.append("abd" + word)
            servant = ""
        elif word not in PARTICLES and word not in TITLES:
            joined.append(word)
    if servant:
        joined.append(servant)
    return tuple(joined) or tuple(words)


@lru_cache(maxsize=1 << 17)
def skeleton(word: str) -> str:
    """What different spellings of one folded word have in common: consonant classes and three vowels."""
    bones = _SERVANT_PREFIX.sub("abd", word)
    for pattern, replacement in _SPELLINGS:
        bones = pattern.sub(replacement, bones)
    return _DOUBLED.sub(r"\1", bones) or word


@lru_cache(maxsize=1 << 17)
def consonants(word: str) -> str:
    """The skeleton without vowels, except one at the start: clerks agree least about vowels."""
    return _VOWELS_AFTER_FIRST.sub("", skeleton(word))
