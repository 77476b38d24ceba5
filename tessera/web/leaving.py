"""A room leaves: the copy that is taken to another server, the letters that come back, and the closing."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tessera.accounts import sessions
from tessera.accounts.rules import Permission, may
from tessera.envelopes.queries import how_many_came_since
from tessera.sealing.passphrases import normalise
from tessera.vault.access import in_vault
from tessera.vault.files import copy_to_take, leaving_folder
from tessera.vault.leaving import actions
from tessera.vault.leaving.queries import Copy, copies, may_leave, to_be_closed
from tessera.vault.leaving.taking import forget_old_copies
from tessera.vault.leaving.troubles import NoSpace, NotArrived, NotToBeClosed
from tessera.vault.models import Departure
from tessera.vault.queries import colleague_name, grant_holders, name_of
from tessera.vault.requests import VaultRequest
from tessera.vault.views import warning_of_a_copy

from . import pending, resuming, written_down

_WORDS_PAGE = "web/copy_words.html"


class ReceiptForm(forms.Form):
    all_required = True

    letters = forms.CharField(
        label=gettext_lazy("The letters that the other server shows"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CloseForm(forms.Form):
    """Nothing brings the room back here, so its name is typed."""

    all_required = True

    name = forms.CharField(label=gettext_lazy("Type the name of the room"), max_length=120)
    end_accounts = forms.BooleanField(
        label=gettext_lazy("We have left: end all accounts of our organisation on this server too"),
        required=False,
    )

    def __init__(self, *args: Any, expected: str, may_end_accounts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = normalise(expected)
        if not may_end_accounts:
            del self.fields["end_accounts"]

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if normalise(typed) != self.expected:
            raise forms.ValidationError(_("This is not its name. Nothing was closed."))
        return typed


@in_vault(Permission.READ_RECORDS, line="leaving.shown")
def leaving(request: VaultRequest) -> HttpResponse:
    forget_old_copies(leaving_folder(request.vault.pk))
    return _leaving_page(request, ReceiptForm())


@in_vault(Permission.MOVE_ROOMS, line="vault.copy-shown", fresh=True)
@sensitive_post_parameters()
def take_copy(request: VaultRequest) -> HttpResponse:
    """Six words for the copy, read back from paper before it is made."""
    purpose = f"copy of {request.vault.pk} by {request.member.id}"
    if request.method != "POST":
        return render(request, "web/take_copy.html")
    if "held" not in request.POST:
        return written_down.hand_out(request, purpose, {}, page=_WORDS_PAGE)
    try:
        content = written_down.read_back(request, purpose, page=_WORDS_PAGE)
        actions.take_copy(words=content["words"], by=request.member, session=request.session_key.id)
    except pending.PendingLost:
        return redirect("take-copy", vault=request.vault.pk)
    except written_down.NotOnPaper as again:
        return again.page
    except NoSpace:
        messages.error(
            request,
            _(
                "There is not enough space on the server's disk for a copy. Nothing was made."
                " Tell whoever looks after the server."
            ),
        )
    return redirect("leaving", vault=request.vault.pk)


@in_vault(Permission.MOVE_ROOMS, line="vault.copy-fetched")
def fetch_copy(request: VaultRequest, uid: UUID) -> HttpResponseBase:
    """A neutral name: what it is, is nobody's business who sees the folder it lands in."""
    departure = _finished(uid)
    session = request.session_key.id
    try:
        return resuming.send(
            request,
            copy_to_take(request.vault.pk, departure.pk),
            name="copy.bin",
            mark=str(departure.pk),
            goes_on=partial(sessions.is_open, session),
        )
    except FileNotFoundError as gone:
        raise Http404 from gone


@in_vault(Permission.MOVE_ROOMS, line="leaving.shown")
@require_POST
def delete_copy(request: VaultRequest, uid: UUID) -> HttpResponse:
    actions.delete_copy(departure=_finished(uid), by=request.member)
    messages.success(request, _("The copy is gone from this server."))
    return redirect("leaving", vault=request.vault.pk)


