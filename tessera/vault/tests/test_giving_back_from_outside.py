"""A trustee as one of the two who know a voice: with a member of the room, never with another trustee alone."""

from __future__ import annotations

import pytest

from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.models import Confirmation
from tessera.vault.returning import actions
from tessera.vault.returning.queries import confirmed_by, returning_member
from tessera.vault.trust.queries import confirmations_asked_of
from tests.house import House, Somebody

from .test_giving_back import confirm, is_back, lose_words, renewed, said
from .trusted import dismiss, five


@pytest.fixture
def trustees(house) -> list[Somebody]:
    return five(house)


def hear(house: House, trustee: Somebody, words: str) -> None:
    [(_room, one)] = confirmations_asked_of(trustee.member)
    actions.confirm_from_outside(one=one, heard=words, session=trustee.session, by=trustee.member)


def test_one_member_and_one_trustee_are_two(house, trustees):
    rosa = house.colleague(name="Rosa")
    account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    hear(house, trustees[0], said(bundle, "es"))
    assert confirm(house, rosa, house.marta, said(bundle))
    assert is_back(house, Somebody(rosa.member, account.login, account.passphrase))
    with house.open(house.marta):
        told = VaultLine.objects.filter(verb="keys.confirmed", about=rosa.member.pk)
        assert set(told.values_list("by", flat=True)) == {house.marta.member.pk, trustees[0].member.pk}
    assert CommonsLine.objects.filter(verb="keys.confirmed", by=trustees[0].member.pk).exists()
    assert not Confirmation.objects.exists()


def test_the_member_may_be_first(house, trustees):
    rosa = house.colleague(name="Rosa")
    account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    assert not confirm(house, rosa, house.marta, said(bundle))
    hear(house, trustees[0], said(bundle))
    with house.open(house.marta):
        assert actions.give_back(vault=house.vault, member=rosa.member.pk, by=house.marta.member)
    assert is_back(house, Somebody(rosa.member, account.login, account.passphrase))


def test_trustees_alone_let_nobody_in(house, trustees):
    rosa = house.colleague(name="Rosa")
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    for trustee in trustees:
        hear(house, trustee, said(bundle))
    with house.open(house.marta):
        one = returning_member(house.vault, rosa.member.pk)
        assert set(confirmed_by(house.vault, one)) == {trustee.member.pk for trustee in trustees}
        assert not actions.give_back(vault=house.vault, member=rosa.member.pk, by=house.marta.member)


def test_who_is_no_trustee_any_more_does_not_count(house, trustees):
    rosa = house.colleague(name="Rosa")
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    hear(house, trustees[0], said(bundle))
    dismiss(house, trustees[0])
    assert not confirm(house, rosa, house.marta, said(bundle))


def test_other_words_are_refused_and_nobody_else_is_asked(house, trustees):
    rosa, stranger = house.colleague(name="Rosa"), house.stranger()[0]
    _account, _bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    with pytest.raises(actions.WordsDiffer):
        hear(house, trustees[0], said(trustees[0].session.bundle))
    assert not Confirmation.objects.exists()
    for other in (stranger, house.marta, rosa):
        assert confirmations_asked_of(other.member) == []


def test_a_signature_written_past_them_does_not_count(house, trustees):
    """Whoever writes the file of keys has no trustee's signing key."""
    rosa = house.colleague(name="Rosa")
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    hear(house, trustees[0], said(bundle))
    Confirmation.objects.update(by=trustees[1].member.pk)
    assert not confirm(house, rosa, house.marta, said(bundle))


def test_the_page_of_a_trustee(house, trustees):
    rosa, other = house.colleague(name="Rosa"), house.stranger()[0]
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    address = f"/trusted/voices/{house.vault.pk}/{rosa.member.pk}/"
    browser = house.browser(trustees[0])
    assert address in browser.get("/").content.decode()
    assert address in browser.get("/trusted/").content.decode()
    assert "Rosa" not in browser.get(address).content.decode()
    assert browser.post(address, {"words": "these are not the right words"}).status_code == 200
    assert browser.post(address, {"words": said(bundle)}).status_code == 302
    assert browser.get(address).status_code == 404  # heard
    assert house.browser(other).get(address).status_code == 404
