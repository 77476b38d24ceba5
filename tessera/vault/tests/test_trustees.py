"""Trustees: who may be one, when their shares are made, and that each key's shares are of that key."""

from __future__ import annotations

from itertools import combinations

import pytest

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import sharing
from tessera.sealing.formats import SealBroken
from tessera.sealing.sharing import TooFewShares
from tessera.vault.actions import let_in, remove_member
from tessera.vault.files import database_file
from tessera.vault.models import InvitationNote, NewKeyDue, Vault, Wrap
from tessera.vault.opening import NoGrant
from tessera.vault.outsiders import IsTrustee
from tessera.vault.queries import waiting_outside
from tessera.vault.sqlcipher import rekeying
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Share, Trustee

from .test_grants import bytes_of_keys
from .trusted import appoint, dismiss, five, shares_that_open, unlock, words_of


def opens_with(house, parts) -> bool:
    epoch = Vault.objects.get(pk=house.vault.pk).epoch
    key = sharing.combine(parts, context=f"vault {house.vault.id} epoch {epoch}")
    return rekeying.opens(database_file(house.vault.id), key)


def test_with_the_fifth_the_room_gets_a_key_whose_shares_any_three_put_together(house):
    trustees = five(house, ["MX", "HN", "SN", "ES"])
    assert not Share.objects.exists()
    trustees.append(house.joined(Role.TRUSTEE))
    appoint(house, trustees[-1], "MX")
    unlock(house, house.marta)
    parts = shares_that_open(house.vault, trustees)
    assert len(parts) == 5
    for three in combinations(parts, 3):
        assert opens_with(house, three)
    for two in combinations(parts, 2):
        with pytest.raises(TooFewShares):
            opens_with(house, two)
    assert Vault.objects.get(pk=house.vault.pk).epoch == 2


