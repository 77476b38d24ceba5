"""This installation as other nodes see it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tessera.accounts.models import Organisation
from tessera.accounts.queries import network
from tessera.sealing.formats import SealBroken

from . import cards
from .keys import node_key
from .models import Letterbox


def this_card() -> cards.Card:
    """With every letterbox that is open here."""
    own, founded = node_key(), network()
    organisations = {one.pk: one for one in Organisation.objects.all()}
    rows = [one for one in Letterbox.objects.order_by("pk") if one.organisation in organisations]
    boxes = [box for one in rows if (box := _box(one, organisations[one.organisation], own.node))]
    return cards.Card(
        node=own.node,
        name=founded.name if founded else "",
        address=settings.NODE_ADDRESS,  # where there is none, what is for this server is carried to it
        public=bytes(own.public),
        made=timezone.now().isoformat(timespec="seconds"),
        letterboxes=tuple(boxes),
    )


def card_file() -> str:
    return cards.write(this_card(), bytes(node_key().private))


def _box(row: Letterbox, organisation: Organisation, node: UUID) -> cards.Letterbox | None:
    """None where the row is not as the vault signed it: somebody wrote it past the vault, and one would spoil the card."""
    try:
        box = _read(row, organisation)
        box.check(node)
    except (ValueError, TypeError, SealBroken):
        return None
    return box


def _read(row: Letterbox, organisation: Organisation) -> cards.Letterbox:
    return cards.Letterbox(
        vault=row.pk,
        organisation=organisation.pk,
        name=organisation.name,
        country=organisation.country,
        epoch=row.epoch,
        kem_public=bytes(row.kem_public),
        signing_public=bytes(row.signing_public),
        succession=cards.read_steps(row.succession),
        signature=bytes(row.signature),
    )
