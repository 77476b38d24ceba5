"""The trigram index over `Person.search_text`: names whole or in part, near spellings, any alphabet folded.

FTS5 reads its text from the table itself; triggers keep the two together. A Django migration that rebuilds the
table drops the triggers silently, so they are made again after every migration.

By itself FTS5 only marks a deleted text as gone and keeps its letters, in their order, until some later merge:
who has the key could read a deleted record back. Its own secure deletion takes them out at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from tessera.vault.current import current_vault

TABLE = "tracing_person_index"

CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    search_text, content='tracing_person', content_rowid='id', tokenize='trigram', detail='full'
)
"""

# The one name put into these is the constant above.
FORGET_WHOLLY = f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('secure-delete', 1)"  # noqa: S608
_ONLY_MARK = f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('secure-delete', 0)"  # noqa: S608
REBUILD = f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')"  # noqa: S608

_FORGET_OLD = f"INSERT INTO {TABLE}({TABLE}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"  # noqa: S608
_ADD_NEW = f"INSERT INTO {TABLE}(rowid, search_text) VALUES (new.id, new.search_text);"  # noqa: S608

TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON tracing_person BEGIN {_ADD_NEW} END",
    f"{TABLE}_delete": f"AFTER DELETE ON tracing_person BEGIN {_FORGET_OLD} END",
    f"{TABLE}_update": (f"AFTER UPDATE OF search_text ON tracing_person BEGIN {_FORGET_OLD} {_ADD_NEW} END"),
}


# Reading one text in anew takes a thirtieth of the time of taking one out wholly, or less.
_SOONER_READ_IN = 30


@contextmanager
def leaving(going: int, staying: int) -> Iterator[None]:
    """Around a deletion of many texts: where that is sooner done, reads those that stay in anew afterwards."""
    if going * _SOONER_READ_IN < staying:
        yield
        return
    with connections[current_vault().alias].cursor() as cursor:
        cursor.execute(_ONLY_MARK)
        yield
        cursor.execute(REBUILD)
        cursor.execute(FORGET_WHOLLY)


def keep_triggers(using: str, **_kwargs: Any) -> None:
    """Makes the index's triggers where the index exists and they do not.

    While one was missing the table may have changed without the index, so the index is then read in anew.
    """
    if not using.startswith("vault-"):
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        there = {row[0] for row in cursor.fetchall()}
        missing = TRIGGERS.keys() - there
        if TABLE in there and missing:
            for name in missing:
                cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
            cursor.execute(FORGET_WHOLLY)
            cursor.execute(REBUILD)
