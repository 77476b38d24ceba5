"""`bin/tessera carry`: brings envelopes to other servers. It has no key and opens no room."""

from __future__ import annotations

import logging
import os
import time

from django.db import DatabaseError, connections

from tessera.envelopes import carrying

log = logging.getLogger("tessera.cli.carrying")

_EVERY_SECONDS = 5.0
_TIDY_EVERY = 720  # rounds: once an hour


def carry(*, once: bool = False) -> None:
    """Brings sealed envelopes to other servers, and asks them for newer cards, until told to stop.

    With --once it tries everything whose turn it is and ends.
    """
    carrier, rounds, parent = carrying.Carrier(), 0, os.getppid()
    while True:
        try:
            carrier.begin()
            if rounds % _TIDY_EVERY == 0:
                carrying.tidy()
        except (
            DatabaseError,
            OSError,
        ) as failed:  # a full disk, a database away: the next round finds it as it was
            log.warning("carrying is left to do: %s", type(failed).__name__)
        finally:
            connections.close_all()
        rounds += 1
        if once:
            return carrier.wait()
        if os.getppid() != parent:  # the server that started it is gone
            return None
        time.sleep(_EVERY_SECONDS)
