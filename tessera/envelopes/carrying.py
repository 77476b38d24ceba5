"""Bringing sealed envelopes to other nodes, by a process that has no key and opens no vault: `bin/tessera carry`.

What it sends was sealed and its requests were signed by the server. It asks how much is there already and goes on from
that byte; whatever fails is tried again, ever more seldom, until the envelope's time is over.
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from http import HTTPStatus
from threading import Thread
from uuid import UUID

from django.db import DatabaseError, connections
from django.db.models import QuerySet
from django.utils import timezone

from . import arriving, cards, carriage, places
from .addresses import Address, NoAddress, read_address
from .line import Line, line_to
from .models import OtherNode, Parcel
from .refusals import Hindrance

log = logging.getLogger("tessera.envelopes.carrying")

_FIRST_AGAIN, _LAST_AGAIN = timedelta(seconds=30), timedelta(hours=1)
_CARDS_EVERY = timedelta(hours=12)
_HINDRANCES: dict[int, Hindrance] = {
    HTTPStatus.FORBIDDEN: Hindrance.UNKNOWN_HERE,
    HTTPStatus.NOT_FOUND: Hindrance.NOBODY,
    HTTPStatus.INSUFFICIENT_STORAGE: Hindrance.FULL,
}


class Hindered(Exception):
    """It did not arrive, and is tried again."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


class Carrier:
    """Visits every node that something is due for. One that answers slowly, or never, keeps no other waiting."""

    def __init__(self) -> None:
        self._visits: dict[UUID, Thread] = {}

    def begin(self) -> None:
        """A visit to each node that none is under way to."""
        self._visits = {node: visit for node, visit in self._visits.items() if visit.is_alive()}
        for node in _nodes_due() - set(self._visits):
            self._visits[node] = Thread(target=_visit, args=(node,), daemon=True)
            self._visits[node].start()

    def wait(self) -> None:
        """Until every visit that was begun is over."""
        for visit in self._visits.values():
            visit.join()


def tidy() -> None:
    """Parts that nobody goes on with, and files whose time is over: nobody opens those any more."""
    arriving.forget_old_parts()
    for late in Parcel.objects.filter(expires_on__lt=timezone.localdate() - timedelta(days=1)):
        places.outgoing_file(late.id).unlink(missing_ok=True)
        late.delete()


def _is_due(parcel: Parcel) -> bool:
    """A clock that was set back keeps nothing waiting for years."""
    now = timezone.now()
    return not now < parcel.next_at <= now + 2 * _LAST_AGAIN


def _nodes_due() -> set[UUID]:
    return {parcel.node for parcel in _parcels_due()} | {known.pk for known in _cards_due()}


def _parcels_due(**of: UUID) -> list[Parcel]:
    waiting = Parcel.objects.filter(arrived_at=None, **of).order_by("made_at")
    return [parcel for parcel in waiting if _is_due(parcel)]


def _cards_due(**of: UUID) -> QuerySet[OtherNode]:
    now = timezone.now()
    return OtherNode.objects.filter(is_known=True, **of).exclude(asked_at__range=(now - _CARDS_EVERY, now))


def _visit(node: UUID) -> None:
    try:
        _carry_to(node)
        for known in _cards_due(node=node):
            _ask_for_card(known)
    except DatabaseError as failed:  # away, or its disk is full: the next round finds everything as it was
        log.warning("carrying is left to do: %s", type(failed).__name__)
    finally:
        connections.close_all()


def _carry_to(node: UUID) -> None:
    for parcel in _parcels_due(node=node):
        try:
            _carry(parcel, _address_of(node))
        except Hindered as hindered:
            _try_again_later(parcel, hindered.hindrance)
            if hindered.hindrance in {Hindrance.UNREACHABLE, Hindrance.NO_ADDRESS}:
                break  # the others would wait for the same


def _carry(parcel: Parcel, address: Address) -> None:
    """Raises Hindered."""
    path = places.outgoing_file(parcel.id)
    try:
        with path.open("rb") as file, line_to(address) as line:
            here = _offset(line, "HEAD", parcel)
            while here < parcel.size:
                file.seek(here)
                here = _offset(line, "PATCH", parcel, begin=here, piece=file.read(carriage.AT_ONCE))
    except FileNotFoundError as gone:  # its vault asked it back, or seals it anew
        raise Hindered(Hindrance.UNREACHABLE) from gone
    except NoAddress as none:
        raise Hindered(Hindrance.NO_ADDRESS) from none
    except Hindered:
        raise
    except Exception as failed:
        # Whatever they answer, the envelope waits, and nobody else's does.
        log.info("a node does not answer as one: %s", type(failed).__name__)
        raise Hindered(Hindrance.UNREACHABLE) from failed
    arrived = Parcel.objects.filter(pk=parcel.pk, made_at=parcel.made_at)
    if arrived.update(arrived_at=timezone.now(), hindrance=""):
        path.unlink(missing_ok=True)


def _offset(line: Line, method: str, parcel: Parcel, *, begin: int = 0, piece: bytes | None = None) -> int:
    """From which byte on to go on, as the other node says it. Raises Hindered, HTTPError."""
    headers = dict(parcel.headers)
    if piece is not None:
        headers |= {"Upload-Offset": str(begin), "Content-Type": "application/octet-stream"}
    status, said = line.tell(method, f"/node/{parcel.vault}/{parcel.id}/", headers, piece)
    if status not in (HTTPStatus.NO_CONTENT, HTTPStatus.OK, HTTPStatus.CONFLICT):
        raise Hindered(_HINDRANCES.get(status, Hindrance.UNREACHABLE))
    try:
        here = int(said["Upload-Offset"])
    except (KeyError, ValueError) as none:
        raise Hindered(Hindrance.UNREACHABLE) from none
    if not begin <= here <= parcel.size or (here == begin and piece is not None):
        raise Hindered(Hindrance.UNREACHABLE)  # it goes nowhere
    return here


def _address_of(node: UUID) -> Address:
    """As its newest card says. Raises Hindered."""
    try:
        return read_address(cards.read(OtherNode.objects.get(pk=node).card.encode()).address)
    except (OtherNode.DoesNotExist, NoAddress, cards.NotACard) as none:
        raise Hindered(Hindrance.NO_ADDRESS) from none


def _try_again_later(parcel: Parcel, hindrance: Hindrance) -> None:
    wait = min(_LAST_AGAIN, _FIRST_AGAIN * 2 ** min(parcel.tries, 10))
    later = timezone.now() + wait * random.uniform(0.75, 1.25)  # noqa: S311 - so that not everybody comes at once
    said = {"tries": min(parcel.tries + 1, 1000), "next_at": later, "hindrance": hindrance}
    Parcel.objects.filter(pk=parcel.pk, arrived_at=None).update(**said)


def _ask_for_card(known: OtherNode) -> None:
    """Only its own card, signed with the key that was compared, and newer than the one here."""
    OtherNode.objects.filter(pk=known.pk).update(asked_at=timezone.now())
    try:
        with line_to(_address_of(known.pk)) as line:
            status, raw = line.fetch("/node/card/", known.headers, most=cards.LARGEST)
        card, here = cards.read(raw), cards.read(known.card.encode())
    except Exception as failed:  # noqa: BLE001 - whatever they answer: the card that is here stays
        log.info("no newer card came: %s", type(failed).__name__)
        return
    is_theirs = (card.node, card.public) == (known.pk, bytes(known.public))
    if status == HTTPStatus.OK and is_theirs and card.made > here.made:
        OtherNode.objects.filter(pk=known.pk).update(card=raw.decode())
