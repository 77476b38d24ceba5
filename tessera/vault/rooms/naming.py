"""How the rooms are called that a member holds. Their names are inside them, so each is opened for a moment.

Showing where somebody can go must never keep them waiting: a room that gets its new key, is damaged or too new is shown
by what the commons call it, and whoever enters it is told the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError

from tessera.accounts.models import Member
from tessera.accounts.sessions import SessionKey
from tessera.vault.files import VaultUnreadable
from tessera.vault.gate import NewKeyUnderWay
from tessera.vault.migrating import VaultFromNewerSoftware
from tessera.vault.models import RoomKind, Vault
from tessera.vault.opening import NoGrant, open_without_waiting
from tessera.vault.queries import name_of, this_room, vaults_of
from tessera.vault.sqlcipher.base import WriteAheadLogInUse

STAYS_CLOSED = (
    NoGrant,
    VaultUnreadable,
    VaultFromNewerSoftware,
    WriteAheadLogInUse,
    NewKeyUnderWay,
    DatabaseError,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A room that somebody holds a key to. `kind` is empty where it did not open."""

    vault: Vault
    name: str
    kind: str = ""

    @property
    def said(self) -> str:
        """Who can be let in, in words."""
        return str(RoomKind(self.kind).label)


def rooms_held(member: Member, session: SessionKey) -> list[Held]:
    """Every room this member holds a key to, the oldest first, and never another."""
    return [_looked_into(vault, session) for vault in vaults_of(member)]


def _looked_into(vault: Vault, session: SessionKey) -> Held:
    try:
        with open_without_waiting(vault, session):
            return Held(vault, name_of(vault), this_room().kind)
    except STAYS_CLOSED:
        return Held(vault, str(vault))
