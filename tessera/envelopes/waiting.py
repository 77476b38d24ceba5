"""What of the post waits for somebody, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
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
    yield from _deadlines(vault)
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


def _deadlines(vault: Vault) -> Iterator[Matter]:
    """Answers that others want by tomorrow, and those that we wanted by yesterday."""
    today = timezone.localdate()
    wanted = Incoming.objects.filter(answered_at=None, gone_at=None, answer_by__lte=today + timedelta(days=1))
    for came in wanted.filter(settled=False):
        yield Matter(
            order=13,
            title=_("%(name)s wants an answer") % {"name": queries.name_of(came.sender) or _("Somebody")},
            said=_("By %(day)s.") % {"day": date_format(came.answer_by or today, _("j F Y"))},
            address=reverse("incoming", kwargs={"vault": vault.pk, "uid": came.pk}),
            job=_("Post"),
            tone="wait",
        )
    for sent in Outgoing.objects.filter(
        answered_at=None, asked_back_at=None, gone_at=None, answer_by__lt=today, expires_on__gte=today
    ):
        yield Matter(
            order=27,
            title=_("No answer from %(name)s yet") % {"name": queries.name_of(sent.to)},
            said=_("You wanted it by %(day)s. Call them.")
            % {"day": date_format(sent.answer_by or today, _("j F Y"))},
            address=reverse("outgoing", kwargs={"vault": vault.pk, "uid": sent.pk}),
            job=_("Post"),
        )
