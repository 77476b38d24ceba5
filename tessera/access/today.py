"""Proposals that wait to be read, and rules that somebody changed past them, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.directory.rules import has_directory
from tessera.records.today import Matter
from tessera.vault.models import Vault

from . import editions, reading
from .models import Proposal

_MOST = 3


def proposals_to_read(vault: Vault, member: Member) -> Iterator[Matter]:
    if not has_directory(vault) or not may(member, Permission.PUBLISH):
        return
    if not editions.are_as_published():
        yield Matter(
            order=14,
            title=_("The rules are not those that were published last"),
            said=_("Something ended in between, or somebody changed it on the server's disk."),
            address=reverse("rules", kwargs={"vault": vault.pk}),
            job=_("What can be asked for here?"),
            tone="no",
        )
    people = reading.inside()
    said = _("It counts once two others than its author have read it.")
    if len(people.organisations) > 1:
        said = _("It counts once two others than its author have read it, not both of their organisation.")
    waiting = (one for one in Proposal.objects.still_open() if reading.would_help(member, one, people))
    for proposal in islice(waiting, _MOST):
        yield Matter(
            order=35,
            title=_("Read a proposed rule: %(title)s") % {"title": proposal.title},
            said=said,
            address=reverse("proposal", kwargs={"vault": vault.pk, "uid": proposal.pk}),
            job=_("What can be asked for here?"),
        )
