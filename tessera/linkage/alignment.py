"""Which word of one text answers to which word of another, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from tessera.linkage.folding import consonants
from tessera.linkage.frequencies import WordRarity

_MOST_WORDS = 12
"""Texts are compared by their first words only; a name or a place has no more that matter."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A word of each side (two written together count as one) and the bits their agreement is worth."""

    left: str
    right: str
    bits: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words that answer each other, the weightiest first, and those left over on either side."""

    answers: tuple[Answer, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]

    @property
    def unequal(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.left != answer.right)

    @property
    def conflicts(self) -> int:
        """How many words of one side stand against another word of the other, and are not just missing."""
        return min(len(self.only_left), len(self.only_right))


def align(left: Sequence[str], right: Sequence[str], rarity: WordRarity) -> Alignment:
    """Pair words greedily, the weightiest pair first; each word is used once.

    Greedy falls short of the best assignment only where two words are each like two others, which full
    names rarely are, and it is several times faster.
    """
    left, right = left[:_MOST_WORDS], right[:_MOST_WORDS]
    weighed = [
        (bits, i, j)
        for (i, one), (j, other) in product(enumerate(left), enumerate(right))
        if (bits := rarity.bits(one, other)) > 0 or one == other
    ]
    free_left, free_right = dict(enumerate(left)), dict(enumerate(right))
    answers = []
    for bits, i, j in sorted(weighed, key=lambda pair: (-pair[0], left[pair[1]], right[pair[2]])):
        if i in free_left and j in free_right:
            answers.append(Answer(free_left.pop(i), free_right.pop(j), bits))
    return Alignment(tuple(answers), tuple(free_left.values()), tuple(free_right.values()))


def halving_sum(bits: Iterable[float]) -> float:
    """The first in full, each further one half as much as the one before: for words that come together."""
    return sum(weight * 0.5**rank for rank, weight in enumerate(bits))


def join_leftovers(found: Alignment, rarity: WordRarity) -> Alignment:
    """Let two words left on one side answer one word left on the other: "Gebre Medhin", "Gebremedhin"."""
    if not (found.only_left and found.only_right) or len(found.only_left) + len(found.only_right) < 3:
        return found
    for two, one in _two_against_one(found.only_left, found.only_right):
        if _sound_alike("".join(two), one):
            answer = Answer(" ".join(two), one, rarity.same_bits(one))
            return _answered(found, answer, two, (one,))
    for two, one in _two_against_one(found.only_right, found.only_left):
        if _sound_alike("".join(two), one):
            answer = Answer(one, " ".join(two), rarity.same_bits(one))
            return _answered(found, answer, (one,), two)
    return found


def _two_against_one(several: Sequence[str], single: Sequence[str]) -> product[tuple[tuple[str, str], str]]:
    return product(permutations(several, 2), single)


def _sound_alike(one: str, other: str) -> bool:
    return len(one) > 3 and consonants(one) == consonants(other)


def _answered(found: Alignment, answer: Answer, left: Sequence[str], right: Sequence[str]) -> Alignment:
    return Alignment(
        (*found.answers, answer), _without(found.only_left, left), _without(found.only_right, right)
    )


def _without(words: Sequence[str], used: Sequence[str]) -> tuple[str, ...]:
    left_over = list(words)
    for word in used:
        left_over.remove(word)
    return tuple(left_over)
