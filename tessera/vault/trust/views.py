"""In the room: who is trusted with parts of its key, and locking it down."""

from __future__ import annotations

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.vault.access import in_vault
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault
from tessera.vault.queries import colleague_name, vaults_of
from tessera.vault.requests import VaultRequest
from tessera.vault.sqlcipher.base import WriteAheadLogInUse

from . import actions, shares
from .forms import TrusteeForm
from .models import Reopening, ShutOut, Trustee
from .queries import State, came_as_trustees, open_requests, trustees_with_state

log = logging.getLogger("tessera.vault")


@in_vault(Permission.READ_RECORDS, line="trustees.shown")
def trustees(request: VaultRequest) -> HttpResponse:
    chosen = trustees_with_state(request.vault)
    keeping = [one for one, state in chosen if state == State.KEEPS_A_PART]
    shown = {
        "trustees": chosen,
        "are_whole": shares.are_whole(keeping),
        "can_be_reopened": len(keeping) >= shares.ENOUGH,
        "came": came_as_trustees(request.vault),
        "requests": [
            (one, shares.may_be_given_from(one)) for one in open_requests().filter(vault=request.vault.pk)
        ],
        "may_invite": may(request.member, Permission.INVITE_MEMBERS),
    }
    return render(request, "vault/trustees.html", shown)


@in_vault(Permission.INVITE_MEMBERS, line="trustees.shown", fresh=True)
def appoint_trustee(request: VaultRequest) -> HttpResponse:
    form = TrusteeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.appoint_trustee(vault=request.vault, by=request.member, **form.cleaned_data)
        except actions.WordsDoNotFit:
            form.add_error(
                "words",
                _(
                    "Nobody here has these words. Listen again, from the first to the sixth. If it stays so, somebody"
                    " may have put other keys in between: stop, and tell whoever looks after the server."
                ),
            )
        except actions.CannotBeTrustee:
            form.add_error(
                "words", _("They hold a key to this room, or are one of its trusted people already.")
            )
        except actions.EnoughTrustees:
            form.add_error(None, _("There are five already. Dismiss one before you choose another."))
        except actions.OneCountryOnly:
            form.add_error("country", _("The other four live there too. Choose somebody in another country."))
        else:
            messages.success(request, _("Done. Now add their name and number to your paper."))
            return redirect("trustees", vault=request.vault.pk)
    return render(request, "vault/appoint_trustee.html", {"form": form})


@in_vault(Permission.INVITE_MEMBERS, line="trustees.shown", fresh=True)
def dismiss_trustee(request: VaultRequest, uid: UUID) -> HttpResponse:
    trustee = get_object_or_404(Trustee, pk=uid)
    if request.method == "POST":
        actions.dismiss_trustee(vault=request.vault, trustee=trustee, by=request.member)
        messages.success(request, _("Their part opens nothing any more. Choose another person soon."))
        return redirect("trustees", vault=request.vault.pk)
    return render(request, "vault/dismiss_trustee.html", {"trustee": trustee})


@in_vault(Permission.READ_RECORDS, line="trustees.shown")
@require_POST
def refuse_reopening(request: VaultRequest, uid: UUID) -> HttpResponse:
    reopening = get_object_or_404(Reopening, pk=uid, vault=request.vault.pk)
    actions.refuse_request(reopening=reopening, by=request.member)
    messages.success(request, _("Refused. The trusted people see the request no more. Tell your colleagues."))
    return redirect("trustees", vault=request.vault.pk)


@in_vault(Permission.READ_RECORDS, line="lockdown.shown")
def lockdown(request: VaultRequest) -> HttpResponse:
    """One page, one press, no words asked: there may be no time. Looking at it does nothing."""
    whole = shares.are_whole(shares.standing(request.vault.pk))
    elsewhere = vaults_of(request.member).exclude(pk=request.vault.pk)
    others = [room for room in elsewhere if shares.are_out(room.pk)]
    if request.method == "POST":
        chosen = others if "all" in request.POST else []
        if whole or chosen:
            return _lock_down(request, [request.vault] if whole else [], chosen)
    shown = {"are_whole": whole, "others": len(others), "stay_open": len(elsewhere) - len(others)}
    return render(request, "vault/lockdown.html", shown)


def _lock_down(request: VaultRequest, here: list[Vault], others: list[Vault]) -> HttpResponse:
    """The room of this page; and the others, where asked for, whatever happens with one of them."""
    in_log = False
    for room in here:
        in_log |= not _is_gone(room, request)
    # No word of who could open it again, nor of what is open still: somebody else may be reading this.
    messages.success(
        request,
        _("Locked down. Nobody holds a key to them any more.")
        if others
        else _("Locked down. Nobody holds a key to it any more."),
    )
    for room in others:
        try:
            in_log |= not _is_gone(room, request)
        except Exception as error:
            log.exception("a room was not locked down: %s", type(error).__name__)
            messages.error(
                request,
                _(
                    "Another room of yours was not locked down. Sign in and see why: it may lack trusted people, or be"
                    " in use."
                ),
            )
    if in_log:
        messages.warning(
            request,
            _(
                "Copies of the deleted keys may still lie in a file on the server, because the file was in use."
                " They go when the server starts anew."
            ),
        )
    return redirect("sign-in")


def _is_gone(room: Vault, request: VaultRequest) -> bool:
    """Locks one room down; whether also the last byte of its wraps is gone."""
    try:
        with open_vault(room, request.session_key):
            actions.lock_down(vault=room, by=request.member)
    except WriteAheadLogInUse:
        return False
    return True


@in_vault(Permission.READ_RECORDS, line="member.shown", fresh=True)
@require_POST
def let_in_again(request: VaultRequest, uid: UUID) -> HttpResponse:
    waiting = get_object_or_404(ShutOut, pk=uid)
    member = get_object_or_404(Member, pk=uid, removed_at=None)
    try:
        actions.let_in_again(vault=request.vault, waiting=waiting, member=member, by=request.member)
    except actions.KeysChanged:
        messages.error(
            request,
            _(
                "No access was given: they have other keys than before. Remove this account and invite them anew."
            ),
        )
    else:
        name = colleague_name(member.pk)
        messages.success(request, _("%(name)s can open this room now.") % {"name": name})
    return redirect("members", vault=request.vault.pk)
