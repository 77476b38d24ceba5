"""Reopening: three trustees who heard the same words; nobody else, no fewer, and the others come back one by one."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.lines import AuditLineNotWritten, verify_chain
from tessera.audit.models import CommonsLine, Line, VaultLine
from tessera.sealing.sharing import TooFewShares
from tessera.vault.actions import remove_member
from tessera.vault.files import database_file
from tessera.vault.models import Colleague, LiftedGrant, NewKeyDue, Wrap
from tessera.vault.opening import NoGrant
from tessera.vault.outsiders import Travels
from tessera.vault.queries import grant_holders, waiting_outside
from tessera.vault.returning.actions import travel
from tessera.vault.sqlcipher import rekeying
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Answer, Lockdown, Reopening, Share, ShutOut, Trustee

from .rooms import another_room, bring
from .test_grants import bytes_of_keys
from .test_lockdown import parts_of, trustees_open_it
from .trusted import appoint, ask, dismiss, five, give, let_in_again, lock_down, reopen, sign_in_again, unlock


def brought_back(house, trustees, by) -> None:
    request = ask(house, by)
    give(request, *trustees[:3])
    reopen(house, request, by)


def test_three_of_five_open_it_for_the_one_who_asked_and_under_another_key(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    old = unlock(house, rosa)
    lock_down(house)
    sign_in_again(rosa)
    brought_back(house, trustees, rosa)
    new = unlock(house, rosa)
    assert new != old
    assert not rekeying.opens(database_file(house.vault.id), old)
    assert grant_holders(house.vault) == {rosa.member.id}
    assert not Lockdown.objects.exists()
    assert not Reopening.objects.exists()
    assert not NewKeyDue.objects.exists()
    assert trustees_open_it(house, trustees)
    with pytest.raises(NoGrant), house.open(house.marta):
        pytest.fail("opened")


def test_each_step_leaves_its_line(house):
    trustees = five(house)
    lock_down(house)
    brought_back(house, trustees, house.marta)
    with house.open(house.marta):
        said = [line.verb for line in VaultLine.objects.all()]
        gave = set(VaultLine.objects.filter(verb="share.given").values_list("by", flat=True))
        verify_chain(VaultLine)
    assert [verb for verb in said if verb.startswith(("room.", "share."))] == [
        "room.locked-down",
        *["share.given"] * 3,
        "room.reopened",
    ]
    assert gave == {one.member.id for one in trustees[:3]}
    outside = [line.verb for line in CommonsLine.objects.filter(about=house.vault.id)]
    assert outside[-7:] == [
        "room.locked-down",
        "reopening.asked",
        "share.given",
        "share.given",
        "share.given",
        "room.reopened",
        "vault.rekeyed",
    ]
    verify_chain(CommonsLine)


def test_two_are_too_few_and_the_same_one_twice_is_one(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    give(request, trustees[0], trustees[1], trustees[1])
    with pytest.raises(TooFewShares):
        reopen(house, request, house.marta)
    assert Lockdown.objects.exists()
    assert not Wrap.objects.exists()
    give(request, trustees[4])
    reopen(house, request, house.marta)
    unlock(house, house.marta)


def test_the_others_come_back_one_by_one_and_only_through_the_one_who_opened_it(house):
    trustees = five(house)
    reader, rosa = house.colleague(Role.READER, name="Reader"), house.colleague(name="Rosa")
    lock_down(house)
    sign_in_again(reader, rosa)
    brought_back(house, trustees, reader)
    with house.open(reader):
        assert set(ShutOut.objects.values_list("pk", flat=True)) == {house.marta.member.id, rosa.member.id}
        assert waiting_outside(house.vault) == []
    let_in_again(house, rosa, by=reader)
    with pytest.raises(NotAllowed):
        let_in_again(house, house.marta, by=rosa)
    assert grant_holders(house.vault) == {reader.member.id, rosa.member.id}
    let_in_again(house, house.marta, by=reader)
    with house.open(reader):
        assert not ShutOut.objects.exists()
    with house.open(house.marta):  # who may invite again
        assert Colleague.objects.exclude(kem_public=None).count() == 3


def two_in_another_room(house):
    """Enough people that one of them may travel from it."""
    trustees = five(house)
    awa, rosa = house.colleague(name="Awa"), house.colleague(name="Rosa")
    other = another_room(house, house.marta)
    bring(house, other, awa, house.marta, "Awa")
    bring(house, other, rosa, house.marta, "Rosa")
    return trustees, awa, rosa, other


def test_who_was_on_a_journey_opens_it_and_is_back(house):
    """A raid at home while they are abroad, and nobody else may be left: three who heard them are more than two."""
    trustees, awa, rosa, other = two_in_another_room(house)
    travel(by=awa.member)
    lock_down(house)
    sign_in_again(awa, rosa)
    awa.member.refresh_from_db()
    brought_back(house, trustees, awa)
    unlock(house, awa)
    assert not Member.objects.get(pk=awa.member.pk).away_since
    # Elsewhere two still have to give them the room back.
    assert list(LiftedGrant.objects.filter(member=awa.member.pk).values_list("vault", flat=True)) == [
        other.pk
    ]


def test_who_travels_is_not_let_in_after_it(house):
    trustees, awa, _rosa, _other = two_in_another_room(house)
    lock_down(house)
    sign_in_again(house.marta)
    brought_back(house, trustees, house.marta)
    travel(by=awa.member)
    with pytest.raises(Travels):
        let_in_again(house, awa, by=house.marta)
    assert grant_holders(house.vault) == {house.marta.member.id}


def test_who_got_other_keys_meanwhile_is_not_let_in_with_them(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    brought_back(house, trustees, house.marta)
    Member.objects.filter(pk=rosa.member.pk).update(kem_public=Bundle.new("Somebody").kem.public)
    with pytest.raises(actions.KeysChanged):
        let_in_again(house, rosa, by=house.marta)
    assert grant_holders(house.vault) == {house.marta.member.id}


def test_who_is_removed_after_it_waits_no_more(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    brought_back(house, trustees, house.marta)
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
        assert not ShutOut.objects.exists()


def test_the_words_are_of_the_asker_and_the_room(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    with pytest.raises(actions.WordsDoNotFit):
        actions.give_share(
            reopening=request,
            words="able about above absent absorb abstract",
            session=trustees[0].session,
            by=trustees[0].member,
        )
    heard = shares.words_of_request(request, "en")
    for field, other in (("kem_public", Bundle.new("x").kem.public), ("vault", house.casa.id)):
        changed = Reopening.objects.get(pk=request.pk)
        setattr(changed, field, other)
        assert shares.words_of_request(changed, "en") != heard
    assert not Answer.objects.exists()


def test_keys_put_in_after_the_words_were_read_out_get_nothing(house):
    """Somebody at the database: the trustee's page now shows a request for other keys."""
    trustees, theirs = five(house), Bundle.new("Somebody else")
    lock_down(house)
    request = ask(house, house.marta)
    heard = shares.words_of_request(request, "en")
    Reopening.objects.update(kem_public=theirs.kem.public)
    with pytest.raises(actions.WordsDoNotFit):
        actions.give_share(
            reopening=Reopening.objects.get(),
            words=heard,
            session=trustees[0].session,
            by=trustees[0].member,
        )


