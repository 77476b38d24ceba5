"""Who has to read a proposal before it counts: two others than its author, and not only people of their own organisation.

What is published is read by everybody, under the name of the whole network. Whoever left since, or may no longer publish,
does not stand for it any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.vault.models import Vault
from tessera.vault.queries import grant_holders
from tessera.vault.rooms.queries import organisations_in

from .models import Proposal, Review

NEEDED = 2


@dataclass(frozen=True, slots=True)
class Inside:
    """Who holds the network's room now: the members who may read proposals, and the organisations, also of those who may not."""

    readers: frozenset[UUID]
    organisations: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a proposal has come: the reviews that count, how many are missing, and whether one of another organisation is."""

    reviews: tuple[Review, ...]
    missing: int
    lacks_another: bool

    @property
    def is_read(self) -> bool:
        return not self.missing and not self.lacks_another


def inside() -> Inside:
    room = Vault.objects.filter(is_network=True).first()
    if room is None:
        return Inside(frozenset(), frozenset())
    members = Member.objects.filter(pk__in=grant_holders(room))
    return Inside(
        frozenset(member.pk for member in members if may(member, Permission.PUBLISH)),
        frozenset(organisation.pk for organisation in organisations_in(room)),
    )


def standing(proposal: Proposal, people: Inside) -> Standing:
    counting = tuple(one for one in proposal.reviews.order_by("at") if one.by in people.readers)
    # Where one organisation is alone, nobody of another can be asked, and nothing could ever be published.
    is_asked_for = _has_another(people.organisations, proposal)
    is_there = _has_another((one.organisation for one in counting), proposal)
    return Standing(counting, max(0, NEEDED - len(counting)), lacks_another=is_asked_for and not is_there)


def would_help(reader: Member, proposal: Proposal, people: Inside) -> bool:
    """Whether it comes further if they read it."""
    found = standing(proposal, people)
    if reader.pk in {proposal.by, *(one.by for one in found.reviews)}:
        return False
    return bool(found.missing) or reader.organisation_id != proposal.organisation


def _has_another(organisations: Iterable[UUID], proposal: Proposal) -> bool:
    return any(one != proposal.organisation for one in organisations)
