"""Colleagues who wait for somebody, and logs that disagree, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.accounts.standing import contradicted
from tessera.audit import heads
from tessera.audit.saying import TROUBLES
from tessera.records.today import Matter
from tessera.vault.models import InvitationNote, Vault
from tessera.vault.queries import colleague_name, grant_holders, members_around, waiting_outside


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


def rows_disagree(vault: Vault, member: Member) -> Iterator[Matter]:
    """Somebody's row says more than the network's log: it was written past the software."""
    if not may(member, Permission.INVITE_MEMBERS):
        return
    for one in contradicted(members_around(vault)):
        name = colleague_name(one.pk) or _("Somebody")
        yield Matter(
            order=2,
            title=_("%(name)s has an account or a role that nobody gave") % {"name": name},
            said=_(
                "The server's list of members says so, but no line of the log does: somebody changed the list from"
                " outside. That opens no room, but a higher role counts in the rooms they have a key to. Ask whoever"
                " looks after the server what happened, and remove this member."
            ),
            address=reverse("members", kwargs={"vault": vault.pk}),
            job=_("Members"),
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
