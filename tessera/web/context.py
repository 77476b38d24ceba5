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
from tessera.vault.rooms.naming import Held, rooms_held
from tessera.vault.sqlcipher.keys.base import KeysUnreadable


def frame(request: HttpRequest) -> dict[str, Any]:
    # An error page may be drawn before anything was put on the request.
    member: Member | None = getattr(request, "member", None)
    key: SessionKey | None = getattr(request, "session_key", None)
    held = _rooms_of(member, key) if member and key else []
    here = _chosen(request, held)
    room = here.vault if here else None
    shared = next((one.vault for one in held if one.vault.is_network), None)
    lines = [
        _shown(request, entry, shared if entry.in_network else room)
        for entry in entries()
        if member and _is_for(member, shared if entry.in_network else room, entry)
    ]
    if room is None:  # which one is meant, only they can say
        lines[1:1] = [_way_into(one) for one in held]
    return {
        "network": getattr(request, "network", None),
        "member": member,
        "me": key.bundle.name if key else "",
        "room": room,
        "room_name": here.name if here else "",
        "rooms_held": held,
        "languages": settings.LANGUAGES,
        "navigation": lines,
        "page_language": getattr(request, "page_language", ""),
        "page_languages": _public_languages(request),
    }


def _public_languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Code, name and address of a public page in every language; nothing on other pages."""
    match = getattr(request, "resolver_match", None)
    if match is None or "language" not in match.kwargs:
        return []
    asked = "?" + request.GET.urlencode() if request.GET else ""
    return [
        (code, name, reverse(match.view_name, kwargs=match.kwargs | {"language": code}) + asked)
        for code, name in settings.PUBLIC_LANGUAGES
    ]


def _rooms_of(member: Member, key: SessionKey) -> list[Held]:
    """None where the keys do not open: the page that says so still has the button that locks."""
    try:
        return rooms_held(member, key)
    except (KeysUnreadable, PepperMissing):
        return []


def _chosen(request: HttpRequest, held: list[Held]) -> Held | None:
    """The room that the address names, if the member holds it; outside the rooms, their only one.

    The network's counts only where there is no other: what lies in it has lines of its own in the menu.
    """
    named: Vault | None = getattr(request, "vault", None)
    if named is None:
        theirs = [one for one in held if not one.vault.is_network] or held
        return theirs[0] if len(theirs) == 1 else None
    return next((one for one in held if one.vault == named), None)


def _is_for(member: Member, room: Vault | None, entry: Entry) -> bool:
    allowed = not entry.permission or may(member, Permission[entry.permission])
    return allowed and (room is not None or not entry.in_room)


def _way_into(held: Held) -> dict[str, Any]:
    address = reverse("people", kwargs={"vault": held.vault.id, "kind": "sought"})
    return {"title": held.name, "address": address, "under": False, "is_here": False}


def _shown(request: HttpRequest, entry: Entry, room: Vault | None) -> dict[str, Any]:
    kwargs: dict[str, Any] = dict(entry.kwargs)
    if entry.in_room and room:
        kwargs["vault"] = room.id
    address = reverse(entry.url_name, kwargs=kwargs)
    # A record's own address says nothing of its list, so its view may name the list it belongs to.
    path = getattr(request, "belongs_to", request.path)
    here = path == address or (address != "/" and path.startswith(address))
    return {"title": entry.title, "address": address, "under": entry.under, "is_here": here}
