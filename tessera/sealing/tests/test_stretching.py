"""From words to keys: what changes the outcome, and that many sign-ins at once do not fill the memory.

That the outcome is the same in every version is held by `vectors.json`; here the cost is lowered.
"""

from __future__ import annotations

import threading
from itertools import combinations

import pytest

from tessera.sealing import stretching
from tessera.sealing.stretching import StretchedPassphrase, new_salt, stretch


@pytest.fixture(autouse=True)
def _cheap(request, monkeypatch):
    if "at_its_real_cost" not in request.node.name:
        monkeypatch.setattr(stretching, "_MEMORY_KIB", 64)
        monkeypatch.setattr(stretching, "_PASSES", 1)


def test_at_its_real_cost_it_takes_what_the_documentation_says(monkeypatch):
    asked = {}

    def noted(_words, _salt, **cost):
        asked.update(cost)
        return bytes(32)

    monkeypatch.setattr(stretching, "hash_secret_raw", noted)
    stretch("six words", salt=bytes(16), pepper=b"")
    assert (asked["memory_cost"], asked["time_cost"], asked["parallelism"]) == (64 * 1024, 3, 1)
    assert asked["type"].name == "ID"


def test_words_salt_and_pepper_all_count():
    results = [
        stretch(words, salt=salt, pepper=pepper)
        for words in ("one", "two")
        for salt in (bytes(16), b"\1" * 16)
        for pepper in (bytes(32), b"\1" * 32)
    ]
    for one, other in combinations(results, 2):
        assert one.wrap_key != other.wrap_key
        assert not one.opens(other.verifier_hash)


def test_the_same_again_opens():
    stored = stretch("one", salt=bytes(16), pepper=bytes(32))
    assert stretch("one", salt=bytes(16), pepper=bytes(32)).opens(stored.verifier_hash)


def test_what_is_stored_is_not_the_key():
    stretched = stretch("one", salt=bytes(16), pepper=bytes(32))
    assert stretched.verifier_hash != stretched.wrap_key


def test_keys_do_not_show_in_messages():
    stretched = StretchedPassphrase(verifier_hash=b"hash", wrap_key=b"secret key")
    assert "secret" not in repr(stretched)


def test_salts_never_repeat():
    salts = {new_salt() for _ in range(1000)}
    assert len(salts) == 1000
    assert {len(salt) for salt in salts} == {16}


def test_when_too_many_wait_already_the_next_is_turned_away(monkeypatch):
    line = threading.BoundedSemaphore(1)
    monkeypatch.setattr(stretching, "_LINE", line)
    with line, pytest.raises(stretching.TooManyAtOnce):
        stretch("w", salt=bytes(16), pepper=b"")
    assert stretch("w", salt=bytes(16), pepper=b"")


def test_two_stretch_at_a_time_and_the_others_wait(monkeypatch):
    both_are_in, may_leave = threading.Barrier(3), threading.Event()

    def stretched(*_args, **_cost):
        both_are_in.wait(60)
        may_leave.wait(60)
        return bytes(32)

    monkeypatch.setattr(stretching, "hash_secret_raw", stretched)
    threads = [
        threading.Thread(target=stretch, args=("w",), kwargs={"salt": b"", "pepper": b""}) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    both_are_in.wait(60)
    assert not stretching._ROOM.acquire(blocking=False)  # a third would have to wait
    may_leave.set()
    for thread in threads:
        thread.join(60)
    assert stretching._ROOM.acquire(blocking=False)  # and has its turn now
    stretching._ROOM.release()
