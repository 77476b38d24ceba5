"""What was sealed once opens again: bundles from before second factors, and those after."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from uuid import UUID

import pytest

from tessera.accounts.bundles import Bundle
from tessera.sealing.formats import UnknownFormat

SEALED = {
    version: base64.b64decode(sealed)
    for version, sealed in json.loads(Path(__file__).with_name("bundles.json").read_text()).items()
}
KEY, MEMBER = bytes(range(32)), UUID("00000000-0000-4000-8000-000000000001")


def unseal(sealed: bytes) -> Bundle:
    return Bundle.unseal(KEY, sealed, member=MEMBER, place="at rest")


@pytest.mark.parametrize(("version", "second_factor"), [("1", None), ("2", b"12345678901234567890")])
def test_the_vectors_open(version, second_factor):
    bundle = unseal(SEALED[version])
    assert (bundle.name, bundle.second_factor) == ("Marta", second_factor)
    assert (bundle.kem.private, bundle.signing.private) == (b"k" * 96, b"s" * 32)
    assert (bundle.kem.public, bundle.signing.public) == (b"K" * 1216, b"S" * 32)


@pytest.mark.parametrize("version", ["1", "2"])
def test_sealed_anew_each_is_of_this_version_and_the_same(version):
    bundle = unseal(SEALED[version])
    assert unseal(bundle.seal(KEY, member=MEMBER, place="at rest")) == bundle


def test_one_of_a_newer_version_is_not_misread():
    with pytest.raises(UnknownFormat):
        unseal(SEALED["3"])
