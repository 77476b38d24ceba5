"""What the frame of every page shows: the network, the room, the jobs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tessera.accounts.models import Member
from tessera.accounts.pepper import PepperMissing
from tessera.accounts.rules import Permission, may
from tessera.accounts.sessions import SessionKey
from tessera.ui.navigation import Entry, entries
from tessera.vault.models import Vault
from tessera.vault.queries import vaults_of
from tessera.vault.sqlcipher.keys.base import KeysUnreadable


def frame(request: HttpRequest) -> dict[str, Any]:
    # An error page may be drawn before anything was put on the request.
    member: Member | None = getattr(request, "member", None)
    key: SessionKey | None = getattr(request, "session_key", None)
    held = _rooms_of(member) if member else []
    room = getattr(request, "vault", None) or next(iter(held), None)
    if room not in held:
        room = None  # an address named a room that the member holds no key to
    return {
        "network": getattr(request, "network", None),
        "member": member,
        "me": key.bundle.name if key else "",
        "room": room,
        "languages": settings.LANGUAGES,
        "navigation": [_shown(request, entry, room) for entry in entries() if _is_for(member, room, entry)]
        if member
        else [],
    }


def _rooms_of(member: Member) -> list[Vault]:
    """None where the keys do not open: the page that says so still has the button that locks."""
    try:
        return list(vaults_of(member))
    except (KeysUnreadable, PepperMissing):
        return []


def _is_for(member: Member, room: Vault | None, entry: Entry) -> bool:
    allowed = not entry.permission or may(member, Permission[entry.permission])
    return allowed and (room is not None or not entry.in_room)


def _shown(request: HttpRequest, entry: Entry, room: Vault | None) -> dict[str, Any]:
    kwargs: dict[str, Any] = dict(entry.kwargs)
    if entry.in_room and room:
        kwargs["vault"] = room.id
    address = reverse(entry.url_name, kwargs=kwargs)
    # A record's own address says nothing of its list, so its view may name the list it belongs to.
    path = getattr(request, "belongs_to", request.path)
    here = path == address or (address != "/" and path.startswith(address))
    return {"title": entry.title, "address": address, "under": entry.under, "is_here": here}
