"""Imports that wait for somebody, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.today import Matter
from tessera.vault import jobs
from tessera.vault.models import Vault

from .models import OPEN, ImportRun, State


def unfinished_imports(vault: Vault, member: Member) -> Iterator[Matter]:
    if not may(member, Permission.IMPORT_LISTS):
        return
    for run in ImportRun.objects.filter(state__in=OPEN):
        stopped = run.state in (State.CHECKING, State.WRITING) and not jobs.is_running(run.uid)
        yield Matter(
            order=20,
            title=_("Go on with the list from %(source)s") % {"source": run.source},
            said=_("It stopped when the room was locked.") if stopped else str(run.get_state_display()),
            address=reverse("list", kwargs={"vault": vault.pk, "uid": run.uid}),
            job=_("Lists"),
            tone="wait" if stopped else "",
        )
