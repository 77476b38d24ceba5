"""Writing a request down, taking longer, and answering it; what answers it stands with the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.records.subjects import Subject
from tessera.vault.current import vault_transaction

from .models import Outcome, RightsRequest, months_later

MONTHS, MONTHS_LONGER = 1, 3


class AlreadyAnswered(Exception):
    """Somebody answered it meanwhile. Nothing changed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked, by whom, and how they are known."""

    right: str
    asker: str
    known_by: str
    wish: str
    asked_on: date


def write_request(*, subject: str, about: UUID, wish: Wish, by: Member) -> RightsRequest:
    """The month runs from the day on which it was asked, whoever it was said to."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        made = RightsRequest.objects.create(
            subject=subject,
            about=about,
            right=wish.right,
            asker=wish.asker,
            known_by=wish.known_by,
            wish=wish.wish,
            asked_on=wish.asked_on,
            due_on=months_later(wish.asked_on, MONTHS),
            taken_by=by.id,
        )
        write_line(VaultLine, "rights.asked", by=by.id, about=about)
    return made


def take_longer(*, request: RightsRequest, because: str, by: Member) -> None:
    """Two months more, once; whoever asked is told why before the first month is over. Raises AlreadyAnswered."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        waiting = RightsRequest.objects.filter(pk=request.pk, answered_at=None, longer_because="")
        due = months_later(request.asked_on, MONTHS_LONGER)
        if not waiting.update(longer_because=because, due_on=due):
            raise AlreadyAnswered
        write_line(VaultLine, "rights.longer", by=by.id, about=request.about)


def answer_request(*, request: RightsRequest, outcome: str, answer: str, by: Member) -> None:
    """What was done, or why not. Raises AlreadyAnswered."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        _answer(request, outcome, answer, by)
        write_line(VaultLine, "rights.answered", by=by.id, about=request.about)


def erase(*, request: RightsRequest, subject: Subject, by: Member) -> None:
    """The record with all that belongs to it; what was sent of it is asked back. The request stays, without a name.

    Raises AlreadyAnswered, LookupError where the record is gone already.
    """
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        record = subject.find(request.about) if request.about else None
        if record is None:
            raise LookupError(request.about)
        _answer(request, Outcome.DONE, "", by)
        write_line(VaultLine, "rights.answered", by=by.id, about=request.about)
        subject.delete(record, by)


def _answer(request: RightsRequest, outcome: str, answer: str, by: Member) -> None:
    waiting = RightsRequest.objects.filter(pk=request.pk, answered_at=None)
    said = {"outcome": outcome, "answer": answer, "answered_at": timezone.now(), "answered_by": by.id}
    if not waiting.update(**said):
        raise AlreadyAnswered
