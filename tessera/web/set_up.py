"""The first start: network, first organisation, first member; words and pepper onto paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.access import public
from tessera.accounts.middleware import set_cookie
from tessera.accounts.pepper import pepper
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import passphrases, tokens
from tessera.vault.actions import create_vault

from . import pending
from .forms import SetUpForm, WrittenDownForm

_PURPOSE = "set-up"


@public
def set_up(request: TesseraRequest) -> HttpResponse:
    if request.network is not None:
        return redirect("today")
    if "held" in request.POST:
        return _confirm(request)
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        words = passphrases.new_passphrase(get_language() or "en")
        content = form.cleaned_data | {"words": words, "positions": pending.two_positions(passphrases.WORDS)}
        return _show_words(request, content)
    return render(request, "web/set_up.html", {"form": form})


def _show_words(
    request: TesseraRequest, content: dict[str, Any], form: WrittenDownForm | None = None
) -> HttpResponse:
    form = form or _paper_form(content, initial={"held": pending.hold(_PURPOSE, content)})
    shown = {"form": form, "words": content["words"], "pepper": tokens.spell(pepper())}
    return render(request, "web/written_down.html", shown)


def _confirm(request: TesseraRequest) -> HttpResponse:
    try:
        content = pending.release(_PURPOSE, request.POST["held"])
    except pending.PendingLost:
        return redirect("set-up")
    form = _paper_form(content, data=request.POST)
    if not form.is_valid():
        return _show_words(request, content, form)
    account = accounts.NewAccount(content["name"], content["login"], content["words"])
    founding = {name: content[name] for name in ("look", "organisation", "country")}
    try:
        member, bundle = accounts.found_network(name=content["network"], account=account, **founding)
    except accounts.AlreadyFounded:
        return redirect("sign-in")
    create_vault(organisation=member.organisation, by=member, name=content["name"])
    response = redirect("today")
    set_cookie(response, sessions.begin(member.id, bundle))
    return response


def _paper_form(content: dict[str, Any], **kwargs: Any) -> WrittenDownForm:
    return WrittenDownForm(
        words=content["words"].split(),
        positions=content["positions"],
        pepper_end=tokens.spell(pepper()).split()[-1],
        **kwargs,
    )
