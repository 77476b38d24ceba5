"""Lockdown: from one moment to the next nobody holds a key, in no file; and only where trustees can undo it."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.db import DatabaseError

from tessera.accounts import sessions
from tessera.accounts.models import Role
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import sharing
from tessera.sealing.sharing import TooFewShares
from tessera.vault import rotation
from tessera.vault.actions import let_in, remove_member
from tessera.vault.files import database_file
from tessera.vault.models import NewKeyDue, Wrap
from tessera.vault.opening import NoGrant, open_vault
from tessera.vault.sqlcipher import rekeying
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Lockdown, LockedOut, Share
from tests.at_once import at_once

from .test_grants import bytes_of_keys
from .trusted import (
    appoint,
    ask,
    dismiss,
    five,
    give,
    lock_down,
    reopen,
    shares_that_open,
    sign_in_again,
    unlock,
)


def trustees_open_it(house, trustees) -> bool:
    """Whether any three of them can make the key of the file as it is."""
    parts = shares_that_open(house.vault, trustees)
    epoch = Share.objects.filter(vault=house.vault.id).first().epoch
    place = f"vault {house.vault.id} epoch {epoch}"
    return all(
        rekeying.opens(database_file(house.vault.id), sharing.combine(three, context=place))
        for three in combinations(parts, 3)
    )


def parts_of(sealed: list[bytes]) -> list[bytes]:
    return [one[at : at + 100] for one in sealed for at in range(0, len(one), 100)]


def test_nobody_opens_it_any_more_and_everybody_is_signed_out(house):
    trustees, rosa = five(house), house.colleague(Role.READER, name="Rosa")
    key = unlock(house, house.marta)
    lock_down(house, by=rosa)  # any role: there may be no time
    assert not Wrap.objects.filter(vault=house.vault.id).exists()
    for somebody in (house.marta, rosa):
        with pytest.raises(NoGrant), house.open(somebody):
            pytest.fail("opened")
    assert rekeying.opens(database_file(house.vault.id), key)  # the file itself is as it was
    assert trustees_open_it(house, trustees)
    assert CommonsLine.objects.get(verb="room.locked-down").by == rosa.member.id


def test_every_session_of_whoever_held_a_key_ends_and_no_other(house):
    five(house)
    rosa, (fatou, _theirs) = house.colleague(name="Rosa"), house.stranger(name="Fatou")
    with house.open(house.marta):
        actions.lock_down(vault=house.vault, by=house.marta.member)
    for somebody in (house.marta, rosa):
        with pytest.raises(sessions.SessionEnded):
            sessions.resume(somebody.secret)
    assert sessions.resume(fatou.secret)


def test_no_byte_of_a_wrap_is_left_in_the_files_of_keys(house):
    trustees, _rosa = five(house), house.colleague(name="Rosa")
    sealed = [bytes(wrap.wrapped) for wrap in Wrap.objects.all()]
    older = [bytes(share.sealed) for share in Share.objects.all()]
    assert all(part in bytes_of_keys() for part in parts_of(sealed + older))
    lock_down(house)
    assert not any(part in bytes_of_keys() for part in parts_of(sealed + older))
    assert trustees_open_it(house, trustees)


def test_without_five_trustees_it_is_refused_and_nothing_is_deleted(house):
    with pytest.raises(shares.TrusteesMissing):
        lock_down(house)
    trustees = five(house)
    dismiss(house, trustees[0])
    with pytest.raises(shares.TrusteesMissing):
        lock_down(house)
    assert unlock(house, house.marta)
    assert not Lockdown.objects.exists()


def test_with_shares_that_were_lost_or_changed_the_lockdown_makes_new_ones(house):
    """Somebody at the database: the trustees can open the room all the same."""
    trustees = five(house)
    Share.objects.filter(trustee=trustees[0].member.id).delete()
    Share.objects.filter(trustee=trustees[1].member.id).update(sealed=b"nothing")
    lock_down(house)
    assert trustees_open_it(house, trustees)
    assert len(shares_that_open(house.vault, trustees)) == 5


def test_before_the_first_shares_were_made_it_works_as_well(house):
    """Pressed on the very page that appointed the fifth."""
    people = [house.joined(Role.TRUSTEE) for _ in range(5)]
    for somebody, country in zip(people, ("MX", "HN", "SN", "ES", "MX"), strict=True):
        appoint(house, somebody, country)
    assert NewKeyDue.objects.exists()
    lock_down(house)
    assert trustees_open_it(house, people)


def test_two_at_once_are_one_lockdown(house):
    trustees, ana = five(house), house.colleague(name="Ana")
    first, second = house.marta.session, ana.session

    def press(session, member):
        with open_vault(house.vault, session):
            actions.lock_down(vault=house.vault, by=member)

    outcomes = at_once(
        lambda: press(first, house.marta.member),
        lambda: press(second, ana.member),
    )
    refused = [outcome for outcome in outcomes if outcome and not isinstance(outcome, NoGrant)]
    assert refused == []
    assert None in outcomes
    assert Lockdown.objects.count() == 1
    assert LockedOut.objects.count() == 2
    assert trustees_open_it(house, trustees)


def test_who_still_has_it_open_leaves_no_key_behind(house):
    """Their page began before the lockdown and lets somebody in after it."""
    five(house)
    ana = house.joined(name="Ana")
    with house.open(house.marta):
        actions.lock_down(vault=house.vault, by=house.marta.member)
        with pytest.raises(rotation.RoomLockedDown):
            let_in(vault=house.vault, member=ana.member, by=house.marta.member)
    assert not Wrap.objects.filter(vault=house.vault.id).exists()


def test_where_no_line_can_be_written_it_is_done_all_the_same_and_said_later(house, monkeypatch):
    trustees = five(house)

    def full(*_args, **_kwargs):
        raise AuditLineNotWritten from DatabaseError("disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "write_line", full)
        lock_down(house)
    assert not CommonsLine.objects.filter(verb="room.locked-down").exists()
    assert not Wrap.objects.filter(vault=house.vault.id).exists()
    sign_in_again(house.marta)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    reopen(house, request, house.marta)
    with house.open(house.marta):
        assert VaultLine.objects.get(verb="room.locked-down").by == house.marta.member.id


def test_a_removal_that_waited_for_its_new_key_does_not_keep_the_room_closed(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    old = unlock(house, rosa)
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
        actions.lock_down(vault=house.vault, by=house.marta.member)
    sign_in_again(house.marta)
    request = ask(house, house.marta)
    give(request, *trustees[2:])
    reopen(house, request, house.marta)
    assert unlock(house, house.marta) != old
    assert not NewKeyDue.objects.exists()


def test_two_trustees_with_the_whole_disk_and_everybodys_words_open_nothing(house):
    """All bundles of who held a key, all rows, the file, and two shares."""
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    sign_in_again(rosa)
    everybody = [house.marta, rosa, *trustees[:2]]
    parts = shares_that_open(house.vault, trustees[:2])
    for share in Share.objects.filter(vault=house.vault.id):
        for somebody in everybody:
            if somebody.member.id != share.trustee:
                with pytest.raises(Exception, match="does not open"):
                    shares.open_share(share, somebody.session.bundle)
    with pytest.raises(TooFewShares):
        sharing.combine(parts * 2, context=f"vault {house.vault.id} epoch {Share.objects.first().epoch}")
    for somebody in everybody:
        with pytest.raises(NoGrant), house.open(somebody):
            pytest.fail("opened")


def test_a_room_of_another_organisation_is_untouched(house):
    five(house)
    fatou, theirs = house.stranger(name="Fatou")
    lock_down(house)
    with house.open(fatou, theirs):
        assert VaultLine.objects.exists()
    assert set(Wrap.objects.values_list("vault", flat=True)) == {theirs.id}
