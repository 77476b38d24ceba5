"""How what came ends, and what was sent: contents and files go, rows stay for a while.

Of what came the row is a tombstone, and its sender is told. Of what was sent it says where copies are, so that they can
still be asked back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from tessera.vault import tombstones
from tessera.vault.attachments import end_attachments
from tessera.vault.endings import Ending, Rows, register, register_belongings, register_tidying
from tessera.vault.models import Attachment

from . import places, sending
from .models import Incoming, Outgoing, Parcel

_BY_NOBODY = UUID(int=0)
_ROWS_KEPT = timedelta(days=60)  # after the last day of an envelope: receipts may come late


def empty(incoming: Iterable[Incoming], *, tell_by: UUID | None) -> int:
    """In a transaction: whatever no law obliges this room to keep. Returns how many went."""
    now = timezone.now()
    told: dict[UUID, list[dict[str, str]]] = {}
    going = [one for one in incoming if one.gone_at is None and not one.kept_by_law]
    for one in going:
        said = {"envelope": str(one.id), "what": "gone", "at": now.isoformat(timespec="seconds")}
        told.setdefault(one.sender, []).append(said)
    end_attachments(Attachment.objects.filter(about__in=[one.id for one in going]))
    Incoming.objects.filter(pk__in=[one.id for one in going]).update(letter="", gone_at=now)
    tombstones.bury(one.id for one in going)  # or an older copy of the vault would have it again
    for sender, receipts in told.items():
        sending.tell(sender, receipts, by=tell_by or _BY_NOBODY)
    return len(going)


def end_what_was_sent(about: Rows, by: UUID | None) -> None:
    """Of records that are being deleted: by a member, and it is asked back; in their time, and it ends in its own."""
    sent = Outgoing.objects.filter(about__in=about)
    never_left = list(sent.filter(handed_over_at=None).values_list("id", flat=True))
    Outgoing.objects.filter(pk__in=never_left).delete()
    if by:
        sending.ask_back(sent.filter(asked_back_at=None, gone_at=None), why="record deleted", by=by)
    _stop_carrying(sent.filter(delivered_at=None).values_list("id", flat=True))
    sent.update(letter="", files=[], about=None, consent=None, urgent=None)


def register_endings() -> None:
    register(Ending("id", Incoming.objects.all, _end_received, _received_due))
    register_belongings(end_what_was_sent)
    register_tidying(_forget_sent)


def _stop_carrying(envelopes: Iterable[UUID]) -> None:
    """What nobody has carried away yet does not leave any more."""
    for one in list(envelopes):
        Parcel.objects.filter(pk=one).delete()
        places.outgoing_file(one).unlink(missing_ok=True)


def _forget_sent() -> None:
    """Answers, receipts and withdrawals, and what belonged to a record that is gone; the rest goes with its record."""
    long_over = Outgoing.objects.filter(about=None, expires_on__lt=timezone.localdate() - _ROWS_KEPT)
    _stop_carrying(long_over.filter(delivered_at=None).values_list("id", flat=True))
    long_over.delete()


def _received_due(today: date) -> Rows:
    return Incoming.objects.filter(expires_on__lt=today, gone_at=None, kept_by_law="")


def _end_received(rows: Rows) -> int:
    return empty(rows, tell_by=None)
