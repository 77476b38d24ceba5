"""Ed25519 (RFC 8032). Private keys are 32-byte seeds, public keys 32 bytes, signatures 64 bytes."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from .formats import SealBroken


@dataclass(frozen=True, slots=True)
class SigningPair:
    private: bytes
    public: bytes


def new_signing_pair() -> SigningPair:
    key = SigningKey.generate()
    return SigningPair(private=bytes(key), public=bytes(key.verify_key))


def sign(content: bytes, private: bytes) -> bytes:
    return SigningKey(private).sign(content).signature


def check_signature(content: bytes, signature: bytes, public: bytes) -> None:
    """Returns nothing; raises SealBroken when the signature is not this key's over this content."""
    try:
        VerifyKey(public).verify(content, signature)
    except (BadSignatureError, ValueError) as broken:
        raise SealBroken("The signature does not belong to this content and key.") from broken
