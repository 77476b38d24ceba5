"""Asking who is signed in to show once more that it is them, before what concerns keys, members or exports."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import actions
from .forms import ConfirmForm
from .requests import MemberRequest
from .throttle import TooManyTries


def ask_again(request: MemberRequest) -> HttpResponse | None:
    """The page that asks for words and code; None where they were typed just now, and the view goes on.

    What somebody was sending travels through the page in hidden fields, so that nothing is typed twice.
    """
    key, sent = request.session_key, "confirm-send" in request.POST
    form = ConfirmForm(request.POST if sent else None, with_code=key.bundle.second_factor is not None)
    if not key.is_fresh and not (form.is_valid() and _is_them(request, form)):
        return _page(request, form)
    # Who only wanted to look is led back to looking; what was to be sent goes on to its view.
    return HttpResponseRedirect(request.get_full_path()) if "confirm-look" in request.POST else None


def _is_them(request: MemberRequest, form: ConfirmForm) -> bool:
    try:
        actions.confirm(**form.cleaned_data, session=request.session_key, by=request.member)
    except actions.SignInRefused:
        form.add_error(None, _("This is not right. Please check what you typed."))
    except TooManyTries as wait:
        form.add_error(None, wait.said)
    else:
        return True
    return False


def _page(request: MemberRequest, form: ConfirmForm) -> HttpResponse:
    looks = request.method != "POST" or "confirm-look" in request.POST
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith("confirm-")
    ]
    return render(request, "accounts/confirm.html", {"form": form, "kept": kept, "looks": looks})
