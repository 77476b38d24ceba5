"""What hung once and hangs no more: out of the disk of the commons, not only out of its rows.

SQLite overwrites deleted rows (`secure_delete`, in the settings). Its full-text index keeps the words of deleted ones until
some later merge, and the write-ahead log the pages as they were: both are seen to here. PostgreSQL keeps deleted rows until
its vacuum, and nothing here changes that (docs/decisions/0040-entries-and-posters.md).
"""

from __future__ import annotations

import logging
from functools import partial

from django.db import DatabaseError, connections, router, transaction

from tessera.vault.sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log

from .fulltext import POSTERS
from .models import Poster

log = logging.getLogger("tessera.directory.forgetting")


def forget_what_hung() -> None:
    """In a transaction of the commons, once posters went or say something else."""
    alias = router.db_for_write(Poster)
    if connections[alias].vendor != "sqlite":
        return
    # Read in anew as a whole, half a second for 20,000: FTS5 forgets single words since SQLite 3.42 only, and an index
    # that did could not be read by an older one any more.
    with connections[alias].cursor() as cursor:
        cursor.execute(POSTERS.rebuild)
    transaction.on_commit(partial(_empty_log, alias), using=alias)


def _empty_log(alias: str) -> None:
    """It is done already: where somebody reads just now, SQLite empties the log when the last of them has gone."""
    try:
        empty_write_ahead_log(connections[alias])
    except (WriteAheadLogInUse, DatabaseError) as failed:
        log.warning(
            "What was taken down may still stand in the log of the commons: %s", type(failed).__name__
        )
