"""Colleagues who wait for somebody, and logs that disagree, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.audit import heads
from tessera.audit.saying import TROUBLES
from tessera.records.today import Matter
from tessera.vault.files import leaving_folder
from tessera.vault.leaving.queries import to_be_closed
from tessera.vault.leaving.taking import forget_old_copies
from tessera.vault.models import Departure, InvitationNote, Vault
from tessera.vault.queries import colleague_name, grant_holders, waiting_outside

_COPIES_SHOWN_DAYS = 14


def chains_disagree(vault: Vault, member: Member) -> Iterator[Matter]:
    """What one file knows and the other lost: said before anything else in the room."""
    if not may(member, Permission.READ_RECORDS):
        return
    for trouble in heads.troubles(vault.pk):
        yield Matter(
            order=1,
            title=str(TROUBLES[trouble].title),
            said=str(TROUBLES[trouble].said),
            address=reverse("proof", kwargs={"vault": vault.pk}),
            job=_("Proof"),
            tone="no",
        )


def colleagues_outside(vault: Vault, member: Member) -> Iterator[Matter]:
    """Whoever joined and cannot open the room yet: until then they can do nothing at all."""
    if not may(member, Permission.INVITE_MEMBERS):
        return
    waiting = waiting_outside(vault)
    notes = InvitationNote.objects.in_bulk([one.invitation.pk for one in waiting if one.invitation])
    for one in waiting:
        note = notes.get(one.invitation.pk) if one.invitation else None
        name = note.name if note else _("Somebody")
        yield Matter(
            order=10,
            title=_("%(name)s has joined and waits to be let in") % {"name": name},
            said=str(one.get_role_display()),
            address=reverse("members", kwargs={"vault": vault.pk}),
            job=_("Members"),
            tone="wait",
            button=_("Let %(name)s in") % {"name": name},
            sends_to=reverse("let-in", kwargs={"vault": vault.pk, "uid": one.pk}),
        )


def copies_taken(vault: Vault, member: Member) -> Iterator[Matter]:
    """Everybody in the room sees who had a copy of it made, and when; and that somebody wants it closed."""
    if not may(member, Permission.READ_RECORDS):
        return
    forget_old_copies(leaving_folder(vault.pk))  # somebody comes by here on most days
    address = reverse("leaving", kwargs={"vault": vault.pk})
    if asked := to_be_closed():
        yield Matter(
            order=2,
            title=_("%(name)s asks for this room to be closed for good")
            % {"name": colleague_name(asked.close_asked_by) or _("Somebody")},
            said=_("It was taken to another server. Somebody else who holds a key has to agree."),
            address=address,
            job=_("Leaving"),
            tone="no",
        )
    since = timezone.now() - timedelta(days=_COPIES_SHOWN_DAYS)
    for copy in Departure.objects.filter(asked_at__gt=since):
        yield Matter(
            order=5,
            title=_("%(name)s had a copy of this room made to take it to another server")
            % {"name": colleague_name(copy.asked_by) or _("Somebody")},
            said=date_format(timezone.localtime(copy.asked_at), _("j F Y, H:i")),
            address=address,
            job=_("Leaving"),
            tone="wait",
        )


def nobody_else(vault: Vault, member: Member) -> Iterator[Matter]:
    """A room with one key only is lost with the paper that opens it."""
    if may(member, Permission.INVITE_MEMBERS) and grant_holders(vault) == {member.pk}:
        yield Matter(
            order=90,
            title=_("Invite a colleague"),
            said=_("Only you hold a key to this room. If your words are lost, nobody can open it again."),
            address=reverse("invite", kwargs={"vault": vault.pk}),
            job=_("Members"),
        )
