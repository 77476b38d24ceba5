from __future__ import annotations

from tessera.accounts.requests import MemberRequest

from .models import Vault


class VaultRequest(MemberRequest):
    """A request inside a vault: its room is open, and `vault` says which one it is."""

    vault: Vault
