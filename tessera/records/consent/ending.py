"""What was agreed about a record goes with it. What was sent without asking stays until a second member has seen it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tessera.records.subjects import subject
from tessera.vault.attachments import end_attachments
from tessera.vault.endings import Rows, register_belongings, register_tidying
from tessera.vault.models import Attachment

from .models import Consent, UrgentDisclosure

_WAITS_AT_MOST = timedelta(days=365)


def end_what_was_agreed(about: Rows, _by: UUID | None) -> None:
    """Whoever deletes a record cannot hide what they sent of it: no second member has seen that yet."""
    consents = Consent.objects.filter(about__in=about)
    end_attachments(Attachment.objects.filter(about__in=consents.values("uid")))  # recordings
    consents.delete()
    UrgentDisclosure.objects.filter(about__in=about).exclude(reviewed_at=None).delete()


def forget_reviewed() -> None:
    """Of records that are gone, once a second member has seen it, or nobody did for a year."""
    for one in UrgentDisclosure.objects.all():
        is_over = one.reviewed_at or timezone.now() - one.at > _WAITS_AT_MOST
        kind = subject(one.subject)
        if is_over and (kind is None or kind.find(one.about) is None):
            one.delete()


def register_consent_endings() -> None:
    register_belongings(end_what_was_agreed)
    register_tidying(forget_reviewed)
