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
    rounds, parent = 0, os.getppid()
    while True:
        try:
            carrying.carry_all()
            carrying.ask_for_cards()
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
        if once or os.getppid() != parent:  # the server that started it is gone
            return
        time.sleep(_EVERY_SECONDS)
