"""Cards prove nothing by themselves; what they must not be is changed on their way, or somebody else's."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given, strategies as st

from tessera.envelopes import cards
from tessera.envelopes.cards import Card, Letterbox, NewerCard, NotACard, NotFollowed, Step
from tessera.sealing import signing, wraps

NODE, VAULT = UUID(int=1), UUID(int=2)
NODE_KEY = signing.new_signing_pair()
EPOCHS = [signing.new_signing_pair() for _ in range(4)]
KEM = wraps.new_kem_pair()


def step(epoch: int) -> Step:
    public = EPOCHS[epoch - 1].public
    return Step(
        epoch, public, signing.sign(cards.step_bytes(VAULT, epoch, public), EPOCHS[epoch - 2].private)
    )


def box(at: int = 3, **changed) -> Letterbox:
    made = Letterbox(
        vault=VAULT,
        organisation=UUID(int=3),
        name="Casa",
        country="MX",
        epoch=at,
        kem_public=KEM.public,
        signing_public=EPOCHS[at - 1].public,
        succession=tuple(step(one) for one in range(2, at + 1)),
        signature=b"",
    )
    signed = replace(made, signature=signing.sign(made.signed_bytes(NODE), EPOCHS[at - 1].private))
    return replace(signed, **changed)


def card(*boxes: Letterbox) -> Card:
    return Card(NODE, "Red", "", NODE_KEY.public, "2026-11-23T12:00:00+00:00", boxes)


def test_it_reads_as_it_was_written():
    made = card(box())
    assert cards.read(cards.write(made, NODE_KEY.private).encode()) == made


def test_the_words_change_with_every_key():
    made = card(box())
    others = [
        (replace(made, public=EPOCHS[0].public), box()),
        (made, box(4)),
        (made, box(kem_public=wraps.new_kem_pair().public)),
    ]
    heard = {cards.words_of(*one, language="es") for one in [(made, box()), *others]}
    assert len(heard) == 4
    assert cards.are_words_of(cards.words_of(made, box(), "fr"), made, box())


@pytest.mark.parametrize(
    "changed",
    [
        {"kem_public": wraps.new_kem_pair().public},
        {"vault": UUID(int=9)},
        {"organisation": UUID(int=9)},
        {"epoch": 4},
        {"signing_public": EPOCHS[3].public},
        {"signature": bytes(64)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_node_speaks_for_none_of_its_vaults(changed):
    with pytest.raises(NotACard):
        cards.read(cards.write(card(box(**changed)), NODE_KEY.private).encode())


def test_a_vault_s_signature_holds_for_its_node_only():
    moved = replace(card(box()), node=UUID(int=9))
    with pytest.raises(NotACard):
        cards.read(cards.write(moved, NODE_KEY.private).encode())


def test_whoever_changes_a_letter_of_it_makes_it_none():
    whole = cards.write(card(box()), NODE_KEY.private)
    with pytest.raises(NotACard):
        cards.read(whole.replace("Casa", "Cosa").encode())
    with pytest.raises(NotACard):
        cards.read(cards.write(card(box()), EPOCHS[0].private).encode())


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"card": 5}', b"x" * (cards.LARGEST + 1)]
)
def test_what_is_none_is_refused(raw):
    with pytest.raises(NotACard):
        cards.read(raw)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_json_it_is(said):
    for outer in (said, {"card": said, "signature": "00"}, {"card": json.dumps(said), "signature": "00"}):
        with pytest.raises(NotACard):
            cards.read(json.dumps(outer).encode())


def test_a_newer_one_is_told_apart():
    whole = json.loads(cards.write(card(box()), NODE_KEY.private))
    newer = whole | {"card": whole["card"].replace('"format": 1', '"format": 2')}
    with pytest.raises(NewerCard):
        cards.read(json.dumps(newer).encode())


@pytest.mark.parametrize("pinned", [1, 2, 3])
def test_newer_keys_follow_from_those_compared(pinned):
    cards.follow(box(3), epoch=pinned, public=EPOCHS[pinned - 1].public)


@pytest.mark.parametrize(
    "other",
    [
        box(3, succession=()),
        box(3, succession=(step(3),)),
        box(3, succession=(replace(step(2), public=EPOCHS[3].public), step(3))),
        box(3, succession=(step(2), replace(step(3), signature=bytes(64)))),
        box(4, succession=(step(2), step(3))),
    ],
)
def test_a_chain_that_lacks_a_step_leads_nowhere(other):
    with pytest.raises(NotFollowed):
        cards.follow(other, epoch=1, public=EPOCHS[0].public)


def test_an_older_card_takes_nobody_back():
    with pytest.raises(NotFollowed):
        cards.follow(box(2), epoch=3, public=EPOCHS[2].public)


def test_a_key_that_nobody_compared_is_not_followed():
    with pytest.raises(NotFollowed):
        cards.follow(box(3), epoch=2, public=EPOCHS[0].public)
    assert card(box()).letterbox(uuid4()) is None
