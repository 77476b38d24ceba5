"""Around every page: room on the disk, explained errors, bounds for strangers, and set-up before anything else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from tessera.accounts.access import ask_to_sign_in
from tessera.accounts.queries import network
from tessera.accounts.requests import TesseraRequest
from tessera.vault.reserve import look_after_reserve

from .errors import busy, explain, in_the_language_of, page_for, wrong_method

# What somebody may send who is not signed in: no form of ours for strangers is nearly as large.
LARGEST_FROM_STRANGERS = 64 * 1024
# A form that never arrives whole holds a thread. Strangers get half of those that `bin/_serve.py` runs.
_ROOM_FOR_STRANGERS = threading.BoundedSemaphore(32)

GetResponse = Callable[[TesseraRequest], HttpResponseBase]


def room_on_the_disk(get_response: GetResponse) -> GetResponse:
    def middleware(request: TesseraRequest) -> HttpResponseBase:
        look_after_reserve()
        return get_response(request)

    return middleware


class plain_errors:  # noqa: N801 - reads as the function it stands for
    """Turns our own exceptions into pages that say what happened."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TesseraRequest) -> HttpResponseBase:
        with in_the_language_of(request):
            response = self.get_response(request)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                return wrong_method(request)
            return response

    def process_exception(self, request: TesseraRequest, exception: Exception) -> HttpResponse | None:
        return page_for(request, exception)


def bound_strangers(get_response: GetResponse) -> GetResponse:
    """Members are served whatever others send: it may be small only, and only so many at once are listened to."""

    def middleware(request: TesseraRequest) -> HttpResponseBase:
        if request.member is not None or request.method in ("GET", "HEAD"):
            return get_response(request)
        length = request.META.get("CONTENT_LENGTH", "")
        if length.isdecimal() and int(length) > _largest(request):
            return _too_large(request)
        if not _ROOM_FOR_STRANGERS.acquire(blocking=False):
            return busy(request)
        try:
            return get_response(request)
        finally:
            _ROOM_FOR_STRANGERS.release()

    return middleware


def _largest(request: TesseraRequest) -> int:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return LARGEST_FROM_STRANGERS
    return int(getattr(view, "largest_from_anybody", LARGEST_FROM_STRANGERS))


def _too_large(request: TesseraRequest) -> HttpResponseBase:
    """Told before a byte of it is read. Mostly a file sent into a room that was locked meanwhile."""
    if request.session_lost:
        return ask_to_sign_in(request)
    said = _("Nothing of it was read or kept. Sign in first, then send it again.")
    return explain(request, 413, _("This is too much from somebody who is not signed in"), said)


def set_up_first(get_response: GetResponse) -> GetResponse:
    """Before there is a network every address leads to set-up, and afterwards set-up leads nowhere."""

    def middleware(request: TesseraRequest) -> HttpResponseBase:
        request.network = network()
        if request.network is None and request.path not in {reverse("set-up"), reverse("language")}:
            return redirect("set-up")
        return get_response(request)

    return middleware
