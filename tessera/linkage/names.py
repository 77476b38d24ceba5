"""Comparing full names: order free, spelling forgiving, rare words first.

A person's words are compared one by one (see `likeness`); agreement weighs by rarity (see `frequencies`).
A word that the other side lacks says next to nothing, because second surnames, fathers' names and
middle names are dropped all the time; a word that stands against another word speaks against.
"""

from __future__ import annotations

from itertools import product

from tessera.linkage.alignment import Alignment, Answer, align_joining
from tessera.linkage.evidence import Code, Evidence, Feature, Reason, verdict_of
from tessera.linkage.folded import Folded, Phrase
from tessera.linkage.frequencies import Frequencies, WordRarity
from tessera.linkage.likeness import NEARLY_THE_SAME, likeness

CONFLICT_BITS = -4.0
"""Two words that do not answer each other: log2(0.06 / 0.97), m and u of a word that disagrees."""

MOST_CONFLICTS = 3
MISSING_BITS = -0.3
MOST_MISSING = 3
INITIAL_BITS = 1.0
SHARED_LANGUAGE_BITS = 1.0
"""Taken from every word after the first that agrees: names of one language come together, so the second is
less of a surprise than its frequency among all records says."""


def compare_names(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    """The best agreement between any name of the one and any name of the other."""
    if not request.names or not finding.names:
        return Evidence.blank(Feature.NAMES, request.names, finding.names)
    rarity = frequencies.names
    pairs = product(request.names, finding.names)
    compared = [(one, other, align_names(one, other, rarity)) for one, other in pairs]
    one, other, found = max(compared, key=lambda pair: weigh_names(pair[2]))
    weight = weigh_names(found)
    return Evidence(Feature.NAMES, verdict_of(weight), weight, _reason(one, other, found))


def align_names(one: Phrase, other: Phrase, rarity: WordRarity) -> Alignment:
    """Whole words and words written together first, then initials."""
    return _match_initials(align_joining(one.words, other.words, rarity))


def weigh_names(found: Alignment) -> float:
    """Bits for two names, at most those of their words, less what stands against or is missing."""
    bits = [answer.bits for answer in found.answers]
    agreeing = sum(bits[:1]) + sum(max(0.0, b - SHARED_LANGUAGE_BITS) for b in bits[1:])
    left, right = len(found.only_left), len(found.only_right)
    conflicts = min(left, right, MOST_CONFLICTS)
    missing = min(abs(left - right), MOST_MISSING)
    return agreeing + CONFLICT_BITS * conflicts + MISSING_BITS * missing


def _match_initials(found: Alignment) -> Alignment:
    """A single letter left over answers a word left over that begins with it."""
    only_left, only_right = list(found.only_left), list(found.only_right)
    answers = list(found.answers)
    for one, other in product(found.only_left, found.only_right):
        short = min(len(one), len(other)) == 1
        if short and one[0] == other[0] and one in only_left and other in only_right:
            only_left.remove(one)
            only_right.remove(other)
            answers.append(Answer(one, other, INITIAL_BITS))
    return Alignment(tuple(answers), tuple(only_left), tuple(only_right))


def _reason(one: Phrase, other: Phrase, found: Alignment) -> Reason:
    written = {"request": one.written, "finding": other.written}
    if not found.answers:
        return Reason.of(Code.NAMES_DIFFER, **written)
    alike = tuple((one.said(answer.left), other.said(answer.right)) for answer in found.answers)
    only_request = tuple(one.said(word) for word in found.only_left)
    only_finding = tuple(other.said(word) for word in found.only_right)
    if only_request and only_finding:
        only = {"only_request": only_request, "only_finding": only_finding}
        return Reason.of(Code.NAMES_PARTLY, **written, alike=alike, **only)
    if only_request or only_finding:
        missing = only_request + only_finding
        return Reason.of(Code.NAMES_PART_MISSING, **written, alike=alike, missing=missing)
    if found.unequal:
        return Reason.of(_kind_of_likeness(found), **written, alike=alike)
    in_order = one.words == other.words
    return Reason.of(Code.NAMES_SAME if in_order else Code.NAMES_OTHER_ORDER, **written, alike=alike)


def _kind_of_likeness(found: Alignment) -> Code:
    if any(min(len(answer.left), len(answer.right)) == 1 for answer in found.unequal):
        return Code.NAMES_INITIALS
    if any(_is_less_alike(answer) for answer in found.unequal):
        return Code.NAMES_LESS_ALIKE
    if any(" " in answer.left + answer.right for answer in found.unequal):
        return Code.NAMES_WRITTEN_TOGETHER
    return Code.NAMES_SPELLED_NEAR


def _is_less_alike(answer: Answer) -> bool:
    return likeness(answer.left.replace(" ", ""), answer.right.replace(" ", "")) < NEARLY_THE_SAME
