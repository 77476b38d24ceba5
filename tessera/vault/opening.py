"""Opening a vault: the wrap gives the key, the key opens the file, and leaving the block closes it again.

No key and no connection outlives the block, so a request that opened nothing can read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, connections

from tessera.accounts.bundles import Bundle
from tessera.accounts.sessions import SessionKey
from tessera.sealing import wraps
from tessera.sealing.formats import SealBroken

from .current import OpenVault, alias_of, current
from .files import database_file
from .migrating import bring_up_to_date
from .models import Vault, Wrap


class NoGrant(Exception):
    """The member holds no wrap of this vault's key: to them it is ciphertext, whatever their role."""


class VaultUnreadable(Exception):
    """The file does not open with its key, or a page of it was changed. Nothing was shown or written."""


@contextmanager
def open_vault(vault: Vault, session: SessionKey) -> Iterator[OpenVault]:
    """Opens `vault` for the signed-in member; raises NoGrant or VaultUnreadable."""
    with opened(vault.id, unwrap_key(vault, session.bundle, session.member)) as room:
        yield room


@contextmanager
def opened(vault: UUID, key: bytes) -> Iterator[OpenVault]:
    """Opens the vault with a key already in hand (a new vault, a job running for its member)."""
    register_connection(vault)
    room = OpenVault(vault, key)
    token = current.set(room)
    try:
        bring_up_to_date(room)
        yield room
    except DatabaseError as failed:
        raise _as_unreadable(failed) from failed
    finally:
        connections[room.alias].close()
        current.reset(token)


def unwrap_key(vault: Vault, bundle: Bundle, member: UUID) -> bytes:
    """The vault's key from the member's newest wrap; raises NoGrant, also when the wrap was tampered with."""
    for wrap in Wrap.objects.filter(vault=vault.id, member=member).order_by("-epoch"):
        try:
            return wraps.unwrap(
                bytes(wrap.wrapped), bundle.kem.private, context=wrap_context(vault.id, wrap.epoch, member)
            )
        except SealBroken as broken:
            raise VaultUnreadable("The wrap of this vault's key was changed or belongs elsewhere.") from broken
    raise NoGrant


def wrap_context(vault: UUID, epoch: int, member: UUID) -> str:
    return f"vault {vault} epoch {epoch} member {member}"


def register_connection(vault: UUID) -> None:
    """Makes the vault's file known to Django under its alias; holds no key."""
    alias = alias_of(vault)
    if alias in connections.databases:
        return
    connections.databases[alias] = connections.configure_settings(
        {
            "default": {},
            alias: {
                "ENGINE": "tessera.vault.sqlcipher",
                "NAME": str(database_file(vault)),
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
            },
        }
    )[alias]


_SAYS_UNREADABLE = ("file is not a database", "database disk image is malformed", "disk i/o error")


def _as_unreadable(failed: DatabaseError) -> Exception:
    if any(words in str(failed).lower() for words in _SAYS_UNREADABLE):
        return VaultUnreadable("A page of the vault's file was changed, or the key does not belong to it.")
    return failed
