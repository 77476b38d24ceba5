"""A second program that reads envelopes, written from docs/envelope-format.md alone: nothing of `sealing` is in it.

What it stands on is not ours: ML-KEM, X25519, ChaCha20-Poly1305 and Ed25519 as `cryptography` has them, libsodium's
secretstream, and HPKE's key schedule put together here from RFC 9180.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from nacl import bindings as sodium

FILE = Path(__file__).resolve().parents[3] / "docs" / "envelope-vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text())
SUITE = b"HPKE" + struct.pack(">HHH", 0x647A, 0x0001, 0x0003)


def read_envelope(envelope: bytes, private: bytes, signer: bytes) -> dict[str, Any]:
    """Everything in it; raises whatever is wrong."""
    cover, stream = envelope[:1220], envelope[1220:]
    mark, identifier, to, epoch, expires = struct.unpack(">4s16s16sIQ", cover[:48])
    assert mark == b"TS\x05\x01"
    key = unwrap(cover[48:], private, info=b"TS\x02\x01envelope 1 " + cover[:48].hex().encode())
    content = read_stream(stream, key, b"envelope 1 " + hashlib.sha256(cover).hexdigest().encode())
    length = int.from_bytes(content[:4], "big")
    letter, signature, rest = (
        content[4 : 4 + length],
        content[4 + length : 68 + length],
        content[68 + length :],
    )
    signed = b"tessera envelope 1" + hashlib.sha256(cover).digest() + letter
    Ed25519PublicKey.from_public_bytes(signer).verify(signature, signed)
    said, files = json.loads(letter), []
    for file in said["files"]:
        files.append(rest[: file["size"]])
        rest = rest[file["size"] :]
        assert hashlib.sha256(files[-1]).hexdigest() == file["sha256"]
    assert not any(rest)
    assert len(content) == bucket(len(content) - len(rest))
    return {
        "id": str(UUID(bytes=identifier)),
        "to": str(UUID(bytes=to)),
        "epoch": epoch,
        "expires": expires,
        "letter": said,
        "files": [base64.b64encode(file).decode() for file in files],
    }


def bucket(size: int) -> int:
    for small in (2**14, 2**16, 2**18, 2**20):
        if size <= small:
            return small
    e = size.bit_length() - 1
    step = 2 ** (e - e.bit_length())
    return (size + step - 1) // step * step


def unwrap(wrap: bytes, private: bytes, *, info: bytes) -> bytes:
    assert wrap[:4] == b"TS\x02\x01"
    lattice, ephemeral, ciphertext = wrap[4:1092], wrap[1092:1124], wrap[1124:]
    curve = X25519PrivateKey.from_private_bytes(private[64:])
    shared = hashlib.sha3_256(
        MLKEM768PrivateKey.from_seed_bytes(private[:64]).decapsulate(lattice)
        + curve.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        + ephemeral
        + curve.public_key().public_bytes_raw()
        + b"\\.//^\\"
    ).digest()
    context = b"\0" + labeled_extract(b"", b"psk_id_hash", b"") + labeled_extract(b"", b"info_hash", info)
    secret = labeled_extract(shared, b"secret", b"")
    key = labeled_expand(secret, b"key", context, 32)
    nonce = labeled_expand(secret, b"base_nonce", context, 12)
    return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, b"")


def labeled_extract(salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.new(salt or bytes(32), b"HPKE-v1" + SUITE + label + material, hashlib.sha256).digest()


def labeled_expand(secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = struct.pack(">H", length) + b"HPKE-v1" + SUITE + label + info
    return hmac.new(secret, labeled + b"\x01", hashlib.sha256).digest()[:length]


def read_stream(stream: bytes, key: bytes, said: bytes) -> bytes:
    assert stream[:4] == b"TS\x03\x01"
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, stream[4:28], key)
    content, at, tag = b"", 28, 0
    while tag != sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        piece = stream[at : at + 65_536 + 17]
        message, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece, said)
        content, at = content + message, at + len(piece)
    assert at == len(stream)
    return content


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_it_opens_every_vector(vector: dict[str, Any]) -> None:
    envelope, private, signer = (base64.b64decode(vector[name]) for name in ("envelope", "private", "signer"))
    assert read_envelope(envelope, private, signer) == vector["says"]


@pytest.mark.parametrize("position", [5, 30, 38, 44, 60, 1100, 1200, 1230, 1300, -1])
def test_it_refuses_a_changed_one(position: int) -> None:
    vector = VECTORS[0]
    envelope, private, signer = (base64.b64decode(vector[name]) for name in ("envelope", "private", "signer"))
    changed = bytearray(envelope)
    changed[position] ^= 1
    with pytest.raises((InvalidTag, RuntimeError, InvalidSignature)):
        read_envelope(bytes(changed), private, signer)


def test_there_are_vectors_of_every_kind_with_and_without_files() -> None:
    assert {vector["says"]["letter"]["kind"] for vector in VECTORS} >= {
        "disclosure",
        "answer",
        "receipt",
        "withdrawal",
    }
    assert any(vector["says"]["files"] for vector in VECTORS)
    assert any(not vector["says"]["files"] for vector in VECTORS)
