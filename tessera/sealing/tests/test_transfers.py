"""The beginning of a copy that leaves: its words open it, however typed, and nothing else does."""

from __future__ import annotations

import pytest

from tessera.sealing import transfers
from tessera.sealing.formats import SealBroken, UnknownFormat

WORDS = "abaco hielo luna pez roca viento"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("tessera.sealing.stretching._MEMORY_KIB", 64)
    monkeypatch.setattr("tessera.sealing.stretching._PASSES", 1)


def test_the_words_open_it_however_they_are_typed():
    sealed, key = transfers.seal_new_key(WORDS)
    assert len(sealed) == transfers.SEALED_BYTES
    assert transfers.open_key(sealed, " Ábaco-HIELO\nluna pez  roca viento ") == key
    assert len({key.content, key.database}) == 2


def test_no_copy_has_the_key_of_another():
    one, other = transfers.seal_new_key(WORDS), transfers.seal_new_key(WORDS)
    assert one[1] != other[1]
    assert one[0] != other[0]


def test_other_words_open_nothing():
    sealed, _key = transfers.seal_new_key(WORDS)
    with pytest.raises(SealBroken):
        transfers.open_key(sealed, "abaco hielo luna pez roca viejo")


@pytest.mark.parametrize("at", range(transfers.SEALED_BYTES))
def test_one_changed_byte_is_noticed(at):
    sealed, _key = transfers.seal_new_key(WORDS)
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    with pytest.raises(SealBroken):
        transfers.open_key(changed, WORDS)


@pytest.mark.parametrize("length", [0, 3, 4, 20, transfers.SEALED_BYTES - 1, transfers.SEALED_BYTES + 1])
def test_cut_short_or_longer_is_noticed(length):
    sealed, _key = transfers.seal_new_key(WORDS)
    with pytest.raises(SealBroken):
        transfers.open_key((sealed + b"\0")[:length], WORDS)


def test_a_newer_format_is_said_to_be_one():
    sealed, _key = transfers.seal_new_key(WORDS)
    with pytest.raises(UnknownFormat):
        transfers.open_key(sealed[:3] + b"\2" + sealed[4:], WORDS)
