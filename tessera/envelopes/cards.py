"""Cards: where a node is reached, which organisations are there, and the public keys of their vaults.

A card is signed by its node, and in it each letterbox by its vault, so neither speaks for the other. What makes a key
somebody's is that two people compared its words (`words_of`): a card alone proves nothing.

    card file   = JSON: "card", the text below as one string, and "signature", in hex
    signature   = Ed25519 of the node's key over "tessera node card 1" | the string "card" in UTF-8
    letterbox   = Ed25519 of the vault's newest key over "tessera letterbox 1" | node (16) | vault (16) |
                  organisation (16) | epoch (4, big-endian) | SHA-256(KEM public key) | signing public key (32)
    succession  = for each epoch after the first, in order: Ed25519 of the key before over "tessera succession 1" |
                  vault (16) | epoch (4) | signing public key of that epoch (32)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tessera.sealing import comparing, signing
from tessera.sealing.formats import SealBroken

FORMAT = 1
LARGEST = 2 * 1024 * 1024
_KEM_BYTES, _SIGNING_BYTES, _SIGNATURE_BYTES = 1216, 32, 64
_MOST_EPOCHS = 1000


class NotACard(Exception):
    """It is no card, was changed on its way, or says what no card can say."""


class NewerCard(NotACard):
    """Newer software made it."""


class NotFollowed(Exception):
    """No chain of signatures leads from the key that was compared to the one on the card."""


@dataclass(frozen=True, slots=True)
class Step:
    """The signing key of an epoch, signed with the one of the epoch before."""

    epoch: int
    public: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Letterbox:
    """A vault that can be written to."""

    vault: UUID
    organisation: UUID
    name: str
    country: str
    epoch: int
    kem_public: bytes
    signing_public: bytes
    succession: tuple[Step, ...]
    signature: bytes

    def signed_bytes(self, node: UUID) -> bytes:
        return (
            b"tessera letterbox 1"
            + node.bytes
            + self.vault.bytes
            + self.organisation.bytes
            + self.epoch.to_bytes(4)
            + hashlib.sha256(self.kem_public).digest()
            + self.signing_public
        )

    def check(self, node: UUID) -> None:
        """Raises SealBroken unless the vault itself signed it for this node."""
        signing.check_signature(self.signed_bytes(node), self.signature, self.signing_public)


@dataclass(frozen=True, slots=True)
class Card:
    """A node as it shows itself to others. `address` is empty where nothing can be sent to it over a network."""

    node: UUID
    name: str
    address: str
    public: bytes
    made: str  # ISO 8601
    letterboxes: tuple[Letterbox, ...]

    def letterbox(self, vault: UUID) -> Letterbox | None:
        return next((one for one in self.letterboxes if one.vault == vault), None)


def step_bytes(vault: UUID, epoch: int, public: bytes) -> bytes:
    return b"tessera succession 1" + vault.bytes + epoch.to_bytes(4) + public


def words_of(card: Card, box: Letterbox, language: str) -> str:
    """What two people compare by voice: six words of the node's key and the vault's two."""
    return comparing.comparison_words(card.public, box.kem_public, box.signing_public, language=language)


def are_words_of(typed: str, card: Card, box: Letterbox) -> bool:
    return comparing.are_words_of(typed, card.public, box.kem_public, box.signing_public)


def follow(box: Letterbox, *, epoch: int, public: bytes) -> None:
    """Whether the letterbox's keys come from the signing key `public` of `epoch`. Raises NotFollowed."""
    if box.epoch < epoch:
        raise NotFollowed("The card has an older key than the one that was compared.")
    for step in box.succession:
        if step.epoch <= epoch:
            continue
        if step.epoch > box.epoch:
            break
        try:
            signing.check_signature(step_bytes(box.vault, step.epoch, step.public), step.signature, public)
        except SealBroken as broken:
            raise NotFollowed("A key is not signed with the one before it.") from broken
        public = step.public
    if public != box.signing_public:
        raise NotFollowed("The chain of keys ends at another one.")


def write(card: Card, private: bytes) -> str:
    """The card file."""
    text = json.dumps(
        {
            "format": FORMAT,
            "node": str(card.node),
            "name": card.name,
            "address": card.address,
            "public": card.public.hex(),
            "made": card.made,
            "letterboxes": [_said(box) for box in card.letterboxes],
        },
        ensure_ascii=False,
    )
    signature = signing.sign(b"tessera node card 1" + text.encode(), private)
    return json.dumps({"card": text, "signature": signature.hex()}, ensure_ascii=False)


def read(raw: bytes) -> Card:
    """A card whose own signatures hold: its keys are whoever's they are. Raises NotACard, NewerCard."""
    if len(raw) > LARGEST:
        raise NotACard("A card is not so large.")
    try:
        outer = json.loads(raw)
        text, signature = outer["card"], bytes.fromhex(outer["signature"])
        said = json.loads(text)
        if int(said["format"]) > FORMAT:
            raise NewerCard("Newer software made this card.")
        card = Card(
            node=UUID(said["node"]),
            name=_line(said["name"]),
            address=_line(said["address"]),
            public=_bytes(said["public"], _SIGNING_BYTES),
            made=_line(said["made"]),
            letterboxes=tuple(_read_box(one) for one in said["letterboxes"]),
        )
        signing.check_signature(b"tessera node card 1" + text.encode(), signature, card.public)
        for box in card.letterboxes:
            box.check(card.node)
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
        SealBroken,
    ) as wrong:
        raise NotACard("This is no card, or it was changed on its way.") from wrong
    return card


def _said(box: Letterbox) -> Mapping[str, Any]:
    return {
        "vault": str(box.vault),
        "organisation": str(box.organisation),
        "name": box.name,
        "country": box.country,
        "epoch": box.epoch,
        "kem_public": box.kem_public.hex(),
        "signing_public": box.signing_public.hex(),
        "succession": steps_said(box.succession),
        "signature": box.signature.hex(),
    }


def steps_said(steps: Sequence[Step]) -> list[list[Any]]:
    return [[one.epoch, one.public.hex(), one.signature.hex()] for one in steps]


def read_steps(said: Any) -> tuple[Step, ...]:
    if not isinstance(said, list) or len(said) > _MOST_EPOCHS:
        raise ValueError(said)
    return tuple(
        Step(_epoch(epoch), _bytes(public, _SIGNING_BYTES), _bytes(signature, _SIGNATURE_BYTES))
        for epoch, public, signature in said
    )


def _read_box(said: Any) -> Letterbox:
    return Letterbox(
        vault=UUID(said["vault"]),
        organisation=UUID(said["organisation"]),
        name=_line(said["name"]),
        country=_line(said["country"]),
        epoch=_epoch(said["epoch"]),
        kem_public=_bytes(said["kem_public"], _KEM_BYTES),
        signing_public=_bytes(said["signing_public"], _SIGNING_BYTES),
        succession=read_steps(said["succession"]),
        signature=_bytes(said["signature"], _SIGNATURE_BYTES),
    )


def _line(said: Any) -> str:
    if not isinstance(said, str) or len(said) > 300 or not said.isprintable():
        raise ValueError(said)
    return said


def _bytes(said: Any, length: int) -> bytes:
    raw = bytes.fromhex(said)
    if len(raw) != length:
        raise ValueError(said)
    return raw


def _epoch(said: Any) -> int:
    if type(said) is not int or not 0 < said < 2**31:
        raise ValueError(said)
    return said
