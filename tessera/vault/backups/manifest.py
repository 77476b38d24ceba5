"""What belongs to a backup: each file with its size and SHA-256, and two marks that only the pepper can make.

    {"format": 1, "id": …, "taken_at": …, "files": {name: {"bytes": …, "sha256": …}}, "missing": [vault, …],
     "pepper": HMAC(pepper, id), "seal": HMAC(pepper, everything else)}

`pepper` tells a wrong pepper from a right one; the pepper is 256 random bits, which no mark of it gives away. `seal`
shows that nobody wrote another manifest in its place. It is the last file of a backup: without it there is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tessera.sealing import tokens
from tessera.vault.files import keep

from .commons import KEYS_FILE, POSTGRESQL_FILE, SQLITE_FILE
from .troubles import BackupDamaged, BackupUnfinished, WrongPepper

MANIFEST_FILE = "manifest.json"
_FORMAT = 1
_LARGEST = 64 * 1024 * 1024
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A manifest may have been written by anybody: it names files of a backup, and no others.
_NAMES = re.compile(
    rf"{re.escape(SQLITE_FILE)}|{re.escape(POSTGRESQL_FILE)}|{re.escape(KEYS_FILE)}"
    rf"|vaults/{_UUID}\.sqlite(?:-wal)?|vaults/{_UUID}\.(?:attachments|envelopes)/{_UUID}",
    re.ASCII,
)


@dataclass(slots=True)
class Manifest:
    files: dict[str, dict[str, Any]]
    missing: list[str] = field(default_factory=list)
    id: str = field(default_factory=lambda: str(uuid4()))
    taken_at: str = field(default_factory=lambda: timezone.now().isoformat(timespec="seconds"))
    format: int = _FORMAT
    pepper: str = ""
    seal: str = ""

    @property
    def size(self) -> int:
        return sum(int(one["bytes"]) for one in self.files.values())

    @property
    def vaults(self) -> int:
        return sum(name.startswith("vaults/") and name.endswith(".sqlite") for name in self.files)

    def sign(self, pepper: bytes) -> None:
        self.pepper = _mark_of(pepper, self.id)
        self.seal = self._seal(pepper)

    def fits(self, pepper: bytes) -> None:
        """Raises WrongPepper, or BackupDamaged where the pepper is right and the manifest another."""
        if not tokens.same(_mark_of(pepper, self.id).encode(), self.pepper.encode()):
            raise WrongPepper(
                "This is a pepper, copied without a mistake, but not the one of this backup: it may belong to"
                " another server. Nothing was written. Look for the paper from the day this server was set up."
            )
        if not tokens.same(self._seal(pepper).encode(), self.seal.encode()):
            raise BackupDamaged(
                "The pepper is right, but the list of the backup's files was changed after it was taken."
                " Do not trust this copy. Nothing was written: take an older backup."
            )

    def _seal(self, pepper: bytes) -> str:
        said = {key: value for key, value in asdict(self).items() if key != "seal"}
        return tokens.keyed_hash(pepper, json.dumps(said, sort_keys=True), purpose="backup manifest 1").hex()


def describe(folder: Path) -> dict[str, dict[str, Any]]:
    """Each file of the folder, with its size and SHA-256."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            files[str(path.relative_to(folder))] = {"bytes": path.stat().st_size, "sha256": digest}
    return files


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Under its name whole or not at all, and only once every name before it is on the disk."""
    for inner in (path for path in folder.rglob("*") if path.is_dir()):
        keep(inner)
    fresh = folder / f"{MANIFEST_FILE}.unfinished"
    with fresh.open("w") as file:
        json.dump(asdict(manifest), file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / MANIFEST_FILE)
    keep(folder)
    keep(folder.parent)


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupUnfinished or BackupDamaged."""
    path = folder / MANIFEST_FILE
    try:
        if path.stat().st_size > _LARGEST:
            raise BackupDamaged(f"{path} is far too large for a manifest.")
        said = json.loads(path.read_bytes())
        manifest = Manifest(**said)
        believable = manifest.format == _FORMAT and KEYS_FILE in manifest.files
        believable = believable and all(
            _NAMES.fullmatch(name) and isinstance(one["bytes"], int) and isinstance(one["sha256"], str)
            for name, one in manifest.files.items()
        )
        believable = believable and all(
            isinstance(said[name], str) for name in ("id", "taken_at", "pepper", "seal")
        )
        believable = believable and all(isinstance(vault, str) for vault in manifest.missing)
        believable = believable and datetime.fromisoformat(manifest.taken_at).tzinfo is not None
    except (FileNotFoundError, NotADirectoryError) as gone:
        raise BackupUnfinished(
            f"{folder} is no whole backup: it has no {MANIFEST_FILE}, which is written last. If it was"
            " interrupted, delete the folder and take the backup again."
        ) from gone
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise BackupDamaged(
            f"{path} cannot be read as a manifest: take another copy of this backup."
        ) from wrong
    if not believable:
        raise BackupDamaged(f"{path} names files that no backup has, or is of a newer version of Tessera.")
    return manifest


def check_files(manifest: Manifest, folder: Path) -> None:
    """Every file is there, as it was, and no other; raises BackupDamaged naming those that are not."""
    found = describe(folder)
    found.pop(MANIFEST_FILE, None)
    troubles = [f"{name} is gone" for name in manifest.files if name not in found]
    troubles += [f"{name} does not belong to it" for name in found if name not in manifest.files]
    troubles += [
        f"{name} was changed" for name in found if manifest.files.get(name, found[name]) != found[name]
    ]
    if troubles:
        raise BackupDamaged(
            f"This backup is not as it was taken: {'; '.join(sorted(troubles)[:20])}."
            " Keep it, and use another copy or an older backup."
        )


def _mark_of(pepper: bytes, identifier: str) -> str:
    return tokens.keyed_hash(pepper, identifier, purpose="pepper of a backup 1").hex()
