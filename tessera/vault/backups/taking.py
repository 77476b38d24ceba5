"""Taking a backup while members work. See `vault_files.py` for what is locked meanwhile, and for how long."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tessera.accounts.models import Member
from tessera.accounts.pepper import pepper
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.vault.files import database_file
from tessera.vault.models import Vault, Wrap

from .commons import copy_commons, copy_keys
from .manifest import Manifest, describe, write_manifest
from .troubles import FolderInUse, KeysKeptChanging
from .vault_files import copy_vault

_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who can open what: it has to be the same in the commons, the keys and the vaults of one backup."""

    vaults: dict[UUID, frozenset[object]]  # its epoch and its wraps
    members: frozenset[object]


def take_backup(folder: Path) -> Manifest:
    """Copies everything but the pepper into the new `folder`; raises BackupTrouble, PepperMissing or OSError.

    The process must have no vault open. What it leaves when it is interrupted has no manifest.
    """
    secret = pepper()  # without it nobody could ever say whether the copy can be opened
    _make(folder)
    write_line(CommonsLine, "backup.taken", by=None)
    missing = _copy_all(folder)
    manifest = Manifest(files=describe(folder), missing=sorted(map(str, missing)))
    manifest.sign(secret)
    write_manifest(manifest, folder)
    return manifest


def _make(folder: Path) -> None:
    if folder.resolve().is_relative_to(Path(settings.DATA)):
        raise FolderInUse(
            f"{folder} lies inside the data folder, and would be lost with it. Nothing was written: name a"
            " folder on another disk."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is not empty. Nothing was written: name a folder that is new.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "vaults").mkdir(mode=0o700)


def _copy_all(folder: Path) -> set[UUID]:
    """Copies until nobody's keys changed while that was done; the vaults whose file is gone.

    A vault copied before its key was changed could not be opened with the wraps copied after: both are copied
    again then. Records that change meanwhile are no reason to.
    """
    missing: set[UUID] = set()
    before = _standing()
    pending = set(before.vaults)
    for _round in range(_ROUNDS):
        copy_commons(folder)
        copy_keys(folder)
        for vault in pending:
            if database_file(vault).exists():
                copy_vault(vault, folder / "vaults")
            else:
                missing.add(vault)
        after = _standing()
        if after == before:
            return missing
        pending = {vault for vault in after.vaults if after.vaults[vault] != before.vaults.get(vault)}
        before = after
    raise KeysKeptChanging(
        f"Members or keys changed {_ROUNDS} times while the backup was taken, and what is in {folder} does not fit"
        " together. Delete it, and take the backup at a quieter moment. Nothing else was touched."
    )


def _standing() -> _Standing:
    vaults: dict[UUID, set[object]] = {
        vault: {epoch} for vault, epoch in Vault.objects.values_list("id", "epoch")
    }
    for vault, epoch, member, wrapped in Wrap.objects.values_list("vault", "epoch", "member", "wrapped"):
        with suppress(KeyError):  # of a vault that is still being made, whose row comes last
            vaults[vault].add((epoch, member, bytes(wrapped)))
    members = Member.objects.values_list("id", "kem_public")
    return _Standing(
        {vault: frozenset(held) for vault, held in vaults.items()},
        frozenset((member, bytes(key)) for member, key in members),
    )
