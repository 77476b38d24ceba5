"""A consent that was taken back reaches everyone who received something under it."""

from __future__ import annotations

from tessera.accounts.models import Member
from tessera.records.consent.models import Consent, UrgentDisclosure

from . import sending
from .models import Outgoing


def consent_withdrawn(consent: Consent, by: Member) -> None:
    sent = Outgoing.objects.filter(consent=consent.uid, asked_back_at=None)
    sending.ask_back(sent, why="consent withdrawn", by=by.id)


def urgent_not_upheld(disclosure: UrgentDisclosure, by: Member) -> None:
    sent = Outgoing.objects.filter(urgent=disclosure.uid, asked_back_at=None)
    sending.ask_back(sent, why="not upheld", by=by.id)
