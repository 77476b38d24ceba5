"""Where a model's rows live. Every model says it by inheriting one of these; the router obeys.

They are plain classes, so Django keeps them in the bases of historical models and migrations are routed too.
`classified` names, for every field, what somebody who holds the disk learns from it, or what kind of personal
matter it is inside a vault; a test fails on a field that is not classified.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar


class Place(StrEnum):
    COMMONS = "commons"
    KEYS = "keys"
    VAULT = "vault"


class Holds(StrEnum):
    """What a field holds."""

    POSTER = "what its owner would put on a poster"
    IDENTIFIER = "a random identifier"
    HOUSEKEEPING = "times, states, counts"
    KEYED_HASH = "a keyed hash"
    SEALED = "ciphertext"
    PUBLIC_KEY = "a public key"
    PERSONAL = "a person's particulars, in a vault only"
    CONTENT = "what members wrote or imported, in a vault only"
    KEY = "a key or token, in a vault only"


ON_DISK_IN_CLEAR = frozenset(
    {Holds.POSTER, Holds.IDENTIFIER, Holds.HOUSEKEEPING, Holds.KEYED_HASH, Holds.SEALED, Holds.PUBLIC_KEY}
)


class InCommons:
    """Readable on a seized disk: only what belongs on a poster, and identifiers."""

    place: ClassVar[Place] = Place.COMMONS
    classified: ClassVar[Mapping[str, Holds]]


class InKeys:
    """`keys.sqlite`: wraps and throttles, with secure deletion; never in PostgreSQL."""

    place: ClassVar[Place] = Place.KEYS
    classified: ClassVar[Mapping[str, Holds]]


class InVault:
    """Inside one vault's encrypted database; without an open vault these models have no rows at all."""

    place: ClassVar[Place] = Place.VAULT
    classified: ClassVar[Mapping[str, Holds]]
