"""Opening a vault: the wrap gives the key, the key opens the file, and leaving the block closes it again.

The connection belongs to this thread and this block; neither it nor the key outlives them, so a request that
opened nothing can read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connections

from tessera.accounts.bundles import Bundle
from tessera.accounts.sessions import SessionKey
from tessera.sealing import wraps
from tessera.sealing.formats import SealBroken

from .current import OpenVault, current
from .files import VaultUnreadable, database_file
from .migrating import bring_up_to_date
from .models import Vault, Wrap
from .sqlcipher.base import DatabaseWrapper

_PAGE_BYTES = 4096  # SQLCipher's


class NoGrant(Exception):
    """The member holds no wrap of this vault's key: to them it is ciphertext, whatever their role."""


@contextmanager
def open_vault(vault: Vault, session: SessionKey) -> Iterator[OpenVault]:
    """Opens `vault` for the signed-in member; raises NoGrant or VaultUnreadable."""
    with opened(vault.id, unwrap_key(vault, session.bundle, session.member)) as room:
        yield room


@contextmanager
def opened(vault: UUID, key: bytes, *, new: bool = False) -> Iterator[OpenVault]:
    """Opens the vault with a key already in hand (a new vault, a job running for its member)."""
    already = current.get()
    if already and already.id == vault:  # the same room again: its outermost block closes it
        yield already
        return
    if not new and not _has_content(database_file(vault)):
        # SQLite would make an empty room of it, and people would believe that their records are gone.
        raise VaultUnreadable("The vault's file is gone or empty.")
    room = OpenVault(vault, key)
    token = current.set(room)
    connections[room.alias] = DatabaseWrapper(_connection_settings(room), room.alias)
    try:
        bring_up_to_date(room)
        yield room
    except DatabaseError as failed:
        if not _says_unreadable(failed):
            raise
        raise VaultUnreadable("A page of the vault's file was changed, or the key is another's.") from failed
    finally:
        connections[room.alias].close()
        del connections[room.alias]
        current.reset(token)


def unwrap_key(vault: Vault, bundle: Bundle, member: UUID) -> bytes:
    """The vault's key from the member's newest wrap; raises NoGrant, or VaultUnreadable if it was changed."""
    wrap = Wrap.objects.filter(vault=vault.id, member=member).order_by("-epoch").first()
    if wrap is None:
        raise NoGrant
    try:
        return wraps.unwrap(
            bytes(wrap.wrapped), bundle.kem.private, context=wrap_context(vault.id, wrap.epoch, member)
        )
    except SealBroken as broken:
        raise VaultUnreadable("The wrap of this vault's key was changed or belongs elsewhere.") from broken


def wrap_context(vault: UUID, epoch: int, member: UUID) -> str:
    return f"vault {vault} epoch {epoch} member {member}"


def _connection_settings(room: OpenVault) -> dict[str, Any]:
    """As settings would have them, with Django's defaults. The key is not among them (see sqlcipher.base)."""
    connection = {
        "ENGINE": "tessera.vault.sqlcipher",
        "NAME": str(database_file(room.id)),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
    return dict(connections.configure_settings({"default": {}, room.alias: connection})[room.alias])


def _has_content(file: Path) -> bool:
    return file.exists() and file.stat().st_size >= _PAGE_BYTES


def _says_unreadable(failed: DatabaseError) -> bool:
    said = (
        "file is not a database",
        "database disk image is malformed",
        "disk i/o error",
        "vtable constructor failed",  # a page of the search index
    )
    return any(words in str(failed).lower() for words in said)
