"""Opening a vault: the wrap gives the key, the key opens the file, and leaving the block closes it again.

The connection belongs to this thread and this block; neither it nor the key outlives them, so a request that
opened nothing can read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connections

from tessera.accounts.bundles import Bundle
from tessera.accounts.sessions import SessionKey
from tessera.sealing import wraps
from tessera.sealing.formats import SealBroken

from . import gate, rotation
from .current import OpenVault, current
from .files import VaultUnreadable, database_file
from .migrating import alone_with, bring_up_to_date
from .models import Vault, Wrap
from .rotation import EpochKey, wrap_context
from .sqlcipher.base import DatabaseWrapper
from .sqlcipher.keys.base import KeysUnreadable
from .sqlcipher.rekeying import KeyNotChanged, give_new_key, opens
from .sqlcipher.troubles import is_damage
from .trust import shares
from .upkeep import before_anything_is_shown

_PAGE_BYTES = 4096  # SQLCipher's


class NoGrant(Exception):
    """The member holds no wrap of this vault's key: to them it is ciphertext, whatever their role."""


@contextmanager
def open_vault(vault: Vault, session: SessionKey) -> Iterator[OpenVault]:
    """Opens `vault` for the signed-in member; raises NoGrant, VaultUnreadable or NewKeyUnderWay."""
    already = current.get()
    if already and already.id == vault.id:  # the same room again: its outermost block closes it
        yield already
        return
    while True:
        # Inside from before the wrap is read: between the two the key could become another.
        with gate.inside(vault.id):
            if not rotation.is_under_way(vault.id, session.member):
                with opened(vault.id, unwrap_key(vault, session.bundle, session.member)) as room:
                    before_anything_is_shown(room)
                    yield room
                return
        _finish_new_key(vault, session)


@contextmanager
def open_without_waiting(vault: Vault, session: SessionKey) -> Iterator[OpenVault]:
    """As `open_vault`, but raises NewKeyUnderWay at once where a new key is due or being made."""
    here = current.get()
    is_open = here is not None and here.id == vault.id
    if not is_open and (gate.is_wanted_alone(vault.id) or rotation.is_under_way(vault.id, session.member)):
        raise gate.NewKeyUnderWay
    with open_vault(vault, session) as room:
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
    with gate.inside(vault):
        token = current.set(room)
        connections[room.alias] = DatabaseWrapper(_connection_settings(room), room.alias)
        try:
            bring_up_to_date(room)
            yield room
        except DatabaseError as failed:
            # A page of this file, not of the keys or the commons: those are SQLite's own errors, or say so.
            is_of_a_vault = isinstance(failed.__cause__, DatabaseWrapper.Database.Error)
            if isinstance(failed, KeysUnreadable) or not is_of_a_vault or not is_damage(failed):
                raise
            raise VaultUnreadable(
                "A page of the vault's file was changed, or the key is another's."
            ) from failed
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
        return _unwrapped(wrap, bundle).key
    except SealBroken as broken:
        raise VaultUnreadable("The wrap of this vault's key was changed or belongs elsewhere.") from broken


def _finish_new_key(vault: Vault, session: SessionKey) -> None:
    """Gives the vault the new key that is due, or finishes what was cut off while it was given one.

    Raises NewKeyUnderWay when others keep it open too long, or the disk has no room: it keeps its key then.
    """
    with gate.alone(vault.id):
        if not rotation.is_under_way(vault.id, session.member):
            return  # somebody else has done it meanwhile
        held = _what_opens(vault, session)
        if rotation.is_outdated(vault.id, held.epoch):
            with opened(vault.id, held.key):
                if not rotation.stays(vault.id, session.member):
                    raise NoGrant  # somebody wrote this wrap past the vault: with them no key is made
                following = rotation.make_next_key(vault.id)
            try:
                with alone_with(vault.id):  # a backup copies one file or the other, never half of each
                    give_new_key(database_file(vault.id), old=held.key, new=following.key)
            except KeyNotChanged as failed:
                raise gate.NewKeyUnderWay from failed
            held = following
        with opened(vault.id, held.key):
            rotation.hand_out(vault.id, held)
            shares.issue(
                vault.id, held
            )  # while older wraps are there: shares never open less than somebody's wrap
            rotation.tidy_up(vault.id, held, by=session.member)


def _what_opens(vault: Vault, session: SessionKey) -> EpochKey:
    """The member's key that is the file's, newest first. Of a set cut off while it was made, none is."""
    held = Wrap.objects.filter(vault=vault.id, member=session.member).order_by("-epoch")
    if not held:
        raise NoGrant
    file = database_file(vault.id)
    for wrap in held if _has_content(file) else ():
        with suppress(SealBroken):
            unwrapped = _unwrapped(wrap, session.bundle)
            if opens(file, unwrapped.key):
                return unwrapped
    raise VaultUnreadable("The vault's file is gone, or none of the member's keys is its own.")


def _unwrapped(wrap: Wrap, bundle: Bundle) -> EpochKey:
    context = wrap_context(wrap.vault, wrap.epoch, wrap.member)
    return EpochKey(wrap.epoch, wraps.unwrap(bytes(wrap.wrapped), bundle.kem.private, context=context))


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
