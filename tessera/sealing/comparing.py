"""Public keys as six words, so that two people can compare them by voice.

digest = SHA-256("tessera comparison 1" | for each key: length (4, big-endian) | key)
words  = the first 66 bits of the digest, 11 bits a word, from the lists of `passphrases`

Whoever puts in keys of their own would have to find some with the same 66 bits. The two have to hear each other's
voice, or stand beside each other: a message could come from whoever put in the keys.
"""

from __future__ import annotations

import hashlib

from .passphrases import LANGUAGES, WORDS, normalise, word_list

_BITS_A_WORD = 11  # the lists have 2,048 words


def comparison_words(*keys: bytes, language: str) -> str:
    """The same keys in the same order give the same words; `language` (ISO 639-1) as in `new_passphrase`."""
    digest = hashlib.sha256(b"tessera comparison 1")
    for key in keys:
        digest.update(len(key).to_bytes(4) + key)
    number = int.from_bytes(digest.digest())
    words = word_list(language)
    shifts = range(256 - _BITS_A_WORD, 256 - _BITS_A_WORD * (WORDS + 1), -_BITS_A_WORD)
    return " ".join(words[number >> shift & (len(words) - 1)] for shift in shifts)


def are_words_of(typed: str, *keys: bytes) -> bool:
    """Whether somebody heard the words of these keys, in any language that there is a list for."""
    heard = normalise(typed)
    return any(heard == normalise(comparison_words(*keys, language=one)) for one in LANGUAGES)
