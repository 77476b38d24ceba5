"""An invited person makes their account: name, login, six words onto paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tessera.accounts import actions as accounts, sessions, throttle
from tessera.accounts.access import public
from tessera.accounts.middleware import set_cookie
from tessera.accounts.models import Invitation
from tessera.accounts.queries import InvitationSpent, find_invitation
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import tokens
from tessera.vault.actions import open_first_vault

from . import pending, written_down
from .forms import AccountForm


@public
def join(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        invitation = find_invitation(token)
        if "held" in request.POST:
            return _confirm(request, token)
        if request.method == "POST":
            return _enter(request, token, invitation)
        return _page(request, invitation, AccountForm())
    except InvitationSpent:
        return render(request, "web/invitation_spent.html", status=410)


def _enter(request: TesseraRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Each look at a login is a try of this invitation: it must not tell for long who has an account here."""
    try:
        throttle.take_a_try(tokens.token_hash(token))
    except throttle.TooManyTries as wait:
        messages.error(request, wait.said)
        return _page(request, invitation, AccountForm(initial=request.POST.dict()), status=429)
    form = AccountForm(request.POST)
    if form.is_valid():
        return written_down.hand_out(request, token, form.cleaned_data)
    return _page(request, invitation, form)


def _page(
    request: TesseraRequest, invitation: Invitation, form: AccountForm, status: int = 200
) -> HttpResponse:
    return render(request, "web/join.html", {"form": form, "invitation": invitation}, status=status)


def _confirm(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        content = written_down.read_back(request, token)
    except pending.PendingLost:
        return redirect("join", token=token)
    except written_down.NotOnPaper as again:
        return again.page
    try:
        member, bundle = accounts.accept_invitation(token=token, account=written_down.account_of(content))
    except accounts.LoginTaken:
        messages.error(
            request,
            _(
                "Meanwhile somebody else took this login, so no account was made. Cross out the words on your"
                " paper: please choose another login, and you get new ones."
            ),
        )
        return redirect("join", token=token)
    # The first member of an organisation opens its vault; everybody after is let in by somebody inside.
    open_first_vault(organisation=member.organisation, by=member, name=content["name"])
    response = redirect("today")
    set_cookie(response, sessions.begin(member.id, bundle))
    return response
