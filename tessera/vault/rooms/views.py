"""Rooms and who is in them: those one holds, another one, people of other rooms, and ending it for one room only."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.access import members
from tessera.accounts.models import Member
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import NotAllowed, Permission, may
from tessera.vault.access import in_vault
from tessera.vault.models import Room
from tessera.vault.outsiders import require_let_in
from tessera.vault.queries import colleague_name, grant_holders, lifted_members, name_of, this_room
from tessera.vault.requests import VaultRequest
from tessera.vault.rotation import NobodyLeft
from tessera.vault.views import warning_of_a_copy

from . import actions, cards
from .forms import BringInForm, CodeForm, OpenRoomForm, RoomNameForm
from .naming import rooms_held
from .queries import Known, known_elsewhere, organisations_in
from .rules import may_bring_in, may_part_with, may_take_out


@members()
def rooms(request: MemberRequest) -> HttpResponse:
    held = rooms_held(request.member, request.session_key)
    shown = {
        "held": held,
        "may_open": may(request.member, Permission.INVITE_MEMBERS),
        "card": reverse("my-card"),
    }
    return render(request, "vault/rooms.html", shown)


@members(Permission.INVITE_MEMBERS, fresh=True)
def open_room(request: MemberRequest) -> HttpResponse:
    require_let_in(request.member)
    form = OpenRoomForm(request.POST or None)
    if form.is_valid():
        vault = actions.open_room(
            called=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            by=request.member,
            name=request.session_key.bundle.name,
        )
        messages.success(request, _("The room is open. Only you hold its key: let somebody else in, too."))
        return redirect("members", vault=vault.pk)
    return render(request, "vault/open_room.html", {"form": form})


@members(Permission.MANAGE_NODE, fresh=True)
@require_POST
def open_network_room(request: MemberRequest) -> HttpResponse:
    try:
        vault = actions.open_network_room(by=request.member, name=request.session_key.bundle.name)
    except actions.NetworkHasARoom:
        messages.warning(request, _("Somebody has opened it already."))
        return redirect("network")
    messages.success(request, _("The network's room is open. Let in people of each organisation."))
    return redirect("members", vault=vault.pk)


@members()
def my_card(request: MemberRequest) -> HttpResponse:
    """From the member's own keys, not from what the server has stored of them."""
    keys = request.session_key.bundle
    words = cards.words_of(keys.kem.public, keys.signing.public)
    return render(request, "vault/my_card.html", {"code": cards.code_of(request.member.pk), "words": words})


@in_vault(Permission.INVITE_MEMBERS, line="members.listed")
def name_room(request: VaultRequest) -> HttpResponse:
    form = RoomNameForm(request.POST or None, initial={"name": this_room().name})
    if form.is_valid():
        actions.name_room(called=form.cleaned_data["name"], by=request.member)
        messages.success(request, _("Saved."))
        return redirect("members", vault=request.vault.pk)
    return render(request, "vault/name_room.html", {"form": form})


@in_vault(Permission.INVITE_MEMBERS, line="members.listed", fresh=True)
def bring_in(request: VaultRequest) -> HttpResponse:
    """Whom: somebody known from another room, or whose code one was told."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            member = cards.member_of(form.cleaned_data["code"])
        except cards.NobodyHasThisCode:
            form.add_error("code", _("Nobody here has this code. Please check each letter with them."))
        else:
            if may_bring_in(request.member, member, request.vault, this_room()):
                return redirect("bring-in-one", vault=request.vault.pk, uid=member.pk)
            form.add_error("code", _refused(this_room()))
    known = known_elsewhere(request.vault, this_room(), request.member, request.session_key)
    return render(
        request, "vault/bring_in.html", {"form": form, "known": known, "kind": this_room().get_kind_display()}
    )


def _refused(room: Room) -> str:
    if room.is_own:
        return _("Only people of your own organisation can be let into this room.")
    return _(
        "Their own organisation has not let them in yet, or their role opens no room. First somebody there has to know them."
    )


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
def bring_in_one(request: VaultRequest, uid: UUID) -> HttpResponse:
    found = Member.objects.select_related("organisation", "invitation").filter(removed_at=None)
    member = get_object_or_404(found, pk=uid)
    if not may_bring_in(request.member, member, request.vault, this_room()):
        raise Http404
    if member.pk in grant_holders(request.vault):
        messages.warning(
            request, _("%(name)s is in this room already.") % {"name": colleague_name(member.pk)}
        )
        return redirect("members", vault=request.vault.pk)
    known = _known(request, member)
    keys = bytes(member.kem_public), bytes(member.signing_public)
    form = BringInForm(
        request.POST or None,
        is_known=known is not None,
        initial={"keys": cards.print_of(*keys), "name": known.name if known else colleague_name(uid)},
    )
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            actions.bring_in(
                vault=request.vault,
                member=member,
                name=name,
                checked=form.cleaned_data["keys"],
                by=request.member,
            )
        except actions.OtherKeys:
            messages.error(
                request,
                _("No access was given: meanwhile their keys have changed. Compare the words once more."),
            )
            return redirect("bring-in-one", vault=request.vault.pk, uid=uid)
        messages.success(request, _("%(name)s can open this room now.") % {"name": name})
        return redirect("members", vault=request.vault.pk)
    shown = {"form": form, "shown": member, "known": known, "words": cards.words_of(*keys)}
    return render(request, "vault/bring_in_one.html", shown)


def _known(request: VaultRequest, member: Member) -> Known | None:
    everybody = known_elsewhere(request.vault, this_room(), request.member, request.session_key)
    return next((known for known in everybody if known.member == member), None)


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
def take_out(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Out of this room only."""
    inside = grant_holders(request.vault) | lifted_members(request.vault)
    member = get_object_or_404(Member, pk=uid, pk__in=inside, removed_at=None)
    if not may_take_out(request.member, member, request.vault):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    name = colleague_name(member.pk)
    if request.method == "POST":
        with warning_of_a_copy(request):
            actions.take_out(vault=request.vault, member=member, by=request.member)
        messages.success(request, _("%(name)s cannot open this room any more.") % {"name": name})
        return redirect("members", vault=request.vault.pk)
    return render(
        request, "vault/take_out.html", {"shown": member, "name": name, "room_name": name_of(request.vault)}
    )


@in_vault(Permission.INVITE_MEMBERS, line="members.listed", fresh=True)
def part_with(request: VaultRequest, uid: UUID) -> HttpResponse:
    """An organisation leaves a shared room with all its people."""
    organisation = next((one for one in organisations_in(request.vault) if one.pk == uid), None)
    if organisation is None or this_room().is_own:
        raise Http404
    if not may_part_with(request.member, organisation, request.vault, this_room()):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    ours = organisation == request.member.organisation
    if request.method == "POST":
        try:
            with warning_of_a_copy(request):
                actions.part_with(vault=request.vault, organisation=organisation, by=request.member)
        except NobodyLeft:
            messages.error(
                request,
                _(
                    "Nothing was changed: of those who would stay, nobody may let others in. First let in a"
                    " coordinator of another organisation."
                ),
            )
            return redirect("members", vault=request.vault.pk)
        messages.success(request, _("%(organisation)s has left the room.") % {"organisation": organisation})
        return redirect("rooms") if ours else redirect("members", vault=request.vault.pk)
    return render(request, "vault/part_with.html", {"organisation": organisation, "ours": ours})
