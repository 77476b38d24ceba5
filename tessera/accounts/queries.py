"""Shared reads of accounts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tessera.sealing import tokens

from .models import Invitation, Member, Network, Organisation, Renewal
from .pepper import login_hash


class InvitationSpent(Exception):
    """The invitation is unknown, expired, withdrawn or was used before. No account was made."""


def network() -> Network | None:
    """The network this node serves; None before set-up."""
    return Network.objects.first()


def member_by_id(member: UUID) -> Member | None:
    """The member, unless removed."""
    return Member.objects.select_related("organisation").filter(pk=member, removed_at=None).first()


def name_of_organisation(organisation: UUID | None) -> str:
    """How it is called; empty for none, and for one that is no longer here."""
    found = Organisation.objects.filter(pk=organisation).first() if organisation else None
    return found.name if found else ""


def members_of(organisation: Organisation) -> QuerySet[Member]:
    """Everybody with an open account, whether or not somebody has let them in anywhere."""
    return Member.objects.filter(organisation=organisation, removed_at=None)


def find_invitation(token: str) -> Invitation:
    """The open invitation of this token; raises InvitationSpent."""
    invitation = (
        Invitation.objects.open()
        .select_related("organisation")
        .filter(token_hash=tokens.token_hash(token))
        .first()
    )
    if invitation is None:
        raise InvitationSpent
    return invitation


def login_is_taken(login: str, *, but: Member | None = None) -> bool:
    """Whether somebody signs in with it, `but` this member, or will once their new keys are confirmed."""
    key = login_hash(login)
    known = Member.objects.filter(login_hash=key).values_list("pk", flat=True)
    coming = Renewal.objects.open().filter(login_hash=key).values_list("member", flat=True)
    return bool({*known, *coming} - {but.pk if but else None})
