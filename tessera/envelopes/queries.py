"""Shared reads of the post, and going on with what waits."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tessera.records.consent.forms import GROUP_TITLES
from tessera.records.rights.sent import Passage
from tessera.records.subjects import GROUPS
from tessera.vault import jobs
from tessera.vault.current import current_vault
from tessera.vault.models import Vault
from tessera.vault.requests import VaultRequest

from . import cards, disclosing, inbox, keys, letters, node, sending
from .kinds import kind_of
from .models import Correspondent, Incoming, OtherNode, Outgoing, Parcel, VaultKeys
from .outbox import hand_over
from .refusals import Hindrance, Refusal

SHOWN_SENT = (disclosing.KIND, sending.ANSWER)
_A_MOMENT = 0.2
_BREATH = 0.03  # seconds between two batches, in which whoever opens a page gets to write their line


class Sent:
    """In which state an envelope of ours is, in a word."""

    WRITTEN = gettext_lazy("to be sealed")
    ON_ITS_WAY = gettext_lazy("on its way")
    TO_CARRY = gettext_lazy("to be carried")
    DELIVERED = gettext_lazy("delivered")
    OPENED = gettext_lazy("opened")
    ANSWERED = gettext_lazy("answered")
    REFUSED = gettext_lazy("not taken in")
    EXPIRED = gettext_lazy("time is over")
    WAITS = gettext_lazy("waits for them to unlock")
    GONE = gettext_lazy("deleted there")
    KEPT = gettext_lazy("kept there by law")


@dataclass(frozen=True, slots=True)
class State:
    word: Promise
    tone: str = ""


def to_be_carried_by_hand() -> set[UUID]:
    """Envelopes for servers that have no address."""
    return set(Parcel.objects.filter(hindrance=Hindrance.NO_ADDRESS).values_list("id", flat=True))


def state_of(sent: Outgoing, by_hand: Collection[UUID] = ()) -> State:
    """The one thing that matters most now; `by_hand` are those that somebody has to carry."""
    is_late = sent.expires_on < timezone.localdate()
    order = (
        (sent.gone_at, State(Sent.GONE, "ok" if sent.asked_back_at else "")),
        (sent.asked_back_at and sent.kept_by_law, State(Sent.KEPT, "no")),
        (sent.asked_back_at, State(Sent.WAITS, "wait")),
        (sent.refused, State(Sent.REFUSED, "no")),
        (sent.answered_at, State(Sent.ANSWERED, "ok")),
        (sent.opened_at, State(Sent.OPENED, "ok")),
        (is_late, State(Sent.EXPIRED, "wait")),
        (sent.delivered_at, State(Sent.DELIVERED)),
        (sent.id in by_hand, State(Sent.TO_CARRY, "wait")),
        (sent.handed_over_at, State(Sent.ON_ITS_WAY, "wait")),
    )
    return next((state for is_so, state in order if is_so), State(Sent.WRITTEN, "wait"))


def steps_of(sent: Outgoing) -> list[tuple[str, datetime | None]]:
    """What happened to it and when, in order; None where that is still to come."""
    steps: list[tuple[str, datetime | None]] = [
        (_("Sealed"), sent.handed_over_at),
        (_("Delivered"), sent.delivered_at),
        (_("Opened by somebody there"), sent.opened_at),
    ]
    if sent.answered_at:
        steps.append((_("Answered"), sent.answered_at))
    if sent.asked_back_at:
        steps += [(_("Asked back"), sent.asked_back_at), (_("Deleted there"), sent.gone_at)]
    return steps


def refusal_said(sent: Outgoing) -> str:
    return str(Refusal(sent.refused).label) if sent.refused in Refusal.values else ""


def name_of(vault: UUID) -> str:
    there = Correspondent.objects.filter(pk=vault).first()
    return there.name if there else ""


def kind_title(kind: str) -> str:
    known = kind_of(kind)
    return str(known.title) if known else _("Something that this server does not know")


def what_was_sent(vault: UUID, about: UUID) -> Iterator[Passage]:
    """Of a record, in envelopes."""
    by_hand = to_be_carried_by_hand()
    for row in Outgoing.objects.filter(about=about):
        said = disclosing.lines(letters.read(row.letter.encode()).body) if row.letter else []
        groups = {line.group for line in said} | ({"files"} if row.files else set())
        yield Passage(
            at=row.written_at,
            to=name_of(row.to),
            what=[str(GROUP_TITLES[one]) for one in GROUPS if one in groups],
            became=str(state_of(row, by_hand).word),
            address=reverse("outgoing", kwargs={"vault": vault, "uid": row.id}),
        )


def title_of(envelope: Incoming | Outgoing) -> str:
    """Of a disclosure what it is about, so that a list of them can be read."""
    if envelope.kind == disclosing.KIND and envelope.letter:
        return disclosing.heading(letters.read(envelope.letter.encode()).body)
    return kind_title(envelope.kind)


def sent_and_to_be_carried() -> QuerySet[Outgoing]:
    """What people sent, and of what the post says by itself whatever still has to be carried."""
    waits = Q(delivered_at=None, refused="") & ~Q(letter="")
    return Outgoing.objects.filter(Q(kind__in=SHOWN_SENT) | waits)


def how_many_came_since(moment: datetime) -> int:
    """Envelopes that a copy of this room from then does not have."""
    return Incoming.objects.filter(arrived_at__gte=moment, settled=False).count() + inbox.how_many_wait()


def has_letterbox() -> bool:
    return VaultKeys.objects.exists()


def own_letterbox() -> cards.Letterbox | None:
    """From inside the vault."""
    if not has_letterbox():
        return None
    vault = Vault.objects.select_related("organisation").get(pk=current_vault().id)
    return keys.as_letterbox(vault, keys.newest())


@dataclass(frozen=True, slots=True)
class Other:
    """A letterbox on a card that is here, whose keys this room has not compared."""

    box: cards.Letterbox
    where: str


def not_compared_yet(vault: UUID) -> list[Other]:
    """Of this server and of cards that somebody brought, without the room's own."""
    compared = set(Correspondent.objects.filter(ended_at=None).values_list("vault", flat=True)) | {vault}
    here = [Other(box, "") for box in node.this_card().letterboxes]
    elsewhere = [Other(box, card.name) for card in _other_cards() for box in card.letterboxes]
    found = [one for one in (*here, *elsewhere) if one.box.vault not in compared]
    return sorted(found, key=lambda one: one.box.name.casefold())


