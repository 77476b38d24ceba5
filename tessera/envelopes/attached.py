"""Files in an envelope: from one vault's attachments into it, and out of it into another's."""

from __future__ import annotations

import hashlib
from uuid import UUID

from tessera.sealing import boxes
from tessera.sealing.envelopes import OpenedEnvelope
from tessera.sealing.streams import SealingWriter
from tessera.vault.current import current_vault
from tessera.vault.files import (
    attachment_file,
    attachments_folder,
    incoming_folder,
    keep,
    read,
    upload_context,
    vaults_folder,
)
from tessera.vault.models import Attachment
from tessera.vault.reserve import ask_for_room

from .letters import File, Letter
from .places import whole_file


class NotAsSaid(Exception):
    """A file is not the one that the letter names."""


def described(attachment: Attachment) -> File:
    """What a letter says of it: it is read once for that, because the letter is signed before the files follow."""
    digest, vault = hashlib.sha256(), current_vault().id
    for piece in read(attachment_file(vault, attachment.pk), bytes(attachment.key), attachment.pk):
        digest.update(piece)
    return File(attachment.name, attachment.media_type, attachment.size, digest.hexdigest())


def keep_files(opened: OpenedEnvelope, letter: Letter) -> list[Attachment]:
    """Writes the envelope's files where uploads lie, and returns their rows, which are not saved (see `place`).

    Raises NotAsSaid, SealBroken.
    """
    ask_for_room(letter.attached_bytes)
    return [_keep(opened, file, about=opened.cover.id, by=letter.sender) for file in letter.files]


def place(files: list[Attachment]) -> None:
    """In a transaction: rows, and each file beside the vault, so that no row points at a file that is not there."""
    if not files:
        return
    vault = current_vault().id
    attachments_folder(vault).mkdir(mode=0o700, exist_ok=True)
    Attachment.objects.bulk_create(files)
    for one in files:
        (incoming_folder() / str(one.pk)).replace(attachment_file(vault, one.pk))
    for folder in (attachments_folder(vault), vaults_folder()):
        keep(folder)


def _keep(opened: OpenedEnvelope, file: File, *, about: UUID, by: UUID) -> Attachment:
    row = Attachment(
        about=about,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        key=boxes.new_key(),
        added_by=by,
    )
    digest = hashlib.sha256()
    with whole_file(incoming_folder() / str(row.pk)) as target:
        writer = SealingWriter(target, bytes(row.key), context=upload_context(row.pk))
        for piece in opened.attached(file.size):
            digest.update(piece)
            writer.write(piece)
        writer.finish()
    if digest.hexdigest() != file.sha256:
        raise NotAsSaid(file.name)
    return row
