"""Papers that wait for somebody, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.today import Matter
from tessera.vault.models import Vault

from .models import PaperDisclosure


def papers_wait(vault: Vault, member: Member) -> Iterator[Matter]:
    """For a lawyer's approval, which somebody else than whoever prepared it writes down."""
    if not may(member, Permission.SET_RETENTION):
        return
    waiting = PaperDisclosure.objects.filter(needs_lawyer=True, approved_at=None)
    for one in waiting.exclude(prepared_by=member.pk):
        yield Matter(
            order=16,
            title=_("A paper waits for a lawyer’s approval"),
            said=one.authority,
            address=reverse("paper", kwargs={"vault": vault.pk, "uid": one.uid}),
            job=_("Consent"),
            tone="wait",
        )
