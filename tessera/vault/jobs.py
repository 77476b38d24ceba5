"""Work that needs a vault's key and takes a while: done in batches, by a thread, for who started it.

The work is a generator that yields after each batch it has committed. Between batches the thread looks
whether the member's session still lives: a lock, a sign-out or a restart stops the work there, and so does a
new key that the vault is to get; whoever holds a grant takes it up again. Looking does not keep the session alive.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from uuid import UUID

from django.db import connections

from tessera.accounts import sessions

from .current import OpenVault
from .gate import is_wanted_alone, see_out, take_along
from .opening import opened
from .reserve import ask_for_room

log = logging.getLogger("tessera.vault.jobs")

Work = Callable[[], Generator[None, None, None]]

_running: dict[UUID, threading.Thread] = {}
_guard = threading.Lock()
_CLEARING_UP_SECONDS = 2.0


def start(job: UUID, work: Work, *, room: OpenVault, session: bytes) -> None:
    """Starts `work` in a thread of its own, unless this job is running already; `room` is open here and now.

    The thread counts as inside from this moment: a new key made between here and its first batch would leave it
    with an old one.
    """
    wait(job, _CLEARING_UP_SECONDS)  # the step before may have said that it is done, and be clearing up
    with _guard:
        if job in _running:
            return
        thread = threading.Thread(target=_run, args=(job, work, room, session), daemon=True, name="job")
        thread.start()  # known only once it runs; it leaves through the same guard
        take_along(room.id, thread.ident or 0)
        _running[job] = thread


def is_running(job: UUID) -> bool:
    with _guard:
        return job in _running


def wait(job: UUID, seconds: float) -> None:
    """Waits until the job is over, at most so long: a short one needs no page that says "please wait"."""
    with _guard:
        thread = _running.get(job)
    if thread:
        thread.join(seconds)


def goes_on(vault: UUID, session: bytes) -> bool:
    """Whether work in this vault may go on: asked between batches, and within those that take long."""
    return sessions.is_open(session) and not is_wanted_alone(vault)


def _run(job: UUID, work: Work, room: OpenVault, session: bytes) -> None:
    try:
        with opened(room.id, room.key):
            batches = work()
            for _batch in batches:
                if not goes_on(room.id, session):
                    batches.close()
                    break
                ask_for_room()
    except Exception as error:
        # The row in the vault still says how far it came; the page offers to go on from there.
        log.exception("job stopped by %s", type(error).__name__)
    finally:
        with _guard:
            _running.pop(job, None)
            see_out(room.id, threading.get_ident())
        connections.close_all()
