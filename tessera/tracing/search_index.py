"""The trigram index over `Person.search_text`: names whole or in part, near spellings, any alphabet folded.

FTS5 reads its text from the table itself; triggers keep the two together. A Django migration that rebuilds the
table drops the triggers silently, so they are made again after every migration.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "tracing_person_index"

CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    search_text, content='tracing_person', content_rowid='id', tokenize='trigram', detail='full'
)
"""

# The one name put in is the constant above.
_FORGET_OLD = f"INSERT INTO {TABLE}({TABLE}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"  # noqa: S608
_ADD_NEW = f"INSERT INTO {TABLE}(rowid, search_text) VALUES (new.id, new.search_text);"  # noqa: S608

TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON tracing_person BEGIN {_ADD_NEW} END",
    f"{TABLE}_delete": f"AFTER DELETE ON tracing_person BEGIN {_FORGET_OLD} END",
    f"{TABLE}_update": (f"AFTER UPDATE OF search_text ON tracing_person BEGIN {_FORGET_OLD} {_ADD_NEW} END"),
}


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
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608 - a constant
