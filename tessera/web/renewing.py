"""A member who lost their words makes new ones; then two colleagues hear their voice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from tessera.accounts import throttle
from tessera.accounts.access import public
from tessera.accounts.actions import LoginTaken
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Renewal
from tessera.accounts.renewing import actions
from tessera.accounts.renewing.queries import NotTheseWords, RenewalSpent, find_renewal, open_offer
from tessera.accounts.requests import TesseraRequest
from tessera.sealing import tokens
from tessera.sealing.comparing import comparison_words

from . import pending, written_down
from .forms import NewWordsForm, RenewalForm


@public
def lost_words(request: TesseraRequest) -> HttpResponse:
    return render(request, "web/lost_words.html")


@public
@sensitive_post_parameters()
def renew(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        renewal = find_renewal(token)
        if renewal.kem_public:
            return _come_back(request, renewal)
        if "held" in request.POST:
            return _confirm(request, token)
        if request.method == "POST":
            return _enter(request, token, renewal)
        return _page(request, RenewalForm(member=renewal.member))
    except RenewalSpent:
        return render(request, "web/renewal_spent.html", status=410)


def _enter(request: TesseraRequest, token: str, renewal: Renewal) -> HttpResponse:
    """Each look at a login is a try of this address, as for an invitation."""
    try:
        throttle.take_a_try(tokens.token_hash(token))
    except throttle.TooManyTries as wait:
        messages.error(request, wait.said)
        return _page(request, RenewalForm(member=renewal.member, initial=request.POST.dict()), status=429)
    form = RenewalForm(request.POST, member=renewal.member)
    if form.is_valid():
        return written_down.hand_out(request, token, form.cleaned_data)
    return _page(request, form)


def _page(request: TesseraRequest, form: RenewalForm, status: int = 200) -> HttpResponse:
    return render(request, "web/renew.html", {"form": form}, status=status)


def _confirm(request: TesseraRequest, token: str) -> HttpResponse:
    try:
        content = written_down.read_back(request, token)
        bundle = actions.offer_keys(token=token, account=written_down.account_of(content))
    except pending.PendingLost:
        return redirect("renew", token=token)
    except written_down.NotOnPaper as again:
        return again.page
    except LoginTaken:
        messages.error(
            request,
            _(
                "Meanwhile somebody else took this login. Cross out the words on your paper: please choose another"
                " login, and you get new ones."
            ),
        )
        return redirect("renew", token=token)
    return _two_calls(request, bundle)


def _come_back(request: TesseraRequest, renewal: Renewal) -> HttpResponse:
    """The words to read aloud are shown to whoever knows the new words only: others may have the address too."""
    form = NewWordsForm(request.POST if "words" in request.POST else None)
    if renewal.completed_at is None and form.is_valid():
        try:
            return _two_calls(request, open_offer(renewal=renewal, words=form.cleaned_data["words"]))
        except NotTheseWords:
            form.add_error("words", _("These are not the words that were made here."))
        except throttle.TooManyTries as wait:
            form.add_error(None, wait.said)
    return render(request, "web/renewal_waits.html", {"form": form, "renewal": renewal})


def _two_calls(request: TesseraRequest, bundle: Bundle) -> HttpResponse:
    words = comparison_words(bundle.kem.public, bundle.signing.public, language=get_language() or "en")
    return render(request, "web/two_calls.html", {"words": words})
