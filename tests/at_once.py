"""Several people doing something at the same moment, each in a thread and with connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds, on the slowest machine


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, or the exception that it raised, in the order given."""
    outcomes: list[Any] = [None] * len(calls)
    ready = threading.Barrier(len(calls))

    def run(position: int) -> None:
        try:
            ready.wait(PATIENCE)
            outcomes[position] = calls[position]()
        except Exception as error:  # noqa: BLE001 - handed to the test
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "somebody waits for somebody else for ever"
    return outcomes
