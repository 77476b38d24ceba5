"""What is done in a room before anything of it is shown: what has to be gone by now goes.

Once a day, at the first unlock in this process; every other unlock only looks into a dictionary. In this order:
deletions that the file beside the pepper does not know are told; what was deleted and came back with an older copy
goes again, whatever the clock says; what has come to the end of its time goes, where the clock is believed; then the
files of what went, and the log. Cut off anywhere, the next unlock does the rest.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
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
from .sqlcipher.troubles import is_damage

log = logging.getLogger("tessera.vault.upkeep")

Step = Callable[[OpenVault], None]

_AGAIN_AFTER_SECONDS = 60.0
_further: list[Step] = []
_done: dict[UUID, tuple[date, float]] = {}  # for which day, and until when where something was left to do
_guards: dict[UUID, threading.Lock] = {}
_stirred: set[UUID] = set()


def before_anything_is_shown(room: OpenVault) -> None:
    """Whoever comes meanwhile waits: nobody sees what is about to go."""
    if _is_done(room.id) and room.id not in _stirred:
        return
    with _guards.setdefault(room.id, threading.Lock()):
        if not _is_done(room.id):
            tried = [_is_tried(step, room) for step in _STEPS]  # each, whatever became of those before it
            until = float("inf") if all(tried) else sessions.clock() + _AGAIN_AFTER_SECONDS
            _done[room.id] = timezone.localdate(), until
            _stirred.add(room.id)
        if room.id in _stirred:
            _stirred.discard(room.id)  # first: what comes while they are done is for the next unlock
            tried = [_is_tried(step, room) for step in _further]
            if not all(tried):
                _stirred.add(room.id)


def register(step: Step) -> Step:
    """A part's own, after those of the vault, and whenever something came for it (`stir`). It fails as they may."""
    if step not in _further:
        _further.append(step)
    return step


def look_again(vault: UUID) -> None:
    """At the next unlock, because something is different now."""
    _done.pop(vault, None)


def stir(vault: UUID) -> None:
    """Something came for this room, or is to go out: the parts that registered look at it at the next unlock."""
    _stirred.add(vault)


def _is_done(vault: UUID) -> bool:
    day, until = _done.get(vault, (date.min, 0.0))
    return day == timezone.localdate() and sessions.clock() < until


def _is_tried(step: Step, room: OpenVault) -> bool:
    """Whether it was done. A full disk or a file that cannot be written keeps nobody from their work, nor other steps."""
    try:
        step(room)
    except (DatabaseError, AuditLineNotWritten, OSError, WriteAheadLogInUse) as failed:
        if is_damage(failed):
            raise
        log.warning("%s is left to do: %s", step.__name__, type(failed).__name__)
        return False
    return True


def _tell_deletions(_room: OpenVault) -> None:
    tombstones.tell()


def _end_again(_room: OpenVault) -> None:
    tombstones.end_again()


def _end_what_is_due(_room: OpenVault) -> None:
    """Every record that was to be kept until before today, with a line that says how many there were."""
    if not clock.is_believed():
        return
    today = timezone.localdate()
    if any(ending.due(today).exists() for ending in endings() if ending.due):
        with vault_transaction():
            ended = sum(ending.end(ending.due(today)) for ending in endings() if ending.due)
            write_line(VaultLine, "records.ended", by=None, records=ended)
    tidy_all()
    clock.remember()


def _empty_logs(room: OpenVault) -> None:
    """What went still stands in them. Raises WriteAheadLogInUse."""
    if tombstones.upkeep().leftovers:
        for alias in (room.alias, "keys"):
            empty_write_ahead_log(connections[alias])
        Upkeep.objects.update(leftovers=False)


_STEPS = (_tell_deletions, _end_again, _end_what_is_due, leftovers.clear_up, _empty_logs)
