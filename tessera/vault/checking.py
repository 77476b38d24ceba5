"""Whether files are as they were written, read from the first page to the last."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from uuid import UUID

from django.db import connections

from .current import OpenVault
from .files import VaultUnreadable, attachment_file, read
from .models import Attachment, Wrap
from .sqlcipher.keys.base import KeysUnreadable


def damage_of_vault(room: OpenVault) -> list[str]:
    """What is wrong with the open vault's file: each page is authenticated, so one changed byte is enough.

    A process killed while it moved pages out of the log may leave one half moved. Nothing is lost, the log has it
    still; it is moved once more, because the check looks at the file alone.
    """
    with connections[room.alias].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        cursor.fetchall()
    return _changed_pages(room.alias) or damage_of(room.alias)


def damaged_attachments(room: OpenVault) -> list[UUID]:
    """Sealed files of the open vault that are gone or not as they were sealed, each read to its end."""
    kept = Attachment.objects.values_list("id", "key")
    return [attachment for attachment, key in kept if not _reads_whole(room, attachment, bytes(key))]


def _reads_whole(room: OpenVault, attachment: UUID, key: bytes) -> bool:
    try:
        deque(read(attachment_file(room.id, attachment), key, attachment), maxlen=0)
    except VaultUnreadable:
        return False
    return True


def damage_of_keys() -> list[str]:
    """What is wrong with `keys.sqlite`, whose pages are authenticated too; raises PepperMissing."""
    try:
        if keys_are_gone():
            return ["It is gone or empty, and without it no room opens."]
        return _changed_pages("keys") or damage_of("keys")
    except KeysUnreadable as unreadable:
        return [str(unreadable)]


def keys_are_gone() -> bool:
    """Whether there is no file of keys, or another empty one that SQLite made in its place."""
    if not Path(connections["keys"].settings_dict["NAME"]).exists():
        return True  # not opened, or there would be an empty one
    return Wrap._meta.db_table not in connections["keys"].introspection.table_names()  # noqa: SLF001 - Django documents it


def damage_of(alias: str) -> list[str]:
    """What SQLite finds wrong with a database's structure and indexes; PostgreSQL looks after its own.

    The commons' pages carry no checksum: a changed byte of a name or a time is not noticed. Their log is a chain.
    """
    if connections[alias].vendor != "sqlite":
        return []
    return [said for said in _told(alias, "integrity_check") if said != "ok"]


def _changed_pages(alias: str) -> list[str]:
    """Looked at twice: a page that somebody writes at this moment may be read half old, half new."""
    return _told(alias, "cipher_integrity_check") and _told(alias, "cipher_integrity_check")


def _told(alias: str, pragma: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        return [str(said) for (said,) in cursor.fetchall()]
