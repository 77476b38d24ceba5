"""Where a vault's files lie: the database, and its attachments beside it. Names are random identifiers."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings


def vaults_folder() -> Path:
    return Path(settings.DATA) / "vaults"


def database_file(vault: UUID) -> Path:
    return vaults_folder() / f"{vault}.sqlite"


def attachments_folder(vault: UUID) -> Path:
    return vaults_folder() / f"{vault}.attachments"


def attachment_file(vault: UUID, attachment: UUID) -> Path:
    return attachments_folder(vault) / str(attachment)


def incoming_folder() -> Path:
    """Uploads, sealed from their first byte under keys that only the request knows."""
    return Path(settings.DATA) / "incoming"
