"""What of consents waits for somebody, as matters on Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, may
from tessera.records.subjects import subject
from tessera.records.today import Matter
from tessera.vault.models import Vault

from .models import Consent, UrgentDisclosure

_SOON = timedelta(days=30)


def consent_waits(vault: Vault, member: Member) -> Iterator[Matter]:
    """What was sent without asking and nobody has reviewed, whom nobody has told of it, and children of age soon."""
    if not may(member, Permission.WRITE_RECORDS):
        return
    for one in UrgentDisclosure.objects.filter(reviewed_at=None).exclude(by=member.pk):
        yield Matter(
            order=3,
            title=_("Sent in danger to life, without asking: was it right?"),
            said=(
                _("The 72 hours in which a second member says so are over.")
                if one.review_by < timezone.now()
                else _("A second member says so until %(day)s.") % {"day": _day(one.review_by.date())}
            ),
            address=reverse("urgent", kwargs={"vault": vault.pk, "uid": one.uid}),
            job=_("Consent"),
            tone="no",
        )
    for one in UrgentDisclosure.objects.filter(told_on=None).exclude(reviewed_at=None):
        yield Matter(
            order=22,
            title=_("The person has not been told what was sent about them"),
            said=_("It was sent on %(day)s, because a life was in danger.") % {"day": _day(one.at.date())},
            address=reverse("urgent", kwargs={"vault": vault.pk, "uid": one.uid}),
            job=_("Consent"),
            tone="wait",
        )
    yield from _of_age_soon(vault)


def _of_age_soon(vault: Vault) -> Iterator[Matter]:
    """A guardian's yes ends with the child's eighteenth birthday: until then somebody asks them."""
    ahead = timezone.localdate() + _SOON
    for one in Consent.objects.filter(
        withdrawn_at=None, retake_on__lte=ahead, until__gte=timezone.localdate()
    ):
        kind = subject(one.subject)
        record = kind.find(one.about) if kind else None
        if kind and record and not _asked_since(one):
            said = _("The guardian’s yes holds until then. Ask %(name)s now, with the same words.")
            yield Matter(
                order=26,
                title=_("%(name)s is eighteen on %(day)s")
                % {"name": kind.headed(record), "day": _day(one.retake_on)},
                said=said % {"name": kind.headed(record)},
                address=reverse(
                    "consents", kwargs={"vault": vault.pk, "subject": one.subject, "uid": one.about}
                ),
                job=_("Consent"),
                tone="wait",
            )


def _asked_since(consent: Consent) -> bool:
    later = Consent.objects.filter(about=consent.about, purpose=consent.purpose, withdrawn_at=None)
    return later.filter(retake_on=None, pk__gt=consent.pk).exists()


def _day(day: object) -> str:
    return date_format(day, _("j F Y"))  # type: ignore[arg-type]
