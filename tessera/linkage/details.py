"""Comparing marks and belongings: lists of short phrases in free text.

Two phrases agree when the words they share outweigh those they do not (a Dice coefficient whose words
count by their bits); an agreeing phrase weighs the bits of its shared words, each word after the rarest half
as much as the one before, because words of a phrase come together. Silence about a mark says
little: it may not have been seen, and clothes are changed.
"""

from __future__ import annotations

from tessera.linkage.alignment import align, halving_sum
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded, Phrase
from tessera.linkage.frequencies import Frequencies, WordRarity

LEAST_OVERLAP = 0.6
REPORTED_TWICE_BITS = -1.0
"""Taken from each agreeing phrase: log2 of how often a mark on one record is on the person's other one."""
UNSHARED_BITS = -0.5
MOST_BITS = 9.0


def compare_marks(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    if not request.marks or not finding.marks:
        return Evidence.blank(Feature.MARKS, request.marks, finding.marks)
    shared, weight = _compare(request.marks, finding.marks, frequencies.marks)
    if shared:
        return Evidence.weighing(Feature.MARKS, weight, Reason.of(Code.MARKS_SHARED, shared=shared))
    reason = Reason.of(Code.MARKS_DIFFER, request=request.profile.marks, finding=finding.profile.marks)
    return Evidence.weighing(Feature.MARKS, weight, reason)


def compare_belongings(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    if not request.belongings or not finding.belongings:
        return Evidence.blank(Feature.BELONGINGS, request.belongings, finding.belongings)
    shared, weight = _compare(request.belongings, finding.belongings, frequencies.belongings)
    if shared:
        return Evidence.weighing(Feature.BELONGINGS, weight, Reason.of(Code.BELONGINGS_SHARED, shared=shared))
    written = {"request": request.profile.belongings, "finding": finding.profile.belongings}
    return Evidence.weighing(Feature.BELONGINGS, weight, Reason.of(Code.BELONGINGS_DIFFER, **written))


def _compare(
    ones: tuple[Phrase, ...], others: tuple[Phrase, ...], rarity: WordRarity
) -> tuple[tuple[tuple[str, str], ...], float]:
    """The agreeing pairs of phrases as written, and the bits of the whole."""
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
    if not shared:
        return (), UNSHARED_BITS * min(len(ones), len(others), 3)
    return tuple(shared), min(total, MOST_BITS)


def phrase_bits(one: Phrase, other: Phrase, rarity: WordRarity) -> float:
    """Bits of the words two phrases share, 0 unless these are most of what the phrases say."""
    found = align(one.words, other.words, rarity)
    agreeing = sum(answer.bits for answer in found.answers)
    telling = halving_sum(answer.bits for answer in found.answers)
    apart = sum(rarity.same_bits(word) for word in found.only_left + found.only_right)
    if agreeing <= 0 or 2 * agreeing < LEAST_OVERLAP * (2 * agreeing + apart):
        return 0.0
    return max(0.0, telling + REPORTED_TWICE_BITS)
