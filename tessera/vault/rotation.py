"""A new key for a vault whose old one somebody took along.

Whoever leaves may have kept the key, so the vault gets another: epoch n+1. A removal only deletes their wraps and
notes that a new key is due. The next member who unlocks the vault makes the key before any page is shown: it is
wrapped for everybody who stays, the file gets it (sqlcipher/rekeying.py), and the wraps of older epochs are deleted.

Killed anywhere between, the next unlock goes on from what the files say. The file opens with one key: where that is
older than the newest wraps, or than what is due, those wraps are for nothing and another key is made; where it is
not, only the tidying is left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Max, QuerySet

from tessera.accounts.models import Member
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import boxes, wraps

from .current import vault_and_commons
from .files import database_file
from .models import Colleague, LiftedGrant, NewKeyDue, Vault, Wrap
from .sqlcipher.base import empty_write_ahead_log
from .sqlcipher.rekeying import copy_of
from .trust.models import Lockdown

Rows = TypeVar("Rows", Wrap, LiftedGrant)


class RoomLockedDown(Exception):
    """Somebody locked the room down a moment ago: nobody gets a key to it until its trustees open it again."""


class AccountEnded(Exception):
    """The member's account was closed a moment ago. They got no key."""


@dataclass(frozen=True, slots=True)
class EpochKey:
    """A vault's key of one epoch."""

    epoch: int
    key: bytes = field(repr=False)


def wrap_context(vault: UUID, epoch: int, member: UUID) -> str:
    return f"vault {vault} epoch {epoch} member {member}"


class NobodyLeft(Exception):
    """Nobody would hold a key to some room any more. Nothing was changed: let somebody in there first."""


def take_wraps_of(
    *members: UUID, only: UUID | None = None, but: UUID | None = None, even_the_last: bool = False
) -> None:
    """Deletes their wraps, of `only` one vault or of all `but` one, and in the same moment notes that a new key is due.

    Raises NobodyLeft where nobody else would hold a vault's key, unless that is wanted (`even_the_last`).
    """
    held = _of(Wrap.objects.all(), members, only, but)
    with transaction.atomic(using="keys"):
        # Counted in the same transaction: of two who take each other's key, one comes too late.
        if not even_the_last and vaults_held_alone(*members, only=only):
            raise NobodyLeft
        for vault in set(held.values_list("vault", flat=True)):
            ask_for_new_key(vault)
        held.delete()
        # Who is removed gets nothing back either.
        _of(LiftedGrant.objects.all(), members, only, but).delete()


def vaults_held_alone(*members: UUID, only: UUID | None = None) -> list[UUID]:
    """The vaults that nobody could open any more without these members."""
    held = _of(Wrap.objects.all(), members, only)
    vaults = set(held.values_list("vault", flat=True))
    others = Wrap.objects.filter(vault__in=vaults).exclude(member__in=members)
    alone = vaults - set(others.values_list("vault", flat=True))
    # Of a vault that was cut off while it was made there are wraps and nothing that they open.
    return list(Vault.objects.filter(pk__in=alone).values_list("pk", flat=True))


def _of(
    rows: QuerySet[Rows], members: Collection[UUID], only: UUID | None, but: UUID | None = None
) -> QuerySet[Rows]:
    """Theirs, of `only` one vault or of all `but` one."""
    rows = rows.filter(member__in=members)
    if but:
        rows = rows.exclude(vault=but)
    return rows.filter(vault=only) if only else rows


def ask_for_new_key(vault: UUID) -> None:
    """Whoever unlocks the vault next gives it another key before anything is shown."""
    NewKeyDue.objects.update_or_create(vault=vault, defaults={"after": newest_epoch(vault)})


def is_under_way(vault: UUID, member: UUID) -> bool:
    """Whether a new key is due or half made, as far as this member's wraps tell."""
    return (
        NewKeyDue.objects.filter(vault=vault).exists()
        or Wrap.objects.filter(vault=vault, member=member).count() > 1
    )


def is_outdated(vault: UUID, epoch: int) -> bool:
    """Whether the file still has a key that it should have no longer."""
    due = NewKeyDue.objects.filter(vault=vault).first()
    return epoch < newest_epoch(vault) or (due is not None and epoch <= due.after)


def stays(vault: UUID, member: UUID) -> bool:
    """Whether the open vault's next key will be this member's too."""
    return holders(vault).filter(pk=member).exists()


def newest_epoch(vault: UUID) -> int:
    return Wrap.objects.filter(vault=vault).aggregate(newest=Max("epoch"))["newest"] or 0


def make_next_key(vault: UUID) -> EpochKey:
    """A key of an epoch that never was, wrapped for everybody who stays in the open vault."""
    following = EpochKey(newest_epoch(vault) + 1, boxes.new_key())
    hand_out(vault, following)
    return following


def hand_out(vault: UUID, held: EpochKey) -> None:
    """Wraps the key for every holder who lacks it, all or none.

    Their public keys are taken from inside the vault: whoever writes the commons could put in their own.
    """
    has_it = Wrap.objects.filter(vault=vault, epoch=held.epoch).values_list("member", flat=True)
    lacking = holders(vault).exclude(pk__in=list(has_it))
    with transaction.atomic(using="keys"):
        for holder in lacking:
            store_wrap(vault, held, holder.pk, bytes(holder.kem_public or b""))


def store_wrap(vault: UUID, held: EpochKey, member: UUID, kem_public: bytes) -> None:
    """Raises RoomLockedDown: who still has the vault open then must not leave a key behind. Raises AccountEnded."""
    wrapped = wraps.wrap(held.key, kem_public, context=wrap_context(vault, held.epoch, member))
    with transaction.atomic(using="keys"):
        if Lockdown.objects.filter(vault=vault).exists():
            raise RoomLockedDown
        if Member.objects.exclude(removed_at=None).filter(pk=member).exists():
            raise AccountEnded
        Wrap.objects.update_or_create(
            vault=vault, epoch=held.epoch, member=member, defaults={"wrapped": wrapped}
        )


def tidy_up(vault: UUID, held: EpochKey, *, by: UUID) -> None:
    """The open vault has this key and everybody who stays holds it: says so, and deletes the older wraps.

    Raises WriteAheadLogInUse when they may still stand in a log; the next unlock tries again.
    """
    with vault_and_commons():
        if Vault.objects.filter(pk=vault, epoch__lt=held.epoch).update(epoch=held.epoch):
            write_line(VaultLine, "vault.rekeyed", by=by, epoch=held.epoch)
            write_line(CommonsLine, "vault.rekeyed", by=by, about=vault, epoch=held.epoch)
        staying = list(holders(vault).values_list("pk", flat=True))
        Colleague.objects.exclude(pk__in=staying).update(kem_public=None)
    Wrap.objects.filter(vault=vault).exclude(epoch=held.epoch, member__in=staying).delete()
    copy_of(database_file(vault)).unlink(missing_ok=True)
    empty_write_ahead_log(connections["keys"])
    # Last: as long as it stands, whoever unlocks comes by here again.
    NewKeyDue.objects.filter(vault=vault, after__lt=held.epoch).delete()


def holders(vault: UUID) -> QuerySet[Colleague]:
    """Who holds the open vault's key and stays: known inside, with a wrap, their account open, and not travelling.

    Each alone could be forged outside.
    """
    wrapped_for = set(Wrap.objects.filter(vault=vault).values_list("member", flat=True))
    here = Member.objects.filter(pk__in=wrapped_for, removed_at=None, away_since=None)
    open_accounts = here.values_list("pk", flat=True)
    return Colleague.objects.filter(pk__in=list(open_accounts)).exclude(kem_public=None)
