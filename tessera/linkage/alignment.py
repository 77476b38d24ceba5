"""Which word of one text answers to which word of another, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from tessera.linkage.folding import has_consonant
from tessera.linkage.frequencies import WordRarity
from tessera.linkage.likeness import NEARLY_THE_SAME, likeness


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
    weighed = [
        (bits, i, j)
        for (i, one), (j, other) in product(enumerate(left), enumerate(right))
        if (bits := rarity.bits(one, other)) > 0
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


def align_joining(left: Sequence[str], right: Sequence[str], rarity: WordRarity) -> Alignment:
    """`align`, where two words of one side may answer one of the other: "Gebre Medhin", "Gebremedhin"."""
    found = align(left, right, rarity)
    if not found.only_left and not found.only_right:
        return found
    loose_left = found.only_left + tuple(answer.left for answer in found.unequal)
    loose_right = found.only_right + tuple(answer.right for answer in found.unequal)
    if two_and_one := _written_together(loose_left, loose_right):
        two, one = two_and_one
        rest = align(_without(left, two), _without(right, (one,)), rarity)
        return _with_answer(rest, Answer(" ".join(two), one, rarity.same_bits(one)))
    if two_and_one := _written_together(loose_right, loose_left):
        two, one = two_and_one
        rest = align(_without(left, (one,)), _without(right, two), rarity)
        return _with_answer(rest, Answer(one, " ".join(two), rarity.same_bits(one)))
    return found


def _written_together(several: Sequence[str], single: Sequence[str]) -> tuple[tuple[str, str], str] | None:
    """Two words and the one that sounds like them in one breath."""
    for one in single:
        for two in permutations(several, 2):
            if len(one) > 3 and _one_breath("".join(two), one, two):
                return two, one
    return None


def _one_breath(joined: str, one: str, two: tuple[str, ...]) -> bool:
    """The same letters, or nearly; an initial, or a half of vowels alone, could be swallowed by any word."""
    if joined == one:
        return True
    whole = all(len(half) > 1 and has_consonant(half) for half in two)
    return whole and likeness(joined, one) >= NEARLY_THE_SAME


def _with_answer(found: Alignment, answer: Answer) -> Alignment:
    answers = sorted((*found.answers, answer), key=lambda one: (-one.bits, one.left, one.right))
    return Alignment(tuple(answers), found.only_left, found.only_right)


def _without(words: Sequence[str], used: Sequence[str]) -> list[str]:
    left_over = list(words)
    for word in used:
        left_over.remove(word)
    return left_over
