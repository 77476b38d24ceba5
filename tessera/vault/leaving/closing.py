"""Deletes a room that has left: its row, its wraps, its files, in this order.

A note beside the files says that it is being closed. Where the process ends before the row is gone, the room is there
as before; after it, the next start finishes (`unfinished.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.db import connections, transaction

from tessera.common.places import Place
from tessera.vault.files import delete_files, keep, vaults_folder
from tessera.vault.models import Vault
from tessera.vault.sqlcipher.base import empty_write_ahead_log

NOTE = ".closing"

_further: list[Callable[[UUID], None]] = []


def register(step: Callable[[UUID], None]) -> Callable[[UUID], None]:
    """What a part keeps outside of a room for it goes with the room."""
    if step not in _further:
        _further.append(step)
    return step


def note_closing(vault: UUID) -> Path:
    note = vaults_folder() / f"{vault}{NOTE}"
    note.touch(mode=0o600)
    keep(vaults_folder())
    return note


def finish_closing(note: Path) -> None:
    """Unless the room is there still: then nobody was told that it is closed.

    Raises WriteAheadLogInUse when all is done, but the deleted wraps may still stand in a log.
    """
    vault = UUID(note.name.removesuffix(NOTE))
    if Vault.objects.filter(pk=vault).exists():
        note.unlink()
        return
    _forget_keys_of(vault)
    for step in _further:
        step(vault)
    delete_files(vault)  # the note too
    empty_write_ahead_log(connections["keys"])


def _forget_keys_of(vault: UUID) -> None:
    """Its wraps, its trustees' shares, whatever else beside them names it: parts that come later are not forgotten."""
    with transaction.atomic(using="keys"):
        for model in apps.get_models():
            names_vaults = any(field.name == "vault" for field in model._meta.get_fields())  # noqa: SLF001 - Django documents it
            if getattr(model, "place", None) == Place.KEYS and names_vaults:
                model._default_manager.filter(vault=vault).delete()  # noqa: SLF001
