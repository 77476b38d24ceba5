"""The trigram index over `Person.search_text`: names whole or in part, near spellings, any alphabet folded."""

from __future__ import annotations

from typing import Any

from tessera.records.text_index import TextIndex

INDEX = TextIndex("tracing_person", tokenizer="trigram")


def keep_triggers(using: str, **_kwargs: Any) -> None:
    """After every migration of a vault, because one that rebuilds the table drops them silently."""
    if using.startswith("vault-"):
        INDEX.keep_triggers(using)
