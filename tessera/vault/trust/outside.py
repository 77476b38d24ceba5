"""For those who stand outside a room: who asks for its key, and the trustees who are asked. Nothing here opens a room."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.access import members
from tessera.accounts.models import Member
from tessera.accounts.requests import MemberRequest
from tessera.sealing.comparing import comparison_words
from tessera.sealing.formats import SealBroken
from tessera.sealing.sharing import TooFewShares
from tessera.vault.heard import HeardWordsForm
from tessera.vault.models import Vault
from tessera.vault.returning.actions import WordsDiffer, confirm_from_outside

from . import actions, shares
from .models import Lockdown, Reopening, Share
from .queries import confirmations_asked_of, given_by, may_ask, open_requests, requests_to

# Who asks


@members()
def closed_room(request: MemberRequest, uid: UUID) -> HttpResponse:
    room = _room_outside(request, uid)
    asked = open_requests().filter(vault=room.pk, asker=request.member.pk).first()
    answers = list(asked.answers.all()) if asked else []
    given = sum(answer.sealed is not None for answer in answers)
    shown = {
        "lockdown": Lockdown.objects.filter(vault=room.pk).first(),
        "closed": room,
        "asked": asked,
        "words": asked and shares.words_of_request(asked, get_language() or "en"),
        "opens_from": asked and shares.may_be_given_from(asked),
        "given": given,
        "refused": len(answers) - given,
        "enough": given >= shares.ENOUGH,
    }
    return render(request, "vault/closed_room.html", shown)


@members(fresh=True)
@require_POST
def ask_reopening(request: MemberRequest, uid: UUID) -> HttpResponse:
    room = _room_outside(request, uid)
    actions.ask_for_reopening(vault=room, session=request.session_key, by=request.member)
    return redirect("closed-room", uid=room.pk)


@members()
@require_POST
def withdraw_reopening(request: MemberRequest, uid: UUID) -> HttpResponse:
    room = _room_outside(request, uid)
    asked = get_object_or_404(Reopening, vault=room.pk, asker=request.member.pk)
    actions.withdraw_request(reopening=asked, by=request.member)
    messages.success(request, _("Your request is taken back, and what was given is deleted."))
    return redirect("closed-room", uid=room.pk)


@members(fresh=True)
@require_POST
def reopen(request: MemberRequest, uid: UUID) -> HttpResponse:
    room = _room_outside(request, uid)
    asked = get_object_or_404(Reopening, vault=room.pk, asker=request.member.pk)
    try:
        actions.reopen(vault=room, reopening=asked, session=request.session_key, by=request.member)
    except (TooFewShares, actions.NotOpened):
        messages.error(
            request,
            _(
                "The parts do not make the key of this room, and nothing was changed. One of them was changed on its"
                " way, or is of an older key. Ask another trusted person for theirs."
            ),
        )
        return redirect("closed-room", uid=room.pk)
    messages.success(request, _("The room is open again, under a new key. Only you hold it so far."))
    return redirect("today")


def _room_outside(request: MemberRequest, uid: UUID) -> Vault:
    room = Vault.objects.select_related("organisation").filter(pk=uid).first()
    if room is None or not may_ask(room, request.member):
        raise Http404
    return room


# Who is asked


@members()
def trusted(request: MemberRequest) -> HttpResponse:
    """The words that somebody reads out to become a trustee, and the rooms whose shares they keep."""
    bundle, member = request.session_key.bundle, request.member
    words = comparison_words(bundle.kem.public, bundle.signing.public, language=get_language() or "en")
    kept = list(Share.objects.filter(trustee=member.pk).order_by("made_at"))
    rooms = Vault.objects.select_related("organisation").in_bulk([share.vault for share in kept])
    shown = {
        "words": words,
        "kept": [(rooms[one.vault], one, _is_in_order(one, request)) for one in kept if one.vault in rooms],
        "to_hear": confirmations_asked_of(member),
        "requests": [(one, rooms[one.vault]) for one in requests_to(member) if one.vault in rooms],
        "given": [(one, rooms[one.vault]) for one in given_by(member) if one.vault in rooms],
    }
    return render(request, "vault/trusted.html", shown)


@members(fresh=True)
def asked(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Somebody asks for this trustee's share: they hear each other, the words are typed, the share is given."""
    reopening, room, asker = _request_to(request, uid)
    opens_from = shares.may_be_given_from(reopening)
    is_early = timezone.now() < opens_from
    form = HeardWordsForm(request.POST or None)
    if not is_early and form.is_valid():
        try:
            actions.give_share(
                reopening=reopening, session=request.session_key, by=request.member, **form.cleaned_data
            )
        except actions.WordsDoNotFit:
            form.add_error(
                "words",
                _(
                    "These are not the words of this request. Listen again, from the first to the sixth. If it stays"
                    " so, the request is not theirs: refuse it, and tell them."
                ),
            )
        except actions.ShareUnreadable:
            form.add_error(
                None,
                _(
                    "Your part does not open with your keys. Nothing was given. Another trusted person has to help."
                ),
            )
        else:
            messages.success(request, _("Given. Only the person you spoke with can use it."))
            return redirect("trusted")
    shown = {
        "form": form,
        "reopening": reopening,
        "asker": asker,
        "theirs": room,
        "lockdown": Lockdown.objects.filter(vault=room.pk).first(),
        "opens_from": opens_from,
        "is_early": is_early,
    }
    return render(request, "vault/asked.html", shown)


@members()
@require_POST
def decline(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Before anything was given, or afterwards: until the room is open, a part can be taken back."""
    given = next((one for one in given_by(request.member) if one.pk == uid), None)
    reopening = given or _request_to(request, uid)[0]
    actions.decline_request(reopening=reopening, by=request.member)
    messages.success(request, _("Taken back.") if given else _("Refused. Nothing was given."))
    return redirect("trusted")


@members(fresh=True)
def hear(request: MemberRequest, room: UUID, uid: UUID) -> HttpResponse:
    """Somebody of a room lost their words, or is back from a journey: this trustee can be one of the two who heard them."""
    waiting = confirmations_asked_of(request.member)
    found = [(theirs, one) for theirs, one in waiting if (theirs.pk, one.member.pk) == (room, uid)]
    if not found:
        raise Http404
    [(theirs, one)] = found
    form = HeardWordsForm(request.POST or None)
    if form.is_valid():
        try:
            confirm_from_outside(
                one=one, heard=form.cleaned_data["words"], session=request.session_key, by=request.member
            )
        except WordsDiffer:
            form.words_differ()
        else:
            messages.success(
                request,
                _(
                    "Confirmed. Tell them: a colleague in the room has to confirm too or, having done so, press Finish it"
                    " under Members."
                ),
            )
            return redirect("trusted")
    return render(request, "vault/hear.html", {"form": form, "theirs": theirs, "one": one})


def _request_to(request: MemberRequest, uid: UUID) -> tuple[Reopening, Vault, Member]:
    """Of those that wait for this trustee; anybody else gets no such page."""
    reopening = next((one for one in requests_to(request.member) if one.pk == uid), None)
    if reopening is None:
        raise Http404
    room = get_object_or_404(Vault.objects.select_related("organisation"), pk=reopening.vault)
    return reopening, room, Member.objects.get(pk=reopening.asker)


def _is_in_order(share: Share, request: MemberRequest) -> bool:
    try:
        shares.open_share(share, request.session_key.bundle)
    except SealBroken:
        return False
    return True
