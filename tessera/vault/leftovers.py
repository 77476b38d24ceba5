"""Sealed files that a killed process left without their row: noise, because the key was in the row.

A file takes its place before its row is committed, and goes after the row is gone. What stands between the two is
cleared up before anything is shown (`upkeep`).
"""

from __future__ import annotations

import logging

from tessera.audit import heads

from .current import OpenVault, vault_transaction
from .files import attachments_folder
from .models import Attachment

log = logging.getLogger("tessera.vault.leftovers")


def clear_up(room: OpenVault) -> None:
    """Deletes the sealed files that no row of the open vault names."""
    # Of a vault that was put back the rows are older than the files: they wait until somebody says why.
    if heads.troubles(room.id):
        return
    # Whoever puts a file there does it in a transaction, and they exclude each other: none stands half-way now.
    with vault_transaction():
        named = {str(identifier) for identifier in Attachment.objects.values_list("pk", flat=True)}
        for file in attachments_folder(room.id).glob("*"):
            if file.name not in named:
                try:
                    file.unlink(missing_ok=True)
                except OSError as failed:  # of a disk that can only be read: nobody is kept out for it
                    log.warning("leftover not deleted: %s", type(failed).__name__)
