"""Whether what somebody wants to send may be sent. Nothing is sealed about anybody that was not asked here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from tessera.common.enforcement import names_enforcement
from tessera.records.consent.models import Consent
from tessera.records.consent.rules import NobodyConsented, Sending, require_cover
from tessera.records.subjects import Subject
from tessera.vault.models import Attachment

from . import keys
from .models import Correspondent


class EnforcementBody(Exception):
    """Bodies that control migration are never written to. Nothing was sealed and nothing was kept."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is to be sent of one record, and why. `urgent` is the reason where a life is in danger and nobody was asked."""

    subject: Subject
    record: Any
    about: UUID
    groups: Collection[str]
    purpose: str
    consent: Consent | None = None
    urgent: str = ""
    note: str = ""
    files: Sequence[Attachment] = ()
    answer_by: date | None = None

    @property
    def all_groups(self) -> set[str]:
        """With that of the files, where there are any."""
        return set(self.groups) | ({"files"} if self.files else set())


def may_be_sent(what: Disclosure, to: Correspondent) -> Consent | None:
    """The consent that covers it, or None in danger to life, where nobody can be asked.

    Raises ConsentDoesNotCover of some kind, EnforcementBody, NoLetterbox.
    """
    if names_enforcement(to.name):
        raise EnforcementBody
    keys.newest()
    if what.urgent:
        return None
    # As it stands now: somebody may have taken it back since the form was shown.
    consent = Consent.objects.filter(pk=what.consent.pk).first() if what.consent else None
    if consent is None:
        raise NobodyConsented
    sending = Sending(what.about, to.organisation, what.purpose, what.all_groups)
    require_cover(consent, sending, on=timezone.localdate())
    return consent
