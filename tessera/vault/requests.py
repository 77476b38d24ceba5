from __future__ import annotations

from tessera.accounts.requests import MemberRequest

from .models import Vault


class VaultRequest(MemberRequest):
    """A request inside a vault: its room is open, and `vault` says which one it is."""

    vault: Vault
    belongs_to: str  # the address whose line of the menu is marked, where it is not the own one
