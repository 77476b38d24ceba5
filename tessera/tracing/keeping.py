"""Until when a record is kept: saying so for one, and seeing which come to their end soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.retention import SOON_DAYS, may_stay_open
from tessera.records.today import Matter
from tessera.vault.access import in_vault
from tessera.vault.models import Vault
from tessera.vault.requests import VaultRequest

from . import actions
from .models import Person
from .queries import PER_PAGE, ending_soon

_LONGEST = timedelta(days=365 * 50)


class KeepForm(forms.Form):
    """Until when, and why."""

    all_required = True

    until = forms.DateField(
        label=gettext_lazy("Its last day here"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        required=False,
    )
    stay_open = forms.BooleanField(
        label=gettext_lazy("For as long as the person is sought, without a date"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy(
            "One sentence. It stands in the record. For example: the family asked us to go on."
        ),
    )

    def __init__(self, sent: Any, *, person: Person) -> None:
        super().__init__(sent, initial={"until": person.keep_until, "stay_open": not person.keep_until})
        self.fields["until"].is_short = True  # type: ignore[attr-defined]
        if not may_stay_open(person.kind):
            del self.fields["stay_open"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        until, today = data.get("until"), timezone.localdate()
        if data.get("stay_open"):
            data["until"] = None
        elif "until" in data and not until:
            self.add_error("until", _("Please say a day."))
        elif until and not today < until <= today + _LONGEST:
            self.add_error("until", _("Please choose a day after today, and within fifty years."))
        return data


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def keep_person(request: VaultRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.with_description(), uid=uid)
    request.belongs_to = reverse("people", kwargs={"vault": request.vault.pk, "kind": person.kind})
    form = KeepForm(request.POST or None, person=person)
    if form.is_valid():
        said = form.cleaned_data
        actions.keep_record(person=person, until=said["until"], reason=said["reason"], by=request.member)
        messages.success(request, _("Saved."))
        return redirect("person", vault=request.vault.pk, uid=uid)
    return render(request, "tracing/keep_person.html", {"person": person, "form": form})


@in_vault(Permission.READ_RECORDS, line="ending.listed")
def ending(request: VaultRequest) -> HttpResponse:
    """The first to end first."""
    page = Paginator(ending_soon(_soon()), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "days": SOON_DAYS, "may_write": may(request.member, Permission.WRITE_RECORDS)}
    return render(request, "tracing/ending.html", shown)


def records_ending(vault: Vault, member: Member) -> Iterator[Matter]:
    """Nothing goes by surprise."""
    people = ending_soon(_soon())
    if not may(member, Permission.WRITE_RECORDS) or not (number := people.count()):
        return
    first = people[0].keep_until
    days = max(0, (first - timezone.localdate()).days) if first else 0
    yield Matter(
        order=30,
        title=ngettext(
            "The time of %(number)s record is nearly over",
            "The time of %(number)s records is nearly over",
            number,
        )
        % {"number": number},
        said=ngettext(
            "The first is deleted in %(days)s day, unless somebody says that it is still needed.",
            "The first is deleted in %(days)s days, unless somebody says that it is still needed.",
            days,
        )
        % {"days": days},
        address=reverse("ending", kwargs={"vault": vault.pk}),
        job=_("Time limits"),
        tone="wait" if days <= 14 else "",
    )


def _soon() -> date:
    return timezone.localdate() + timedelta(days=SOON_DAYS)
