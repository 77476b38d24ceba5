"""What is done in a room before anything of it is shown: what has to be gone by now goes.

Once a day, at the first unlock in this process; every other unlock only looks into a dictionary. In this order:
deletions that the file beside the pepper does not know are told; what was deleted and came back with an older copy
goes again, whatever the clock says; what has come to the end of its time goes, where the clock is believed; then the
files of what went, and the log. Cut off anywhere, the next unlock does the rest.
"""

from __future__ import annotations

import logging
import threading
from datetime import date
from uuid import UUID

from django.db import DatabaseError, connections
from django.utils import timezone

from tessera.accounts import sessions
from tessera.audit.lines import AuditLineNotWritten, write_line
from tessera.audit.models import VaultLine

from . import clock, leftovers, tombstones
from .current import OpenVault, vault_transaction
from .endings import endings, tidy_all
from .models import Upkeep
from .sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log

log = logging.getLogger("tessera.vault.upkeep")

_AGAIN_AFTER_SECONDS = 60.0
_done: dict[UUID, tuple[date, float]] = {}  # for which day, and until when where something was left to do
_guards: dict[UUID, threading.Lock] = {}


def before_anything_is_shown(room: OpenVault) -> None:
    """Whoever comes meanwhile waits: nobody sees what is about to go."""
    if _is_done(room.id):
        return
    with _guards.setdefault(room.id, threading.Lock()):
        if _is_done(room.id):
            return
        is_whole = _do_what_can_be_done(room)
        until = float("inf") if is_whole else sessions.clock() + _AGAIN_AFTER_SECONDS
        _done[room.id] = timezone.localdate(), until


def look_again(vault: UUID) -> None:
    """At the next unlock, because something is different now."""
    _done.pop(vault, None)


def _is_done(vault: UUID) -> bool:
    day, until = _done.get(vault, (date.min, 0.0))
    return day == timezone.localdate() and sessions.clock() < until


def _do_what_can_be_done(room: OpenVault) -> bool:
    """Whether all of it was. A full disk or a file that cannot be written keeps nobody from their work."""
    try:
        _do(room)
    except (DatabaseError, AuditLineNotWritten, OSError, WriteAheadLogInUse) as failed:
        if isinstance(failed, DatabaseError) and "not a database" in str(failed):
            raise
        log.warning("upkeep is not done: %s", type(failed).__name__)
        return False
    return True


def _do(room: OpenVault) -> None:
    tombstones.tell()
    tombstones.end_again()
    if clock.is_believed():
        end_what_is_due(timezone.localdate())
        tidy_all()
        clock.remember()
    leftovers.clear_up(room)
    if tombstones.upkeep().leftovers:
        _empty_logs(room)


def end_what_is_due(today: date) -> int:
    """Deletes every record that was to be kept until before today, with a line that says how many there were."""
    if not any(ending.due(today).exists() for ending in endings() if ending.due):
        return 0
    with vault_transaction():
        ended = sum(ending.end(ending.due(today)) for ending in endings() if ending.due)
        write_line(VaultLine, "records.ended", by=None, records=ended)
    return ended


def _empty_logs(room: OpenVault) -> None:
    """What went still stands in them. Raises WriteAheadLogInUse."""
    for alias in (room.alias, "keys"):
        empty_write_ahead_log(connections[alias])
    Upkeep.objects.update(leftovers=False)
