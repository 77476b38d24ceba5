"""Wraps: a key handed to one member, who alone can unwrap it.

HPKE (RFC 9180) in base mode with the hybrid KEM ML-KEM-768 + X25519 ("X-Wing" construction as in
`cryptography`), HKDF-SHA-256 and ChaCha20-Poly1305. Seized ciphertext keeps for decades, hence the hybrid.

Private keys are 96 bytes: ML-KEM seed (64) | X25519 private key (32).
Public keys are 1,216 bytes: ML-KEM encapsulation key (1,184) | X25519 public key (32).
Format 1: header | HPKE encapsulation and ciphertext; HPKE info = header | context.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from .formats import Kind, SealBroken, header, split_header

_VERSION = 1
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_SEED_BYTES = 64
_ENCAPSULATION_KEY_BYTES = 1184


@dataclass(frozen=True, slots=True)
class KemPair:
    """Raw key bytes; the private half never leaves a member's bundle or a vault."""

    private: bytes
    public: bytes


def new_kem_pair() -> KemPair:
    lattice, curve = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    return KemPair(
        private=lattice.private_bytes_raw() + curve.private_bytes_raw(),
        public=lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw(),
    )


def wrap(key: bytes, public: bytes, *, context: str) -> bytes:
    """The key for whoever holds the private half; raises SealBroken when `public` is no public key."""
    head = header(Kind.WRAP, _VERSION)
    try:
        return head + _SUITE.encrypt(key, _public_key(public), head + context.encode())
    except ValueError as wrong:
        raise SealBroken("These bytes are not a public key.") from wrong


def unwrap(wrapped: bytes, private: bytes, *, context: str) -> bytes:
    """The key; raises SealBroken when it was wrapped for someone else, for another place, or was changed."""
    head, rest = split_header(wrapped, Kind.WRAP, _VERSION)
    try:
        return _SUITE.decrypt(rest, _private_key(private), head + context.encode())
    except (InvalidTag, ValueError) as broken:
        raise SealBroken("The wrap does not open for this member in this place.") from broken


def _public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_ENCAPSULATION_KEY_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_ENCAPSULATION_KEY_BYTES:]),
    )


def _private_key(raw: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(raw[_SEED_BYTES:]),
    )
