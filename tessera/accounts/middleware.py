"""Puts the signed-in member on the request. It opens no vault and shows nothing by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from . import sessions
from .queries import member_by_id
from .requests import TesseraRequest

GetResponse = Callable[[TesseraRequest], HttpResponse]


def recognise_session(get_response: GetResponse) -> GetResponse:
    def middleware(request: TesseraRequest) -> HttpResponse:
        request.session_key, request.member, request.session_lost = None, None, False
        secret = request.COOKIES.get(settings.SESSION_COOKIE)
        if secret:
            _recognise(request, secret)
        response = get_response(request)
        if request.session_lost and settings.SESSION_COOKIE not in response.cookies:
            forget_cookie(response)
        return response

    return middleware


def _recognise(request: TesseraRequest, secret: str) -> None:
    try:
        key = sessions.resume(secret)
    except sessions.SessionEnded:
        request.session_lost = True
        return
    member = member_by_id(key.member)
    if member is None:  # removed, also from another process
        sessions.end(key.id)
        request.session_lost = True
        return
    request.session_key, request.member = key, member


def set_cookie(response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        settings.SESSION_COOKIE, secret, secure=True, httponly=True, samesite="Strict", path="/"
    )


def forget_cookie(response: HttpResponse) -> None:
    # A `__Host-` cookie is only deleted by a header that carries the same attributes.
    response.set_cookie(
        settings.SESSION_COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Strict", path="/"
    )
