"""Puts the signed-in member on the request. It opens no vault and shows nothing by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.urls import reverse

from . import sessions
from .queries import member_by_id
from .requests import TesseraRequest

GetResponse = Callable[[TesseraRequest], HttpResponse]


def recognise_session(get_response: GetResponse) -> GetResponse:
    def middleware(request: TesseraRequest) -> HttpResponse:
        request.session_key, request.member, request.session_lost = None, None, False
        request.locked_anyway = False
        secret = request.COOKIES.get(settings.SESSION_COOKIE)
        if secret:
            # A page that looks again by itself is nobody using it.
            _recognise(request, secret, counts="X-Look-Again" not in request.headers)
        # The cookie of an ended session opens nothing; it stays, so that a form sent late can be kept for its writer.
        return get_response(request)

    return middleware


def _recognise(request: TesseraRequest, secret: str, *, counts: bool) -> None:
    try:
        key = sessions.resume(secret, counts=counts)
    except sessions.SessionEnded:
        request.session_lost = True
        return
    try:
        member = member_by_id(key.member)
    except DatabaseError:
        # Locking forgets the keys whatever else fails, also where nobody can be looked up.
        if request.path == reverse("lock") and request.method == "POST":
            sessions.end(key.id)
            request.locked_anyway = True
        raise
    if member is None:  # removed, also from another process
        sessions.end(key.id)
        request.session_lost = True
        return
    request.session_key, request.member = key, member


def set_cookie(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        settings.SESSION_COOKIE, secret, secure=True, httponly=True, samesite="Strict", path="/"
    )


def set_waiting_cookie(response: HttpResponse, waiting: str) -> None:
    """Of somebody whose code is still to come; it opens nothing."""
    response.set_cookie(
        settings.SECOND_STEP_COOKIE,
        waiting,
        max_age=settings.SECOND_STEP_MINUTES * 60,
        secure=True,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def forget_waiting_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.SECOND_STEP_COOKIE, path="/", samesite="Strict")
