"""Grants lifted and given back, in `keys.sqlite`: a wrap goes and a `LiftedGrant` stands in its place, or the reverse.

Each exchange is one transaction, so that a member has at every instant one of the two, and never both.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tessera.accounts.models import Member
from tessera.vault.current import current_vault
from tessera.vault.models import LiftedGrant, Vault, Wrap
from tessera.vault.rotation import EpochKey, store_wrap, take_wraps_of

NEEDED = 2  # confirmations


class TooFewStay(Exception):
    """In a room of theirs fewer than two others would be left to give the key back. Nothing was lifted."""


class NothingToLift(Exception):
    """The member holds no room's key, so nobody could give them one back."""


def lift_for_a_journey(member: UUID, *, occasion: UUID) -> None:
    """Every grant of the member; raises TooFewStay or NothingToLift."""
    with transaction.atomic(using="keys"):
        # Asked inside the transaction: of two who leave at the same moment, the second counts without the first.
        if any(len(_others(vault, member)) < NEEDED for vault in _held(member)):
            raise TooFewStay
        _lift(member, occasion=occasion, asked_at=None)


def lift_with_old_keys(member: UUID, *, occasion: UUID) -> None:
    """Every grant, also those lifted before: whoever holds the old keys holds nothing, and waits for new ones."""
    with transaction.atomic(using="keys"):
        _lift(member, occasion=occasion, asked_at=timezone.now())


def give_back(vault: UUID, member: UUID, kem_public: bytes, *, occasion: UUID) -> bool:
    """The open vault's key instead of the lifted grant; False where that is not lifted on this occasion any more."""
    epoch = Vault.objects.values_list("epoch", flat=True).get(pk=vault)
    with transaction.atomic(using="keys"):
        lifted = LiftedGrant.objects.filter(vault=vault, member=member, occasion=occasion)
        if not lifted.delete()[0]:
            return False
        store_wrap(vault, EpochKey(epoch, current_vault().key), member, kem_public)
        return True


def ask_back(member: UUID) -> None:
    """The member is back: the others see from now on that somebody waits for them."""
    LiftedGrant.objects.filter(member=member, asked_at=None).update(asked_at=timezone.now())


def _lift(member: UUID, *, occasion: UUID, asked_at: datetime | None) -> None:
    lifted_before = LiftedGrant.objects.filter(member=member).values_list("vault", flat=True)
    vaults = _held(member) | set(lifted_before)
    if not vaults:
        raise NothingToLift
    take_wraps_of(member)
    LiftedGrant.objects.bulk_create(
        LiftedGrant(vault=vault, member=member, occasion=occasion, asked_at=asked_at) for vault in vaults
    )


def _held(member: UUID) -> set[UUID]:
    return set(Wrap.objects.filter(member=member).values_list("vault", flat=True))


def _others(vault: UUID, member: UUID) -> set[UUID]:
    """Who else holds the vault's key, as far as can be told without opening it."""
    holding = Wrap.objects.filter(vault=vault).exclude(member=member).values_list("member", flat=True)
    staying = Member.objects.filter(pk__in=list(holding), removed_at=None)
    return set(staying.values_list("pk", flat=True))