def test_each_new_key_has_shares_of_its_own_and_the_old_ones_are_gone_from_the_file(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    sealed = [bytes(share.sealed) for share in Share.objects.all()]
    assert all(one[:100] in bytes_of_keys() for one in sealed)
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
    unlock(house, house.marta)
    assert not any(one[at : at + 100] in bytes_of_keys() for one in sealed for at in range(0, len(one), 100))
    parts = shares_that_open(house.vault, trustees)
    assert opens_with(house, parts[2:])
    assert set(Share.objects.values_list("epoch", flat=True)) == {3}


def test_a_trustee_holds_no_key_and_opens_nothing(house):
    trustees = five(house)
    for trustee in trustees:
        with pytest.raises(NoGrant), house.open(trustee):
            pytest.fail("opened")
        browser = house.browser(trustee)
        assert browser.get(f"/room/{house.vault.id}/people/sought/").status_code == 404
    assert not Wrap.objects.exclude(member=house.marta.member.id).exists()


def test_who_came_as_a_trustee_is_never_let_in_and_waits_for_nobody(house):
    trustee = house.joined(Role.TRUSTEE)
    with house.open(house.marta):
        assert waiting_outside(house.vault) == []
        with pytest.raises(IsTrustee):
            let_in(vault=house.vault, member=trustee.member, by=house.marta.member)
    reader = house.joined(Role.READER)
    appoint(house, reader)
    with house.open(house.marta), pytest.raises(IsTrustee):
        let_in(vault=house.vault, member=reader.member, by=house.marta.member)


def test_their_invitation_is_forgotten_when_they_are_appointed(house):
    trustee = house.joined(Role.TRUSTEE)
    with house.open(house.marta):
        assert InvitationNote.objects.exists()
    appoint(house, trustee)
    with house.open(house.marta):
        assert not InvitationNote.objects.exists()
        assert VaultLine.objects.get(verb="trustee.appointed").about == trustee.member.id
    assert CommonsLine.objects.get(verb="trustee.appointed").about == house.vault.id


def test_a_member_of_another_organisation_can_be_a_trustee(house):
    fatou, _theirs = house.stranger(name="Fatou")
    appoint(house, fatou, "SN")
    with house.open(house.marta) as room:
        assert shares.trustees_of(room) == {fatou.member.id: fatou.session.bundle.signing.public}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_are_those_of_the_keys_in_either_language(house, language):
    trustee = house.joined(Role.TRUSTEE)
    with house.open(house.marta):
        appointed = actions.appoint_trustee(
            vault=house.vault,
            words=words_of(trustee, language).upper().replace(" ", "-"),
            name="Awa",
            country="SN",
            by=house.marta.member,
        )
    assert appointed.pk == trustee.member.id


def test_keys_put_into_the_commons_have_other_words(house):
    trustee, theirs = house.joined(Role.TRUSTEE), Bundle.new("Somebody else")
    Member.objects.filter(pk=trustee.member.pk).update(kem_public=theirs.kem.public)
    with pytest.raises(actions.WordsDoNotFit):
        appoint(house, trustee)
    with house.open(house.marta):
        assert not Trustee.objects.exists()


def test_keys_put_into_the_commons_later_get_no_share(house):
    trustees, theirs = five(house), Bundle.new("Somebody else")
    Member.objects.filter(pk=trustees[0].member.pk).update(kem_public=theirs.kem.public)
    rosa = house.colleague(name="Rosa")
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
    unlock(house, house.marta)
    share = Share.objects.get(trustee=trustees[0].member.id)
    shares.open_share(share, trustees[0].session.bundle)
    with pytest.raises(SealBroken):
        shares.open_share(share, theirs)


def test_who_holds_a_key_is_no_trustee_nor_twice_one(house):
    ana, trustee = house.colleague(name="Ana"), house.joined(Role.TRUSTEE)
    with pytest.raises(actions.CannotBeTrustee):
        appoint(house, ana)
    appoint(house, trustee)
    with pytest.raises(actions.CannotBeTrustee):
        appoint(house, trustee)


def test_five_are_enough_and_they_do_not_all_live_in_one_country(house):
    four = [house.joined(Role.TRUSTEE) for _ in range(4)]
    for trustee in four:
        appoint(house, trustee, "MX")
    fifth, sixth = house.joined(Role.TRUSTEE), house.joined(Role.TRUSTEE)
    with pytest.raises(actions.OneCountryOnly):
        appoint(house, fifth, "MX")
    appoint(house, fifth, "HN")
    with pytest.raises(actions.EnoughTrustees):
        appoint(house, sixth, "HN")


def test_only_who_may_invite_appoints_and_dismisses(house):
    worker = house.colleague(Role.CASE_WORKER)
    trustee = house.joined(Role.TRUSTEE)
    with pytest.raises(NotAllowed):
        appoint(house, trustee, by=worker)
    appoint(house, trustee)
    with pytest.raises(NotAllowed):
        dismiss(house, trustee, by=worker)


def test_who_is_dismissed_has_no_share_and_the_others_have_new_ones(house):
    trustees = five(house)
    before = shares_that_open(house.vault, trustees)
    dismiss(house, trustees[0])
    unlock(house, house.marta)
    assert not Share.objects.filter(trustee=trustees[0].member.id).exists()
    parts = shares_that_open(house.vault, trustees[1:])
    assert len(parts) == 4
    assert opens_with(house, parts[:3])
    with pytest.raises(TooFewShares):  # what the dismissed one kept fits nothing any more
        opens_with(house, [before[0], *parts[:2]])


def test_of_too_few_who_are_left_nobody_keeps_a_share(house):
    trustees = five(house)
    for trustee in trustees[:3]:
        dismiss(house, trustee)
        unlock(house, house.marta)
    assert not Share.objects.exists()


def test_an_account_that_is_closed_loses_its_share_and_the_room_gets_another_key(house):
    trustees = five(house)
    with house.open(house.marta):
        remove_member(member=trustees[0].member, by=house.marta.member)
    assert NewKeyDue.objects.get().vault == house.vault.id
    unlock(house, house.marta)
    assert Vault.objects.get(pk=house.vault.pk).epoch == 3
    parts = shares_that_open(house.vault, trustees[1:])
    assert len(parts) == 4
    assert opens_with(house, parts[1:])
    with house.open(house.marta) as room:
        assert trustees[0].member.id not in shares.trustees_of(room)
