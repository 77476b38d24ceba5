"""Letters come from whoever was ever trusted, with any software: nothing is believed that was not checked."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given, strategies as st

from tessera.envelopes import letters
from tessera.envelopes.letters import File, Letter, NewerLetter, NotALetter

LETTER = Letter(
    kind="disclosure",
    sender=uuid4(),
    written_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    body={"note": "¿La vieron?", "أ": [1, None]},
    purpose="search",
    consent={"until": "2027-01-01"},
    reply_to=uuid4(),
    answer_by=date(2026, 12, 1),
    files=(File("foto.jpg", "image/jpeg", 5, "0" * 64),),
)
SAID = json.loads(letters.write(LETTER))


def test_it_reads_as_it_was_written():
    assert letters.read(letters.write(LETTER)) == LETTER


def test_what_it_does_not_know_is_ignored():
    assert letters.read(json.dumps(SAID | {"mood": "hopeful"}).encode()) == LETTER


@pytest.mark.parametrize("where", ["body", "consent", "mood"])
@pytest.mark.parametrize(("levels", "is_letter"), [(14, True), (15, False), (400, False), (900, False)])
def test_how_deep_its_reader_stands_makes_no_difference(where, levels, is_letter):
    """Taken in by a job and read again by a page, which stands deeper: both read it, or neither does."""

    def read_from(depth):
        return read_from(depth - 1) if depth else letters.read(raw.encode())

    nested = "[" * levels + "]" * levels
    raw = json.dumps(SAID | {where: {"inner": "HERE"}}).replace('"HERE"', nested)
    for depth in (0, 500):
        if is_letter:
            assert read_from(depth).kind == LETTER.kind
        else:
            with pytest.raises(NotALetter):
                read_from(depth)


@pytest.mark.parametrize("missing", sorted(SAID))
def test_without_one_of_its_fields_it_is_none(missing):
    with pytest.raises(NotALetter):
        letters.read(json.dumps({name: value for name, value in SAID.items() if name != missing}).encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "a b"),
        ("kind", "x" * 41),
        ("kind", "../x"),
        ("kind", ""),
        ("from", "nobody"),
        ("from", 5),
        ("written", "2026-11-23T12:00:00"),
        ("written", "soon"),
        ("purpose", "\u202ehelp"),
        ("reply_to", "x"),
        ("answer_by", "2026-13-01"),
        ("body", []),
        ("consent", "yes"),
        ("files", {}),
        ("files", [{"name": "x"}]),
        ("files", [SAID["files"][0]] * 101),
        ("files", [SAID["files"][0] | {"size": -1}]),
        ("files", [SAID["files"][0] | {"size": 2**41}]),
        ("files", [SAID["files"][0] | {"size": True}]),
        ("files", [SAID["files"][0] | {"sha256": "00"}]),
        ("files", [SAID["files"][0] | {"name": "a\nb"}]),
        ("version", 0),
        ("version", "1"),
    ],
)
def test_what_a_field_cannot_say_makes_it_none(name, value):
    with pytest.raises(NotALetter):
        letters.read(json.dumps(SAID | {name: value}).encode())


def test_newer_software_s_is_told_apart():
    with pytest.raises(NewerLetter):
        letters.read(json.dumps(SAID | {"version": 2, "kind": 5}).encode())


@given(st.binary(max_size=200))
def test_noise_is_none(raw):
    with pytest.raises(NotALetter):
        letters.read(raw)


@given(
    name=st.sampled_from(sorted(SAID)),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    ),
)
def test_whatever_stands_there_it_is_a_letter_or_none(name, value):
    try:
        read = letters.read(json.dumps(SAID | {name: value}).encode())
    except NotALetter:
        return
    assert letters.read(letters.write(read)) == read
