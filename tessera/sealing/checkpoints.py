"""The head of a chain as something to keep elsewhere: signed, and spelled for paper or a QR code.

statement = "tessera checkpoint 1" | chain (16) | number (8, big-endian) | link (32)
spelled   = 0x01 | chain (16) | number (8) | link (32) | signature (64, or nothing), see `tokens.spell`

The link depends on every line up to `number`, so whoever holds a checkpoint can tell whether a chain that is
shown later continues the one of then. The signature says that the chain's own key made it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from . import chains, signing, tokens

_VERSION = b"\x01"
_CHAIN_BYTES, _NUMBER_BYTES, _LINK_BYTES = 16, 8, len(chains.FIRST_LINK)
_UNSIGNED_BYTES = len(_VERSION) + _CHAIN_BYTES + _NUMBER_BYTES + _LINK_BYTES
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Line `number` of `chain` has this `link`; `signature` is empty where nobody signed."""

    chain: UUID
    number: int
    link: bytes
    signature: bytes = b""

    def signed(self, private: bytes) -> Checkpoint:
        return replace(self, signature=signing.sign(self._statement(), private))

    def unsigned(self) -> Checkpoint:
        """Short enough to be typed from paper."""
        return replace(self, signature=b"")

    def check(self, public: bytes) -> None:
        """Raises SealBroken when the signature is not this key's over this checkpoint."""
        signing.check_signature(self._statement(), self.signature, public)

    def spell(self) -> str:
        return tokens.spell(_VERSION + self._fields() + self.signature)

    def _statement(self) -> bytes:
        return b"tessera checkpoint 1" + self._fields()

    def _fields(self) -> bytes:
        return self.chain.bytes + self.number.to_bytes(_NUMBER_BYTES) + self.link


def read_checkpoint(typed: str) -> Checkpoint:
    """The checkpoint that was spelled; raises tokens.Misspelled when it is none, or was copied with a mistake."""
    content = tokens.read_spelled(typed)
    whole = len(content) in {_UNSIGNED_BYTES, _UNSIGNED_BYTES + _SIGNATURE_BYTES}
    if not whole or not content.startswith(_VERSION):
        raise tokens.Misspelled("These letters are something else than a checkpoint.")
    chain, rest = content[1 : 1 + _CHAIN_BYTES], content[1 + _CHAIN_BYTES :]
    number, rest = rest[:_NUMBER_BYTES], rest[_NUMBER_BYTES:]
    return Checkpoint(UUID(bytes=chain), int.from_bytes(number), rest[:_LINK_BYTES], rest[_LINK_BYTES:])
