"""Who may let whom into a room, and take them out of it again.

A room of one organisation is for its people only. Into a shared one, whoever holds its key and may invite lets in
anybody of any organisation; each organisation takes out its own people, and the one that opened the room anybody.
"""

from __future__ import annotations

from tessera.accounts.models import Member, Organisation
from tessera.accounts.rules import Permission, may, roles_given_by
from tessera.vault.models import Room, Vault
from tessera.vault.queries import is_let_in


def may_bring_in(by: Member, member: Member, vault: Vault, room: Room) -> bool:
    """Whether `by`, who holds the key, may let `member` into this room.

    Nobody whose role reads nothing anyway; and nobody of another organisation whom that has not let in itself.
    """
    if room.is_own:
        fits = member.organisation_id == vault.organisation_id
    else:
        fits = member.organisation_id == by.organisation_id or is_let_in(member)
    return fits and may(member, Permission.READ_RECORDS) and may(by, Permission.INVITE_MEMBERS)


def may_take_out(by: Member, member: Member, vault: Vault) -> bool:
    """Whether `by`, who holds the key, may end that `member` holds it: of one's own people nobody of a higher role."""
    if by == member or not may(by, Permission.INVITE_MEMBERS):
        return False
    if by.organisation_id == member.organisation_id:
        return member.role in roles_given_by(by)
    return by.organisation_id == vault.organisation_id


def may_part_with(by: Member, organisation: Organisation, vault: Vault, room: Room) -> bool:
    """Whether `by` may end that an organisation's people hold a shared room: their own does so any day."""
    mine = by.organisation_id in {organisation.pk, vault.organisation_id}
    return mine and not room.is_own and may(by, Permission.INVITE_MEMBERS)
