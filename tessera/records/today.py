"""What waits for a member. Each part registers a function that names its matters in the open vault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tessera.accounts.models import Member
from tessera.vault.models import Vault


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits: lower `order` first. `job` is the chip's word, `tone` its colour.

    Where one press settles it, `button` says what is pressed and `sends_to` where to.
    """

    order: int
    title: str
    said: str
    address: str
    job: str
    tone: str = ""
    button: str = ""
    sends_to: str = ""


Source = Callable[[Vault, Member], Iterable[Matter]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    if source not in _sources:
        _sources.append(source)
    return source


def matters(vault: Vault, member: Member) -> list[Matter]:
    """Everything that waits for `member` in the open vault, the most urgent first."""
    return sorted((matter for source in _sources for matter in source(vault, member)), key=lambda m: m.order)
