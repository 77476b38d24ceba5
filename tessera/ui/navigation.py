"""The list of jobs beside every page. Parts put themselves on it, so it shows only what exists."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `kwargs` and the room's id (where `in_room`) make the address; `permission` may hide it.

    `in_network`: the address is one of the network's room, whichever room is shown, for whoever holds its key.
    """

    order: int
    title: str | Promise
    url_name: str
    in_room: bool = True
    in_network: bool = False
    permission: str = ""
    under: bool = False
    kwargs: dict[str, str] = field(default_factory=dict)


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    for entry in entries:
        if entry not in _entries:
            _entries.append(entry)
    _entries.sort(key=lambda entry: entry.order)


def entries() -> tuple[Entry, ...]:
    return tuple(_entries)
