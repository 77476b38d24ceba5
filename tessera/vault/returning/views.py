"""New words for a colleague, closing rooms for a journey, and the two who give them back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.access import members
from tessera.accounts.actions import LoginTaken
from tessera.accounts.models import Member
from tessera.accounts.renewing.queries import RenewalSpent, renewal_of
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import NotAllowed, Permission, may_remove
from tessera.sealing.comparing import comparison_words
from tessera.vault.access import in_vault
from tessera.vault.heard import HeardWordsForm
from tessera.vault.queries import colleague_name, grant_holders, lifted_members, vaults_of
from tessera.vault.requests import VaultRequest
from tessera.vault.rotation import NobodyLeft
from tessera.vault.trust.queries import trustee_name
from tessera.vault.views import warning_of_a_copy

from . import actions
from .forms import TravelForm
from .lifting import TooFewStay
from .queries import (
    NobodyWaits,
    Returning,
    confirmed_by,
    enough_to_confirm,
    is_confirmed,
    lifted_from,
    may_confirm,
    returning_member,
)


@in_vault(Permission.READ_RECORDS, line="member.shown", fresh=True)
def begin_renewal(request: VaultRequest, uid: UUID) -> HttpResponse:
    member = _colleague(request, uid)
    shown = {
        "name": colleague_name(member.pk),
        "is_open": renewal_of(member.pk) is not None,
        "enough_here": enough_to_confirm(request.vault, member.pk),
    }
    if request.method == "POST":
        token = actions.begin_renewal(member=member, by=request.member)
        # Shown in this answer and nowhere else, as for an invitation.
        shown["address"] = request.build_absolute_uri(reverse("renew", args=[token]))
        return render(request, "vault/renewal_begun.html", shown)
    return render(request, "vault/begin_renewal.html", shown)


@in_vault(Permission.READ_RECORDS, line="member.shown")
@require_POST
def withdraw_renewal(request: VaultRequest, uid: UUID) -> HttpResponse:
    try:
        actions.withdraw_renewal(member=_colleague(request, uid), by=request.member)
    except RenewalSpent as spent:  # confirmed, or taken back, at this very moment
        raise Http404 from spent
    messages.success(request, _("Taken back. The address and what was made with it do not count any more."))
    return redirect("members", vault=request.vault.pk)


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
def lift_grants(request: VaultRequest, uid: UUID) -> HttpResponse:
    member = _colleague(request, uid)
    if not may_remove(request.member, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    name = colleague_name(member.pk)
    if request.method == "POST":
        try:
            with warning_of_a_copy(request):
                actions.lift_grants(member=member, by=request.member)
        except TooFewStay:
            messages.error(request, _too_few())
        else:
            messages.success(request, _("Every room is closed to %(name)s now.") % {"name": name})
        return redirect("members", vault=request.vault.pk)
    return render(request, "vault/lift_grants.html", {"name": name})


@in_vault(Permission.READ_RECORDS, line="member.shown", fresh=True)
def give_back(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Confirming as the first or the second; who confirmed already only finishes what was cut off."""
    try:
        one = returning_member(request.vault, uid)
        form = HeardWordsForm(request.POST if "words" in request.POST else None)
        if request.method == "POST" and _is_done(request, one, form):
            return redirect("members", vault=request.vault.pk)
    except NobodyWaits as nobody:
        raise Http404 from nobody
    confirmed = confirmed_by(request.vault, one)
    shown = {
        "one": one,
        "form": form,
        "confirmed": [colleague_name(by) or trustee_name(by) for by in confirmed],
        "have_confirmed": request.member.pk in confirmed,
        "is_confirmed": is_confirmed(request.vault, one),
        "is_me": request.member.pk == uid,
        "may": may_confirm(request.vault, by=request.member.pk, about=uid),
        "enough_here": enough_to_confirm(request.vault, uid),
    }
    return render(request, "vault/give_back.html", shown)


@members(fresh=True)
def travel(request: MemberRequest) -> HttpResponse:
    """One's own rooms, before a journey. Afterwards one is signed out."""
    if not vaults_of(request.member).exists():
        return redirect("today")
    form = TravelForm(request.POST or None)
    if form.is_valid():
        try:
            with warning_of_a_copy(request):
                actions.travel(by=request.member)
        except TooFewStay:
            messages.error(request, _too_few())
            return redirect("travel")
        messages.success(
            request, _("Your rooms are closed to you, and you are signed out everywhere. Travel safely.")
        )
        return redirect("sign-in")
    return render(request, "vault/travel.html", {"form": form})


@members()
def my_return(request: MemberRequest) -> HttpResponse:
    """What a member who is back does: two calls, and six words to read aloud."""
    waiting = lifted_from(request.member)
    if not waiting:
        if request.method == "POST":
            actions.end_journey_without_rooms(by=request.member)
        return redirect("today")
    if request.method == "POST":
        actions.ask_back(by=request.member)
        return redirect("my-return")
    keys = request.session_key.bundle  # their own: what the commons say of them could be another's
    shown = {
        "rooms": [vault for _lifted, vault in waiting],
        "has_asked": all(lifted.asked_at for lifted, _vault in waiting),
        "words": comparison_words(keys.kem.public, keys.signing.public, language=get_language() or "en"),
    }
    return render(request, "vault/my_return.html", shown)


def _colleague(request: VaultRequest, uid: UUID) -> Member:
    """Somebody else of one's own organisation who holds the room's key, or would if it was not lifted."""
    here = grant_holders(request.vault) | lifted_members(request.vault)
    ours = Member.objects.filter(organisation=request.member.organisation_id, removed_at=None, pk__in=here)
    return get_object_or_404(ours.exclude(pk=request.member.pk), pk=uid)


def _is_done(request: VaultRequest, one: Returning, form: HeardWordsForm) -> bool:
    vault, member, by = request.vault, one.member.pk, request.member
    typed = "words" in request.POST
    if typed and not form.is_valid():
        return False
    is_back = True  # also where a copy of the old key stays behind
    try:
        with warning_of_a_copy(request):
            if typed:
                heard = form.cleaned_data["words"]
                is_back = actions.confirm_keys(
                    vault=vault, member=member, heard=heard, session=request.session_key, by=by
                )
            else:
                is_back = actions.give_back(vault=vault, member=member, by=by)
    except actions.WordsDiffer:
        form.words_differ()
        return False
    except (LoginTaken, RenewalSpent, NobodyLeft) as stopped:
        messages.error(request, _why_nothing_changed(stopped))
        return True
    if is_back:
        messages.success(request, _("%(name)s can open this room again.") % {"name": one.name})
    elif typed:
        messages.success(
            request,
            _(
                "Confirmed. One more has to: a colleague, or one of the trusted people. If it is a trusted person, come"
                " back here afterwards and finish it."
            ),
        )
    return is_back or typed


def _why_nothing_changed(stopped: Exception) -> str:
    if isinstance(stopped, NobodyLeft):
        return _(
            "Nothing was changed: they hold the only key to another room, and with their old words it would be lost."
            " If they do not find the words again, remove them and say that the room is lost; then invite them anew."
        )
    return _(
        "Nothing was changed: their login was taken by somebody else meanwhile, or the new words were taken"
        " back. Begin once more with new words."
    )


def _too_few() -> str:
    return _(
        "Nothing was closed. In one of the rooms fewer than two others hold the key, and two have to give it back."
        " First let another colleague into that room."
    )
