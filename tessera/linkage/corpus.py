"""A list of records made ready to be searched, and the first, cheap look at all of it.

`Corpus.estimate` weighs a request against every record at once, close to what the full comparison gives;
only the best are then compared in full. No record is left out beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tessera.linkage.code_index import CodeIndex
from tessera.linkage.columns import Traits
from tessera.linkage.details import MOST_BITS, REPORTED_TWICE_BITS
from tessera.linkage.folded import Folded, Phrase, fold_profile
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.likeness import Floats
from tessera.linkage.name_index import NameIndex
from tessera.linkage.places import EVENT, ORIGIN, PlaceRules
from tessera.linkage.profile import Profile
from tessera.linkage.words import WordIndex


class Corpus:
    """Records folded once, with their frequencies and indexes; a record more means a new corpus.

    It remembers the words it was asked about. Memory is a few kilobytes a record. `beside` are the records that
    are compared with these: counted too, so that a pair is judged alike from either side.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        *,
        beside: Iterable[Folded] = (),
        holds_requests: bool = False,
    ) -> None:
        self.holds_requests = holds_requests
        self.records = [fold_profile(profile) for profile in profiles]
        self.frequencies = Frequencies.of_folded([*self.records, *beside])
        self._traits = Traits(self.records, self.frequencies)
        self._names = NameIndex(self.records, self.frequencies.names)
        self._origins = WordIndex(
            [r.origin_place.words for r in self.records], self.frequencies.origin_places
        )
        self._event_places = WordIndex(
            [r.event_place.words for r in self.records], self.frequencies.event_places
        )
        self._marks = WordIndex([_words(r.marks) for r in self.records], self.frequencies.marks)
        self._belongings = WordIndex(
            [_words(r.belongings) for r in self.records], self.frequencies.belongings
        )
        self._codes = CodeIndex(
            [r.identifiers for r in self.records], self.frequencies.identifiers, self.frequencies.endings
        )

    def __len__(self) -> int:
        return len(self.records)

    def look_up(self, requests: Iterable[Folded]) -> None:
        """Prepare for many requests at once, which is several times faster than one by one."""
        requests = list(requests)
        self._names.look_up(word for r in requests for word in _words(r.names))
        self._origins.look_up(word for r in requests for word in r.origin_place.words)
        self._event_places.look_up(word for r in requests for word in r.event_place.words)
        self._marks.look_up(word for r in requests for word in _words(r.marks))
        self._belongings.look_up(word for r in requests for word in _words(r.belongings))

    def estimate(self, request: Folded) -> Floats:
        """Roughly the weight of the request beside each record, (n,) in bits."""
        nationality = self._traits.nationality(request)
        origin = _place_bits(request.origin_place.words, self._origins, ORIGIN)
        both = np.where(
            (origin > 0) & (nationality > 0), np.maximum(origin, nationality), origin + nationality
        )
        return np.asarray(
            self._names.bits(request)
            + self._codes.bits(request.identifiers)
            + self._traits.birth(request)
            + self._traits.sex(request)
            + both
            + self._traits.event(request, rows_are_requests=self.holds_requests)
            + _place_bits(request.event_place.words, self._event_places, EVENT)
            + self._traits.height(request)
            + _detail_bits(request.marks, self._marks)
            + _detail_bits(request.belongings, self._belongings),
            dtype=np.float32,
        )

    def best(
        self, request: Folded, most: int, *, least: float = -np.inf, within: float = np.inf
    ) -> NDArray[np.int64]:
        """Rows with the `most` highest estimates, in no order.

        None is below `least`, none further than `within` below the highest, all in bits.
        """
        estimates = self.estimate(request)
        least = max(least, estimates.max(initial=-np.inf) - within)
        if most < len(estimates):
            rows = np.argpartition(-estimates, most)[:most]
            return rows[estimates[rows] >= least]
        return np.flatnonzero(estimates >= least)


def _place_bits(words: Sequence[str], index: WordIndex, rules: PlaceRules) -> Floats:
    """Bits of places as `places.weigh_places` gives them, save conflicts."""
    if not words:
        return np.zeros(index.n_rows, dtype=np.float32)
    by_word = np.sort(index.bits(dict.fromkeys(words)), axis=0)[::-1]
    agreeing = 0.5 ** np.arange(len(by_word), dtype=np.float32) @ by_word
    bits = np.where(agreeing > 0, np.clip(agreeing - rules.cost, 0.0, rules.most), rules.differs)
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
