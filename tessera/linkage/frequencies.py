"""How common things are among the records: agreement on something rare says more than on something common.

This is the frequency-based weight of Fellegi and Sunter (1969, method I) and Winkler (1989): agreement on a
value weighs log2(m / p), where m is how often the records of one person agree and p how often a record
taken at random has the value. m is assumed (no labelled truth exists for missing migrants), p is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from math import log2

from tessera.linkage import background
from tessera.linkage.background import UNSEEN_SHARE, Background
from tessera.linkage.folded import Folded, Phrase, fold_profile
from tessera.linkage.folding import consonants, endings
from tessera.linkage.likeness import LEAST_LIKENESS, likeness, likeness_bits
from tessera.linkage.profile import Profile, Sex

UNSEEN_RECORDS = 1000
"""Records imagined beside those counted, with the shares of `background`: a list of five says little about how
common a name is, and the person may be on no list."""

LEAST_AGREEMENT = 0.1
"""Bits of a word that everybody has: Mohammed and Muhammad say next to nothing, but they are no contradiction."""

_SAME_WORD = 0.6
_LIKE_WORD = 0.3
"""m: the words of one person's records are spelled the same, or alike but not the same."""


@dataclass(slots=True)
class Rarity:
    """In how many of the `records` that state a feature each of its values occurs."""

    records: int = 0
    counts: Counter[Hashable] = field(default_factory=Counter)

    @classmethod
    def counted(cls, values_by_record: Iterable[Iterable[Hashable]]) -> Rarity:
        rarity = cls()
        for values in map(set, values_by_record):
            rarity.records += bool(values)
            rarity.counts.update(values)
        return rarity

    def share(self, value: Hashable, expected: float = UNSEEN_SHARE) -> float:
        """The probability that a record taken at random has the value, in (0, 1].

        `expected` is its share among the records imagined.
        """
        return (self.counts[value] + expected * UNSEEN_RECORDS) / (self.records + UNSEEN_RECORDS)


@dataclass(slots=True)
class WordRarity:
    """Rarity of words, and of the consonants that they share with their other spellings."""

    words: Rarity
    sounds: Rarity
    expected: Background

    @classmethod
    def counted(cls, texts: Iterable[Iterable[str]], expected: Background) -> WordRarity:
        texts = [set(words) for words in texts]
        sounds = Rarity.counted({consonants(word) for word in words} for words in texts)
        return cls(Rarity.counted(texts), sounds, expected)

    def same_bits(self, word: str) -> float:
        """Bits for two records that both have the word."""
        return max(LEAST_AGREEMENT, log2(_SAME_WORD / self.words.share(word, self.expected.word(word))))

    def sound_bits(self, word: str) -> float:
        """The most that a like word is worth: whatever sounds alike could have been meant."""
        sound = consonants(word)
        return max(LEAST_AGREEMENT, log2(_LIKE_WORD / self.sounds.share(sound, self.expected.sound(sound))))

    def bits(self, one: str, other: str) -> float:
        """Bits for a word beside another one, 0 when they are not alike."""
        if one == other:
            return self.same_bits(one)
        alike = likeness(one, other)
        if alike < LEAST_LIKENESS:
            return 0.0
        return min(likeness_bits(alike), self.sound_bits(one), self.sound_bits(other))


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Everything counted once over a list of records."""

    records: int
    names: WordRarity
    origin_places: WordRarity
    event_places: WordRarity
    marks: WordRarity
    belongings: WordRarity
    sexes: Rarity
    nationalities: Rarity
    identifiers: Rarity
    endings: Rarity

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Frequencies:
        return cls.of_folded([fold_profile(profile) for profile in profiles])

    @classmethod
    def of_folded(cls, records: list[Folded]) -> Frequencies:
        return cls(
            records=len(records),
            names=WordRarity.counted((_words(r.names) for r in records), background.NAMES),
            origin_places=WordRarity.counted((r.origin_place.words for r in records), background.PLACES),
            event_places=WordRarity.counted((r.event_place.words for r in records), background.PLACES),
            marks=WordRarity.counted((_words(r.marks) for r in records), background.MARKS),
            belongings=WordRarity.counted((_words(r.belongings) for r in records), background.BELONGINGS),
            sexes=Rarity.counted({r.profile.sex} - {Sex.UNKNOWN} for r in records),
            nationalities=Rarity.counted(r.profile.nationalities for r in records),
            identifiers=Rarity.counted(r.identifiers for r in records),
            endings=Rarity.counted(endings(r.identifiers) for r in records),
        )


def _words(phrases: Iterable[Phrase]) -> Iterable[str]:
    return chain.from_iterable(phrase.words for phrase in phrases)
