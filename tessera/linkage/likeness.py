"""How alike two folded words are, and how many bits it is worth that they are.

Measures: normalised optimal string alignment distance (Levenshtein with neighbouring letters swapped), as
rapidfuzz computes it, once on the letters and once on the consonant classes of the skeleton.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from tessera.linkage.folding import consonants, skeleton
from tessera.linkage.nicknames import other_forms

Floats = NDArray[np.float32]

LEAST_LIKENESS = 0.55
"""Below this, two words are as alike as any two; nothing is concluded from it."""

NEARLY_THE_SAME = 0.82
"""Below this, words may well be two names: Hassan and Hussein, Luisa and Lucia."""
_VOWELS = re.compile("[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")

OTHER_FORM = 0.85
"""How alike a name and its fond form count, whatever their letters."""

_LIKENESS = (LEAST_LIKENESS, 0.65, 0.75, 0.85, 0.95)
_BITS = (0.0, 2.5, 5.0, 7.0, 8.0)
"""Weight of a likeness: log2 of how often it occurs between listed variants of one given or family name,
over how often between two names at random, less three bits for the choice among about nine pairs of words
that two full names offer. Measured on 6,000 groups of the name variants in OpenSanctions' rigour."""


@lru_cache(maxsize=1 << 18)
def likeness(one: str, other: str) -> float:
    """Between 0 and 1; 1 only for the same letters, at least 0.95 for one skeleton."""
    if one == other:
        return 1.0
    if one in other_forms(other):
        return OTHER_FORM
    vowels = not (is_bare(one) or is_bare(other))
    letters = OSA.normalized_similarity(*((one, other) if vowels else (bare(one), bare(other))))
    sounds = OSA.normalized_similarity(consonants(one), consonants(other))
    alike = float(letters + sounds) / 2
    return min(0.99, max(alike, 0.95)) if skeleton(one) == skeleton(other) else min(0.99, alike)


@lru_cache(maxsize=1 << 17)
def bare(word: str) -> str:
    """A word as Arabic writes it, without vowels and with a doubled letter once."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word)) or word


def is_bare(word: str) -> bool:
    """Whether a word was written without vowels, so that those of the other side say nothing."""
    return len(word) > 1 and not _VOWELS.search(word[1:])


def similarities(ones: list[str], others: list[str]) -> Floats:
    """The letter half of `likeness` for all pairs, (len(ones), len(others))."""
    if not ones or not others:
        return np.zeros((len(ones), len(others)), dtype=np.float32)
    alike: Floats = cdist(ones, others, scorer=OSA.normalized_similarity, dtype=np.float32)
    return alike


@overload
def likeness_bits(alike: float) -> float: ...
@overload
def likeness_bits(alike: Floats) -> Floats: ...
def likeness_bits(alike: float | Floats) -> float | Floats:
    """Bits that a likeness is worth between words so rare that chance does not limit it."""
    if isinstance(alike, np.ndarray):
        return np.interp(alike, _LIKENESS, _BITS).astype(np.float32)
    return float(np.interp(alike, _LIKENESS, _BITS))
