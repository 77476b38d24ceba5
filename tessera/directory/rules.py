"""Who may do what with entries. The network's room is where they lie; its key alone lets nobody change another's entry."""

from __future__ import annotations

from uuid import UUID

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.vault.current import current_vault
from tessera.vault.models import Vault
from tessera.vault.rooms.queries import organisations_in

from .models import Entry


class NotTheirs(Exception):
    """The entry is kept by another organisation: one can suggest, and it decides. Nothing was changed."""


class IsConfidential(Exception):
    """A confidential entry is for members only, and says nowhere where it is. Nothing was changed."""


def has_directory(vault: Vault) -> bool:
    """The network's room alone has one: what helps is not known twice."""
    return vault.is_network


def organisations_here() -> set[UUID]:
    """Whose people are in the open room now. Who travels counts too: they come back."""
    return {one.pk for one in organisations_in(Vault.objects.get(pk=current_vault().id))}


def keeper_of(entry: Entry) -> UUID | None:
    """Who answers for it now: nobody either, once its keeper's people have left the room."""
    return entry.keeper if entry.keeper and entry.keeper in organisations_here() else None


def may_change(member: Member, entry: Entry) -> bool:
    """Its keeper's people, or, where nobody keeps it, whoever may write."""
    is_theirs = entry.keeper == member.organisation_id or keeper_of(entry) is None
    return is_theirs and may(member, Permission.WRITE_RECORDS)


def may_publish(member: Member, entry: Entry) -> bool:
    return may_change(member, entry) and may(member, Permission.PUBLISH)


def may_take_down(member: Member, entry: Entry) -> bool:
    """What endangers somebody comes down at once, whoever keeps it: an administrator of the network does that."""
    return entry.is_public and may(member, Permission.MANAGE_NODE)


def may_check(member: Member, entry: Entry) -> bool:
    """A service does not check itself."""
    return entry.keeper != member.organisation_id and may(member, Permission.WRITE_RECORDS)
