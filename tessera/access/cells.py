"""What a cell may hold, whatever stands in it: addresses of pages, and letters that are what they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tessera.common.folded import holds_format_characters, strange_word
from tessera.common.status_words import asks_status

# They turn how what follows is shown, past the end of the cell, or are not shown at all. No language here needs one.
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NOT_IN_ADDRESSES = re.compile(r"[\s\\<>\"]")


def turns_writing(said: str) -> bool:
    return bool(_TURNS.search(said))


def is_address(said: str) -> bool:
    """Of a page in the web, with the name of a host and nobody's login before it."""
    try:
        parts = urlsplit(said)
        host = parts.hostname
    except ValueError:
        return False
    is_whole = said.isprintable() and not _NOT_IN_ADDRESSES.search(said)
    return is_whole and parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc


def wrong_in_question(said: str, *, arabic: bool) -> Iterator[tuple[str, str]]:
    """Code and word of everything for which a question, or the reason for one, is refused.

    Letters that are not what they look like are, as nobody who reads the question sees which word it has.
    """
    if asks_status(said):
        yield "asks_status", ""
    if holds_format_characters(said):
        yield "letters_unseen", ""
    if word := strange_word(said, arabic=arabic):
        yield "letters_strange", word
