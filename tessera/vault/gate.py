"""Who has which vault open in this process, so that one who must be alone with it waits for the others.

While a file gets its new key, nobody else may have it open: on a connection to the file that was there before,
they would write what nobody ever reads. Many are inside at once; who wants to be alone lets nobody new in and
waits until the others have left.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

PATIENCE_SECONDS = 30.0

_changed = threading.Condition()
_inside: Counter[tuple[UUID, int]] = Counter()  # by vault and thread
_alone: dict[UUID, int] = {}  # the thread that is alone with the vault, or waits for the others to leave


class NewKeyUnderWay(Exception):
    """The vault is to get a new key, and that is not finished yet. Nothing was shown or lost: try again soon."""


@contextmanager
def inside(vault: UUID) -> Iterator[None]:
    """Around everything that has the vault open; raises NewKeyUnderWay after waiting for whoever is alone with it."""
    me = threading.get_ident()
    with _changed:
        # Who is inside already goes further in: the one who waits for them to leave would wait for ever.
        _wait_until(lambda: _alone.get(vault, me) == me or (vault, me) in _inside)
        _inside[vault, me] += 1
    try:
        yield
    finally:
        see_out(vault, me)


def take_along(vault: UUID, thread: int) -> None:
    """Who is inside counts another thread as inside too, so that nobody is alone before that one left by `see_out`."""
    with _changed:
        _inside[vault, thread] += 1
        _changed.notify_all()  # it may wait at the door already


def see_out(vault: UUID, thread: int) -> None:
    with _changed:
        _inside[vault, thread] -= 1
        if not _inside[vault, thread]:
            del _inside[vault, thread]
        _changed.notify_all()


@contextmanager
def alone(vault: UUID) -> Iterator[None]:
    """Nobody else has the vault open, and whoever comes waits; raises NewKeyUnderWay when the others do not leave."""
    with _changed:
        _wait_until(lambda: vault not in _alone)
        _alone[vault] = threading.get_ident()
    try:
        with _changed:
            _wait_until(lambda: all(vault != entered for entered, _thread in _inside))
        yield
    finally:
        with _changed:
            del _alone[vault]
            _changed.notify_all()


def is_wanted_alone(vault: UUID) -> bool:
    """Whether somebody waits for those inside to leave: work that can go on later stops for them."""
    with _changed:
        return vault in _alone


def _wait_until(so: Callable[[], bool]) -> None:
    if not _changed.wait_for(so, PATIENCE_SECONDS):
        raise NewKeyUnderWay
