"""Shared reads of vaults and of who belongs to them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from tessera.accounts.models import Invitation, Member, Role

from .models import Attachment, Colleague, InvitationNote, LiftedGrant, Room, Vault, Wrap
from .trust.models import LockedOut, ShutOut


def vaults_of(member: Member) -> QuerySet[Vault]:
    """The vaults the member holds a grant of, whether or not they are of their own organisation."""
    held = Wrap.objects.filter(member=member.id).values_list("vault", flat=True)
    return Vault.objects.select_related("organisation").filter(pk__in=list(held)).order_by("created_at")


def grant_holders(vault: Vault) -> set[UUID]:
    """Of whichever epoch: while a new key is being made, everybody who stays holds a wrap of two."""
    return set(Wrap.objects.filter(vault=vault.id).values_list("member", flat=True))


def is_let_in(member: Member) -> bool:
    """Whether somebody inside let them in: they hold a key to a room of their organisation, or it has none yet.

    Until then nobody of it vouches for the account: an administrator of the network may have invited it.
    """
    rooms = list(member.organisation.vaults.values_list("pk", flat=True))
    return not rooms or Wrap.objects.filter(member=member.pk, vault__in=rooms).exists()


def lifted_members(vault: Vault) -> set[UUID]:
    """Whose grant was lifted, and can be given back by two others only."""
    return set(LiftedGrant.objects.filter(vault=vault.pk).values_list("member", flat=True))


def colleagues(vault: Vault) -> list[tuple[Colleague, Member]]:
    """Who holds a grant of the open vault, with the name they go by in it, longest there first."""
    known = {colleague.pk: colleague for colleague in Colleague.objects.order_by("since")}
    holders = Member.objects.filter(pk__in=grant_holders(vault), removed_at=None)
    members = {member.pk: member for member in holders}
    return [(known[pk], members[pk]) for pk in known if pk in members]


def members_around(vault: Vault) -> QuerySet[Member]:
    """Who holds a grant of the vault or belongs to its organisation, unless removed."""
    around = Q(pk__in=grant_holders(vault)) | Q(organisation=vault.organisation_id)
    return Member.objects.select_related("invitation").filter(around, removed_at=None)


def waiting_outside(vault: Vault) -> list[Member]:
    """Members of the vault's organisation who joined and whom nobody has let in yet.

    They wait where they were invited: that room has the token that their keys are checked against. Who holds no key at
    all is seen in each room of the organisation, so that somebody notices whom nobody invited.
    """
    if not this_room().is_own:
        return []
    joined = (
        Member.objects.select_related("invitation")
        .filter(organisation=vault.organisation_id, removed_at=None, invitation__isnull=False)
        .exclude(role=Role.TRUSTEE)
    )
    let_in_otherwise = lifted_members(vault) | set(ShutOut.objects.values_list("pk", flat=True))
    inside, noted = (
        grant_holders(vault) | let_in_otherwise,
        set(InvitationNote.objects.values_list("pk", flat=True)),
    )
    was_here = set(Colleague.objects.values_list("pk", flat=True))
    # Who travels, or was locked out of another room, has a key to come back to: they joined long ago.
    has_a_key = {
        member
        for held in (Wrap, LiftedGrant, LockedOut)
        for member in held.objects.values_list("member", flat=True)
    }
    return [
        member
        for member in joined.order_by("joined_at")
        if member.pk not in inside
        and (member.invitation.pk in noted or member.pk not in has_a_key | was_here)
    ]


def notes_of(invitations: QuerySet[Invitation]) -> QuerySet[InvitationNote]:
    """In the open vault: the names and tokens with which these people were invited."""
    # In hand, because the question goes to another database.
    return InvitationNote.objects.filter(pk__in=list(invitations.values_list("pk", flat=True)))


def notes_about(member: Member) -> QuerySet[InvitationNote]:
    return notes_of(Invitation.objects.filter(member=member))


def this_room() -> Room:
    """What the open vault says of itself; one from before rooms had names is its organisation's own."""
    return Room.objects.first() or Room()


def name_of(vault: Vault) -> str:
    """How the open vault is called."""
    return this_room().name or str(vault)


def colleague_name(member: UUID | None) -> str:
    """How this member is called in the open vault; empty when nobody knows any more."""
    colleague = Colleague.objects.filter(pk=member).first() if member else None
    return colleague.name if colleague else ""


def attachments_about(record: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(about=record)
