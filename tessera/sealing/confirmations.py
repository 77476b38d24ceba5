"""What somebody confirms who knows a member's voice: that these public keys are that member's own.

statement = "tessera confirmation 1" | vault (16) | occasion (16) | member (16)
            | length of the KEM key (4, big-endian) | KEM key | signing key (32)

The occasion is the loss or the journey that it ends: a confirmation serves once, in one vault, and for these keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from . import signing


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A member's public keys, and where and on which occasion they get the vault's key again."""

    vault: UUID
    occasion: UUID
    member: UUID
    kem_public: bytes
    signing_public: bytes

    def sign(self, private: bytes) -> bytes:
        """The signature (64 bytes) of whoever confirms."""
        return signing.sign(self._statement(), private)

    def check(self, signature: bytes, public: bytes) -> None:
        """Raises SealBroken when the signature is not this key's over these keys on this occasion."""
        signing.check_signature(self._statement(), signature, public)

    def _statement(self) -> bytes:
        names = self.vault.bytes + self.occasion.bytes + self.member.bytes
        keys = len(self.kem_public).to_bytes(4) + self.kem_public + self.signing_public
        return b"tessera confirmation 1" + names + keys
