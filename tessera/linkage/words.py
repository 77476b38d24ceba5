"""An index from words to the rows of a list that hold them or a word like them.

Nothing is blocked: every distinct word of the list is compared with every word asked for, so a pair is
never lost because its records share no exact key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tessera.linkage.folding import consonants
from tessera.linkage.frequencies import WordRarity
from tessera.linkage.likeness import (
    LEAST_LIKENESS,
    OTHER_FORM,
    Floats,
    bare,
    is_bare,
    likeness_bits,
    similarities,
)
from tessera.linkage.nicknames import other_forms

Ids = NDArray[np.int64]
Rows = NDArray[np.int32]

_BATCH = 64
"""Words compared with the whole index in one call; more take memory and save no time."""


class WordIndex:
    """Words of n rows. `rarity` may count more records than the rows themselves."""

    def __init__(self, rows: Sequence[Sequence[str]], rarity: WordRarity) -> None:
        self.n_rows = len(rows)
        self.words_in_row = np.array([len(set(words)) for words in rows], dtype=np.float32)
        self._rarity = rarity
        self._ids: dict[str, int] = {}
        pairs = [
            (self._ids.setdefault(w, len(self._ids)), row)
            for row, words in enumerate(rows)
            for w in set(words)
        ]
        self._words = list(self._ids)
        self._bare = [bare(word) for word in self._words]
        self._is_bare = np.array([is_bare(word) for word in self._words], dtype=np.bool_)
        sound_ids: dict[str, int] = {}
        self._sound_of_word = np.array(
            [sound_ids.setdefault(consonants(word), len(sound_ids)) for word in self._words], dtype=np.int64
        )
        self._sounds = list(sound_ids)
        self._rows, self._starts = _postings(pairs, len(self._words))
        self._sound_bits = np.array([rarity.sound_bits(word) for word in self._words], dtype=np.float32)
        self._near: dict[str, tuple[Ids, Floats]] = {}

    def bits(self, words: Iterable[str]) -> Floats:
        """The most that a word of each row agrees with each word asked for, (len(words), n_rows), in bits."""
        words = list(words)
        self.look_up(words)
        agreeing = np.zeros((len(words), self.n_rows), dtype=np.float32)
        for row_bits, word in zip(agreeing, words, strict=True):
            near, bits = self._near[word]
            counts = self._starts[near + 1] - self._starts[near]
            first = np.repeat(self._starts[near] - (np.cumsum(counts) - counts), counts)
            row_bits[self._rows[first + np.arange(counts.sum())]] = np.repeat(bits, counts)
        return agreeing

    def look_up(self, words: Iterable[str]) -> None:
        """Find the words like each of these ahead of time: many at once cost a fraction of one by one."""
        unknown = [word for word in dict.fromkeys(words) if word not in self._near]
        for start in range(0, len(unknown), _BATCH):
            batch = unknown[start : start + _BATCH]
            for word, alike in zip(batch, self._likeness(batch), strict=True):
                self._near[word] = self._near_words(word, alike)

    def _likeness(self, words: list[str]) -> Floats:
        """Likeness of these words to all of the index, (len(words), distinct words)."""
        by_letters = similarities(words, self._words)
        bare_words = np.array([is_bare(word) for word in words], dtype=np.bool_)
        if bare_words.any() or self._is_bare.any():
            either = bare_words[:, None] | self._is_bare
            by_bare = similarities([bare(word) for word in words], self._bare)
            by_letters = np.where(either, by_bare, by_letters)
        by_sounds = similarities([consonants(word) for word in words], self._sounds)[:, self._sound_of_word]
        return np.asarray((by_letters + by_sounds) / 2, dtype=np.float32)

    def _near_words(self, word: str, alike: Floats) -> tuple[Ids, Floats]:
        """Ids of the words that agree with this one and the bits that `WordRarity.bits` gives, rising."""
        for form in other_forms(word) & self._ids.keys():
            alike[self._ids[form]] = OTHER_FORM
        near = np.flatnonzero(alike >= LEAST_LIKENESS)
        most = np.minimum(self._sound_bits[near], self._rarity.sound_bits(word))
        bits = np.minimum(likeness_bits(alike[near]), most)
        if word in self._ids:
            bits[near == self._ids[word]] = self._rarity.same_bits(word)
        order = np.argsort(bits, kind="stable")
        return near[order], bits[order]


def _postings(pairs: list[tuple[int, int]], n_words: int) -> tuple[Rows, NDArray[np.int64]]:
    """Rows sorted by word id, and where each word's rows start (n_words + 1)."""
    ids, rows = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    order = np.argsort(ids, kind="stable")
    starts = np.zeros(n_words + 1, dtype=np.int64)
    np.cumsum(np.bincount(ids, minlength=n_words), out=starts[1:])
    return rows[order], starts


def rows_by_key(keys_by_row: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """The rows that hold each key, rising; a key held twice by one row counts once."""
    rows: dict[str, list[int]] = {}
    for row, keys in enumerate(keys_by_row):
        for key in set(keys):
            rows.setdefault(key, []).append(row)
    return rows
