"""Shared reads: whose turn it is, and which rooms somebody stands outside of."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tessera.accounts.models import Member, Role
from tessera.accounts.queries import member_by_id
from tessera.vault.models import Colleague, Confirmation, InvitationNote, Vault
from tessera.vault.queries import grant_holders
from tessera.vault.returning.queries import Returning, returning_unnamed

from . import shares
from .models import Answer, Lockdown, LockedOut, Reopening, Share, ShutOut, Trustee

REQUEST_DAYS = 30


class State(StrEnum):
    """What a trustee is worth at this moment."""

    KEEPS_A_PART = "keeps a part"
    NO_PART_YET = "no part yet"
    OTHER_KEYS = "has other keys than those that were compared"
    GONE = "has no account any more, or holds the key"


def trustees_with_state(vault: Vault) -> list[tuple[Trustee, State]]:
    """Of the open vault, the longest there first."""
    chosen = list(Trustee.objects.order_by("since", "pk"))
    standing = {one.pk for one in shares.standing(vault.pk)}
    keeping = set(Share.objects.filter(vault=vault.pk).values_list("trustee", flat=True))
    keys = dict(Member.objects.filter(pk__in=standing).values_list("pk", "kem_public"))

    def state(one: Trustee) -> State:
        if one.pk not in standing:
            return State.GONE
        if bytes(keys[one.pk]) != bytes(one.kem_public):
            return State.OTHER_KEYS
        return State.KEEPS_A_PART if one.pk in keeping else State.NO_PART_YET

    return [(one, state(one)) for one in chosen]


def all_keep_a_part(vault: Vault) -> bool:
    """Whether five in the open vault could answer today."""
    return shares.are_whole(one for one, state in trustees_with_state(vault) if state == State.KEEPS_A_PART)


def came_as_trustees(vault: Vault) -> list[tuple[Member, str]]:
    """Who joined the vault's organisation for this alone and is not chosen, with the name they were invited by."""
    joined = Member.objects.select_related("invitation").filter(
        organisation=vault.organisation_id, role=Role.TRUSTEE, removed_at=None
    )
    chosen = set(Trustee.objects.values_list("pk", flat=True))
    names = dict(InvitationNote.objects.values_list("pk", "name"))
    waiting = [one for one in joined.order_by("joined_at") if one.pk not in chosen]
    return [(one, names.get(one.invitation.pk, "")) for one in waiting]


def requests_to(trustee: Member) -> list[Reopening]:
    """Whoever asks for a share that this member keeps, and has no answer of theirs yet; the oldest first."""
    kept = list(Share.objects.filter(trustee=trustee.id).values_list("vault", flat=True))
    asked = open_requests().filter(vault__in=kept).exclude(answers__trustee=trustee.id)
    return [one for one in asked if member_by_id(one.asker)]


def given_by(trustee: Member) -> list[Reopening]:
    """Requests that this member gave their share for and that are not used yet; the oldest first."""
    given = Answer.objects.filter(trustee=trustee.id).exclude(sealed=None)
    return list(open_requests().filter(answers__in=given))


def confirmations_asked_of(trustee: Member) -> list[tuple[Vault, Returning]]:
    """Who lost their words, or is back from a journey, in rooms this member keeps a share of, and has not heard yet."""
    kept = Share.objects.filter(trustee=trustee.id).values_list("vault", flat=True)
    rooms = Vault.objects.select_related("organisation").filter(pk__in=list(kept))
    heard = set(Confirmation.objects.filter(by=trustee.id).values_list("vault", "occasion", "member"))
    return [
        (room, one)
        for room in rooms
        for one in returning_unnamed(room)
        if one.has_asked and (room.pk, one.occasion, one.member.pk) not in heard
    ]


def parts_given(vault: Vault, asker: Member) -> int:
    """How many trustees have given their part to this member."""
    asked = Reopening.objects.filter(vault=vault.pk, asker=asker.id)
    return Answer.objects.filter(reopening__in=asked).exclude(sealed=None).count()


def open_requests() -> QuerySet[Reopening]:
    since = timezone.now() - timedelta(days=REQUEST_DAYS)
    return Reopening.objects.filter(asked_at__gt=since).order_by("asked_at")


def may_ask(vault: Vault, member: Member) -> bool:
    """Members of its organisation and those who were locked out, unless they hold a key or keep a share."""
    if member.is_removed or member.role == Role.TRUSTEE or member.id in grant_holders(vault):
        return False
    kept = Share.objects.filter(vault=vault.id)
    was_inside = LockedOut.objects.filter(lockdown__vault=vault.id, member=member.id).exists()
    is_theirs = member.organisation_id == vault.organisation_id or was_inside
    return is_theirs and kept.exists() and not kept.filter(trustee=member.id).exists()


def organisations_with_trustees() -> set[UUID]:
    """Those with a room whose key can be brought back by people outside of it."""
    kept = set(Share.objects.values_list("vault", flat=True))
    return set(Vault.objects.filter(pk__in=kept).values_list("organisation", flat=True))


def rooms_outside(member: Member) -> list[tuple[Vault, Lockdown | None]]:
    """Rooms whose trustees this member may ask: those locked down, and others of their organisation that they hold no key to."""
    kept = set(Share.objects.values_list("vault", flat=True))
    lockdowns = {one.vault: one for one in Lockdown.objects.all()}
    rooms = [room for room in Vault.objects.filter(pk__in=kept) if may_ask(room, member)]
    return [(room, lockdowns.get(room.id)) for room in rooms]


def trustee_name(member: UUID) -> str:
    """How this trustee is called in the open vault; empty when nobody knows."""
    trustee = Trustee.objects.filter(pk=member).first()
    return trustee.name if trustee else ""


def shut_out() -> list[tuple[ShutOut, Member, str]]:
    """Of the open vault: who held a key before a lockdown, has an account still, and the name they go by."""
    waiting = {one.pk: one for one in ShutOut.objects.all()}
    names = dict(Colleague.objects.filter(pk__in=list(waiting)).values_list("pk", "name"))
    members = Member.objects.filter(pk__in=list(waiting), removed_at=None).order_by("joined_at")
    return [(waiting[member.pk], member, names.get(member.pk, "")) for member in members]
