"""What a view asks of its visitor. Every view carries exactly one of these; a test fails on one without."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from . import drafts
from .confirming import ask_again
from .requests import MemberRequest, TesseraRequest
from .rules import Permission, require

View = Callable[..., HttpResponseBase]
_INDENTED = re.compile(rb"\n\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a view. `vault` says that it also takes a grant, `fresh` that words were typed just now."""

    signed_in: bool
    permission: Permission | None = None
    vault: bool = False
    line: str = ""
    fresh: bool = False


def public(view: View) -> View:
    """Open to everybody who reaches the address."""
    kept = never_cache(view)
    kept.rule = Rule(signed_in=False)  # type: ignore[attr-defined]
    return kept


def takes_from_anybody(size: int) -> Callable[[View], View]:
    """For a view that listens to more than what a form of strangers can hold: it says itself from whom, unread."""

    def decorate(view: View) -> View:
        view.largest_from_anybody = size  # type: ignore[attr-defined]
        return view

    return decorate


def for_everybody(view: View) -> View:
    """A public page in the language that its address names, which sets no cookie and reads none.

    Its forms carry no token, because a token takes a cookie and there is nothing to forge: these pages change nothing.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def shown(request: TesseraRequest, language: str, **kwargs: Any) -> HttpResponseBase:
        request.page_language = language
        request.member = request.session_key = None  # a member reads what everybody reads
        with override(language):
            response = view(request, **kwargs)
        response.headers["Content-Language"] = language  # or it would be given the browser's
        if isinstance(
            response, HttpResponse
        ):  # a telephone pays for every byte, also for how templates are indented
            response.content = _INDENTED.sub(b"\n", response.content)
        return response

    shown.rule = Rule(signed_in=False)  # type: ignore[attr-defined]
    return shown


def members(may: Permission | None = None, *, fresh: bool = False) -> Callable[[View], View]:
    """Open to signed-in members, with a permission where one is named. Shows nothing out of a vault.

    `fresh` asks whoever has not typed their words within the last minutes to do so, whatever the method.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: TesseraRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.member is None:
                return ask_to_sign_in(request)
            if may:
                require(request.member, may)
            if fresh and (asked := ask_again(cast(MemberRequest, request))):
                return asked
            return view(request, *args, **kwargs)

        guarded.rule = Rule(signed_in=True, permission=may, fresh=fresh)  # type: ignore[attr-defined]
        return guarded

    return decorate


def ask_to_sign_in(request: TesseraRequest, *, keep_draft: bool = False) -> HttpResponse:
    """To the sign-in page, which leads back here: to the page, or to the form with what was written in it."""
    back = request.get_full_path() if request.method == "GET" else ""
    if keep_draft and request.method == "POST":
        back = drafts.keep(request)
    address = ({"next": back} if back else {}) | ({"locked": "1"} if request.session_lost else {})
    return redirect(reverse("sign-in") + ("?" + urlencode(address) if address else ""))
