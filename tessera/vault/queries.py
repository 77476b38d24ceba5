"""Shared reads of vaults and of who belongs to them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tessera.accounts.models import Member, Role

from .models import Attachment, Colleague, Vault, Wrap
from .trust.models import ShutOut


def vaults_of(member: Member) -> QuerySet[Vault]:
    """The vaults the member holds a grant of, whether or not they are of their own organisation."""
    held = Wrap.objects.filter(member=member.id).values_list("vault", flat=True)
    return Vault.objects.select_related("organisation").filter(pk__in=list(held)).order_by("created_at")


def grant_holders(vault: Vault) -> set[UUID]:
    """Of whichever epoch: while a new key is being made, everybody who stays holds a wrap of two."""
    return set(Wrap.objects.filter(vault=vault.id).values_list("member", flat=True))


def colleagues(vault: Vault) -> list[tuple[Colleague, Member]]:
    """Who holds a grant of the open vault, with the name they go by in it, longest there first."""
    known = {colleague.pk: colleague for colleague in Colleague.objects.order_by("since")}
    holders = Member.objects.filter(pk__in=grant_holders(vault), removed_at=None)
    members = {member.pk: member for member in holders}
    return [(known[pk], members[pk]) for pk in known if pk in members]


def waiting_outside(vault: Vault) -> list[Member]:
    """Members of the vault's organisation who joined and whom nobody has let in yet."""
    inside = grant_holders(vault) | set(ShutOut.objects.values_list("pk", flat=True))
    joined = Member.objects.select_related("invitation").filter(
        organisation=vault.organisation_id, removed_at=None, invitation__isnull=False
    )
    joined = joined.exclude(role=Role.TRUSTEE)
    return [member for member in joined.order_by("joined_at") if member.pk not in inside]


def colleague_name(member: UUID | None) -> str:
    """How this member is called in the open vault; empty when nobody knows any more."""
    colleague = Colleague.objects.filter(pk=member).first() if member else None
    return colleague.name if colleague else ""


def attachments_about(record: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(about=record)
