"""Signing in, locking, and the language of the pages."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tessera.audit.lines import AuditLineNotWritten

from . import actions, sessions
from .access import members, public
from .forms import CodeForm, SignInForm
from .middleware import forget_waiting_cookie, set_cookie, set_waiting_cookie
from .requests import MemberRequest, TesseraRequest
from .throttle import TooManyTries


@public
@sensitive_post_parameters()
def sign_in(request: TesseraRequest) -> HttpResponse:
    if request.member is not None:
        return redirect("today")
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            _member, secret = actions.sign_in(**form.cleaned_data)
        except actions.SignInRefused:
            form.add_error(None, _("Login and words do not belong together. Please check both."))
        except TooManyTries as wait:
            form.add_error(None, wait.said)
        except actions.CodeNeeded as step:
            response = HttpResponseRedirect(_with_next("sign-in-code", request))
            set_waiting_cookie(response, step.waiting)
            return response
        else:
            return _inside(request, secret)
    back = _safe_next(request)
    shown = {"form": form, "locked": "locked" in request.GET, "kept": "?draft=" in back, "next": back}
    return render(request, "accounts/sign_in.html", shown)


@public
@sensitive_post_parameters()
def sign_in_code(request: TesseraRequest) -> HttpResponse:
    """The second step, in the browser that took the first and within minutes."""
    form = CodeForm(request.POST or None)
    waiting = request.COOKIES.get(settings.SECOND_STEP_COOKIE, "")
    try:
        sessions.waiting(waiting)
        if form.is_valid():
            _member, secret = actions.finish_sign_in(waiting=waiting, code=form.cleaned_data["code"])
            return _inside(request, secret)
    except sessions.SessionEnded:
        messages.warning(
            request, _("The minutes for the code are over. Please begin again with your login and words.")
        )
        return redirect(_with_next("sign-in", request))
    except actions.SignInRefused:
        form.add_error(
            None, _("This code does not fit, or was used before. Wait for the next one and try again.")
        )
    except TooManyTries as wait:
        form.add_error(None, wait.said)
    return render(request, "accounts/sign_in_code.html", {"form": form, "next": _safe_next(request)})


@members()
@require_POST
def lock(request: MemberRequest) -> HttpResponse:
    is_alone = sessions.is_alone(request.session_key.id)
    with suppress(AuditLineNotWritten):  # the keys were forgotten before, whatever else fails
        actions.lock(session=request.session_key.id, by=request.member)
    messages.success(request, _("Locked. Nobody can read anything here without a member's words."))
    if not is_alone:
        messages.warning(
            request,
            _(
                "You are signed in in another browser too. There it stays open until you lock it there,"
                " or until 30 minutes have passed without use."
            ),
        )
    return redirect("sign-in")


@public
@require_POST
def language(request: TesseraRequest) -> HttpResponse:
    response = HttpResponseRedirect(_safe_next(request))
    chosen = request.POST.get("language", "")
    if check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=31_536_000,
            samesite="Strict",
            httponly=True,
            secure=True,
        )
    return response


def _inside(request: TesseraRequest, secret: str) -> HttpResponse:
    response = HttpResponseRedirect(_safe_next(request))
    set_cookie(response, secret)
    forget_waiting_cookie(response)
    rotate_token(request)
    return response


def _with_next(name: str, request: TesseraRequest) -> str:
    back = _safe_next(request)
    return reverse(name) + ("?" + urlencode({"next": back}) if back != "/" else "")


def _safe_next(request: TesseraRequest) -> str:
    """Where to go on; only to a path of this site, whatever the form says."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    # Two slashes begin the name of a host, also an empty one, which Django lets pass.
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_ours = is_path and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else "/"
