"""Two things around every page: explained errors, and set-up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tessera.accounts.queries import network
from tessera.accounts.requests import TesseraRequest

from .errors import page_for, wrong_method

GetResponse = Callable[[TesseraRequest], HttpResponseBase]


class plain_errors:  # noqa: N801 - reads as the function it stands for
    """Turns our own exceptions into pages that say what happened."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: TesseraRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return wrong_method(request)
        return response

    def process_exception(self, request: TesseraRequest, exception: Exception) -> HttpResponse | None:
        return page_for(request, exception)


def set_up_first(get_response: GetResponse) -> GetResponse:
    """Before there is a network every address leads to set-up, and afterwards set-up leads nowhere."""

    def middleware(request: TesseraRequest) -> HttpResponseBase:
        request.network = network()
        free = {reverse("set-up"), reverse("language")}
        if (
            request.network is None
            and request.path not in free
            and not request.path.startswith(f"/{settings.STATIC_URL}")
        ):
            return redirect("set-up")
        return get_response(request)

    return middleware
