"""From the vault's own row to a sealed file on its way. Cut off anywhere, the next unlock does the rest.

The row comes first, in the transaction of the action that wrote it. Then the letter is sealed into a file, handed over,
and the row says so. An envelope that is sealed twice has one identifier, by which the receiver knows the second.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from tessera.sealing import envelopes, signing
from tessera.sealing.formats import SealBroken
from tessera.vault import upkeep
from tessera.vault.current import OpenVault, current_vault
from tessera.vault.files import attachment_file, database_file, keep, read
from tessera.vault.models import Attachment

from . import cards, keys, letters, places
from .carriage import Carriage, headers
from .models import Correspondent, OtherNode, Outgoing, Parcel, VaultKeys
from .refusals import Hindrance, Refusal

log = logging.getLogger("tessera.envelopes.outbox")


def hand_over_all(_room: OpenVault) -> None:
    """What was written and not handed over yet, the oldest first."""
    if not VaultKeys.objects.exists():
        return
    for row in Outgoing.objects.filter(handed_over_at=None, refused="").order_by("written_at"):
        for _bytes in hand_over(row):
            pass


def hand_over_at_once(envelope: UUID) -> None:
    """As soon as it is written, where that takes no time. Whatever fails, the next unlock does it."""
    try:
        row = Outgoing.objects.filter(pk=envelope, handed_over_at=None, files=[]).first()
        for _bytes in hand_over(row) if row else ():
            pass
    except (OSError, DatabaseError, keys.NoLetterbox) as failed:
        log.warning("an envelope is left to hand over: %s", type(failed).__name__)


def hand_over(row: Outgoing) -> Iterator[int]:
    """Seals one envelope and hands it over; yields how many bytes of attached files went in.

    On this server it is delivered with that; elsewhere the carrier brings it, which has no key, or a person.
    """
    to, path = Correspondent.objects.get(pk=row.to), places.outgoing_file(row.id)
    if not row.delivered_at:
        try:
            yield from _seal(row, to, path)
        except SealBroken:  # their card was compared, and holds a key that nothing can be sealed for
            _refuse(row, path, Refusal.OTHER_KEY)
            return
        if to.node is None:
            try:
                put_into_letterbox(path, to.vault)
            except FileNotFoundError:  # they moved, or are gone
                _refuse(row, path, Refusal.NOBODY)
                return
            row.delivered_at = timezone.now()
        else:
            _ready_to_carry(row, to, to.node, path)
    row.handed_over_at = timezone.now()
    row.save(update_fields=["handed_over_at", "delivered_at"])


def _seal(row: Outgoing, to: Correspondent, path: Path) -> Iterator[int]:
    signer = bytes(keys.newest().signing_private)
    with places.whole_file(path) as file:
        yield from envelopes.seal(
            file, _cover(row, to), _content(row), to=bytes(to.kem_public), signer=signer
        )


def _refuse(row: Outgoing, path: Path, why: Refusal) -> None:
    """Nothing goes until their newer card is here (see `following`)."""
    Outgoing.objects.filter(pk=row.id).update(refused=why)
    path.unlink(missing_ok=True)


def _ready_to_carry(row: Outgoing, to: Correspondent, node: UUID, path: Path) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    carriage = Carriage(to=node, vault=to.vault, envelope=row.id, size=path.stat().st_size, digest=digest)
    own = keys.node_key()
    signature = signing.sign(carriage.signed_bytes, bytes(own.private))
    said = {
        "vault": to.vault,
        "node": node,
        "size": carriage.size,
        "headers": headers(carriage, node=own.node, signature=signature),
        "expires_on": row.expires_on,
        "made_at": timezone.now(),
        "next_at": timezone.now(),
        "tries": 0,
        "hindrance": "" if _has_address(node) else Hindrance.NO_ADDRESS,
        "arrived_at": None,
    }
    Parcel.objects.update_or_create(pk=row.id, defaults=said)


def _has_address(node: UUID) -> bool:
    there = OtherNode.objects.filter(pk=node).first()
    try:
        return bool(there and cards.read(there.card.encode()).address)
    except cards.NotACard:  # somebody changed it since it was brought
        return False


def put_into_letterbox(path: Path, vault: UUID) -> None:
    """A whole envelope into the letterbox of a vault of this node, where it is found at the next unlock."""
    if not database_file(vault).exists():
        raise FileNotFoundError(Refusal.NOBODY)
    cover = envelopes.read_cover(_first_bytes(path))
    target = places.waiting_file(vault, cover.id)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.replace(target)
    keep(target.parent)
    upkeep.stir(vault)


def note_deliveries(_room: OpenVault | None = None) -> None:
    """What the carrier brought is known by its parcel; what a person carried, by what comes back from there."""
    for parcel in Parcel.objects.exclude(arrived_at=None):
        if Outgoing.objects.filter(pk=parcel.id).update(delivered_at=parcel.arrived_at):
            parcel.delete()
    arrived = Outgoing.objects.filter(delivered_at=None).exclude(
        opened_at=None, answered_at=None, gone_at=None
    )
    for row in arrived:
        row.delivered_at = row.opened_at or row.answered_at or row.gone_at
        row.save(update_fields=["delivered_at"])
        Parcel.objects.filter(pk=row.id).delete()
        places.outgoing_file(row.id).unlink(missing_ok=True)
    # The file is gone, with the disk that it lay on or an older copy that was put back: it is sealed once more.
    to_carry = Outgoing.objects.exclude(handed_over_at=None).exclude(letter="").filter(delivered_at=None)
    gone = [row.id for row in to_carry if not places.outgoing_file(row.id).exists()]
    Outgoing.objects.filter(pk__in=gone).update(handed_over_at=None)


def _cover(row: Outgoing, to: Correspondent) -> envelopes.Cover:
    ends = datetime.combine(row.expires_on, time.max, UTC)
    return envelopes.Cover(id=row.id, to=to.vault, epoch=to.epoch, expires=int(ends.timestamp()))


def _content(row: Outgoing) -> envelopes.Content:
    # Signed with the newest key, whichever was that when it was written.
    letter = letters.write(replace(letters.read(row.letter.encode()), epoch=keys.newest().epoch))
    sizes = sum(one["size"] for one in json.loads(letter)["files"])
    return envelopes.Content(letter, _attached(row), sizes)


def _attached(row: Outgoing) -> Iterator[bytes]:
    vault = current_vault().id
    for uid in row.files:
        attachment = Attachment.objects.get(pk=uid)
        yield from read(attachment_file(vault, attachment.pk), bytes(attachment.key), attachment.pk)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(envelopes.COVER_BYTES)
