"""What waits in the directory, as matters on Today: warnings first, then suggestions to answer, entries to confirm, marks
about to expire, and who would come into the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.today import Matter
from tessera.vault.models import Vault

from . import posters, queries
from .marks import EXPIRING_DAYS, VALID_DAYS
from .models import Entry, FirewallCheck
from .newcomers.rules import counted, may_admit, may_vouch, voices
from .rules import has_directory, may_change

_SHOWN = 3


def directory_matters(vault: Vault, member: Member) -> Iterator[Matter]:
    if not has_directory(vault) or not may(member, Permission.WRITE_RECORDS):
        return
    job = _("Who helps")
    yield from _urgent(vault, member, job)
    others = queries.suggestions_for(member).exclude(confidential=True, entry__confidential=False)
    for suggestion in others.select_related("entry")[:_SHOWN]:
        yield Matter(
            order=30,
            title=_("A suggestion for %(name)s") % {"name": suggestion.entry.title},
            said=_("From %(organisation)s") % {"organisation": suggestion.organisation_name},
            address=reverse("suggestion", kwargs={"vault": vault.pk, "uid": suggestion.pk}),
            job=job,
        )
    stale = queries.gone_stale(member)
    if number := stale.count():
        first = stale.order_by("verified_on", "id")[0]
        yield Matter(
            order=40,
            title=_("Is this still right? %(name)s") % {"name": first.title},
            said=ngettext(
                "%(number)s entry of yours was not confirmed for half a year.",
                "%(number)s entries of yours were not confirmed for half a year.",
                number,
            )
            % {"number": number},
            address=reverse("entry", kwargs={"vault": vault.pk, "uid": first.uid}),
            job=job,
            tone="wait",
            button=_("All of this is still right"),
            sends_to=reverse("confirm-entry", kwargs={"vault": vault.pk, "uid": first.uid}),
        )
    yield from _expiring(vault, member, job)
    yield from _newcomers(vault, member, job)
    if may(member, Permission.PUBLISH) and posters.are_too_few_or_many():
        yield Matter(
            order=15,
            title=_("What everybody sees is not what members agreed on"),
            said=_("Something ended in between, or somebody changed it on the server's disk."),
            address=reverse("posters", kwargs={"vault": vault.pk}),
            job=job,
            tone="no",
        )


def _urgent(vault: Vault, member: Member, job: str) -> Iterator[Matter]:
    """What may endanger somebody as long as it is shown, and what was taken from public view because of that."""
    for warning in queries.warnings_for(member).select_related("entry"):
        entry = warning.entry
        name, uid = ("suggestion", warning.pk) if may_change(member, entry) else ("entry", entry.uid)
        yield Matter(
            order=1,
            title=_("Somebody says that this must not be shown: %(name)s") % {"name": entry.title},
            said=_("From %(organisation)s") % {"organisation": warning.organisation_name},
            address=reverse(name, kwargs={"vault": vault.pk, "uid": uid}),
            job=job,
            tone="no",
        )
    for entry in queries.hidden_from(member):
        yield Matter(
            order=12,
            title=_("Taken from public view: %(name)s") % {"name": entry.title},
            said=_("By %(organisation)s: %(why)s")
            % {"organisation": entry.hidden_by, "why": entry.hidden_why},
            address=reverse("entry", kwargs={"vault": vault.pk, "uid": entry.uid}),
            job=job,
            tone="no",
        )


def _newcomers(vault: Vault, member: Member, job: str) -> Iterator[Matter]:
    """Those for whom one organisation vouches and the member's could, and those whom two have vouched for."""
    for entry in Entry.objects.filter(member=None, vouches__isnull=False).distinct().order_by("id"):
        given = voices(entry)
        ours = any(one.vouch.organisation == member.organisation_id and not one.counts for one in given)
        if may_admit(member, entry):
            said = _("Two organisations vouch for them: they can be taken into the network.")
        elif ours and may_vouch(member, entry):
            said = _("Their entry was changed since your organisation vouched for them. Is it still them?")
        elif len(counted(entry)) == 1 and may_vouch(member, entry):
            said = _("One organisation vouches for them. Do you know them too?")
        else:
            continue
        address = reverse("entry", kwargs={"vault": vault.pk, "uid": entry.uid})
        yield Matter(order=42, title=entry.title, said=said, address=address, job=job)


def _expiring(vault: Vault, member: Member, job: str) -> Iterator[Matter]:
    """Services whose mark hangs on a check of the member's organisation that soon counts no more."""
    oldest = timezone.localdate() - timedelta(days=VALID_DAYS)
    soon = oldest + timedelta(days=EXPIRING_DAYS)
    ours = FirewallCheck.objects.filter(organisation=member.organisation_id).select_related("entry")
    ours = ours.exclude(entry__keeper=member.organisation_id)  # its own check of itself counts no more
    newer = ours.filter(checked_on__gt=soon).values("entry")
    for check in ours.filter(checked_on__range=(oldest, soon)).exclude(entry__in=newer)[:_SHOWN]:
        yield Matter(
            order=45,
            title=_("Check again what they ask: %(name)s") % {"name": check.entry.title},
            said=_("What you found soon counts no more."),
            address=reverse("check-firewall", kwargs={"vault": vault.pk, "uid": check.entry.uid}),
            job=job,
        )
