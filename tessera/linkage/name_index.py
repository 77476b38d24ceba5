"""Full names of many records, to be weighed against one request's names all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from tessera.linkage import names
from tessera.linkage.folded import Folded
from tessera.linkage.folding import consonants, has_consonant
from tessera.linkage.frequencies import WordRarity
from tessera.linkage.likeness import Floats
from tessera.linkage.words import WordIndex, rows_by_key


class NameIndex:
    """Words of every name of every record; a record with several names has several rows."""

    def __init__(self, records: list[Folded], rarity: WordRarity) -> None:
        rows = [(i, name.words) for i, record in enumerate(records) for name in record.names]
        self._record_of_row = np.array([i for i, _ in rows], dtype=np.int64)
        self._index = WordIndex([words for _, words in rows], rarity)
        self._rows_of_sounds = rows_by_key([{consonants(word) for word in words} for _, words in rows])
        self._rows_of_joined = rows_by_key([_joined_sounds(words) for _, words in rows])
        self._rarity = rarity
        self._n = len(records)

    def look_up(self, words: Iterable[str]) -> None:
        """See `WordIndex.look_up`."""
        self._index.look_up(words)

    def bits(self, request: Folded) -> Floats:
        """The bits of the best of the request's names and the record's names, 0 where either has none."""
        best = np.zeros(self._n, dtype=np.float32)
        if not request.names or not len(self._record_of_row):
            return best
        of_rows = np.max([self._bits_of_rows(name.words) for name in request.names], axis=0)
        best[self._record_of_row] = -np.inf
        np.maximum.at(best, self._record_of_row, of_rows)
        return best

    def _bits_of_rows(self, words: Sequence[str]) -> Floats:
        """About what `names.weigh_names` gives, as if a word of the row could answer several."""
        words = list(dict.fromkeys(words))
        by_word = self._index.bits(words)
        agreeing = by_word.sum(axis=0)
        matched = np.count_nonzero(by_word, axis=0).astype(np.float32)
        left = len(words) - matched
        right = np.maximum(0, self._index.words_in_row - matched)
        conflicts = np.minimum(np.minimum(left, right), names.MOST_CONFLICTS)
        missing = np.minimum(np.abs(left - right), names.MOST_MISSING)
        bits = agreeing - names.SHARED_LANGUAGE_BITS * np.maximum(0, matched - 1)
        bits += names.CONFLICT_BITS * conflicts + names.MISSING_BITS * missing
        written_together = self._bits_written_together(words, bits)
        return np.asarray(np.maximum(bits, written_together), dtype=np.float32)

    def _bits_written_together(self, words: Sequence[str], bits: Floats) -> Floats:
        """Rows where two words of one side are one word of the other: a conflict less, a word more."""
        together = np.full_like(bits, -np.inf)
        for sounds in _joined_sounds(words):
            rows = self._rows_of_sounds.get(sounds, [])
            together[rows] = bits[rows] - names.CONFLICT_BITS + self._rarity.sound_bits(sounds)
        for word in words:
            rows = self._rows_of_joined.get(consonants(word), [])
            together[rows] = bits[rows] - names.CONFLICT_BITS + self._rarity.same_bits(word)
        return together


def _joined_sounds(words: Sequence[str]) -> set[str]:
    return {
        consonants(one + other)
        for one, other in pairwise(words)
        if has_consonant(one) and has_consonant(other)
    }
