"""Comparing places written as free text: words in any order, rare ones first, spelling forgiven.

Town, province and country go together, so each word counts half as much as the rarer one before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tessera.linkage.alignment import Alignment, align, halving_sum
from tessera.linkage.background import COUNTRY_WORDS
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded
from tessera.linkage.folding import fold_words
from tessera.linkage.frequencies import Frequencies


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """Bits for a kind of place. `cost` is taken from agreement: how seldom one person's two records name it
    alike, log2 of m relative to a name's. `differs` speaks where no word agrees, `conflict` for each pair
    of words that do not answer each other beside words that do, `most` bounds the whole."""

    cost: float
    differs: float
    conflict: float
    most: float


ORIGIN = PlaceRules(cost=0.3, differs=-2.0, conflict=-0.5, most=14.0)
EVENT = PlaceRules(cost=0.8, differs=-0.7, conflict=-0.3, most=9.0)
"""Where a person was last heard of is often far from where they were found; home does not move."""


def compare_origin_place(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    if not request.origin_place.words or not finding.origin_place.words:
        return Evidence.blank(Feature.ORIGIN_PLACE, request.origin_place.words, finding.origin_place.words)
    found = align(request.origin_place.words, finding.origin_place.words, frequencies.origin_places)
    reason = _reason(found, request.origin_place.written, finding.origin_place.written)
    return Evidence.weighing(Feature.ORIGIN_PLACE, weigh_places(found, ORIGIN), reason)


def compare_event_place(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    if not request.event_place.words or not finding.event_place.words:
        return Evidence.blank(Feature.EVENT_PLACE, request.event_place.words, finding.event_place.words)
    found = align(request.event_place.words, finding.event_place.words, frequencies.event_places)
    reason = _reason(found, request.event_place.written, finding.event_place.written)
    return Evidence.weighing(Feature.EVENT_PLACE, weigh_places(found, EVENT), reason)


def weigh_places(found: Alignment, rules: PlaceRules) -> float:
    """Bits for two places. What agrees never speaks against, unless other words stand against each other."""
    if not found.answers:
        return rules.differs
    agreeing = halving_sum(answer.bits for answer in found.answers)
    bits = min(rules.most, max(0.0, agreeing - rules.cost))
    return max(rules.differs, bits + rules.conflict * found.conflicts)


def _reason(found: Alignment, request: str, finding: str) -> Reason:
    if not found.answers:
        return Reason.of(Code.PLACE_DIFFERS, request=request, finding=finding)
    if country := _only_country(found, request):
        return Reason.of(Code.PLACE_COUNTRY_ONLY, country=country)
    if found.only_left or found.only_right:
        return Reason.of(Code.PLACE_PARTLY, request=request, finding=finding)
    if found.unequal:
        return Reason.of(Code.PLACE_SPELLED_NEAR, request=request, finding=finding)
    return Reason.of(Code.PLACE_SAME, request=request, finding=finding)


def _only_country(found: Alignment, request: str) -> str:
    """The country as the request writes it, where nothing else agrees; empty where something does."""
    agreeing = {answer.left for answer in found.answers}
    if not agreeing <= COUNTRY_WORDS:
        return ""
    parts = request.split(",")
    return next((part.strip() for part in parts if agreeing & set(fold_words(part))), request)
