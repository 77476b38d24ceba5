"""Today, and the network's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts import actions as accounts
from tessera.accounts.access import members, public
from tessera.accounts.models import Organisation, Role
from tessera.accounts.renewing.queries import renewal_of
from tessera.accounts.requests import MemberRequest, TesseraRequest
from tessera.accounts.rules import Permission, may
from tessera.audit import heads
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.directory.newcomers.rules import NEEDED, vouching_is_needed
from tessera.records.today import Matter, matters
from tessera.vault.actions import open_first_vault
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault
from tessera.vault.returning.queries import lifted_from
from tessera.vault.rooms.naming import rooms_held
from tessera.vault.rooms.queries import organisations_in
from tessera.vault.trust.queries import organisations_with_trustees, rooms_outside

from .errors import ROOM_STAYS_CLOSED, why_closed
from .forms import NetworkForm, OrganisationForm
from .waiting import from_outside


@members()
def today(request: MemberRequest) -> HttpResponse:
    """What waits for this member, in every room they hold, each opened in turn, and outside of them."""
    rooms = rooms_held(request.member, request.session_key)
    outside = rooms_outside(request.member)
    waiting: list[tuple[str, Matter]] = [("", matter) for matter in from_outside(request.member)]
    waiting += [(room.name, matter) for room in rooms for matter in _waiting_in(room.vault, request)]
    waiting.sort(key=lambda pair: pair[1].order)
    shown = {
        "rooms": rooms,
        "waiting": waiting,
        "closed": lifted_from(request.member),
        "renewal_asked": renewal_of(request.member.pk) is not None,
        "is_trustee": request.member.role == Role.TRUSTEE,
        "is_locked_out": any(lockdown for _room, lockdown in outside),
        "outside": [room for room, _lockdown in outside],
        "has_no_room_yet": not request.member.organisation.vaults.exists(),
        "may_bring": may(request.member, Permission.MOVE_ROOMS),
        "may_write": may(request.member, Permission.WRITE_RECORDS),
        "may_import": may(request.member, Permission.IMPORT_LISTS),
    }
    return render(request, "web/today.html", shown)


def _waiting_in(room: Vault, request: MemberRequest) -> list[Matter]:
    """A room that does not open is a matter itself, and keeps nobody from the others."""
    try:
        with open_vault(room, request.session_key):
            waiting = matters(room, request.member)
            write_line(VaultLine, "today.shown", by=request.member.id)
            heads.keep_heads(room.pk, now=False)
            return waiting
    except ROOM_STAYS_CLOSED as error:
        title, said = why_closed(error)
        address = reverse("members", args=[room.pk])
        return [Matter(0, title, said, address, _("Room"), "no")]


@members()
@require_POST
def open_first_room(request: MemberRequest) -> HttpResponse:
    """Heals a set-up that was cut off between the member and the organisation's vault."""
    name = request.session_key.bundle.name
    if open_first_vault(organisation=request.member.organisation, by=request.member, name=name) is None:
        raise Http404
    return redirect("today")


@public
def protected(request: TesseraRequest) -> HttpResponse:
    """What somebody gets who takes the server, a telephone or a member's words: docs/threat-model.md, for members."""
    return render(request, "web/protected.html")


@members(Permission.MANAGE_NODE, fresh=True)
def network(request: MemberRequest) -> HttpResponse:
    current = {"network": request.network.name, "look": request.network.look}
    form = NetworkForm(request.POST or None, initial=current)
    if form.is_valid():
        accounts.change_network(
            name=form.cleaned_data["network"], look=form.cleaned_data["look"], by=request.member
        )
        messages.success(request, _("Saved."))
        return redirect("network")
    organisations = Organisation.objects.prefetch_related("vaults").order_by("joined_at")
    some_wait = any(not organisation.vaults.all() for organisation in organisations)
    shown = {
        "form": form,
        "organisations": organisations,
        "some_wait": some_wait,
        "has_room": Vault.objects.filter(is_network=True).exists(),
        "with_trustees": organisations_with_trustees(),
    }
    return render(request, "web/network.html", shown)


@members(Permission.MANAGE_NODE, fresh=True)
def add_organisation(request: MemberRequest) -> HttpResponse:
    """By the administrator's word alone, until two organisations can vouch for it; from then on never again."""
    if vouching_is_needed(request.session_key):
        room = Vault.objects.get(is_network=True)
        too_few = len(organisations_in(room)) < NEEDED
        return render(request, "web/two_vouch.html", {"network_room": room.pk, "too_few": too_few})
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        organisation = accounts.add_organisation(
            name=form.cleaned_data["organisation"], country=form.cleaned_data["country"], by=request.member
        )
        return _first_invitation(request, organisation)
    return render(request, "web/add_organisation.html", {"form": form})


@members(Permission.MANAGE_NODE, fresh=True)
@require_POST
def invite_first(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Where the first address was lost or its days passed, while nobody has opened the organisation's vault."""
    organisation = get_object_or_404(Organisation, pk=uid, vaults=None)
    return _first_invitation(request, organisation)


@members(Permission.MANAGE_NODE, fresh=True)
def invite_where_nobody_is_left(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Where all of an organisation lost their words: one of them gets an account, to ask its trustees with."""
    organisation = get_object_or_404(Organisation, pk=uid)
    if organisation.pk not in organisations_with_trustees():
        raise Http404
    shown: dict[str, Any] = {"organisation": organisation}
    if request.method == "POST":
        _invitation, token = accounts.make_invitation(
            organisation=organisation, role=Role.COORDINATOR, by=request.member
        )
        shown["address"] = request.build_absolute_uri(reverse("join", args=[token]))
    return render(request, "web/nobody_left.html", shown)


def _first_invitation(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    """Whoever follows the address opens the organisation's vault: the administrator never holds its key."""
    token = accounts.invite_first_member(organisation=organisation, by=request.member)
    address = request.build_absolute_uri(reverse("join", args=[token]))
    return render(request, "web/organisation_added.html", {"organisation": organisation, "address": address})