@in_vault(Permission.MOVE_ROOMS, line="leaving.shown", fresh=True)
@require_POST
def copy_arrived(request: VaultRequest) -> HttpResponse:
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_arrival(letters=form.cleaned_data["letters"], by=request.member)
        except NotArrived:
            form.add_error(
                "letters",
                _(
                    "These are not the letters of a copy from here. Please compare them with the other server's page."
                ),
            )
        else:
            messages.success(
                request, _("Written down: the room opened on the other server. The copy here is deleted.")
            )
            return redirect("leaving", vault=request.vault.pk)
    return _leaving_page(request, form)


@in_vault(Permission.READ_RECORDS, line="vault.close-shown", fresh=True)
def close_room(request: VaultRequest) -> HttpResponse:
    """Asked for by one who may move rooms, done by somebody else who holds a key, where there is somebody else."""
    asked, departure = to_be_closed(), Departure.objects.filter(arrived_at__isnull=False).first()
    if departure is None or (asked is None and not may(request.member, Permission.MOVE_ROOMS)):
        return redirect("leaving", vault=request.vault.pk)
    alone = grant_holders(request.vault) == {request.member.pk}
    is_second = asked is not None and asked.close_asked_by != request.member.pk
    form = CloseForm(
        request.POST or None,
        expected=name_of(request.vault),
        may_end_accounts=not is_second and may_leave(request.vault),
    )
    if form.is_valid():
        if not is_second:
            return _ask_to_close(
                request,
                departure,
                end_accounts=bool(form.cleaned_data.get("end_accounts")),
                alone=alone,
            )
        return _close(request)
    shown = {
        "form": form,
        "departure": departure,
        "asked_by": asked and colleague_name(asked.close_asked_by),
        "is_second": is_second,
        "end_accounts": is_second and asked and asked.end_accounts,
        "alone": alone,
        "came_since": how_many_came_since(departure.asked_at),
    }
    return render(request, "web/close_room.html", shown)


@in_vault(Permission.READ_RECORDS, line="leaving.shown")
@require_POST
def keep_open(request: VaultRequest) -> HttpResponse:
    actions.keep_open(by=request.member)
    messages.success(request, _("The room stays open."))
    return redirect("leaving", vault=request.vault.pk)


def _ask_to_close(
    request: VaultRequest, departure: Departure, *, end_accounts: bool, alone: bool
) -> HttpResponse:
    try:
        actions.ask_to_close(departure=departure, end_accounts=end_accounts, by=request.member)
    except NotToBeClosed:
        return redirect("leaving", vault=request.vault.pk)
    if alone:
        return _close(request)
    messages.success(request, _("Written down. Now somebody else who holds a key to this room has to agree."))
    return redirect("leaving", vault=request.vault.pk)


def _close(request: VaultRequest) -> HttpResponse:
    try:
        with warning_of_a_copy(request):
            actions.close_room(by=request.member)
    except NotToBeClosed:
        messages.error(request, _("Meanwhile somebody said that the room stays open."))
        return redirect("leaving", vault=request.vault.pk)
    messages.success(
        request, _("The room is closed here: its records, its files and every key to it are gone.")
    )
    return redirect("today")


def _leaving_page(request: VaultRequest, form: ReceiptForm) -> HttpResponse:
    found: list[Copy] = copies(request.vault.pk)
    asked = to_be_closed()
    shown = {
        "copies": found,
        "form": form,
        "may_move": may(request.member, Permission.MOVE_ROOMS)
        and request.vault.organisation_id == request.member.organisation_id,
        "is_running": any(copy.state == "running" for copy in found),
        "has_arrived": any(copy.row.arrived_at for copy in found),
        "may_arrive": any(copy.row.finished_at and not copy.row.arrived_at for copy in found),
        "asked_by": asked and (colleague_name(asked.close_asked_by) or "?"),
        "asked_myself": asked and asked.close_asked_by == request.member.pk,
    }
    return render(request, "web/leaving.html", shown)


def _finished(uid: UUID) -> Departure:
    return get_object_or_404(Departure, pk=uid, finished_at__isnull=False)
