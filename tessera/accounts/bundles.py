"""A member's bundle: private keys, name and the secret of the second factor, sealed under the passphrase at rest and
under the session while signed in. It is never stored open.

Version 2: JSON with `version`, `name`, `kem`, `signing` and `second_factor` (null where there is none). Version 1, from
before second factors, says no version and opens as a bundle without one; it becomes version 2 when it is next sealed.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from uuid import UUID

from tessera.sealing import boxes, signing, wraps
from tessera.sealing.formats import UnknownFormat

_VERSION = 2


@dataclass(frozen=True, slots=True, repr=False)
class Bundle:
    name: str
    kem: wraps.KemPair
    signing: signing.SigningPair
    second_factor: bytes | None = None

    @classmethod
    def new(cls, name: str) -> Bundle:
        return cls(name=name, kem=wraps.new_kem_pair(), signing=signing.new_signing_pair())

    def seal(self, key: bytes, *, member: UUID, place: str) -> bytes:
        """`place` tells a bundle at rest from one in a session, so that neither passes for the other."""
        content = {
            "version": _VERSION,
            "name": self.name,
            "kem": [_text(self.kem.private), _text(self.kem.public)],
            "signing": [_text(self.signing.private), _text(self.signing.public)],
            "second_factor": self.second_factor and _text(self.second_factor),
        }
        return boxes.seal(key, json.dumps(content).encode(), context=_context(member, place))

    @classmethod
    def unseal(cls, key: bytes, sealed: bytes, *, member: UUID, place: str) -> Bundle:
        """Raises SealBroken when the key or the member is not the one it was sealed for, or it is of a newer version."""
        content = json.loads(boxes.unseal(key, sealed, context=_context(member, place)))
        if content.get("version", 1) > _VERSION:
            raise UnknownFormat("This bundle was sealed by a newer version of the software.")
        second_factor = content.get("second_factor")
        return cls(
            name=content["name"],
            kem=wraps.KemPair(*map(base64.b64decode, content["kem"])),
            signing=signing.SigningPair(*map(base64.b64decode, content["signing"])),
            second_factor=base64.b64decode(second_factor) if second_factor else None,
        )


def _context(member: UUID, place: str) -> str:
    return f"member {member} bundle {place}"


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
