"""Comparing marks and belongings: lists of short phrases in free text.

Two phrases agree when the words they share outweigh those they do not (a Dice coefficient whose words
count by their bits); an agreeing phrase weighs the bits of its shared words, each word after the rarest half
as much as the one before, because words of a phrase come together. Silence about a mark says
little: it may not have been seen, and clothes are changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from tessera.linkage.alignment import align, halving_sum
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded, Phrase
from tessera.linkage.frequencies import Frequencies, WordRarity
from tessera.linkage.things import languages, oppose

LEAST_OVERLAP = 0.6
REPORTED_TWICE_BITS = -1.0
"""Taken from each agreeing phrase: log2 of how often a mark on one record is on the person's other one."""
UNSHARED_BITS = -0.5
OPPOSED_BITS = -1.5
"""Left is taken for right often enough that it is no objection."""
MOST_BITS = 9.0


@dataclass(frozen=True, slots=True)
class _Codes:
    shared: Code
    oppose: Code
    other_language: Code
    differ: Code


_MARKS = _Codes(Code.MARKS_SHARED, Code.MARKS_OPPOSE, Code.MARKS_OTHER_LANGUAGE, Code.MARKS_DIFFER)
_BELONGINGS = _Codes(
    Code.BELONGINGS_SHARED,
    Code.BELONGINGS_OPPOSE,
    Code.BELONGINGS_OTHER_LANGUAGE,
    Code.BELONGINGS_DIFFER,
)


def compare_marks(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    return _compare(Feature.MARKS, _MARKS, request.marks, finding.marks, frequencies.marks)


def compare_belongings(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    ones, others = request.belongings, finding.belongings
    return _compare(Feature.BELONGINGS, _BELONGINGS, ones, others, frequencies.belongings)


def _compare(
    feature: Feature, codes: _Codes, ones: tuple[Phrase, ...], others: tuple[Phrase, ...], rarity: WordRarity
) -> Evidence:
    if not ones or not others:
        return Evidence.blank(feature, ones, others)
    shared, bits = _shared(ones, others, rarity)
    opposed = tuple((a.written, b.written) for a, b in product(ones, others) if oppose(a.words, b.words))
    if shared:
        return Evidence.weighing(feature, bits, Reason.of(codes.shared, shared=shared))
    if opposed:
        return Evidence.weighing(feature, OPPOSED_BITS, Reason.of(codes.oppose, opposed=opposed))
    written = {"request": _written(ones), "finding": _written(others)}
    if _in_other_languages(ones, others):
        return Evidence.weighing(feature, 0.0, Reason.of(codes.other_language, **written))
    weight = UNSHARED_BITS * min(len(ones), len(others), 3)
    return Evidence.weighing(feature, weight, Reason.of(codes.differ, **written))


def _shared(
    ones: tuple[Phrase, ...], others: tuple[Phrase, ...], rarity: WordRarity
) -> tuple[tuple[tuple[str, str], ...], float]:
    """The agreeing pairs of phrases as written, the weightiest first, and the bits of all of them."""
    weighed = [
        (phrase_bits(one, other, rarity), i, j)
        for i, one in enumerate(ones)
        for j, other in enumerate(others)
    ]
    free_ones, free_others = set(range(len(ones))), set(range(len(others)))
    shared, total = [], 0.0
    for bits, i, j in sorted(weighed, key=lambda pair: -pair[0]):
        if bits > 0 and i in free_ones and j in free_others:
            free_ones.remove(i)
            free_others.remove(j)
            shared.append((ones[i].written, others[j].written))
            total += bits
    return tuple(shared), min(total, MOST_BITS)


def _written(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    return tuple(phrase.written for phrase in phrases)


def _in_other_languages(ones: tuple[Phrase, ...], others: tuple[Phrase, ...]) -> bool:
    """Both sides are in a language we know some words of, and in none of the same."""
    here, there = (languages(" ".join(_written(phrases))) for phrases in (ones, others))
    return bool(here and there) and not here & there


def phrase_bits(one: Phrase, other: Phrase, rarity: WordRarity) -> float:
    """Bits of the words two phrases share, 0 unless these are most of what the phrases say."""
    if oppose(one.words, other.words):
        return 0.0
    found = align(one.words, other.words, rarity)
    agreeing = sum(answer.bits for answer in found.answers)
    telling = halving_sum(answer.bits for answer in found.answers)
    apart = sum(rarity.same_bits(word) for word in found.only_left + found.only_right)
    if agreeing <= 0 or 2 * agreeing < LEAST_OVERLAP * (2 * agreeing + apart):
        return 0.0
    return max(0.0, telling + REPORTED_TWICE_BITS)
