"""Cards that anybody can make: what they say of others neither replaces nor hides whom somebody compared."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.envelopes import actions, cards, keys, node, queries
from tessera.envelopes.models import Correspondent, OtherNode
from tessera.envelopes.tests.post import corresponding
from tessera.sealing import signing, wraps


def forged_card(vault: UUID, *, name="Hope", epoch=1, node=None):
    """Whoever made it has keys of their own, and writes another one's name on them."""
    of_node, of_vault = signing.new_signing_pair(), signing.new_signing_pair()
    identity = node or uuid4()
    box = cards.Letterbox(
        vault=vault,
        organisation=uuid4(),
        name=name,
        country="SN",
        epoch=epoch,
        kem_public=wraps.new_kem_pair().public,
        signing_public=of_vault.public,
        succession=(),
        signature=b"",
    )
    box = replace(box, signature=signing.sign(box.signed_bytes(identity), of_vault.private))
    card = cards.Card(identity, "Somewhere", "", of_node.public, "2026-01-01T00:00:00+00:00", (box,))
    return cards.write(card, of_node.private)


def keep(desk, raw):
    with desk.open():
        return actions.keep_card(raw=raw.encode(), by=desk.who.member)


def test_a_card_that_nobody_compared_keeps_no_name_from_its_owner(desks):
    one, _other = desks
    name = uuid4()
    keep(one, forged_card(uuid4(), node=name))
    owner = keep(one, forged_card(uuid4(), node=name))
    assert bytes(OtherNode.objects.get().public) == owner.public


def test_a_card_that_was_compared_is_replaced_by_its_own_key_only(desks):
    one, _other = desks
    name = uuid4()
    compared = keep(one, forged_card(uuid4(), node=name))
    (box,) = compared.letterboxes
    with one.open():
        heard = cards.words_of(compared, box, "es")
        actions.compare(among=[compared], vault=box.vault, heard=heard, by=one.who.member)
    with pytest.raises(cards.NotACard):
        keep(one, forged_card(uuid4(), node=name))
    assert bytes(OtherNode.objects.get().public) == compared.public


def test_a_letterbox_of_the_same_name_on_another_card_hides_none(house):
    one, other = corresponding(house)
    with one.open():
        Correspondent.objects.all().delete()
    OtherNode.objects.create(
        node=UUID(int=0), public=bytes(32), card=forged_card(other.vault.pk), headers={}, is_known=True
    )
    forged, own = queries.cards_with(other.vault.pk)[::-1]
    with one.open():
        kept = actions.compare(
            among=[forged, own], vault=other.vault.pk, heard=other.words(), by=one.who.member
        )
    assert bytes(kept.signing_public) == own.letterbox(other.vault.pk).signing_public


def test_newer_keys_that_do_not_follow_hide_none_that_do(desks, monkeypatch):
    one, other = desks
    forged = cards.read(forged_card(other.vault.pk, epoch=2**31 - 1).encode())
    with other.open():
        keys.make_next()
        keys.publish()
    own = node.this_card()
    monkeypatch.setattr(queries, "every_card", lambda: [forged, own])
    with one.open():
        followed = Correspondent.objects.get()
    assert bytes(followed.signing_public) == own.letterbox(other.vault.pk).signing_public
    assert followed.epoch == 2


def test_the_page_believes_the_card_whose_words_were_heard(house, monkeypatch):
    one, other = corresponding(house)
    with one.open():
        Correspondent.objects.all().delete()
    forged, own = cards.read(forged_card(other.vault.pk).encode()), node.this_card()
    monkeypatch.setattr(queries, "every_card", lambda: [forged, own])
    page = reverse("compare-keys", args=[one.vault.pk, other.vault.pk])
    assert house.browser(one.who).post(page, {"words": other.words()}).status_code == 302
    with one.open():
        compared = bytes(Correspondent.objects.get().signing_public)
    assert compared == own.letterbox(other.vault.pk).signing_public


def test_a_file_larger_than_any_card_is_not_taken(desks, house):
    one, _other = desks
    page = house.browser(one.who)
    large = SimpleUploadedFile("card.json", b"x" * (cards.LARGEST + 2 * 1024 * 1024))
    answer = page.post(reverse("add-card", args=[one.vault.pk]), {"card": large})
    assert answer.status_code == 400
    assert not OtherNode.objects.exists()
