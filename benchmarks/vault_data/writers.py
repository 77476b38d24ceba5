"""People who write one record after the other, each opening the vault for it as a request does."""

from __future__ import annotations

import threading
import time
from typing import Self
from uuid import uuid4

from django.db import DatabaseError, connections

from tessera.tracing.actions import open_record

from .house import House
from .people import people


class Writers:
    def __init__(self, house: House, number: int) -> None:
        self.failed = 0
        self._house, self._stop = house, threading.Event()
        self._waits: list[float] = []
        self._threads = [threading.Thread(target=self._run, args=(one,)) for one in range(number)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def waits(self) -> list[float]:
        """Seconds that each write took which was acknowledged since this was asked last."""
        waits, self._waits = self._waits, []
        return waits

    def _run(self, number: int) -> None:
        for draft in people(10**9, seed=100 + number, letters=300):
            if self._stop.is_set():
                break
            draft.reference = str(uuid4())
            began = time.perf_counter()
            try:
                with self._house.open():
                    open_record(draft=draft, by=self._house.member)
            except DatabaseError:
                self.failed += 1
            else:
                self._waits.append(time.perf_counter() - began)
        connections.close_all()
