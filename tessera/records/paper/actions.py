"""Preparing the paper, having it approved, and noting that it was handed over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.records.consent.models import Consent
from tessera.records.consent.rules import Sending, require_cover
from tessera.records.subjects import Subject
from tessera.vault.current import vault_transaction

from .models import PaperDisclosure
from .rules import may_be_handed_over


class ApprovesOwn(Exception):
    """Who prepared it does not write down that a lawyer approved it: a colleague does."""


class NotToBeHandedOver(Exception):
    """No lawyer has approved it, the yes was taken back, or it was handed over already. Nothing changed."""


def prepare(
    *, consent: Consent, subject: Subject, record: Any, groups: Collection[str], by: Member
) -> PaperDisclosure:
    """Uses the consent up: it holds for one disclosure. Raises ConsentDoesNotCover of some kind."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        fresh = Consent.objects.get(pk=consent.pk)
        sending = Sending(fresh.about, None, fresh.purpose, groups)
        require_cover(fresh, sending, on=timezone.localdate())
        said = subject.said_in(record, groups)
        paper = PaperDisclosure.objects.create(
            consent=fresh.uid,
            subject=subject.kind,
            about=fresh.about,
            authority=fresh.authority,
            legal_basis=fresh.legal_basis,
            fields=[[one.code, list(one.values)] for one in said],
            needs_lawyer=fresh.two_roles,
            prepared_by=by.id,
        )
        Consent.objects.filter(pk=fresh.pk).update(used_at=timezone.now())
        write_line(VaultLine, "paper.prepared", by=by.id, about=fresh.about, fields=len(said))
    return paper


def approve(*, paper: PaperDisclosure, lawyer: str, said: str, by: Member) -> None:
    """`lawyer` approved it, as `by` heard or read. Raises ApprovesOwn."""
    require(by, Permission.SET_RETENTION)
    if by.id == paper.prepared_by:
        raise ApprovesOwn
    with vault_transaction():
        waiting = PaperDisclosure.objects.filter(pk=paper.pk, needs_lawyer=True, approved_at=None)
        known = {"lawyer": lawyer, "lawyer_said": said, "approved_by": by.id, "approved_at": timezone.now()}
        if waiting.update(**known):
            write_line(VaultLine, "paper.approved", by=by.id, about=paper.about)


def hand_over(*, paper: PaperDisclosure, to: str, on: date, by: Member) -> None:
    """Raises NotToBeHandedOver."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        fresh = PaperDisclosure.objects.get(pk=paper.pk)
        if not may_be_handed_over(fresh):
            raise NotToBeHandedOver
        PaperDisclosure.objects.filter(pk=paper.pk).update(handed_over_on=on, handed_to=to)
        write_line(VaultLine, "paper.handed-over", by=by.id, about=paper.about)
