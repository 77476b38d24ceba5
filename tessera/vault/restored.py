"""Whether the data folder was put back from a backup: said by a file in it, which no backup holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

_FILE = "restored.json"


@dataclass(frozen=True, slots=True)
class Restore:
    """When it was, of a backup from when, and whether what was deleted since that backup was known."""

    at: datetime
    taken_at: datetime
    deletions_known: bool


def last_restore() -> Restore | None:
    """The restore that this data folder comes from; None where it comes from none."""
    try:
        said = json.loads((Path(settings.DATA) / _FILE).read_bytes())
        at, taken_at = (datetime.fromisoformat(said[name]) for name in ("at", "taken_at"))
        return Restore(at, taken_at, said["deletions_known"] is True)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_restore(folder: Path, restore: Restore) -> None:
    """Raises OSError."""
    said = {
        "at": restore.at.isoformat(timespec="seconds"),
        "taken_at": restore.taken_at.isoformat(timespec="seconds"),
        "deletions_known": restore.deletions_known,
    }
    (folder / _FILE).write_text(json.dumps(said))
