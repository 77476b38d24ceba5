"""What is to be told elsewhere when a yes is taken back: whoever sends things says so here."""

from __future__ import annotations

from collections.abc import Callable

from tessera.accounts.models import Member

from .models import Consent, UrgentDisclosure

_when_withdrawn: list[Callable[[Consent, Member], None]] = []
_when_not_upheld: list[Callable[[UrgentDisclosure, Member], None]] = []


def register(
    *,
    when_withdrawn: Callable[[Consent, Member], None],
    when_not_upheld: Callable[[UrgentDisclosure, Member], None],
) -> None:
    """Both are called in the transaction that says so: what was sent is asked back in the same one."""
    if when_withdrawn not in _when_withdrawn:
        _when_withdrawn.append(when_withdrawn)
        _when_not_upheld.append(when_not_upheld)


def withdrawn(consent: Consent, by: Member) -> None:
    for reach in _when_withdrawn:
        reach(consent, by)


def not_upheld(disclosure: UrgentDisclosure, by: Member) -> None:
    for reach in _when_not_upheld:
        reach(disclosure, by)
