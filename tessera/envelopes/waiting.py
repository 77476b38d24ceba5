"""What of the post waits for somebody, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.today import Matter
from tessera.vault.models import Vault

from . import queries
from .models import HeldBack, Incoming, Outgoing
from .refusals import Refusal


def post_waits(vault: Vault, member: Member) -> Iterator[Matter]:
    """What nobody has read yet, and what was sealed by nobody known."""
    if not may(member, Permission.READ_RECORDS):
        return
    if unread := Incoming.objects.filter(settled=False, read_at=None, gone_at=None).count():
        yield Matter(
            order=12,
            title=ngettext("%(number)s envelope came", "%(number)s envelopes came", unread)
            % {"number": unread},
            said=_("Nobody has opened it yet. Whoever sent it learns when somebody does."),
            address=reverse("inbox", kwargs={"vault": vault.pk}),
            job=_("Post"),
        )
    by_hand = queries.to_be_carried_by_hand()
    if carried := Outgoing.objects.filter(pk__in=by_hand, delivered_at=None).count():
        yield Matter(
            order=28,
            title=ngettext(
                "%(number)s envelope waits to be carried", "%(number)s envelopes wait to be carried", carried
            )
            % {"number": carried},
            said=_(
                "Their server cannot be reached over the network. Save the sealed file, and bring it to them."
            ),
            address=reverse("outbox", kwargs={"vault": vault.pk}),
            job=_("Post"),
            tone="wait",
        )
    strangers = HeldBack.objects.filter(why=Refusal.STRANGER).count()
    if strangers and may(member, Permission.INVITE_MEMBERS):
        yield Matter(
            order=40,
            title=_("Somebody wrote whose keys nobody here has compared"),
            said=_("It stays sealed until somebody calls them and compares the words."),
            address=reverse("held-back", kwargs={"vault": vault.pk}),
            job=_("Post"),
            tone="wait",
        )
