"""What about deletion waits for a person, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.template.defaultfilters import date as written
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.vault import clock, tombstones
from tessera.vault.models import Vault
from tessera.vault.restored import last_restore

from .today import Matter


def deletion_waits(vault: Vault, member: Member) -> Iterator[Matter]:
    """The clock that is not believed, the restore that may have brought back what was deleted."""
    if not may(member, Permission.SET_RETENTION):
        return
    if not clock.is_believed():
        yield Matter(
            order=3,
            title=_("Say which day it is"),
            said=_(
                "The server says that it is %(day)s, and that does not fit what this room saw before. Until somebody"
                " says that it is right, nothing that has come to the end of its time is deleted."
            )
            % {"day": written(timezone.localdate(), _("j F Y"))},
            address=reverse("confirm-clock", kwargs={"vault": vault.pk}),
            job=_("Time limits"),
            tone="wait",
        )
    restore = last_restore()
    looked_through = tombstones.upkeep().restore_looked_through
    if restore and not restore.deletions_known and looked_through != restore.at:
        yield Matter(
            order=4,
            title=_("What was deleted may be here again"),
            said=_(
                "This room was put back from a backup of %(day)s. Whatever somebody deleted since is in it."
            )
            % {"day": written(timezone.localtime(restore.taken_at), _("j F Y"))},
            address=reverse("after-restore", kwargs={"vault": vault.pk}),
            job=_("Time limits"),
            tone="wait",
        )
    if not tombstones.are_told():
        yield Matter(
            order=60,
            title=_("What is deleted could come back with a backup"),
            said=_(
                "The server cannot write down beside its pepper what was deleted. Tell whoever looks after it:"
                " the folder named by TESSERA_DELETIONS has to be writable."
            ),
            address=reverse("retention", kwargs={"vault": vault.pk}),
            job=_("Time limits"),
            tone="wait",
        )
