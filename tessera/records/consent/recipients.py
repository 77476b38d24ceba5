"""Who can be named in a consent: whoever can be written to says so here, because `records` knows nobody outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation, by the name under which people know it."""

    organisation: UUID
    name: str


Source = Callable[[], Iterable[Recipient]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    if source not in _sources:
        _sources.append(source)
    return source


def recipients() -> list[Recipient]:
    """Everybody who can be written to from the open vault, once, by name."""
    found = {one.organisation: one for source in _sources for one in source()}
    return sorted(found.values(), key=lambda one: one.name.casefold())
