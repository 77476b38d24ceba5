"""What was sealed once must always open: the published vectors are never made anew."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest

from tessera.envelopes import letters
from tessera.envelopes.tests.vectors import FILE, the_letters
from tessera.sealing.envelopes import OpenedEnvelope

VECTORS: list[dict[str, Any]] = json.loads(FILE.read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_a_published_envelope_opens(vector: dict[str, Any]) -> None:
    envelope, private, signer = (base64.b64decode(vector[name]) for name in ("envelope", "private", "signer"))
    opened = OpenedEnvelope(io.BytesIO(envelope), private)
    opened.check(signer)
    letter = letters.read(opened.letter)
    assert json.loads(letters.write(letter)) == vector["says"]["letter"]
    files = [b"".join(opened.attached(file.size)) for file in letter.files]
    opened.finish()
    assert [base64.b64encode(file).decode() for file in files] == vector["says"]["files"]


def test_every_sort_of_letter_is_published() -> None:
    assert [vector["what"] for vector in VECTORS] == list(the_letters())
    assert [vector["says"]["letter"] for vector in VECTORS] == [
        json.loads(letters.write(letter)) for letter, _files in the_letters().values()
    ]