def test_a_share_that_was_changed_is_passed_over_and_three_others_are_enough(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    forged = Answer.objects.get(trustee=trustees[0].member.id)
    Answer.objects.filter(pk=forged.pk).update(sealed=b"x" + bytes(forged.sealed)[1:])
    with pytest.raises(TooFewShares):
        reopen(house, request, house.marta)
    give(request, trustees[3])
    reopen(house, request, house.marta)
    with house.open(house.marta):
        gave = set(VaultLine.objects.filter(verb="share.given").values_list("by", flat=True))
    assert gave == {one.member.id for one in trustees[1:4]}


def test_a_trustee_may_refuse_and_take_back_what_they_gave(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    actions.decline_request(reopening=request, by=trustees[0].member)
    with pytest.raises(TooFewShares):
        reopen(house, request, house.marta)


@pytest.mark.parametrize("who", ["trustee", "trustee by role", "stranger", "holder"])
def test_who_may_not_ask(house, who):
    trustees = five(house)
    fatou, _theirs = house.stranger(name="Fatou")
    somebody = {
        "trustee": trustees[0],
        "trustee by role": house.joined(Role.TRUSTEE),
        "stranger": fatou,
        "holder": house.marta,
    }[who]
    if who != "holder":
        lock_down(house)
    with pytest.raises(actions.CannotAsk):
        ask(house, somebody)


def test_without_trustees_there_is_nobody_to_ask(house):
    with pytest.raises(actions.CannotAsk):
        ask(house, house.joined(name="Ana"))


def test_nobody_opens_it_with_what_was_given_to_another(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    sign_in_again(rosa)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    with pytest.raises(NotAllowed):
        reopen(house, request, rosa)
    theirs = ask(house, rosa)
    Answer.objects.update(reopening=theirs)
    with pytest.raises(TooFewShares):
        reopen(house, theirs, rosa)


# Where no holder is left, and the room was not locked down


def test_without_a_lockdown_trustees_give_nothing_before_three_days(house):
    trustees, ana = five(house), house.joined(Role.COORDINATOR, name="Ana")
    request = ask(house, ana)
    with pytest.raises(actions.TooEarly):
        give(request, trustees[0])
    with (
        time_machine.travel(timezone.now() + timedelta(hours=71), tick=True),
        pytest.raises(actions.TooEarly),
    ):
        give(request, trustees[0])
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        give(request, *trustees[:3])
        reopen(house, request, ana)
        unlock(house, ana)
    assert grant_holders(house.vault) == {ana.member.id, house.marta.member.id}
    with house.open(ana):
        assert Colleague.objects.get(pk=ana.member.id).name == "Ana"
        assert not ShutOut.objects.exists()


def test_a_member_inside_says_no_and_what_was_given_is_gone(house):
    trustees, ana = five(house), house.joined(Role.COORDINATOR, name="Ana")
    reader = house.colleague(Role.READER)
    request = ask(house, ana)
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        give(request, *trustees[:2])
    sealed = [bytes(answer.sealed) for answer in Answer.objects.all()]
    assert all(part in bytes_of_keys() for part in parts_of(sealed))
    with house.open(reader):
        actions.refuse_request(reopening=request, by=reader.member)
        assert VaultLine.objects.get(verb="reopening.refused").about == ana.member.id
    assert not Reopening.objects.exists()
    assert not any(part in bytes_of_keys() for part in parts_of(sealed))


def test_after_a_new_key_trustees_give_anew(house):
    trustees, ana, rosa = five(house), house.joined(name="Ana"), house.colleague(name="Rosa")
    request = ask(house, ana)
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        give(request, *trustees[:3])
        sign_in_again(house.marta)
        with house.open(house.marta):
            remove_member(member=rosa.member, by=house.marta.member)
        unlock(house, house.marta)
        sign_in_again(ana)
        with pytest.raises(TooFewShares):
            reopen(house, request, ana)
        sign_in_again(*trustees)
        give(request, *trustees[1:4])
        reopen(house, request, ana)
        unlock(house, ana)


def test_a_lockdown_in_the_days_of_waiting_ends_the_wait(house):
    trustees, ana = five(house), house.joined(name="Ana")
    request = ask(house, ana)
    lock_down(house)
    give(request, *trustees[:3])
    reopen(house, request, ana)
    unlock(house, ana)


# Cut off and killed


def test_any_three_will_do(house):
    trustees = five(house)
    for three in combinations(trustees, 3):
        lock_down(house)
        request = ask(house, house.marta)
        give(request, *three)
        reopen(house, request, house.marta)
        unlock(house, house.marta)
    assert Share.objects.count() == 5


# No line, no change (but the lockdown's: test_lockdown.py)


@pytest.mark.parametrize("failing", [CommonsLine, VaultLine])
def test_every_step_is_undone_whose_line_fails(house, monkeypatch, failing):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    sixth = house.joined(Role.TRUSTEE)
    lock_down(house)
    sign_in_again(rosa)
    request = ask(house, rosa)
    give(request, *trustees[:3])
    reopen(house, request, rosa)
    unlock(house, rosa)
    let_in_again(house, house.marta, by=rosa)
    lock_down(house)
    sign_in_again(rosa)
    request = ask(house, rosa)
    give(request, *trustees[:3])
    written = Line.save_base

    def full(self: Line, **kwargs: object) -> None:
        if isinstance(self, failing):
            raise DatabaseError("database or disk is full")
        written(self, **kwargs)

    def counts() -> dict[str, list[object]]:
        return {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in (Wrap, Share, Lockdown, Reopening, Answer, NewKeyDue)
        }

    before = counts()
    commons = failing is CommonsLine
    steps = [
        (commons, lambda: ask(house, house.marta)),
        (commons, lambda: actions.withdraw_request(reopening=request, by=rosa.member)),
        (commons, lambda: give(request, trustees[3])),
        (commons, lambda: actions.decline_request(reopening=request, by=trustees[0].member)),
        (True, lambda: reopen(house, request, rosa)),
    ]
    with monkeypatch.context() as patch:
        patch.setattr(Line, "save_base", full)
        for writes, step in steps:
            if writes:
                with pytest.raises(AuditLineNotWritten):
                    step()
                assert counts() == before
    reopen(house, request, rosa)
    unlock(house, rosa)
    let_in_again(house, house.marta, by=rosa)
    dismiss(house, trustees[4])
    unlock(house, rosa)
    request = ask(house, house.joined(name="Ana"))
    before = counts()
    monkeypatch.setattr(Line, "save_base", full)
    with house.open(house.marta):
        pinned = set(Trustee.objects.values_list("pk", flat=True))
    for step in (
        lambda: appoint(house, sixth, "PT"),
        lambda: dismiss(house, trustees[0]),
        lambda: refuse(house, request, rosa),
    ):
        with pytest.raises(AuditLineNotWritten):
            step()
        assert counts() == before
        with house.open(house.marta):
            assert set(Trustee.objects.values_list("pk", flat=True)) == pinned


def refuse(house, request, by):
    with house.open(by):
        actions.refuse_request(reopening=request, by=by.member)