def cards_with(vault: UUID) -> list[cards.Card]:
    """The cards that have a letterbox of this name, this server's own first: only words tell whose is the right one."""
    return [card for card in every_card() if card.letterbox(vault)]


def every_card() -> list[cards.Card]:
    """This server's own first."""
    return [node.this_card(), *_other_cards()]


def _other_cards() -> list[cards.Card]:
    """Without those that somebody changed since they were brought."""
    found = []
    for one in OtherNode.objects.order_by("pk"):
        with suppress(cards.NotACard):
            found.append(cards.read(one.card.encode()))
    return found


def go_on_taking_in(request: VaultRequest) -> int:
    """Starts or goes on with the job that opens what waits; how many are left after a moment."""
    if not inbox.how_many_wait():
        return 0
    vault = current_vault()
    job = inbox.job_of(vault.id)
    if not jobs.is_running(job):
        jobs.start(job, _work, room=vault, session=request.session_key.id)
    jobs.wait(job, _A_MOMENT)
    return inbox.how_many_wait()


def _work() -> Generator[None, None, None]:
    for _left in inbox.take_in_rest():
        time.sleep(_BREATH)
        yield
    for row in Outgoing.objects.filter(handed_over_at=None).order_by("written_at"):
        for _bytes in hand_over(row):
            yield
