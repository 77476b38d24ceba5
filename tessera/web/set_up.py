"""The first start: network, first organisation, first member; words and pepper onto paper."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.access import public
from tessera.accounts.middleware import set_cookie
from tessera.accounts.pepper import pepper
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import tokens
from tessera.vault.actions import open_first_vault

from . import pending, written_down
from .forms import CodeForm, SetUpForm

_PURPOSE = "set-up"


@public
def set_up(request: TesseraRequest) -> HttpResponse:
    if request.network is not None:
        return redirect("today")
    code = CodeForm(request.GET if "code" in request.GET else None)
    if not code.is_valid():
        return render(request, "web/set_up_code.html", {"form": code})
    if "held" in request.POST:
        return _confirm(request)
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        return written_down.hand_out(request, _PURPOSE, form.cleaned_data, pepper=tokens.spell(pepper()))
    return render(request, "web/set_up.html", {"form": form})


def _confirm(request: TesseraRequest) -> HttpResponse:
    try:
        content = written_down.read_back(request, _PURPOSE, pepper=tokens.spell(pepper()))
    except pending.PendingLost:
        return HttpResponseRedirect(request.get_full_path())  # begins anew, with the code
    except written_down.NotOnPaper as again:
        return again.page
    founding = {name: content[name] for name in ("look", "organisation", "country")}
    try:
        member, bundle = accounts.found_network(
            name=content["network"], account=written_down.account_of(content), **founding
        )
    except accounts.AlreadyFounded:
        return redirect("sign-in")
    open_first_vault(organisation=member.organisation, by=member, name=content["name"])
    response = redirect("today")
    set_cookie(response, sessions.begin(member.id, bundle))
    return response
