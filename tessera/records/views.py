"""How long this room keeps its records; and what waits for a person before the clock may delete anything."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.rules import Permission
from tessera.vault import clock
from tessera.vault.access import in_vault
from tessera.vault.requests import VaultRequest
from tessera.vault.restored import last_restore

from . import actions
from .forms import DayForm, PeriodsForm


@in_vault(Permission.SET_RETENTION, line="retention.shown")
def retention(request: VaultRequest) -> HttpResponse:
    form = PeriodsForm(request.POST or None)
    if form.is_valid():
        actions.set_periods(months=form.cleaned_data, by=request.member)
        messages.success(request, _("Saved. It holds for every record that is entered from now on."))
        return redirect("retention", vault=request.vault.pk)
    return render(request, "records/retention.html", {"form": form})


@in_vault(Permission.SET_RETENTION, line="retention.shown", fresh=True)
def confirm_clock(request: VaultRequest) -> HttpResponse:
    """Two observations: the server's clock, and what a person says who did not ask it."""
    if clock.is_believed():
        return redirect("retention", vault=request.vault.pk)
    form = DayForm(request.POST or None)
    if form.is_valid():
        actions.confirm_clock(by=request.member)
        messages.success(request, _("Thank you. What has come to the end of its time is deleted now."))
        return redirect("today")
    return render(
        request, "records/clock.html", {"form": form, "seen": clock.last_seen(), "now": timezone.now()}
    )


@in_vault(Permission.SET_RETENTION, line="retention.shown", fresh=True)
def after_restore(request: VaultRequest) -> HttpResponse:
    restore = last_restore()
    if restore is None:
        raise Http404
    if request.method == "POST":
        actions.look_through_restore(restore=restore, by=request.member)
        messages.success(request, _("Thank you. This is not asked again."))
        return redirect("today")
    return render(request, "records/after_restore.html", {"restore": restore})
