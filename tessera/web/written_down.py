"""Six words, and the pepper where a server is set up: shown once, then read back from paper before anything is made."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tessera.accounts.actions import NewAccount
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import passphrases

from . import pending
from .forms import WrittenDownForm


class NotOnPaper(Exception):
    """What was typed back is not what was shown: `page` shows it again, and says which field is wrong."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__("It was read back wrongly. Nothing was made.")
        self.page = page


def hand_out(
    request: TesseraRequest,
    purpose: str,
    entered: dict[str, Any],
    *,
    pepper: str = "",
    page: str = "web/written_down.html",
) -> HttpResponse:
    """The page with new words, for whoever `entered` their name and login or has an account. Nothing is stored yet."""
    words = passphrases.new_passphrase(get_language() or "en")
    content = entered | {"words": words, "positions": pending.two_positions(passphrases.WORDS)}
    form = _form(content, pepper, initial={"held": pending.hold(purpose, content)})
    return _page(request, content, form, pepper, page)


def read_back(
    request: TesseraRequest, purpose: str, *, pepper: str = "", page: str = "web/written_down.html"
) -> dict[str, Any]:
    """What was entered, with its `words`, now that they are on paper; raises NotOnPaper or PendingLost."""
    content = pending.release(purpose, request.POST["held"])
    form = _form(content, pepper, data=request.POST)
    if not form.is_valid():
        raise NotOnPaper(_page(request, content, form, pepper, page))
    return content


def account_of(content: dict[str, Any]) -> NewAccount:
    return NewAccount(content["name"], content["login"], content["words"])


def _form(content: dict[str, Any], pepper: str, **kwargs: Any) -> WrittenDownForm:
    return WrittenDownForm(
        words=content["words"].split(),
        positions=content["positions"],
        pepper_end=pepper.rpartition(" ")[2],
        **kwargs,
    )


def _page(
    request: TesseraRequest, content: dict[str, Any], form: WrittenDownForm, pepper: str, page: str
) -> HttpResponse:
    shown = {"form": form, "login": content.get("login", ""), "words": content["words"], "pepper": pepper}
    return render(request, page, shown)
