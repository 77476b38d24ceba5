"""A full-text index (FTS5) over one column of a table of the open vault, or of the commons where they are SQLite.

FTS5 reads its text from the table itself; triggers keep the two together. A Django migration that rebuilds the
table drops the triggers silently, so they are made again after every migration.

By itself FTS5 only marks a deleted text as gone and keeps its letters, in their order, until some later merge:
who has the key could read a deleted record back. Its own secure deletion takes them out at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections

# Reading one text in anew takes a thirtieth of the time of taking one out wholly, or less.
_SOONER_READ_IN = 30


@dataclass(frozen=True, slots=True)
class TextIndex:
    """The index over `column` of `table`, whose key is `id`. Names are ours and never typed by anybody."""

    table: str
    tokenizer: str
    column: str = "search_text"
    # Of what lies open anyway nothing has to be forgotten wholly, and the SQLite that came with Python may be too old to.
    forgets: bool = True

    @property
    def name(self) -> str:
        return f"{self.table}_index"

    @property
    def create(self) -> str:
        return (
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({self.column}, content='{self.table}',"
            f" content_rowid='id', tokenize='{self.tokenizer}', detail='full')"
        )

    @property
    def drop(self) -> str:
        return f"DROP TABLE {self.name}"

    @property
    def forget_wholly(self) -> str:
        return f"INSERT INTO {self.name}({self.name}, rank) VALUES ('secure-delete', 1)"  # noqa: S608

    @property
    def rebuild(self) -> str:
        return f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')"  # noqa: S608

    @property
    def triggers(self) -> dict[str, str]:
        """Name -> what follows CREATE TRIGGER and the name."""
        column, index = self.column, self.name
        forget_old = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column});"  # noqa: S608
        add_new = f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column});"  # noqa: S608
        return {
            f"{index}_insert": f"AFTER INSERT ON {self.table} BEGIN {add_new} END",
            f"{index}_delete": f"AFTER DELETE ON {self.table} BEGIN {forget_old} END",
            f"{index}_update": f"AFTER UPDATE OF {column} ON {self.table} BEGIN {forget_old} {add_new} END",
        }

    @contextmanager
    def leaving(self, alias: str, going: int, staying: int) -> Iterator[None]:
        """Around a deletion of many texts: where that is sooner done, reads those that stay in anew afterwards."""
        if going * _SOONER_READ_IN < staying:
            yield
            return
        only_mark = f"INSERT INTO {self.name}({self.name}, rank) VALUES ('secure-delete', 0)"  # noqa: S608
        with connections[alias].cursor() as cursor:
            cursor.execute(only_mark)
            yield
            cursor.execute(self.rebuild)
            cursor.execute(self.forget_wholly)

    def keep_triggers(self, alias: str) -> None:
        """Makes the index's triggers where the index exists and they do not.

        While one was missing the table may have changed without the index, so the index is then read in anew.
        """
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
            there = {row[0] for row in cursor.fetchall()}
            missing = self.triggers.keys() - there
            if self.name in there and missing:
                for name in missing:
                    cursor.execute(f"CREATE TRIGGER {name} {self.triggers[name]}")
                if self.forgets:
                    cursor.execute(self.forget_wholly)
                cursor.execute(self.rebuild)
