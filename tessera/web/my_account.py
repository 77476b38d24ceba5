"""My account: where one is signed in, the second factor, new words."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tessera.accounts import actions as accounts, second_factor as factor, sessions
from tessera.accounts.access import members
from tessera.accounts.forms import ProofForm, SwitchOnForm
from tessera.accounts.middleware import set_cookie
from tessera.accounts.requests import MemberRequest
from tessera.accounts.throttle import TooManyTries
from tessera.sealing import codes
from tessera.ui.qr import qr_code
from tessera.vault.queries import vaults_of

from . import pending, written_down


@members()
def my_account(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    listed = [
        {
            "name": one.name,
            "begun": now - timedelta(seconds=one.begun),
            "used": now - timedelta(seconds=one.used),
            "is_this": one.is_this,
        }
        for one in sessions.list_of(request.session_key)
    ]
    has_factor = request.session_key.bundle.second_factor is not None
    return render(
        request,
        "web/my_account.html",
        {"sessions": listed, "has_factor": has_factor, "rooms": vaults_of(request.member)},
    )


@members()
@require_POST
def end_session(request: MemberRequest, name: UUID) -> HttpResponse:
    if accounts.end_session(name=name, by=request.member):
        messages.success(request, _("Ended. Whoever was signed in there has to sign in again."))
    else:
        messages.warning(request, _("That session was over already."))
    return redirect("my-account")


@members()
@require_POST
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    ended = accounts.end_other_sessions(session=request.session_key.id, by=request.member)
    said = ngettext("%(n)s other session was ended.", "%(n)s other sessions were ended.", ended)
    messages.success(request, said % {"n": ended})
    return redirect("my-account")


@members(fresh=True)
def new_words(request: MemberRequest) -> HttpResponse:
    """Six new words, read back from paper before they count."""
    purpose = f"new words {request.member.id}"
    if request.method != "POST":
        return render(request, "web/new_words.html")
    if "held" not in request.POST:
        return written_down.hand_out(request, purpose, {})
    try:
        content = written_down.read_back(request, purpose)
    except pending.PendingLost:
        return redirect("new-words")
    except written_down.NotOnPaper as again:
        return again.page
    secret = accounts.change_words(words=content["words"], session=request.session_key, by=request.member)
    messages.success(
        request, _("From now on only the new words open your account. Please destroy the old paper.")
    )
    return _with_cookie(redirect("my-account"), secret)


@members()
@sensitive_post_parameters()
def second_factor(request: MemberRequest) -> HttpResponse:
    """Switched off: the code to scan. Switched on: how many codes on paper are left."""
    if request.session_key.bundle.second_factor is not None:
        left = factor.left(request.member.id)
        return render(request, "web/second_factor_on.html", {"left": left, "few": left < 3})
    try:
        secret, form = _shown_secret(request)
    except pending.PendingLost:
        return redirect("second-factor")
    if form.is_valid():
        try:
            cookie, on_paper = accounts.switch_on_second_factor(
                words=form.cleaned_data["words"],
                secret=secret,
                code=form.cleaned_data["code"],
                session=request.session_key,
                by=request.member,
            )
        except accounts.SignInRefused:
            form.add_error("words", _("These are not your words. Please check them."))
        except accounts.CodeRefused:
            form.add_error(
                "code",
                _("This code does not fit. Check that the phone's clock is right, and type the next one."),
            )
        except TooManyTries as wait:
            form.add_error(None, wait.said)
        else:
            # Shown in this answer and nowhere else.
            return _with_cookie(render(request, "web/recovery_codes.html", {"codes": on_paper}), cookie)
    address = codes.address(secret, issuer=request.network.name)
    shown = {"form": form, "qr": qr_code(address), "letters": codes.letters(secret)}
    return render(request, "web/second_factor.html", shown)


@members(fresh=True)
@require_POST
def recovery_codes(request: MemberRequest) -> HttpResponse:
    try:
        on_paper = accounts.renew_recovery_codes(session=request.session_key, by=request.member)
    except accounts.CodeRefused:
        return redirect("second-factor")
    return render(request, "web/recovery_codes.html", {"codes": on_paper})


@members()
@sensitive_post_parameters()
def switch_off(request: MemberRequest) -> HttpResponse:
    if request.session_key.bundle.second_factor is None:
        return redirect("second-factor")
    form = ProofForm(request.POST or None)
    if form.is_valid():
        try:
            cookie = accounts.switch_off_second_factor(
                **form.cleaned_data, session=request.session_key, by=request.member
            )
        except accounts.SignInRefused:
            form.add_error(None, _("This is not right. Please check what you typed."))
        except TooManyTries as wait:
            form.add_error(None, wait.said)
        else:
            messages.success(
                request, _("The second factor is switched off. Your six words alone open your account.")
            )
            return _with_cookie(redirect("my-account"), cookie)
    return render(request, "web/second_factor_off.html", {"form": form})


def _shown_secret(request: MemberRequest) -> tuple[bytes, SwitchOnForm]:
    """A new secret, or the one that the page showed before; raises PendingLost."""
    purpose = f"second factor {request.member.id}"
    if request.method == "POST":
        held = pending.release(purpose, request.POST.get("held", ""))
        return base64.b64decode(held["secret"]), SwitchOnForm(request.POST)
    secret = codes.new_secret()
    held_back = pending.hold(purpose, {"secret": base64.b64encode(secret).decode()})
    return secret, SwitchOnForm(initial={"held": held_back})


def _with_cookie(response: HttpResponse, secret: str) -> HttpResponse:
    set_cookie(response, secret)
    return response
