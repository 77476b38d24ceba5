"""From the files in a vault's letterbox to rows inside it. Whatever is wrong with one, the others are taken in.

An envelope is taken in once, by its identifier, in one transaction with what it brings; its file goes after. Cut off in
between, the file is found again and known by the row.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid5

from django.db import OperationalError
from django.utils import timezone

from tessera.sealing.envelopes import COVER_BYTES, Cover, OpenedEnvelope, is_sealed_size, read_cover
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.vault import clock, jobs
from tessera.vault.current import OpenVault, current_vault, vault_transaction
from tessera.vault.files import waiting_folder
from tessera.vault.models import Attachment

from . import keys, letters
from .attached import NotAsSaid, keep_files, place
from .kinds import EnvelopeKind, NotUnderstood, kind_of
from .models import Correspondent, HeldBack, Incoming
from .refusals import RETRIED, Refusal, Refused

log = logging.getLogger("tessera.envelopes.inbox")

_JOB = UUID("6f1f3bd4-8f0c-4bb1-93f8-3c6f0c1f5c10")
_TOGETHER = 25  # in one transaction, because each takes the disk a moment to promise
_BEFORE_A_PAGE = 0.2  # seconds; the rest is a job's, and no content is shown until that is done
_LARGE = 4 * 1024 * 1024  # what takes longer to open than a page may take


@dataclass(frozen=True, slots=True)
class _Opened:
    """One that can be taken in: its files are sealed anew, and no row says so yet."""

    path: Path
    cover: Cover
    letter: letters.Letter
    sender: Correspondent
    files: Sequence[Attachment]


def job_of(vault: UUID) -> UUID:
    """Of the job that opens what waits there; one for each vault."""
    return uuid5(_JOB, str(vault))


def take_in_first(room: OpenVault) -> None:
    """As much as a page can wait for; nothing where the job is at it already."""
    if jobs.is_running(job_of(room.id)):
        return
    until = time.monotonic() + _BEFORE_A_PAGE
    for together in _batches([one for one in _to_open() if not _is_large(one)]):
        take_in(together)
        if time.monotonic() > until:
            return


def take_in_rest() -> Iterator[int]:
    """Opens what waits, and yields how many are left after each batch."""
    waiting = _to_open()
    left = len(waiting)
    for together in _batches(waiting):
        take_in(together)
        left -= len(together)
        yield left


def _batches(waiting: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Some together, the large ones alone."""
    together: list[Path] = []
    for path in waiting:
        together.append(path)
        if len(together) == _TOGETHER or _is_large(path):
            yield together
            together = []
    if together:
        yield together


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size >= _LARGE
    except FileNotFoundError:
        return False


def how_many_wait() -> int:
    """Not counting those that were held back."""
    return len(_names())


def try_again() -> None:
    """Keys were compared, or this software is newer: what was held back for want of it is tried anew."""
    HeldBack.objects.filter(why__in=RETRIED).delete()


def take_in(paths: Sequence[Path]) -> None:
    """Where one is not taken in, a row says why; whatever somebody sent keeps the others from nothing."""
    opened = [one for path in paths if (one := _open(path))]
    with vault_transaction():
        written = [one for one in opened if _is_written(one)]
    for one in written:
        one.path.unlink(missing_ok=True)


def _open(path: Path) -> _Opened | None:
    try:
        with path.open("rb") as file:
            opened = _unsealed(file, path)
            letter, sender = _believed(opened, came=_came(path))
            return _Opened(path, opened.cover, letter, sender, _files(opened, letter))
    except FileNotFoundError:  # the job took it in, or a colleague's page
        return None
    except Refused as refused:
        _hold_back(path, refused)
    except (OSError, OperationalError):  # the disk: the next unlock tries again
        raise
    except Exception as failed:  # noqa: BLE001 - it keeps nobody out of their room, nor the others from being opened
        _leave(path, failed)
    return None


def _is_written(one: _Opened) -> bool:
    """In the transaction of all of them, each with what it brings or not at all."""
    try:
        with vault_transaction():
            if Incoming.objects.filter(pk=one.cover.id).exists():  # taken back by one of these
                return True
            place(list(one.files))
            _write_down(one)
    except (OSError, OperationalError):
        raise
    except Exception as failed:  # noqa: BLE001 - as above
        _leave(one.path, failed)
        return False
    return True


def _hold_back(path: Path, refused: Refused) -> None:
    if refused.why != Refusal.TWICE:
        said = {"why": refused.why, "sender": refused.sender, "since": timezone.now()}
        HeldBack.objects.update_or_create(pk=UUID(path.name), defaults=said)
    if refused.why not in RETRIED:
        path.unlink(missing_ok=True)


def _leave(path: Path, failed: Exception) -> None:
    """As it came: whoever sent it, or this software, did what nobody thought of."""
    log.warning("an envelope is left as it came: %s", type(failed).__name__)
    HeldBack.objects.update_or_create(
        pk=UUID(path.name), defaults={"why": Refusal.NO_LETTER, "since": timezone.now()}
    )


def _to_open() -> list[Path]:
    """The files that wait and were not held back, the oldest first."""
    folder = waiting_folder(current_vault().id)
    files = ((_came_first(folder / name), name) for name in _names())
    return [folder / name for came, name in sorted(files) if came]


def _came_first(path: Path) -> int:
    """When it came, in nanoseconds; 0 where somebody else has taken it in meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _names() -> list[str]:
    folder = waiting_folder(current_vault().id)
    if not folder.exists():
        return []
    held = {str(one) for one in HeldBack.objects.values_list("id", flat=True)}
    return [file.name for file in folder.iterdir() if not file.suffix and file.name not in held]


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
    except letters.StatusInLetter as status:
        raise Refused(Refusal.STATUS) from status
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


def _write_down(one: _Opened) -> None:
    cover, letter, kind = one.cover, one.letter, _understood(one.letter)
    incoming = Incoming.objects.create(
        id=cover.id,
        sender=one.sender.vault,
        kind=letter.kind,
        purpose=letter.purpose,
        letter=letters.write(letter).decode(),
        reply_to=letter.reply_to,
        settled=bool(kind and kind.settled),
        arrived_at=_came(one.path),
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
