"""From the keys that were compared to the newest: by signatures of each by the one before, and by nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tessera.envelopes import cards, keys, node, queries
from tessera.envelopes.models import Correspondent, HeldBack, OtherNode
from tessera.envelopes.refusals import Refusal
from tessera.sealing import signing, wraps
from tessera.vault.files import waiting_folder


def pinned(one, other):
    with one.open():
        return Correspondent.objects.get(pk=other.vault.pk)


def new_keys(desk):
    with desk.open():
        keys.make_next()
        keys.publish()


def test_new_keys_of_a_neighbour_are_followed(desks):
    one, other = desks
    before = pinned(one, other)
    new_keys(other)
    new_keys(other)
    after = pinned(one, other)
    assert after.epoch == before.epoch + 2
    assert bytes(after.signing_before) == bytes(before.signing_public)
    assert after.name == before.name
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    assert [came.id for came in other.inbox()] == [row.pk]


def test_what_waited_when_they_replaced_their_key_is_believed(desks):
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    new_keys(one)
    assert [came.id for came in other.inbox()] == [row.pk]


def test_what_comes_later_under_a_key_that_was_replaced_is_not(desks):
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    held = waiting_folder(other.vault.pk) / str(row.pk)
    kept = held.read_bytes()
    held.unlink()
    new_keys(one)
    other.unlock()
    held.write_bytes(kept)
    later = datetime.now(UTC) + timedelta(seconds=5)
    os.utime(held, (later.timestamp(), later.timestamp()))
    assert other.inbox() == []
    with other.open():
        assert [one.why for one in HeldBack.objects.all()] == [Refusal.REPLACED_KEY]


def test_keys_that_nobody_signed_are_not_followed(desks, monkeypatch):
    """A node that puts a letterbox of its own making on its card, under a name that was compared."""
    one, other = desks
    before = pinned(one, other)
    kem, mine = wraps.new_kem_pair(), signing.new_signing_pair()
    box = node.this_card().letterbox(other.vault.pk)
    own = keys.node_key()
    for step in ((), (cards.Step(2, mine.public, bytes(64)),)):
        forged = replace(
            box, epoch=2, kem_public=kem.public, signing_public=mine.public, succession=step, signature=b""
        )
        forged = replace(forged, signature=signing.sign(forged.signed_bytes(own.node), mine.private))
        card = replace(node.this_card(), letterboxes=(forged,))
        monkeypatch.setattr(queries, "every_card", lambda card=card: [card])
        after = pinned(one, other)
        assert (after.epoch, bytes(after.kem_public)) == (before.epoch, bytes(before.kem_public))


def test_an_older_card_leads_nobody_back(desks, monkeypatch):
    one, other = desks
    old = node.this_card()
    new_keys(other)
    after = pinned(one, other)
    monkeypatch.setattr(queries, "every_card", lambda: [old])
    again = pinned(one, other)
    assert (again.epoch, again.followed_at) == (after.epoch, after.followed_at)


def test_a_room_that_moved_is_written_to_where_it_is(desks, monkeypatch):
    one, other = desks
    with other.open():
        keys.make_next()
        keys.publish()
    box, there, own = node.this_card().letterbox(other.vault.pk), uuid4(), signing.new_signing_pair()
    with other.open():
        private = bytes(keys.newest().signing_private)
    moved = replace(box, signature=signing.sign(box.signed_bytes(there), private))
    card = cards.Card(there, "Elsewhere", "", own.public, timezone.now().isoformat(), (moved,))
    text = cards.write(card, own.private)
    OtherNode.objects.create(pk=there, public=own.public, card=text, is_known=True)
    monkeypatch.setattr(queries, "every_card", lambda: [cards.read(text.encode())])
    assert pinned(one, other).node == there


@pytest.mark.parametrize("epoch", [2, 1_000_000])
def test_a_letter_that_claims_a_newer_key_waits(desks, epoch, monkeypatch):
    """It may be theirs, and nothing is lost; whoever invents it waits until its time is over."""
    one, other = desks
    monkeypatch.setattr(
        "tessera.envelopes.outbox.replace", lambda letter, **_all: replace(letter, epoch=epoch)
    )
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    assert other.inbox() == []
    with other.open():
        assert HeldBack.objects.get().why == Refusal.NEWER_KEY
    assert (waiting_folder(other.vault.pk) / str(row.pk)).exists()
