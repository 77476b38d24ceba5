"""Which entries share words with a search, by the full-text index of the database they lie in.

FTS5 in a vault and where the commons are SQLite, PostgreSQL's own where they are there. Both hold folded words, so
neither needs to know a language.
"""

from __future__ import annotations

import math
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from tessera.linkage.folding import fold
from tessera.records.text_index import TextIndex

from .models import COMMONS, ROOM, Shelf

ENTRIES = TextIndex("directory_entry", tokenizer="unicode61")
POSTERS = TextIndex("directory_poster", tokenizer="unicode61", forgets=False)
_INDEX_OF = {ROOM: ENTRIES, COMMONS: POSTERS}

MOST_WORDS = 12
_STEM = 4  # letters by which a longer word is known, whatever its ending
_SHORTEST = 3  # shorter words join others in every language, and fold to the same two letters across scripts
_TOO_COMMON = 5_000  # a word that so many entries share leads to none of them

CREATE_GIN = (
    "CREATE INDEX directory_poster_words ON directory_poster USING gin (to_tsvector('simple', search_text))"
)
DROP_GIN = "DROP INDEX directory_poster_words"


def words_of(typed: str) -> list[str]:
    """The distinct folded words of a search, the first `MOST_WORDS` of them; short ones only where there are no others."""
    words = list(dict.fromkeys(fold(typed).split()))
    return ([word for word in words if len(word) >= _SHORTEST] or words)[:MOST_WORDS]


def sharing_words(shelf: Shelf, typed: str) -> dict[int, float]:
    """Row -> which share of the words it has, a rare word counting for more; more than 0, at most 1.

    The share is of the words' inverse document frequencies (Sparck Jones 1972), which both databases give alike: their own
    ranks cannot be compared, neither with each other nor with a nearness of meaning.
    """
    stems = list(dict.fromkeys(map(_stem, words_of(typed))))
    if not stems:
        return {}
    connection = connections[router.db_for_read(shelf.entries)]
    ask = _postgresql if connection.vendor == "postgresql" else _sqlite
    entries = shelf.entries.objects.count()
    found: dict[int, float] = {}
    known = 0.0
    for stem in stems:
        rows = ask(connection, _INDEX_OF[shelf], stem)
        rarity = math.log1p(entries / len(rows)) if 0 < len(rows) < _TOO_COMMON else 0.0
        known += rarity if rows else math.log1p(entries)
        for row in rows if rarity else ():
            found[row] = found.get(row, 0.0) + rarity
    return {row: share / known for row, share in found.items()}


def _stem(word: str) -> str:
    """A longer word without its ending: of "abogados" what "abogada" begins with too."""
    return word if len(word) <= _STEM else word[: max(_STEM, len(word) - 2)]


def _sqlite(connection: BaseDatabaseWrapper, index: TextIndex, stem: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s LIMIT {_TOO_COMMON}",  # noqa: S608 - names of ours
            [f'"{stem}"*'],
        )
        return [row for (row,) in cursor.fetchall()]


def _postgresql(connection: BaseDatabaseWrapper, index: TextIndex, stem: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {index.table} WHERE to_tsvector('simple', search_text) @@ to_tsquery('simple', %s)"  # noqa: S608 - names of ours
            f" LIMIT {_TOO_COMMON}",
            [f"{stem}:*"],
        )
        return [row for (row,) in cursor.fetchall()]


def keep_triggers(using: str, **_kwargs: Any) -> None:
    """After every migration, because one that rebuilds a table drops them silently."""
    if using.startswith("vault-"):
        ENTRIES.keep_triggers(using)
    elif using == DEFAULT_DB_ALIAS and connections[using].vendor == "sqlite":
        POSTERS.keep_triggers(using)
