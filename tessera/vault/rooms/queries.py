"""Who is known from other rooms, and who of which organisation holds this one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from tessera.accounts.models import Member, Organisation
from tessera.accounts.sessions import SessionKey
from tessera.vault.models import Room, Vault
from tessera.vault.opening import open_without_waiting
from tessera.vault.queries import colleagues, grant_holders, lifted_members, name_of, vaults_of

from .naming import STAYS_CLOSED
from .rules import may_bring_in


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose keys were checked in another room where both are."""

    member: Member
    name: str
    room: str
    kem_public: bytes


def known_elsewhere(vault: Vault, room: Room, by: Member, session: SessionKey) -> list[Known]:
    """Whom `by` could let into the open vault without comparing keys again, by name.

    Their keys and names come out of the other rooms, never from the commons. Where the commons have other keys than were
    checked there, somebody got new ones or put in their own: such people are not in the list.
    """
    inside = grant_holders(vault)
    found: dict[UUID, Known] = {}
    for other in vaults_of(by).exclude(pk=vault.pk):
        with suppress(*STAYS_CLOSED), open_without_waiting(other, session):
            for colleague, member in colleagues(other):
                key = bytes(colleague.kem_public or b"")
                if key == bytes(member.kem_public) and member.pk not in inside:
                    found.setdefault(member.pk, Known(member, colleague.name, name_of(other), key))
    fitting = [known for known in found.values() if may_bring_in(by, known.member, vault, room)]
    return sorted(fitting, key=lambda known: known.name.casefold())


def organisations_in(vault: Vault) -> list[Organisation]:
    """Whose people hold this room, the one that opened it first."""
    inside = list(grant_holders(vault) | lifted_members(vault))
    here = Organisation.objects.filter(members__in=inside, members__removed_at=None)
    return sorted(here.distinct(), key=lambda one: (one.pk != vault.organisation_id, one.name))
