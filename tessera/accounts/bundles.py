"""A member's bundle: the private keys and the name, sealed under the passphrase at rest and under the session
while signed in. It is never stored open.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from uuid import UUID

from tessera.sealing import boxes, signing, wraps


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    name: str
    kem: wraps.KemPair
    signing: signing.SigningPair

    @classmethod
    def new(cls, name: str) -> Bundle:
        return cls(name=name, kem=wraps.new_kem_pair(), signing=signing.new_signing_pair())

    def seal(self, key: bytes, *, member: UUID, place: str) -> bytes:
        """`place` tells a bundle at rest from one in a session, so that neither passes for the other."""
        content = {
            "name": self.name,
            "kem": [_text(self.kem.private), _text(self.kem.public)],
            "signing": [_text(self.signing.private), _text(self.signing.public)],
        }
        return boxes.seal(key, json.dumps(content).encode(), context=_context(member, place))

    @classmethod
    def unseal(cls, key: bytes, sealed: bytes, *, member: UUID, place: str) -> Bundle:
        """Raises SealBroken when the key or the member is not the one it was sealed for."""
        content = json.loads(boxes.unseal(key, sealed, context=_context(member, place)))
        return cls(
            name=content["name"],
            kem=wraps.KemPair(*map(base64.b64decode, content["kem"])),
            signing=signing.SigningPair(*map(base64.b64decode, content["signing"])),
        )


def _context(member: UUID, place: str) -> str:
    return f"member {member} bundle {place}"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
