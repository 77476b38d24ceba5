"""The kinds of envelopes that belong to no single job: records disclosed, answers, receipts, withdrawals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import disclosing, sending
from .ending import empty
from .kinds import EnvelopeKind, NotUnderstood, register
from .letters import Letter
from .models import Incoming, Outgoing

_MOST = 10_000
_LONGEST_ANSWER = 20_000
_LONGEST_LAW = 500
_WHATS = {"opened", "gone", "kept"}


def register_kinds() -> None:
    register(
        EnvelopeKind(
            disclosing.KIND,
            _("Record"),
            check=disclosing.check,
            needs_consent=True,
            template="envelopes/disclosure.html",
        )
    )
    register(
        EnvelopeKind(
            sending.ANSWER,
            _("Answer"),
            check=_check_answer,
            arrived=_answered,
            template="envelopes/answer.html",
        )
    )
    register(EnvelopeKind(sending.RECEIPT, _("Receipt"), check=_check_receipts, arrived=_noted, settled=True))
    register(
        EnvelopeKind(
            sending.WITHDRAWAL, _("Withdrawal"), check=_check_withdrawal, arrived=_asked_back, settled=True
        )
    )


def _check_answer(letter: Letter) -> None:
    text = letter.body.get("text")
    if not isinstance(text, str) or len(text) > _LONGEST_ANSWER or letter.reply_to is None:
        raise NotUnderstood


def _answered(incoming: Incoming, _letter: Letter) -> None:
    mine = Outgoing.objects.filter(pk=incoming.reply_to or incoming.pk, to=incoming.sender)
    mine.update(answered_at=timezone.now())
    mine.filter(opened_at=None).update(opened_at=timezone.now())


def _check_receipts(letter: Letter) -> None:
    for one in _listed(letter.body, "receipts"):
        if not isinstance(one, dict) or one.get("what") not in _WHATS:
            raise NotUnderstood
        _identifier(one.get("envelope"))


def _noted(incoming: Incoming, letter: Letter) -> None:
    """Of envelopes that went to this very sender only: nobody says what became of another's."""
    for one in _listed(letter.body, "receipts"):
        mine = Outgoing.objects.filter(pk=_identifier(one["envelope"]), to=incoming.sender)
        at = _moment(one.get("at"))
        match one["what"]:
            case "opened":
                mine.filter(opened_at=None).update(opened_at=at)
            case "gone":
                mine.filter(gone_at=None).update(gone_at=at)
            case "kept":
                mine.update(kept_by_law=str(one.get("law", ""))[:_LONGEST_LAW])


def _check_withdrawal(letter: Letter) -> None:
    for one in _listed(letter.body, "envelopes"):
        _identifier(one)


def _asked_back(incoming: Incoming, letter: Letter) -> None:
    """What this sender sent is deleted before anybody sees it again; what has not come yet is known when it comes."""
    named = [_identifier(one) for one in _listed(letter.body, "envelopes")]
    theirs = Incoming.objects.filter(pk__in=named)
    there = {one.id: one for one in theirs}
    mine = [one for one in there.values() if one.sender == incoming.sender]
    now = timezone.now()
    Incoming.objects.filter(pk__in=[one.id for one in mine]).update(asked_back_at=now)
    kept = [
        {
            "envelope": str(one.id),
            "what": "kept",
            "at": now.isoformat(timespec="seconds"),
            "law": one.kept_by_law,
        }
        for one in mine
        if one.kept_by_law
    ]
    empty(mine, tell_by=None)
    not_here = [one for one in named if one not in there]
    Incoming.objects.bulk_create(_stone(one, incoming) for one in not_here)
    gone = [
        {"envelope": str(one), "what": "gone", "at": now.isoformat(timespec="seconds")} for one in not_here
    ]
    sending.tell(incoming.sender, [*kept, *gone], by=UUID(int=0))


def _stone(envelope: UUID, withdrawal: Incoming) -> Incoming:
    """Of an envelope that was taken back before it came."""
    return Incoming(
        id=envelope,
        sender=withdrawal.sender,
        kind=disclosing.KIND,
        letter="",
        arrived_at=withdrawal.arrived_at,
        expires_on=withdrawal.expires_on,
        asked_back_at=timezone.now(),
        gone_at=timezone.now(),
    )


def _listed(body: Mapping[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if not isinstance(found, list) or len(found) > _MOST:
        raise NotUnderstood
    return found


def _identifier(said: Any) -> UUID:
    try:
        return UUID(said)
    except (TypeError, ValueError, AttributeError) as wrong:
        raise NotUnderstood from wrong


def _moment(said: Any) -> datetime:
    """As the other side says it, and never later than now: their clock may be anything."""
    now = timezone.now()
    try:
        moment = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return now
    return min(moment, now) if moment.tzinfo else now
