"""Views inside a vault: sign-in, grant, permission, page, line, in this order.

"No line, no page": the answer leaves only after its audit line was written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from tessera.accounts.access import Rule, View, ask_to_sign_in
from tessera.accounts.confirming import ask_again
from tessera.accounts.requests import TesseraRequest
from tessera.accounts.rules import Permission, require
from tessera.audit import heads
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine

from .models import Vault
from .opening import NoGrant, open_vault
from .requests import VaultRequest

_DONE = range(300, 400)  # a redirect says that something was done


def in_vault(
    may: Permission, *, line: str, keep_draft: bool = False, fresh: bool = False
) -> Callable[[View], View]:
    """Opens the vault named in the address (`vault`) around the view and writes `line` for what it shows.

    Who holds no grant gets the same answer as for a vault that does not exist. `about` of the line is the
    address's `uid`, the record shown. Changes write their own lines, so a redirect writes none here.
    `fresh` asks whoever has not typed their words within the last minutes to do so; that page shows nothing of the
    vault and writes no line.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: TesseraRequest, vault: UUID, **kwargs: Any) -> HttpResponseBase:
            if request.member is None:
                return ask_to_sign_in(request, keep_draft=keep_draft)
            inside = cast(VaultRequest, request)
            try:
                inside.vault = Vault.objects.select_related("organisation").get(pk=vault)
                with open_vault(inside.vault, inside.session_key):
                    require(inside.member, may)
                    if fresh and (asked := ask_again(inside)):
                        return asked
                    response = view(inside, **kwargs)
                    if response.status_code < 300:
                        write_line(VaultLine, line, by=inside.member.id, about=kwargs.get("uid"))
                    heads.keep_heads(vault, now=response.status_code in _DONE)
                    return response
            except (Vault.DoesNotExist, NoGrant) as unknown:
                # The page that follows must not tell a room without a grant from one that does not exist.
                inside.vault = None  # type: ignore[assignment]
                raise Http404 from unknown

        guarded.rule = Rule(signed_in=True, permission=may, vault=True, line=line, fresh=fresh)  # type: ignore[attr-defined]
        return guarded

    return decorate
