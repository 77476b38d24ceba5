"""Pages about who may come into the network."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy as lazy
from django.views.decorators.http import require_POST

from tessera.accounts.actions import invite_first_member
from tessera.accounts.rules import Permission
from tessera.directory.access import in_directory
from tessera.directory.models import Entry
from tessera.directory.queries import places_of
from tessera.directory.telling import ToldEntry, tell_entry
from tessera.ui.countries import country_choices
from tessera.vault.requests import VaultRequest

from . import actions
from .rules import may_admit, may_vouch, voices, vouched_for


class VouchForm(forms.Form):
    all_required = True

    why = forms.CharField(
        label=lazy("How you know them"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Since when, from which work, whom you met. The other members read it."),
    )


class AdmitForm(forms.Form):
    all_required = True

    country = forms.ChoiceField(label=lazy("Country"), choices=country_choices)


@in_directory(Permission.PUBLISH, line="form.shown")
def vouch(request: VaultRequest, uid: UUID) -> HttpResponse:
    entry = get_object_or_404(Entry, uid=uid)
    if not may_vouch(request.member, entry):
        raise Http404
    form = VouchForm(request.POST or None)
    of = vouched_for(entry).hex()
    meanwhile = request.method == "POST" and request.POST.get("of") != of
    if request.method == "POST" and form.is_valid() and not meanwhile:
        actions.vouch(entry=entry, why=form.cleaned_data["why"], by=request.member)
        messages.success(request, _("Your organisation vouches for them."))
        return redirect("entry", vault=request.vault.pk, uid=uid)
    shown = {"entry": entry, "form": form, "of": of, "meanwhile": meanwhile, "told": _told(entry)}
    return render(request, "directory/vouch.html", shown)


@in_directory(Permission.PUBLISH, line="form.shown")
@require_POST
def take_back(request: VaultRequest, uid: UUID) -> HttpResponse:
    actions.take_back(entry=get_object_or_404(Entry, uid=uid), by=request.member)
    messages.success(request, _("Your organisation does not vouch for them any more."))
    return redirect("entry", vault=request.vault.pk, uid=uid)


@in_directory(Permission.MANAGE_NODE, line="form.shown", fresh=True)
def admit(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Whoever follows the address of the invitation opens the newcomer's own room, and holds its key alone."""
    entry = get_object_or_404(Entry, uid=uid)
    if not may_admit(request.member, entry):
        raise Http404
    spot = entry.spots.exclude(country="").first()
    form = AdmitForm(request.POST or None, initial={"country": spot.country if spot else ""})
    if request.method == "POST" and form.is_valid():
        organisation = actions.admit(entry=entry, country=form.cleaned_data["country"], by=request.member)
        token = invite_first_member(organisation=organisation, by=request.member)
        address = request.build_absolute_uri(reverse("join", args=[token]))
        return render(
            request,
            "directory/admitted.html",
            {"organisation": organisation, "entry": entry, "address": address},
        )
    shown = {"entry": entry, "form": form, "voices": voices(entry), "told": _told(entry)}
    return render(request, "directory/admit.html", shown)


def _told(entry: Entry) -> ToldEntry:
    """Who that is, by the entry."""
    return tell_entry(entry.document, [place.document for place in places_of(entry)])
