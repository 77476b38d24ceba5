"""How long a room keeps its records, and what a person has to say before anything is deleted by the clock."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.vault import clock, upkeep
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.models import Upkeep
from tessera.vault.restored import Restore

from .models import Period


def set_periods(*, months: Mapping[str, int], by: Member) -> None:
    """How long records are kept that are entered from now on, by kind."""
    require(by, Permission.SET_RETENTION)
    with vault_transaction():
        for kind, period in months.items():
            Period.objects.update_or_create(pk=kind, defaults={"months": period})
        write_line(VaultLine, "periods.set", by=by.id)


def confirm_clock(*, by: Member) -> None:
    """`by` looked elsewhere which day it is, and the clock says so too: what is due may go, at the next unlock."""
    require(by, Permission.SET_RETENTION)
    with vault_transaction():
        clock.agree()
        write_line(VaultLine, "clock.confirmed", by=by.id, day=timezone.localdate().isoformat())
    upkeep.look_again(current_vault().id)


def look_through_restore(*, restore: Restore, by: Member) -> None:
    """Somebody looked for what was deleted after the backup that the room was put back from."""
    require(by, Permission.SET_RETENTION)
    with vault_transaction():
        Upkeep.objects.update(restore_looked_through=restore.at)
        write_line(VaultLine, "restore.looked-through", by=by.id)
