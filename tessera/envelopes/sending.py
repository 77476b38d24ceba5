"""Rows of envelopes to be sent, for the actions that say so: nothing is sealed here without what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from tessera.vault import upkeep
from tessera.vault.current import current_vault
from tessera.vault.models import Attachment

from . import letters
from .attached import described
from .models import Correspondent, Outgoing
from .outbox import hand_over_at_once

RECEIPT, WITHDRAWAL, ANSWER = "receipt", "withdrawal", "answer"
_REPLIES_KEPT = timedelta(days=60)


def replies_end() -> date:
    return timezone.localdate() + _REPLIES_KEPT


def write_row(
    to: Correspondent,
    letter: letters.Letter,
    *,
    expires_on: date,
    by: UUID,
    files: Sequence[Attachment] = (),
    **known: Any,
) -> Outgoing:
    """In a transaction; it is sealed and handed over once that is committed, one with files at the next unlock."""
    row = Outgoing.objects.create(
        id=uuid4(),
        to=to.vault,
        kind=letter.kind,
        purpose=letter.purpose,
        reply_to=letter.reply_to,
        letter=letters.write(letter).decode(),
        files=[str(one.pk) for one in files],
        by=by,
        answer_by=letter.answer_by,
        expires_on=expires_on,
        **known,
    )
    alias = current_vault().alias
    transaction.on_commit(partial(hand_over_at_once, row.id), using=alias)
    upkeep.stir(current_vault().id)
    return row


def tell(to: UUID, receipts: Sequence[Mapping[str, Any]], *, by: UUID) -> None:
    """What became of envelopes that came from there. Whose correspondence has ended is told nothing."""
    there = Correspondent.objects.filter(pk=to, ended_at=None).first()
    if there and receipts:
        letter = _letter(RECEIPT, {"receipts": list(receipts)})
        write_row(there, letter, expires_on=replies_end(), by=by)


def ask_back(rows: Iterable[Outgoing], *, why: str, by: UUID) -> None:
    """Everyone who received one of these is asked to delete it: one withdrawal for each of them."""
    by_receiver: dict[UUID, list[Outgoing]] = {}
    for row in rows:
        by_receiver.setdefault(row.to, []).append(row)
    for receiver, theirs in by_receiver.items():
        letter = _letter(WITHDRAWAL, {"envelopes": [str(one.id) for one in theirs], "why": why})
        # Whoever unlocks seldom may have it open until its last day: so long it is asked back.
        ends = max(replies_end(), *(one.expires_on for one in theirs))
        write_row(Correspondent.objects.get(pk=receiver), letter, expires_on=ends, by=by)
        Outgoing.objects.filter(pk__in=[one.id for one in theirs]).update(asked_back_at=timezone.now())


def described_files(files: Sequence[Attachment]) -> tuple[letters.File, ...]:
    return tuple(described(one) for one in files)


def _letter(kind: str, body: Mapping[str, Any], **known: Any) -> letters.Letter:
    return letters.Letter(kind=kind, sender=current_vault().id, written_at=timezone.now(), body=body, **known)
