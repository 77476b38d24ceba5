"""Views of the directory: inside the network's room, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase

from tessera.accounts.access import View
from tessera.accounts.rules import Permission
from tessera.vault.access import in_vault
from tessera.vault.requests import VaultRequest

from .rules import has_directory


def in_directory(
    may: Permission, *, line: str, keep_draft: bool = False, fresh: bool = False
) -> Callable[[View], View]:
    """As `in_vault`, where the room is the network's; in any other there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def there(request: VaultRequest, **kwargs: Any) -> HttpResponseBase:
            if not has_directory(request.vault):
                raise Http404
            return view(request, **kwargs)

        return in_vault(may, line=line, keep_draft=keep_draft, fresh=fresh)(there)

    return decorate
