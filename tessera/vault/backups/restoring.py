"""Bringing a backup back, into a data folder that did not exist before."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from tessera.accounts.pepper import keep_pepper
from tessera.vault import deletions
from tessera.vault.files import keep
from tessera.vault.restored import Restore, write_restore

from .commons import POSTGRESQL_FILE, empty_for_commons, load_commons
from .manifest import Manifest, check_files, read_manifest
from .troubles import DeletionsMissing, FolderInUse
from .vault_files import copy_file


def check_backup(folder: Path, *, pepper: bytes | None = None) -> Manifest:
    """Whether every file is as it was taken and, with a pepper, whether it is the right one; raises BackupTrouble."""
    manifest = read_manifest(folder)
    if pepper is not None:
        manifest.fits(pepper)
    check_files(manifest, folder)
    return manifest


def restore_backup(  # noqa: PLR0913 - a backup, and the places outside the data folder that belong to it
    folder: Path,
    *,
    data: Path,
    pepper_file: Path,
    pepper: bytes | None,
    deletions_folder: Path,
    deletions_from: Path | None = None,
) -> tuple[Manifest, Restore]:
    """Makes the data folder `data` of the backup; raises BackupTrouble or OSError, with nothing written to `data`.

    With a `pepper` it is tried first, and kept in `pepper_file`. Without one everything comes back, and nobody can
    sign in until the file is there. What `deletions_from` knows is carried over into `deletions_folder`: it goes
    again when its vault is unlocked.
    """
    _refuse_what_is_there(data)
    if deletions_from and not deletions.know_any(deletions_from):
        raise DeletionsMissing(
            f"{deletions_from} holds no list of deletions: it has a file for each vault, named by letters and digits."
            " Nothing was written. Leave --deletions out to restore without it."
        )
    manifest = check_backup(folder, pepper=pepper)
    if POSTGRESQL_FILE in manifest.files:
        empty_for_commons()
    if pepper is not None and not keep_pepper(pepper_file, pepper):
        raise FolderInUse(
            f"There is another pepper in {pepper_file}. It was not touched, and nothing was restored: name a data"
            " folder of another name, or set TESSERA_PEPPER_FILE."
        )
    unfinished = data.with_name(f"{data.name}.restoring")
    if unfinished.exists():
        shutil.rmtree(unfinished)  # of a restore that was interrupted: nothing was ever served from it
    _copy(manifest, folder, unfinished)
    if POSTGRESQL_FILE in manifest.files:
        load_commons(folder)
    if deletions_from:
        deletions.carry_over(deletions_from, deletions_folder)
    restore = Restore(
        at=timezone.now(),
        taken_at=datetime.fromisoformat(manifest.taken_at),
        deletions_known=deletions.know_any(deletions_folder),
    )
    write_restore(unfinished, restore)
    unfinished.replace(data)  # whole or not at all, whenever the power goes
    keep(data.parent)
    return manifest, restore


def _refuse_what_is_there(data: Path) -> None:
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise FolderInUse(
            f"{data} is not empty, and a restore never writes over anything. Nothing was written: name a new folder."
        )
    if data.is_mount():
        raise FolderInUse(f"{data} is a disk of its own. Name a new folder on it, such as {data / 'data'}.")


def _copy(manifest: Manifest, folder: Path, target: Path) -> None:
    target.mkdir(mode=0o700, parents=True)
    (target / "vaults").mkdir(mode=0o700)
    files = [name for name in manifest.files if name != POSTGRESQL_FILE]
    for name in files:
        copy_file(folder / name, target / name)
    check_files(Manifest(files={name: manifest.files[name] for name in files}), target)
    for inner in (target, *(path for path in target.rglob("*") if path.is_dir())):
        keep(inner)
