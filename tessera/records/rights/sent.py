"""What of a record left this room: whoever sends things says so here, for the person's own copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing that was sent: when, to whom, what of it, and what became of it. `address` is a page of its own."""

    at: datetime
    to: str
    what: Sequence[str]
    became: str
    address: str


Source = Callable[[UUID, UUID], Iterable[Passage]]  # of a vault, about a record
_sources: list[Source] = []


def register(source: Source) -> Source:
    if source not in _sources:
        _sources.append(source)
    return source


def everything_sent(vault: UUID, about: UUID) -> list[Passage]:
    """The latest first."""
    found = (one for source in _sources for one in source(vault, about))
    return sorted(found, key=lambda one: one.at, reverse=True)
