"""From the files in a vault's letterbox to rows inside it. Whatever is wrong with one, the others are taken in.

An envelope is taken in once, by its identifier, in one transaction with what it brings; its file goes after. Cut off in
between, the file is found again and known by the row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.utils import timezone

from tessera.sealing.envelopes import COVER_BYTES, Cover, OpenedEnvelope, is_sealed_size, read_cover
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.vault import clock
from tessera.vault.current import OpenVault, current_vault, vault_transaction
from tessera.vault.files import waiting_folder
from tessera.vault.models import Attachment

from . import keys, letters
from .attached import NotAsSaid, keep_files, place
from .kinds import EnvelopeKind, NotUnderstood, kind_of
from .models import Correspondent, HeldBack, Incoming
from .refusals import RETRIED, Refusal, Refused

log = logging.getLogger("tessera.envelopes.inbox")

AT_ONCE = 50
"""So many are opened before a page is shown. The rest is a job's, and no content is shown until that is done."""
_LARGE = 4 * 1024 * 1024  # what takes longer to open than a page may take


def take_in_first(_room: OpenVault) -> None:
    for path in [one for one in _to_open() if one.stat().st_size < _LARGE][:AT_ONCE]:
        _try(path)


def take_in_rest() -> Iterator[int]:
    """Opens what waits, and yields how many are left after each batch."""
    waiting = _to_open()
    for at in range(0, len(waiting), AT_ONCE):
        for path in waiting[at : at + AT_ONCE]:
            _try(path)
        yield max(0, len(waiting) - at - AT_ONCE)


def how_many_wait() -> int:
    """Not counting those that were held back."""
    return len(_to_open())


def try_again() -> None:
    """Keys were compared, or this software is newer: what was held back for want of it is tried anew."""
    HeldBack.objects.filter(why__in=RETRIED).delete()


def take_in(path: Path) -> None:
    """One envelope; where it is not taken in, a row says why."""
    envelope = UUID(path.name)
    try:
        with path.open("rb") as file:
            opened = _unsealed(file, path)
            letter, sender = _believed(opened, came=_came(path))
            files = _files(opened, letter)
        with vault_transaction():
            place(files)
            _write_down(opened.cover, letter, sender, path)
    except Refused as refused:
        if refused.why != Refusal.TWICE:
            said = {"why": refused.why, "sender": refused.sender, "since": timezone.now()}
            HeldBack.objects.update_or_create(pk=envelope, defaults=said)
        if refused.why in RETRIED:
            return
    path.unlink(missing_ok=True)


def _try(path: Path) -> None:
    """Whatever somebody sent: it keeps nobody out of their room, nor the others from being opened."""
    try:
        take_in(path)
    except Exception as failed:
        log.exception("an envelope is left as it came: %s", type(failed).__name__)
        HeldBack.objects.update_or_create(
            pk=UUID(path.name), defaults={"why": Refusal.NO_LETTER, "since": timezone.now()}
        )


def _to_open() -> list[Path]:
    """The files that wait and were not held back, the oldest first."""
    folder = waiting_folder(current_vault().id)
    if not folder.exists():
        return []
    held = {str(one) for one in HeldBack.objects.values_list("id", flat=True)}
    files = [file for file in folder.iterdir() if not file.suffix and file.name not in held]
    return sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))


def _unsealed(file: BinaryIO, path: Path) -> OpenedEnvelope:
    """The letter read, nobody believed yet. Raises Refused."""
    cover = _cover(file, path)
    if cover.to != current_vault().id or str(cover.id) != path.name:
        raise Refused(Refusal.DAMAGED)
    if Incoming.objects.filter(pk=cover.id).exists():
        raise Refused(Refusal.TWICE)
    _is_in_time(cover)
    private = keys.private_key_of(cover.epoch)
    if not private:
        raise Refused(Refusal.OTHER_KEY)
    try:
        return OpenedEnvelope(file, private)
    except SealBroken as broken:
        raise Refused(Refusal.DAMAGED) from broken


def _cover(file: BinaryIO, path: Path) -> Cover:
    try:
        cover = read_cover(file.read(COVER_BYTES))
    except UnknownFormat as unknown:
        raise Refused(Refusal.NEWER) from unknown
    except SealBroken as broken:
        raise Refused(Refusal.DAMAGED) from broken
    if not is_sealed_size(path.stat().st_size):
        raise Refused(Refusal.DAMAGED)
    file.seek(0)
    return cover


def _is_in_time(cover: Cover) -> None:
    """A clock that is not believed makes nothing too late, and nothing in time either."""
    if cover.expires >= timezone.now().timestamp():
        return
    raise Refused(Refusal.EXPIRED if clock.is_believed() else Refusal.CLOCK)


def _came(path: Path) -> datetime:
    """By this node's own clock: its file's time."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _believed(opened: OpenedEnvelope, *, came: datetime) -> tuple[letters.Letter, Correspondent]:
    """The letter, and who wrote it, by the keys that were compared. Raises Refused."""
    try:
        letter = letters.read(opened.letter)
    except letters.NewerLetter as newer:
        raise Refused(Refusal.NEWER) from newer
    except letters.NotALetter as none:
        raise Refused(Refusal.NO_LETTER) from none
    sender = Correspondent.objects.filter(pk=letter.sender, ended_at=None).first()
    if sender is None:
        raise Refused(Refusal.STRANGER, letter.sender)
    if letter.epoch > sender.epoch:
        raise Refused(Refusal.NEWER_KEY, letter.sender)
    if _is_signed(opened, bytes(sender.signing_public)):
        return letter, sender
    if sender.signing_before and _is_signed(opened, bytes(sender.signing_before)):
        # It waited here when they replaced the key, so they had it still; whoever has it now may be anybody.
        if sender.followed_at and came < sender.followed_at:
            return letter, sender
        raise Refused(Refusal.REPLACED_KEY, letter.sender)
    raise Refused(Refusal.FORGED, letter.sender)


def _is_signed(opened: OpenedEnvelope, public: bytes) -> bool:
    try:
        opened.check(public)
    except SealBroken:
        return False
    return True


def _files(opened: OpenedEnvelope, letter: letters.Letter) -> list[Attachment]:
    """Sealed anew under keys of their own, not one of them in a row yet. Raises Refused."""
    try:
        files = keep_files(opened, letter)
        opened.finish()
    except (SealBroken, NotAsSaid) as broken:
        raise Refused(Refusal.DAMAGED, letter.sender) from broken
    return files


def _write_down(cover: Cover, letter: letters.Letter, sender: Correspondent, path: Path) -> None:
    kind = _understood(letter)
    incoming = Incoming.objects.create(
        id=cover.id,
        sender=sender.vault,
        kind=letter.kind,
        purpose=letter.purpose,
        letter=letters.write(letter).decode(),
        reply_to=letter.reply_to,
        settled=bool(kind and kind.settled),
        arrived_at=_came(path),
        answer_by=letter.answer_by,
        expires_on=datetime.fromtimestamp(cover.expires, UTC).date(),
    )
    HeldBack.objects.filter(pk=cover.id).delete()
    if kind and kind.arrived:
        kind.arrived(incoming, letter)


def _understood(letter: letters.Letter) -> EnvelopeKind | None:
    """None for what no part knows, or says otherwise than letters of its kind: it is kept, and shown as that."""
    kind = kind_of(letter.kind)
    try:
        if kind:
            kind.check(letter)
    except NotUnderstood:
        return None
    return kind
