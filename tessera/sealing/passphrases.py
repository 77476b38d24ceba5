"""Six generated words, and how they are read back.

The words come from the lists of BIP 39: 2,048 everyday words a language, none like another, every one known
by its first four letters. Six of them are 66 bits, each guess at 64 MiB of Argon2id and only with the pepper
(see `docs/decisions/0003-passphrase-words.md`). Nobody chooses a passphrase: chosen ones are guessed.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache

from mnemonic import Mnemonic

WORDS = 6
_LISTS = {"en": "english", "es": "spanish", "fr": "french"}
LANGUAGES = tuple(_LISTS)


def new_passphrase(language: str) -> str:
    """Six words separated by spaces, in `language` (ISO 639-1) where there is a list for it, else English."""
    words = word_list(language)
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def normalise(typed: str) -> str:
    """The same words whatever the accents, capitals, hyphens or line breaks they were typed with."""
    # Folded before and after: some signs only become capitals by decomposing (™), others only then fold (ﬀ).
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", typed.casefold()).casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W\d_]+", plain))


@cache
def word_list(language: str) -> tuple[str, ...]:
    words = Mnemonic(_LISTS.get(language, "english")).wordlist
    return tuple(unicodedata.normalize("NFC", word) for word in words)
