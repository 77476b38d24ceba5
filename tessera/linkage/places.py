"""Comparing places written as free text: words in any order, rare ones first, spelling forgiven.

Town, province and country go together, so each word counts half as much as the rarer one before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tessera.linkage.alignment import Alignment, align, halving_sum
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import Folded
from tessera.linkage.frequencies import Frequencies, WordRarity


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
    if not request.origin_place or not finding.origin_place:
        return Evidence.blank(Feature.ORIGIN_PLACE, request.origin_place, finding.origin_place)
    found = align_places(request.origin_place, finding.origin_place, frequencies.origin_places)
    written = (request.profile.origin_place, finding.profile.origin_place)
    return _evidence(Feature.ORIGIN_PLACE, found, ORIGIN, written)


def compare_event_place(request: Folded, finding: Folded, frequencies: Frequencies) -> Evidence:
    if not request.event_place or not finding.event_place:
        return Evidence.blank(Feature.EVENT_PLACE, request.event_place, finding.event_place)
    found = align_places(request.event_place, finding.event_place, frequencies.event_places)
    written = (request.profile.event_place, finding.profile.event_place)
    return _evidence(Feature.EVENT_PLACE, found, EVENT, written)


def align_places(one: tuple[str, ...], other: tuple[str, ...], rarity: WordRarity) -> Alignment:
    return align(one, other, rarity)


def weigh_places(found: Alignment, rules: PlaceRules) -> float:
    """Bits for two places."""
    if not found.answers:
        return rules.differs
    agreeing = halving_sum(answer.bits for answer in found.answers)
    return max(rules.differs, min(rules.most, agreeing - rules.cost) + rules.conflict * found.conflicts)


def _evidence(feature: Feature, found: Alignment, rules: PlaceRules, written: tuple[str, str]) -> Evidence:
    return Evidence.weighing(feature, weigh_places(found, rules), _reason(found, *written))


def _reason(found: Alignment, request: str, finding: str) -> Reason:
    near = tuple((answer.left, answer.right) for answer in found.unequal)
    if not found.answers:
        return Reason.of(Code.PLACE_DIFFERS, request=request, finding=finding)
    if found.only_left or found.only_right:
        return Reason.of(Code.PLACE_PARTLY, request=request, finding=finding, near=near)
    if near:
        return Reason.of(Code.PLACE_SPELLED_NEAR, request=request, finding=finding, near=near)
    return Reason.of(Code.PLACE_SAME, request=request, finding=finding)
