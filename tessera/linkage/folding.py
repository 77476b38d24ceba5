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
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

_APOSTROPHES = re.compile(r"['`´‘’ʻʼʽʾʿ]")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWELS_AFTER_FIRST = re.compile(r"(?<=.)[aiu]")

# fmt: off
PARTICLES = frozenset({
    "al", "el", "ul", "ash", "de", "del", "la", "las", "los", "y", "bin", "ibn", "bint", "bent", "ould", "wuld",
})
"""Words that join or introduce a name and that are often left out: articles, prepositions, "son of"."""

_PARTICLES_OR_NAMES = frozenset({
    "ad", "an", "ar", "as", "at", "ben", "da", "das", "di", "dos", "du", "le", "van", "von",
    "mr", "mrs", "ms", "dr", "don", "dona", "sr", "sra", "haj", "hadj", "hajj", "haji", "alhaji", "hajja",
})
"""Particles and titles that are also names: Nguyen Van An and Nguyen Van Du are two people."""

_SERVANT_OF = frozenset({
    "abd", "abdu", "abdul", "abdel", "abdal", "abdoul", "abdil", "abdur", "abder", "abdar", "abdus", "abdes",
    "abdun", "abden",
})

_SHORT_FOR = {
    "md": "mohammad", "mohd": "mohammad", "muhd": "mohammad", "mhd": "mohammad", "ma": "maria", "fco": "francisco",
    "gpe": "guadalupe",
}
"""How clerks shorten the commonest names."""
# fmt: on
_APART = re.compile(r"[\s,;./_-]+")
_ARABIC_ARTICLE = re.compile("^ال(?=...)(?!ياس$|هام$)")  # not Elias, not Ilham
_ARABIC_SERVANT = re.compile("^عبد(?:ال(?!له$))?(?=..)")
_ARABIC_WORDS = {"بن": "bin", "ابن": "bin", "بنت": "bint", "ولد": "ould", "عبد": "abd", "الله": "allah"}
_ARABIC_FIRST_VOWELS = {"أ": "a", "آ": "a", "إ": "i", "ع": "a"}
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
"""No place, mark or thing has more words that matter; a pasted page would only take time."""
MOST_NAME_WORDS = 8
"""Nor has a name."""


def fold(text: str) -> str:
    """Lower-case ASCII words of letters and digits, one space apart; apostrophes close up, the rest parts."""
    ascii_text = text if text.isascii() else anyascii(unicodedata.normalize("NFKC", text))
    return _NOT_ALPHANUMERIC.sub(" ", _APOSTROPHES.sub("", ascii_text.lower())).strip()


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a place, a mark or a thing, the first `MOST_WORDS` of them."""
    return tuple(fold(text).split()[:MOST_WORDS])


def fold_code(text: str) -> str:
    """An identifier as letters and digits only, so that "+52 (55) 10" and "525510" are one."""
    return fold(text).replace(" ", "")


LAST_DIGITS = 7
"""So many equal digits at the end are one telephone with and without its country code, rarely chance."""


def ending(code: str) -> str | None:
    """The last digits of a number long enough to have them."""
    last = code[-LAST_DIGITS:]
    return last if len(last) == LAST_DIGITS and last.isdecimal() else None


def endings(codes: Iterable[str]) -> set[str]:
    return {end for code in codes if (end := ending(code))}


_JOINING_PLACES = frozenset(
    "a al and at cerca da de del di do du el en et in la las le les los near of on the y".split()
)


def place_words(text: str) -> tuple[tuple[str, str], ...]:
    """The telling words of a place, folded and as written: La Lima and La Ceiba have none in common."""
    words = [(word, part) for part in _APART.split(text) for word in fold(part).split()][:MOST_WORDS]
    return tuple([pair for pair in words if pair[0] not in _JOINING_PLACES] or words)


def fold_name(text: str) -> tuple[str, ...]:
    """The words of a personal name that tell people apart, in the order written."""
    return tuple(word for word, _written in name_words(text))


def name_words(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a personal name that tell people apart, folded and as written, in the order written.

    Particles and titles go, unless nothing else is there; those that are also names go only from between two
    other words. "Abd al-", "Abdul" and their like join the word that follows, because the two are one name and
    are written together as often as apart.
    """
    words = [(word, part) for part in _APART.split(text) for word in _fold_name_part(part)][:MOST_NAME_WORDS]
    telling = _without_particles(words)
    joined: list[tuple[str, str]] = []
    servant: tuple[str, str] | None = None
    for word, written in telling:
        if word in _SERVANT_OF and servant is None:
            servant = (word, written)
        elif servant:
            joined.append(("abd" + word, f"{servant[1]} {written}"))
            servant = None
        else:
            joined.append((word, written))
    if servant:
        joined.append(servant)
    return tuple(joined)


def _fold_name_part(part: str) -> list[str]:
    """Arabic is read before its letters are changed: without vowels nothing tells an article from a name."""
    if part.isascii():
        return [_SHORT_FOR.get(word, word) for word in fold(part).split()]
    part = unicodedata.normalize("NFKC", part)
    servant = _ARABIC_SERVANT.search(part)
    rest = part[servant.end() :] if servant else part
    rest = _ARABIC_WORDS.get(rest) or _ARABIC_ARTICLE.sub("", rest)
    words = fold(_ARABIC_FIRST_VOWELS.get(rest[:1], rest[:1]) + rest[1:]).split()
    if servant and words:
        words[0] = "abd" + words[0]
    return [_SHORT_FOR.get(word, word) for word in words]


def _without_particles(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    telling = [pair for pair in words if pair[0] not in PARTICLES]
    at = 0
    while len(telling) > 2 and at < len(telling) - 1:
        if telling[at][0] in _PARTICLES_OR_NAMES:
            del telling[at]
        else:
            at += 1
    return telling or words


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


def has_consonant(word: str) -> bool:
    """Awa, Aoua, Yaya and an initial O. have none, as their skeletons count."""
    return not set(skeleton(word)) <= set("aeiou")
