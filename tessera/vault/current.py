"""Which vault is open here and now: one at a time, in this thread and context only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db.transaction import Atomic, atomic


class VaultLocked(Exception):
    """Something in a vault was asked for while no vault is open."""


@dataclass(frozen=True, slots=True)
class OpenVault:
    id: UUID
    key: bytes = field(repr=False)

    @property
    def alias(self) -> str:
        return alias_of(self.id)


current: ContextVar[OpenVault | None] = ContextVar("current_vault", default=None)

ALIAS_PREFIX = "vault-"


def alias_of(vault: UUID) -> str:
    """The name of the vault's database connection."""
    return f"{ALIAS_PREFIX}{vault}"


def current_vault() -> OpenVault:
    vault = current.get()
    if vault is None:
        raise VaultLocked("No vault is open here.")
    return vault


def vault_transaction() -> Atomic:
    """What is written inside stays together in the open vault, or not at all."""
    return atomic(using=current_vault().alias)


@contextmanager
def vault_and_commons() -> Iterator[None]:
    """Both or neither, as far as two databases can: whatever fails inside, the lines included, undoes both.

    The vault commits first: cut off in between, what was done is said in its log and can be done again, and then it
    stands there twice; never not at all (docs/decisions/0001-one-file-per-vault.md). Who needs both always takes them in this
    order, or two would wait for each other.
    """
    with atomic(), vault_transaction():
        yield


def key_of_alias(alias: str) -> bytes:
    """The key for this connection, if its vault is the one that is open."""
    vault = current_vault()
    if vault.alias != alias:
        raise VaultLocked("Another vault is open here.")
    return vault.key
