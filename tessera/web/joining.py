"""An invited person makes their account: name, login, six words onto paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.access import public
from tessera.accounts.middleware import set_cookie
from tessera.accounts.queries import InvitationSpent, find_invitation
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import passphrases
from tessera.vault.actions import create_vault

from . import pending
from .forms import AccountForm, WrittenDownForm


@public
def join(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        invitation = find_invitation(token)
        if "held" in request.POST:
            return _confirm(request, token)
        form = AccountForm(request.POST or None)
        if form.is_valid():
            words = passphrases.new_passphrase(get_language() or "en")
            content = form.cleaned_data | {
                "words": words,
                "positions": pending.two_positions(passphrases.WORDS),
            }
            return _show_words(request, token, content)
        return render(request, "web/join.html", {"form": form, "invitation": invitation})
    except InvitationSpent:
        return render(request, "web/invitation_spent.html", status=410)


def _show_words(
    request: TesseraRequest, token: str, content: dict[str, Any], form: WrittenDownForm | None = None
) -> HttpResponse:
    form = form or _paper_form(content, initial={"held": pending.hold(token, content)})
    return render(request, "web/written_down.html", {"form": form, "words": content["words"]})


def _confirm(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        content = pending.release(token, request.POST["held"])
    except pending.PendingLost:
        return redirect("join", token=token)
    form = _paper_form(content, data=request.POST)
    if not form.is_valid():
        return _show_words(request, token, content, form)
    account = accounts.NewAccount(content["name"], content["login"], content["words"])
    try:
        member, bundle = accounts.accept_invitation(token=token, account=account)
    except accounts.LoginTaken:
        return redirect("join", token=token)
    # The first member of an organisation opens its vault; everybody after is let in by somebody inside.
    if not member.organisation.vaults.exists():
        create_vault(organisation=member.organisation, by=member, name=content["name"])
    response = redirect("today")
    set_cookie(response, sessions.begin(member.id, bundle))
    return response


def _paper_form(content: dict[str, Any], **kwargs: Any) -> WrittenDownForm:
    return WrittenDownForm(words=content["words"].split(), positions=content["positions"], **kwargs)
