"""Colleagues who wait for somebody, keys that are asked for, and logs that disagree, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.queries import members_of
from tessera.accounts.rules import Permission, may
from tessera.accounts.standing import contradicted
from tessera.audit import heads
from tessera.audit.saying import TROUBLES
from tessera.records.today import Matter
from tessera.vault.files import leaving_folder
from tessera.vault.leaving.queries import to_be_closed
from tessera.vault.leaving.taking import forget_old_copies
from tessera.vault.models import Departure, InvitationNote, Vault
from tessera.vault.queries import colleague_name, grant_holders, members_around, this_room, waiting_outside
from tessera.vault.returning.lifting import NEEDED
from tessera.vault.returning.queries import confirmed_by, is_confirmed, returning
from tessera.vault.trust.queries import (
    all_keep_a_part,
    confirmations_asked_of,
    open_requests,
    parts_given,
    requests_to,
    rooms_outside,
    shut_out,
)
from tessera.vault.trust.shares import ENOUGH

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
        yield Matter(
            order=10,
            title=_("%(name)s has joined and waits to be let in") % {"name": note.name}
            if note
            else _("Somebody of your organisation holds no key to any room"),
            said=str(one.get_role_display()),
            address=reverse("members", kwargs={"vault": vault.pk}),
            job=_("Members"),
            tone="wait",
            button=_("Let %(name)s in") % {"name": note.name} if note else "",
            sends_to=reverse("let-in", kwargs={"vault": vault.pk, "uid": one.pk}) if note else "",
        )


def who_wait_for_two(vault: Vault, member: Member) -> Iterator[Matter]:
    """Colleagues who lost their words, or are back from a journey: without two others they can do nothing."""
    if not may(member, Permission.READ_RECORDS):
        return
    for one in returning(vault):
        confirmed = confirmed_by(vault, one)
        done = is_confirmed(vault, one)
        if not one.has_asked or one.member.pk == member.pk or (member.pk in confirmed and not done):
            continue
        yield Matter(
            order=5,
            title=_("%(name)s waits for two of you") % {"name": one.name},
            said=_("Two have confirmed. Open this and finish it.")
            if done
            else _("Call them and compare six words. Confirmed so far: %(n)s of %(needed)s.")
            % {"n": len(confirmed), "needed": NEEDED},
            address=reverse("give-back", kwargs={"vault": vault.pk, "uid": one.member.pk}),
            job=_("Members"),
            tone="wait",
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
    if not may(member, Permission.INVITE_MEMBERS) or grant_holders(vault) != {member.pk}:
        return
    # From a shared room nobody is invited, and who has colleagues already need not invite any.
    has_whom = not this_room().is_own or members_of(member.organisation).exclude(pk=member.pk).exists()
    yield Matter(
        order=90,
        title=_("Let somebody else in") if has_whom else _("Invite a colleague"),
        said=_("Only you hold a key to this room. If your words are lost, nobody can open it again."),
        address=reverse("bring-in" if has_whom else "invite", kwargs={"vault": vault.pk}),
        job=_("Members"),
    )


def from_outside(member: Member) -> Iterator[Matter]:
    """What waits in no room: rooms that were locked down, and who asks this member for a share."""
    for room, lockdown in rooms_outside(member):
        if lockdown:
            day = formats.date_format(timezone.localtime(lockdown.since), _("j F Y, H:i"))
            yield Matter(
                order=0,
                title=_("A room of %(organisation)s is locked down")
                % {"organisation": room.organisation.name},
                said=_("Three parts are here: open it.")
                if parts_given(room, member) >= ENOUGH
                else _("Since %(day)s. Nobody holds a key to it.") % {"day": day},
                address=reverse("closed-room", args=[room.pk]),
                job=_("Lockdown"),
                tone="no",
            )
    for room, one in confirmations_asked_of(member):
        organisation = one.member.organisation.name
        yield Matter(
            order=2,
            title=_("Somebody of %(organisation)s needs two people who know their voice")
            % {"organisation": organisation},
            said=_("Have them call you. You can be one of the two."),
            address=reverse("hear", args=[room.pk, one.member.pk]),
            job=_("Trusted people"),
            tone="wait",
        )
    for asked in requests_to(member):
        organisation = Vault.objects.select_related("organisation").get(pk=asked.vault).organisation.name
        yield Matter(
            order=2,
            title=_("Somebody of %(organisation)s asks for your part of their key")
            % {"organisation": organisation},
            said=_("They need to hear your voice, and you theirs."),
            address=reverse("asked", args=[asked.pk]),
            job=_("Trusted people"),
            tone="wait",
        )


def key_asked_for(vault: Vault, member: Member) -> Iterator[Matter]:
    """Somebody goes around those who are inside: each of them may say no."""
    if may(member, Permission.READ_RECORDS) and open_requests().filter(vault=vault.pk).exists():
        yield Matter(
            order=2,
            title=_("Somebody asks the trusted people for the key to this room"),
            said=_("If you do not know of it, refuse. Three days after it was asked they may give it."),
            address=reverse("trustees", kwargs={"vault": vault.pk}),
            job=_("Trusted people"),
            tone="no",
        )


def shut_out_by_the_lockdown(vault: Vault, member: Member) -> Iterator[Matter]:
    for waits, person, name in shut_out():
        if waits.opened_by == member.pk or may(member, Permission.INVITE_MEMBERS):
            yield Matter(
                order=11,
                title=_("%(name)s held a key before the lockdown") % {"name": name or _("Somebody")},
                said=str(person.get_role_display()),
                address=reverse("members", kwargs={"vault": vault.pk}),
                job=_("Members"),
                tone="wait",
            )


def trusted_people_missing(vault: Vault, member: Member) -> Iterator[Matter]:
    """Until then a lockdown would be for ever, and so would be the loss of everybody's words."""
    if may(member, Permission.INVITE_MEMBERS) and not all_keep_a_part(vault):
        yield Matter(
            order=95,
            title=_("Choose five trusted people"),
            said=_(
                "Without them this room cannot be locked down in an emergency, and nobody can open it again if all of"
                " you lose your words."
            ),
            address=reverse("trustees", kwargs={"vault": vault.pk}),
            job=_("Trusted people"),
        )
