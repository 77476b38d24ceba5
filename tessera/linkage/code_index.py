"""Identifiers of many records, to be weighed against one request's all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from tessera.linkage import traits
from tessera.linkage.folding import ending, endings as endings_of
from tessera.linkage.frequencies import Rarity
from tessera.linkage.likeness import Floats
from tessera.linkage.words import rows_by_key


class CodeIndex:
    """Folded identifiers of n rows."""

    def __init__(self, rows: Sequence[Collection[str]], rarity: Rarity, endings: Rarity) -> None:
        self._n = len(rows)
        self._rarity = rarity
        self._endings = endings
        self._has_codes = np.array([bool(codes) for codes in rows], dtype=np.bool_)
        self._rows_of_code = rows_by_key(rows)
        self._rows_of_ending = rows_by_key([endings_of(codes) for codes in rows])
        self._long = [code for code in self._rows_of_code if len(code) >= traits.LEAST_DIGITS]

    def bits(self, codes: Iterable[str]) -> Floats:
        """Bits of the best agreement with any of the codes, (n,); 0 where either side has none."""
        bits = np.zeros(self._n, dtype=np.float32)
        codes = list(codes)
        if codes:
            bits[self._has_codes] = traits.DIFFERENT_IDENTIFIERS_BITS
        for code in codes:
            for near in self._one_digit_off(code):
                bits[self._rows_of_code[near]] = traits.ONE_DIGIT_BITS
        for code in codes:
            rows = self._rows_of_ending.get(ending(code) or "", [])
            bits[rows] = np.maximum(bits[rows], traits.ending_bits(code, self._endings))
        for code in codes:
            rows = self._rows_of_code.get(code, [])
            bits[rows] = traits.identifier_bits(code, self._rarity)
        return bits

    def _one_digit_off(self, code: str) -> list[str]:
        if len(code) < traits.LEAST_DIGITS or not self._long:
            return []
        distances = cdist([code], self._long, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)[0]
        return [self._long[i] for i in np.flatnonzero(distances == 1)]
