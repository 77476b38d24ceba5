"""The heads of the chains, each kept where the other lies: what one file lost, the other still knows.

Each vault's head (number and link of its last line) stands in the commons, signed with a key that only the
vault holds. The commons' head stands inside each vault. Both are written with every change made in a room,
and for pages after LINES lines or MINUTES minutes, so no page waits long for them.

Noticed: a vault put back to an earlier state, cut by more than those last lines, or continued on two sides
(`VAULT_WENT_BACK`); commons put back (`COMMONS_WENT_BACK`); a head taken out, put back or written by another
hand (`HEAD_LOST`, `HEAD_FORGED`). While something is noticed no head is written over: it stays until somebody
says that they know why (`actions.accept_heads`).

Not noticed: both put back to the same moment; the lines since the last head, cut off. For that a checkpoint
held elsewhere is needed (`compare`), and it tells of the lines up to its own only.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from tessera.sealing import chains, signing
from tessera.sealing.checkpoints import Checkpoint
from tessera.sealing.formats import SealBroken

from .models import CommonsLine, Line, Seal, VaultHead, VaultLine

log = logging.getLogger("tessera.audit.heads")

COMMONS = UUID(int=0)  # the name of the commons' chain; vaults' chains have the vault's
LINES = 20
MINUTES = 5
_ONLY = 1


class Trouble(StrEnum):
    """What the heads say that nobody may overlook."""

    VAULT_WENT_BACK = "the vault's chain is not the one whose head stands in the commons"
    COMMONS_WENT_BACK = "the commons' chain is not the one whose head stands in the vault"
    HEAD_LOST = "the commons hold no head of this vault, or an older one than the vault knows of"
    HEAD_FORGED = "the head in the commons is not signed with the vault's key"


class Comparison(StrEnum):
    """What a checkpoint held elsewhere says of the chain here."""

    CONTINUES = "the chain here continues it"
    DIFFERS = "the chain here is another one"
    TOO_SHORT = "the chain here ends before it"
    ANOTHER_CHAIN = "it is of another room, or of the network"
    FORGED = "its signature is not the room's"


def head(chain: type[Line], name: UUID) -> Checkpoint:
    """Where the chain stands now; number 0 while it has no line."""
    last = chain.objects.order_by("-number").first()
    return Checkpoint(name, last.number, bytes(last.link)) if last else Checkpoint(name, 0, chains.FIRST_LINK)


def signed_head(vault: UUID) -> Checkpoint:
    """The open vault's head, signed, to be kept elsewhere."""
    return head(VaultLine, vault).signed(bytes(_seal().private))


def troubles(vault: UUID) -> list[Trouble]:
    """What the heads kept of the open vault and of the commons say now; empty where all is well."""
    seal, kept = Seal.objects.first(), VaultHead.objects.filter(pk=vault).first()
    found = []
    if seal is None:
        # A vault that never signed has no head: it is new, or older than heads are.
        return [Trouble.VAULT_WENT_BACK] if kept else []
    if not holds(CommonsLine, seal.commons_number, bytes(seal.commons_link)):
        found.append(Trouble.COMMONS_WENT_BACK)
    if kept is None:
        return [*found, Trouble.HEAD_LOST] if seal.kept else found
    if not is_signed(kept, bytes(seal.public)):
        found.append(Trouble.HEAD_FORGED)
    elif kept.number < seal.kept:
        found.append(Trouble.HEAD_LOST)
    if not holds(VaultLine, kept.number, bytes(kept.link)):
        found.append(Trouble.VAULT_WENT_BACK)
    return found


def keep_heads(vault: UUID, *, now: bool) -> None:
    """Writes both heads, at once or when enough has happened since; nothing while something is noticed."""
    try:
        if (now or _is_due(vault)) and not troubles(vault):
            _keep(vault)
    except DatabaseError as failed:
        # What they are the heads of is done and written; the next page tries again.
        log.warning("heads not kept: %s", type(failed).__name__)


def keep_heads_anew(vault: UUID) -> None:
    """Both heads as they are now, whatever stood there (see `actions.accept_heads`)."""
    ours, commons = signed_head(vault), head(CommonsLine, COMMONS)
    VaultHead.objects.update_or_create(pk=vault, defaults=_fields(ours))
    Seal.objects.update(kept=ours.number, commons_number=commons.number, commons_link=commons.link)


def begin_elsewhere() -> None:
    """The open vault comes to other commons: it knows nothing of them yet, and they nothing of it.

    Its signing key stays, so that whoever kept a checkpoint of before can still compare it.
    """
    _seal()
    Seal.objects.update(kept=0, commons_number=0, commons_link=chains.FIRST_LINK)


def compare(checkpoint: Checkpoint, chain: type[Line], name: UUID) -> Comparison:
    """Whether the chain as it is here continues the one that the checkpoint was made of."""
    if checkpoint.chain != name:
        return Comparison.ANOTHER_CHAIN
    if checkpoint.signature and not _is_ours(checkpoint):
        return Comparison.FORGED
    line = chain.objects.filter(pk=checkpoint.number).first()
    if line is None:
        return Comparison.TOO_SHORT
    return Comparison.CONTINUES if bytes(line.link) == checkpoint.link else Comparison.DIFFERS


def holds(chain: type[Line], number: int, link: bytes) -> bool:
    """Whether this line still has this link; number 0 is before the first, and always there."""
    return number == 0 or chain.objects.filter(pk=number, link=link).exists()


def is_signed(kept: VaultHead, public: bytes) -> bool:
    checkpoint = Checkpoint(kept.pk, kept.number, bytes(kept.link), bytes(kept.signature))
    return bytes(kept.public) == public and _fits(checkpoint, public)


def _is_ours(checkpoint: Checkpoint) -> bool:
    """The commons' own chain has no key, so a signature under its name is nobody's."""
    return checkpoint.chain != COMMONS and _fits(checkpoint, bytes(_seal().public))


def _fits(checkpoint: Checkpoint, public: bytes) -> bool:
    try:
        checkpoint.check(public)
    except SealBroken:
        return False
    return True


def _seal() -> Seal:
    """The open vault's signing key, made the first time that it is asked for."""
    if seal := Seal.objects.first():
        return seal
    pair = signing.new_signing_pair()
    return Seal.objects.get_or_create(pk=_ONLY, defaults={"private": pair.private, "public": pair.public})[0]


def _is_due(vault: UUID) -> bool:
    kept = VaultHead.objects.filter(pk=vault).first()
    if kept is None or kept.kept_at < timezone.now() - timedelta(minutes=MINUTES):
        return True
    return VaultLine.objects.filter(number=kept.number + LINES).exists()


def _keep(vault: UUID) -> None:
    """Never back: of two at once, the one with fewer lines leaves what the other wrote."""
    ours, commons = signed_head(vault), head(CommonsLine, COMMONS)
    fields = _fields(ours)
    # The commons come first: what the vault takes for kept has to stand there whenever the process ends.
    _kept, is_new = VaultHead.objects.get_or_create(pk=vault, defaults=fields)
    if not is_new:
        VaultHead.objects.filter(pk=vault, number__lt=ours.number).update(**fields)
    Seal.objects.filter(kept__lt=ours.number).update(kept=ours.number)
    Seal.objects.filter(commons_number__lt=commons.number).update(
        commons_number=commons.number, commons_link=commons.link
    )


def _fields(ours: Checkpoint) -> dict[str, object]:
    return {
        "public": _seal().public,
        "number": ours.number,
        "link": ours.link,
        "signature": ours.signature,
        "kept_at": timezone.now(),
    }
