"""How attachments end: the row with the key, the tombstone, and the file once that is committed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from tessera.accounts import drafts

from . import tombstones
from .current import current_vault
from .endings import Ending, Rows, register, register_tidying
from .files import attachment_file
from .models import Attachment


def end_attachments(rows: Rows) -> int:
    """In a transaction. A row never points at a file that is not there; a file without its row is noise."""
    ending = list(rows.values_list("id", flat=True))
    rows.delete()
    tombstones.bury(ending)
    transaction.on_commit(partial(_unlink, current_vault().id, ending), using=current_vault().alias)
    return len(ending)


def _unlink(vault: UUID, attachments: list[UUID]) -> None:
    for one in attachments:
        attachment_file(vault, one).unlink(missing_ok=True)


def register_attachments() -> None:
    """Of attachments, and of what somebody was writing: accounts lie below and register nothing here."""
    register_tidying(drafts.forget_old)
    register(Ending("id", Attachment.objects.all, end_attachments))
