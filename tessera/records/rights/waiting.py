"""Requests that are to be answered soon, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.today import Matter
from tessera.vault.models import Vault

from .models import RightsRequest

_SOON = timedelta(days=7)


def rights_wait(vault: Vault, member: Member) -> Iterator[Matter]:
    if not may(member, Permission.WRITE_RECORDS):
        return
    today = timezone.localdate()
    for one in RightsRequest.objects.filter(answered_at=None).order_by("due_on"):
        is_soon = one.due_on - today <= _SOON
        said = _("The month is over.") if one.is_late else _("They are answered by %(day)s.")
        yield Matter(
            order=4 if one.is_late else 14 if is_soon else 24,
            title=_("Somebody asks: %(right)s") % {"right": one.get_right_display()},
            said=said % {"day": date_format(one.due_on, _("j F Y"))},
            address=reverse("rights-request", kwargs={"vault": vault.pk, "uid": one.uid}),
            job=_("Rights"),
            tone="no" if one.is_late else "wait" if is_soon else "",
        )
