"""A list of records made ready to be searched, and the first, cheap look at all of it.

`Corpus.estimate` weighs a request against every record at once, close to what the full comparison gives;
only the best are then compared in full. No record is left out beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tessera.linkage import names, traits
from tessera.linkage.columns import Traits
from tessera.linkage.details import MOST_BITS, REPORTED_TWICE_BITS
from tessera.linkage.folded import Folded, Phrase, fold_profile
from tessera.linkage.folding import consonants
from tessera.linkage.frequencies import Frequencies, WordRarity
from tessera.linkage.likeness import Floats
from tessera.linkage.places import EVENT, ORIGIN, PlaceRules
from tessera.linkage.profile import Profile
from tessera.linkage.words import WordIndex


class Corpus:
    """Records folded once, with their frequencies and indexes; it does not change afterwards.

    Memory is about 4 kB a record. `frequencies` may be given when more records are known than these.
    """

    def __init__(self, profiles: Iterable[Profile], frequencies: Frequencies | None = None) -> None:
        self.records = [fold_profile(profile) for profile in profiles]
        self.frequencies = frequencies or Frequencies.of_folded(self.records)
        self._traits = Traits(self.records, self.frequencies)
        self._names = _NameIndex(self.records, self.frequencies.names)
        self._origins = WordIndex([r.origin_place for r in self.records], self.frequencies.origin_places)
        self._event_places = WordIndex([r.event_place for r in self.records], self.frequencies.event_places)
        self._marks = WordIndex([_words(r.marks) for r in self.records], self.frequencies.marks)
        self._belongings = WordIndex(
            [_words(r.belongings) for r in self.records], self.frequencies.belongings
        )
        self._codes = _rows_by_code(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def look_up(self, requests: Iterable[Folded]) -> None:
        """Prepare for many requests at once, which is several times faster than one by one."""
        requests = list(requests)
        self._names.look_up(word for r in requests for word in _words(r.names))
        self._origins.look_up(word for r in requests for word in r.origin_place)
        self._event_places.look_up(word for r in requests for word in r.event_place)
        self._marks.look_up(word for r in requests for word in _words(r.marks))
        self._belongings.look_up(word for r in requests for word in _words(r.belongings))

    def estimate(self, request: Folded) -> Floats:
        """Roughly the weight of the request beside each record, (n,) in bits."""
        nationality = self._traits.nationality(request)
        origin = _place_bits(request.origin_place, self._origins, ORIGIN)
        both = np.where(
            (origin > 0) & (nationality > 0), np.maximum(origin, nationality), origin + nationality
        )
        return np.asarray(
            self._names.bits(request)
            + self._code_bits(request)
            + self._traits.birth(request)
            + self._traits.sex(request)
            + both
            + self._traits.event(request)
            + _place_bits(request.event_place, self._event_places, EVENT)
            + self._traits.height(request)
            + _detail_bits(request.marks, self._marks)
            + _detail_bits(request.belongings, self._belongings),
            dtype=np.float32,
        )

    def best(self, request: Folded, most: int, least: float = -np.inf) -> NDArray[np.int64]:
        """Rows with the highest estimates, at most so many and none below `least`, in no order."""
        estimates = self.estimate(request)
        if most < len(estimates):
            rows = np.argpartition(-estimates, most)[:most]
            return rows[estimates[rows] >= least]
        return np.flatnonzero(estimates >= least)

    def _code_bits(self, request: Folded) -> Floats:
        """Identifiers that are equal, or end alike; one digit wrong is left to the full comparison."""
        bits = np.zeros(len(self.records), dtype=np.float32)
        for code in request.identifiers:
            if end := traits.ending(code):
                bits[self._codes.get(end, [])] = traits.LAST_DIGITS_BITS
        for code in request.identifiers:
            same = traits.identifier_bits(code, self.frequencies.identifiers)
            rows = self._codes.get("=" + code, [])
            bits[rows] = np.maximum(bits[rows], same)
        return bits


class _NameIndex:
    """Words of every name of every record; a record with several names has several rows."""

    def __init__(self, records: list[Folded], rarity: WordRarity) -> None:
        rows = [(i, name.words) for i, record in enumerate(records) for name in record.names]
        self._record_of_row = np.array([i for i, _ in rows], dtype=np.int64)
        self._index = WordIndex([words for _, words in rows], rarity)
        self._joined: dict[str, list[int]] = {}
        for row, (_, words) in enumerate(rows):
            for sounds in _joined_sounds(words):
                self._joined.setdefault(sounds, []).append(row)
        self._single: dict[str, list[int]] = {}
        for row, (_, words) in enumerate(rows):
            for word in words:
                self._single.setdefault(consonants(word), []).append(row)
        self._rarity = rarity
        self._n = len(records)

    def look_up(self, words: Iterable[str]) -> None:
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
        return np.maximum(bits, self._bits_written_together(words, bits))

    def _bits_written_together(self, words: Sequence[str], bits: Floats) -> Floats:
        """Rows where two words of one side are one word of the other: a conflict less, a word more."""
        together = np.full_like(bits, -np.inf)
        for sounds in _joined_sounds(words):
            rows = self._single.get(sounds, [])
            together[rows] = bits[rows] - names.CONFLICT_BITS + self._rarity.sound_bits(sounds)
        for word in words:
            rows = self._joined.get(consonants(word), [])
            together[rows] = bits[rows] - names.CONFLICT_BITS + self._rarity.same_bits(word)
        return together


def _joined_sounds(words: Sequence[str]) -> set[str]:
    return {consonants(one + other) for one, other in pairwise(words)}


def _place_bits(words: Sequence[str], index: WordIndex, rules: PlaceRules) -> Floats:
    """Bits of places as `places.weigh_places` gives them, save conflicts."""
    if not words:
        return np.zeros(index.n_rows, dtype=np.float32)
    by_word = np.sort(index.bits(dict.fromkeys(words)), axis=0)[::-1]
    halving = 0.5 ** np.arange(len(by_word), dtype=np.float32)
    agreeing = halving @ by_word
    bits = np.where(agreeing > 0, np.minimum(rules.most, agreeing - rules.cost), rules.differs)
    return np.where(index.words_in_row > 0, np.maximum(bits, rules.differs), 0.0).astype(np.float32)


def _detail_bits(phrases: tuple[Phrase, ...], index: WordIndex) -> Floats:
    """Half of what the words in common are worth: whether they stand in one phrase is not looked at."""
    words = set(_words(phrases))
    if not words:
        return np.zeros(index.n_rows, dtype=np.float32)
    shared = index.bits(words).sum(axis=0) + REPORTED_TWICE_BITS
    return np.where(index.words_in_row > 0, np.clip(shared / 2, -1.0, MOST_BITS), 0.0).astype(np.float32)


def _words(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(word for phrase in phrases for word in phrase.words)


def _rows_by_code(records: list[Folded]) -> dict[str, list[int]]:
    """Rows by whole identifier (after "=") and by its last digits."""
    rows: dict[str, list[int]] = {}
    for row, record in enumerate(records):
        for code in record.identifiers:
            rows.setdefault("=" + code, []).append(row)
            if end := traits.ending(code):
                rows.setdefault(end, []).append(row)
    return rows
