"""Today, and the network's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts import actions as accounts
from tessera.accounts.access import members
from tessera.accounts.models import Organisation, Role
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import Permission, may
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.records.today import matters
from tessera.vault.actions import create_vault
from tessera.vault.opening import open_vault
from tessera.vault.queries import vaults_of

from .forms import NetworkForm, OrganisationForm


@members()
def today(request: MemberRequest) -> HttpResponse:
    """What waits for this member, in every room they hold, each opened in turn."""
    rooms = list(vaults_of(request.member))
    waiting = []
    for room in rooms:
        with open_vault(room, request.session_key):
            waiting += [(room, matter) for matter in matters(room, request.member)]
            write_line(VaultLine, "today.shown", by=request.member.id)
    waiting.sort(key=lambda pair: pair[1].order)
    shown = {
        "rooms": rooms,
        "waiting": waiting,
        "has_no_room_yet": not request.member.organisation.vaults.exists(),
        "may_write": may(request.member, Permission.WRITE_RECORDS),
        "may_import": may(request.member, Permission.IMPORT_LISTS),
    }
    return render(request, "web/today.html", shown)


@members()
@require_POST
def open_first_room(request: MemberRequest) -> HttpResponse:
    """Heals a set-up that was cut off between the member and the organisation's vault."""
    if request.member.organisation.vaults.exists():
        raise Http404
    name = request.session_key.bundle.name
    create_vault(organisation=request.member.organisation, by=request.member, name=name)
    return redirect("today")


@members(Permission.MANAGE_NODE)
def network(request: MemberRequest) -> HttpResponse:
    current = {"network": request.network.name, "look": request.network.look}
    form = NetworkForm(request.POST or None, initial=current)
    if form.is_valid():
        accounts.change_network(
            name=form.cleaned_data["network"], look=form.cleaned_data["look"], by=request.member
        )
        messages.success(request, _("Saved."))
        return redirect("network")
    shown = {"form": form, "organisations": Organisation.objects.order_by("joined_at")}
    return render(request, "web/network.html", shown)


@members(Permission.MANAGE_NODE)
def add_organisation(request: MemberRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        organisation = accounts.add_organisation(
            name=form.cleaned_data["organisation"], country=form.cleaned_data["country"], by=request.member
        )
        return _first_invitation(request, organisation)
    return render(request, "web/add_organisation.html", {"form": form})


def _first_invitation(request: MemberRequest, organisation: Organisation) -> HttpResponse:
    """Whoever follows the address opens the organisation's vault: the administrator never holds its key."""
    _invitation, token = accounts.make_invitation(
        organisation=organisation, role=Role.COORDINATOR, by=request.member
    )
    address = request.build_absolute_uri(reverse("join", args=[token]))
    return render(request, "web/organisation_added.html", {"organisation": organisation, "address": address})
