"""Shared reads of what leaves the open room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tessera.accounts.models import Organisation
from tessera.accounts.rules import may_end
from tessera.vault import jobs
from tessera.vault.files import copy_to_take
from tessera.vault.models import Departure, Vault
from tessera.vault.queries import colleague_name
from tessera.vault.rotation import vaults_held_alone

from .taking import DAYS_ON_THE_SERVER


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that somebody asked for. `state` is running, stopped, here (on the server) or gone (from it)."""

    row: Departure
    by: str
    state: str
    size: int = 0

    @property
    def until(self) -> datetime:
        return (self.row.finished_at or self.row.asked_at) + timedelta(days=DAYS_ON_THE_SERVER)


def copies(vault: UUID) -> list[Copy]:
    """The latest first."""
    return [_copy(vault, row) for row in Departure.objects.all()]


def to_be_closed() -> Departure | None:
    """The departure after which somebody asked for the open room to be closed."""
    return Departure.objects.filter(arrived_at__isnull=False, close_asked_by__isnull=False).first()


def may_leave(vault: Vault) -> bool:
    """Whether its organisation's accounts may end with it.

    It is their last room, others run the network, and no room that others shared with them is left without a key.
    """
    organisation = vault.organisation
    is_their_last = not organisation.vaults.exclude(pk=vault.pk).exists()
    held_alone = set(vaults_held_alone(*members_with_accounts(organisation)))
    return is_their_last and may_end(organisation) and held_alone <= {vault.pk}


def members_with_accounts(organisation: Organisation) -> list[UUID]:
    return list(organisation.members.filter(removed_at=None).values_list("pk", flat=True))


def _copy(vault: UUID, row: Departure) -> Copy:
    by, file = colleague_name(row.asked_by), copy_to_take(vault, row.pk)
    if row.finished_at is None:
        return Copy(row, by, "running" if jobs.is_running(row.pk) else "stopped")
    if not file.exists():
        return Copy(row, by, "gone")
    return Copy(row, by, "here", file.stat().st_size)
