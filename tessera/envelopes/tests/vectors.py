"""How docs/envelope-vectors.json was made, once. Keys and nonces are random, so it would come out differently now.

python -m tessera.envelopes.tests.vectors        writes it anew, for a new version of the format only
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tessera.envelopes import letters
from tessera.envelopes.letters import File, Letter
from tessera.sealing import envelopes, signing, wraps

FILE = Path(__file__).resolve().parents[3] / "docs" / "envelope-vectors.json"
SENDER = UUID("1d7a2f0e-52a4-4b2c-9a59-0d7e6f1a0001")
WRITTEN = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONSENT = {
    "consent": "1d7a2f0e-52a4-4b2c-9a59-0d7e6f1a00c0",
    "capacity": "relative",
    "assent": False,
    "purpose": "search",
    "groups": ["identity", "event"],
    "public_photo": False,
    "language": "ht",
    "edition": 1,
    "words_sha256": hashlib.sha256(b"the very words").hexdigest(),
    "way": "read-aloud",
    "given_on": "2026-11-20",
    "until": "2027-11-20",
}
FIELDS = [
    ["identity.kind", ["sought"]],
    ["identity.name-full", ["Amina Yusuf", "أمينة يوسف"]],
    ["identity.age", ["24/26"]],
    ["event.when", ["2026-05-01/2026-05-31"]],
]
A_FILE, LARGE = b"not really a photograph", bytes(range(256)) * 400


def the_letters() -> dict[str, tuple[Letter, list[bytes]]]:
    asked = str(UUID(int=77))
    return {
        "a record": (
            Letter(
                "disclosure",
                SENDER,
                WRITTEN,
                {"subject": "tracing.person", "fields": FIELDS, "note": "¿La vieron?"},
                purpose="search",
                consent=CONSENT,
                answer_by=date(2026, 12, 1),
            ),
            [],
        ),
        "a record with two files": (
            Letter(
                "disclosure",
                SENDER,
                WRITTEN,
                {"subject": "tracing.person", "fields": FIELDS, "note": ""},
                purpose="search",
                consent=CONSENT,
                files=(_file("photo.jpg", A_FILE), _file("statement.pdf", LARGE)),
            ),
            [A_FILE, LARGE],
        ),
        "in danger to life": (
            Letter(
                "disclosure",
                SENDER,
                WRITTEN,
                {"subject": "tracing.person", "fields": FIELDS[:1], "note": ""},
                purpose="help",
                consent={"urgent": "He is in the desert without water."},
            ),
            [],
        ),
        "an answer": (
            Letter("answer", SENDER, WRITTEN, {"text": "Nous demandons à l’hôpital."}, reply_to=UUID(int=77)),
            [],
        ),
        "receipts": (
            Letter(
                "receipt",
                SENDER,
                WRITTEN,
                {"receipts": [{"envelope": asked, "what": "opened", "at": "2026-11-23T12:00:00+00:00"}]},
            ),
            [],
        ),
        "a withdrawal": (
            Letter("withdrawal", SENDER, WRITTEN, {"envelopes": [asked], "why": "consent withdrawn"}),
            [],
        ),
    }


def make_vectors() -> list[dict[str, Any]]:
    vectors = []
    for number, (what, (letter, files)) in enumerate(the_letters().items()):
        receiver, sender = wraps.new_kem_pair(), signing.new_signing_pair()
        cover = envelopes.Cover(id=UUID(int=1000 + number), to=UUID(int=2000), epoch=3, expires=1_826_755_199)
        target = io.BytesIO()
        content = envelopes.Content(letters.write(letter), files, sum(map(len, files)))
        for _bytes in envelopes.seal(target, cover, content, to=receiver.public, signer=sender.private):
            pass
        says = {
            "id": str(cover.id),
            "to": str(cover.to),
            "epoch": cover.epoch,
            "expires": cover.expires,
            "letter": json.loads(letters.write(letter)),
            "files": [_text(file) for file in files],
        }
        keys = {"private": _text(receiver.private), "signer": _text(sender.public)}
        vectors.append({"what": what, **keys, "envelope": _text(target.getvalue()), "says": says})
    return vectors


def _file(name: str, content: bytes) -> File:
    return File(name, "application/octet-stream", len(content), hashlib.sha256(content).hexdigest())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    FILE.write_text(json.dumps(make_vectors(), ensure_ascii=False, indent=1) + "\n")
