"""What one node says to another when it brings an envelope; docs/envelope-format.md has the whole of it.

    GET   /node/card/                             the card, for a node whose keys somebody there has compared
    HEAD  /node/<receiving vault>/<envelope>/     answers with Upload-Offset: so many bytes are there already
    PATCH /node/<receiving vault>/<envelope>/     brings the next ones

    Tessera-Node       the sending node's UUID
    Tessera-Signature  Ed25519, hex, of the sending node's key over "tessera carriage 1" | receiving node (16) |
                       receiving vault (16) | envelope (16) | size (8, big-endian) | SHA-256 of the whole file (32)
    Tessera-Digest     that SHA-256, hex
    Upload-Length      that size
    Upload-Offset      from which byte on a PATCH goes

For the card the signature is over "tessera card asked for 1" | asked node (16). What is signed is the same for every
request about one envelope, so whoever carries needs no key, and can go on after any cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

LARGEST = 4 * 2**30
AT_ONCE = 4 * 1024 * 1024
"""Bytes in one request: a proxy may take it whole before it hands it on, and a cut loses no more than that."""
_DIGEST_BYTES, _SIGNATURE_BYTES = 32, 64


class NoCarriage(Exception):
    """The request is none of this kind."""


@dataclass(frozen=True, slots=True)
class Carriage:
    """An envelope that is brought to a node, whole or part by part."""

    to: UUID  # the receiving node
    vault: UUID
    envelope: UUID
    size: int
    digest: bytes

    @property
    def signed_bytes(self) -> bytes:
        return (
            b"tessera carriage 1"
            + self.to.bytes
            + self.vault.bytes
            + self.envelope.bytes
            + self.size.to_bytes(8)
            + self.digest
        )


def card_bytes(asked: UUID) -> bytes:
    """What a node signs that asks another one for its card."""
    return b"tessera card asked for 1" + asked.bytes


def headers(carriage: Carriage, *, node: UUID, signature: bytes) -> dict[str, str]:
    """Of a request, without its offset."""
    of_it = {"Tessera-Digest": carriage.digest.hex(), "Upload-Length": str(carriage.size)}
    return asking_headers(node=node, signature=signature) | of_it


def asking_headers(*, node: UUID, signature: bytes) -> dict[str, str]:
    """Of a request for a card."""
    return {"Tessera-Node": str(node), "Tessera-Signature": signature.hex()}


def read_node(said: Mapping[str, str]) -> tuple[UUID, bytes]:
    """Who asks, and its signature, which is not checked here. Raises NoCarriage."""
    try:
        node, signature = UUID(said["Tessera-Node"]), bytes.fromhex(said["Tessera-Signature"])
    except (LookupError, ValueError) as wrong:
        raise NoCarriage from wrong
    if len(signature) != _SIGNATURE_BYTES:
        raise NoCarriage
    return node, signature


def read_headers(
    said: Mapping[str, str], *, to: UUID, vault: UUID, envelope: UUID
) -> tuple[UUID, bytes, Carriage]:
    """The sending node, its signature, which is not checked here, and what it brings. Raises NoCarriage."""
    node, signature = read_node(said)
    try:
        size, digest = int(said["Upload-Length"]), bytes.fromhex(said["Tessera-Digest"])
    except (LookupError, ValueError) as wrong:
        raise NoCarriage from wrong
    if not 0 < size <= LARGEST or len(digest) != _DIGEST_BYTES:
        raise NoCarriage
    return node, signature, Carriage(to, vault, envelope, size, digest)
