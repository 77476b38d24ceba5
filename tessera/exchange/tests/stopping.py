"""Jobs that stop where a test wants them to: small batches, and a gate between two of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tessera.exchange import actions
from tessera.exchange.imports import work


@contextmanager
def gate(monkeypatch: pytest.MonkeyPatch, name: str, *, after: int) -> Iterator[Callable[[], None]]:
    """Holds the job `name` ("check" or "write") after its batch number `after`, until the block ends or lets go.

    Gives a function that waits until the job stands there.
    """
    arrived, let_go = threading.Event(), threading.Event()
    job = getattr(work, name)

    def held(*args):
        for number, batch in enumerate(job(*args), start=1):
            if number == after:
                arrived.set()
                assert let_go.wait(30)
            yield batch

    def wait_there() -> None:
        assert arrived.wait(30), "the job never came so far"

    with monkeypatch.context() as patched:
        patched.setattr(actions, name, held)
        patched.setattr("tessera.exchange.views.PATIENCE_SECONDS", 0.0)
        try:
            wait_there.let_go = let_go.set
            yield wait_there
        finally:
            let_go.set()


def listed(number: int, name: str = "Amina") -> bytes:
    """A list of so many invented people."""
    rows = [f"{name} Example{n},{20 + n % 50},Town {n % 7}" for n in range(number)]
    return "\n".join(["Name,Age,Place", *rows]).encode()
