"""Trustees, members, lockdowns and reopenings in any order, each cut off anywhere, against a small model."""

from __future__ import annotations

import contextlib
from itertools import combinations

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import data, integers, sampled_from

from tessera.accounts.models import Member, Role
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import sharing
from tessera.sealing.sharing import TooFewShares
from tessera.vault import opening, rotation
from tessera.vault.actions import remove_member
from tessera.vault.files import database_file
from tessera.vault.models import NewKeyDue, Wrap
from tessera.vault.opening import NoGrant
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Lockdown, Reopening, Share, ShutOut, Trustee
from tests.house import House, Somebody

from .test_new_keys import CutOffError, cut
from .trusted import (
    appoint,
    ask,
    dismiss,
    give,
    let_in_again,
    lock_down,
    reopen,
    shares_that_open,
    sign_in_again,
    unlock,
)

STEPS = [
    None,
    None,
    (shares, "issue"),
    (shares, "_split_among"),
    (shares, "take_share"),
    (shares, "ask_for_new_key"),
    (rotation, "make_next_key"),
    (rotation, "hand_out"),
    (rotation, "tidy_up"),
    (rotation, "store_wrap"),
    (opening, "give_new_key"),
    (actions, "write_line"),
    (actions, "empty_write_ahead_log"),
    (actions, "_say_lockdown"),
]
step = sampled_from(STEPS)
turns = integers(0, 1)


class Trust(RuleBasedStateMachine):
    """`holders` may open the room, unless it is `locked`; `outside` held a key before that."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.holders = [self.house.marta]
        self.outside: list[Somebody] = []
        self.locked = False
        self.trustees = [self.house.joined(Role.TRUSTEE) for _ in range(5)]
        for number, trustee in enumerate(self.trustees):
            appoint(self.house, trustee, ("MX", "HN", "SN")[number % 3])
        unlock(self.house, self.house.marta)
        self.taken_along: list[bytes] = []

    def teardown(self) -> None:
        if self.locked and len(self.trustees) >= 3:
            self.bring_back(self.house.marta)
        if self.house.marta in self.outside:
            self.come_back(self.house.marta)
        for somebody in [*self.holders, *self.outside]:
            if somebody is not self.house.marta:
                with self.house.open(self.house.marta):
                    remove_member(member=somebody.member, by=self.house.marta.member)
        for trustee in list(self.trustees):
            dismiss(self.house, trustee)
        unlock(self.house, self.house.marta)
        with self.house.open(self.house.marta):
            verify_chain(VaultLine)
        verify_chain(CommonsLine)

    def cut_off(self, where, turn, after, does) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if where:
                cut(patch, *where, after=after, turn=turn)
            with contextlib.suppress(CutOffError):
                does()
        sign_in_again(*[one for one in self.holders if one is not None])

    @precondition(lambda self: not self.locked and len(self.holders) < 4)
    @rule()
    def somebody_is_let_in(self):
        by = self.house.marta
        if by in self.holders:
            self.holders.append(self.house.colleague(Role.COORDINATOR))

    @precondition(lambda self: not self.locked and len(self.holders) > 1)
    @rule(chosen=data(), where=step, turn=turns, after=sampled_from([False, True]))
    def somebody_is_removed(self, chosen, where, turn, after):
        leaving = chosen.draw(sampled_from([one for one in self.holders if one is not self.house.marta]))
        by = chosen.draw(sampled_from([one for one in self.holders if one is not leaving]))
        if by.member.role == Role.CASE_WORKER:
            return
        self.taken_along.append(unlock(self.house, leaving))

        def does():
            with self.house.open(by):
                remove_member(member=leaving.member, by=by.member)
            unlock(self.house, by)

        self.holders.remove(leaving)
        self.cut_off(where, turn, after, does)
        if not Member.objects.get(pk=leaving.member.pk).is_removed:
            does()

    @precondition(lambda self: not self.locked and self.house.marta in self.holders)
    @rule(chosen=data(), where=step, turn=turns, after=sampled_from([False, True]))
    def a_trustee_is_replaced(self, chosen, where, turn, after):
        leaving = chosen.draw(sampled_from(self.trustees))
        coming = self.house.joined(Role.TRUSTEE)
        with self.house.open(self.house.marta):
            others = set(Trustee.objects.exclude(pk=leaving.member.id).values_list("country", flat=True))
        # Never all five in one: that is refused.
        country = chosen.draw(sampled_from([one for one in ("MX", "HN", "SN") if others != {one}]))

        def does():
            dismiss(self.house, leaving)
            appoint(self.house, coming, country)
            unlock(self.house, self.house.marta)

        self.cut_off(where, turn, after, does)
        unlock(self.house, self.house.marta)
        with self.house.open(self.house.marta):
            there = set(Trustee.objects.values_list("pk", flat=True))
        if leaving.member.id not in there:
            self.trustees.remove(leaving)
        if coming.member.id in there:
            self.trustees.append(coming)
        elif leaving.member.id not in there:
            appoint(self.house, coming, country)
            self.trustees.append(coming)
        unlock(self.house, self.house.marta)

    @precondition(lambda self: not self.locked)
    @rule(chosen=data(), where=step, turn=turns, after=sampled_from([False, True]))
    def the_room_is_locked_down(self, chosen, where, turn, after):
        by = chosen.draw(sampled_from(self.holders))
        whole = len(shares_that_open(self.house.vault, self.trustees)) == 5
        self.taken_along.append(unlock(self.house, by))

        def does():
            with self.house.open(by):
                actions.lock_down(vault=self.house.vault, by=by.member)

        self.cut_off(where, turn, after, does)
        self.locked = Lockdown.objects.filter(vault=self.house.vault.id).exists()
        if not self.locked and whole:
            lock_down(self.house, by)
            self.locked = True
        if self.locked:
            self.outside, self.holders = [*self.outside, *self.holders], []
            sign_in_again(*self.outside)

    @precondition(lambda self: self.locked)
    @rule(chosen=data(), number=integers(0, 2))
    def too_few_trustees_give(self, chosen, number):
        asker = chosen.draw(sampled_from(self.outside))
        request = ask(self.house, asker)
        give(request, *self.trustees[:number])
        with pytest.raises(TooFewShares):
            reopen(self.house, request, asker)

    @precondition(lambda self: self.locked)
    @rule(chosen=data(), where=step, turn=turns, after=sampled_from([False, True]))
    def three_trustees_give(self, chosen, where, turn, after):
        asker = chosen.draw(sampled_from(self.outside))
        request = ask(self.house, asker)
        give(request, *chosen.draw(sampled_from(list(combinations(self.trustees, 3)))))
        self.cut_off(where, turn, after, lambda: reopen(self.house, request, asker))
        if Lockdown.objects.exists():
            reopen(self.house, Reopening.objects.get(asker=asker.member.id), asker)
        self.locked, self.holders = False, [asker]
        self.outside.remove(asker)
        unlock(self.house, asker)

    def bring_back(self, asker):
        request = ask(self.house, asker)
        give(request, *self.trustees[:3])
        reopen(self.house, request, asker)
        self.locked, self.holders = False, [asker]
        self.outside.remove(asker)
        unlock(self.house, asker)

    @precondition(lambda self: not self.locked and self.outside)
    @rule(chosen=data(), where=step, turn=turns, after=sampled_from([False, True]))
    def somebody_comes_back(self, chosen, where, turn, after):
        somebody = chosen.draw(sampled_from(self.outside))
        self.cut_off(where, turn, after, lambda: self.let_back(somebody))
        self.come_back(somebody)

    def come_back(self, somebody):
        with self.house.open(self.holders[0]):
            waits = ShutOut.objects.filter(pk=somebody.member.id).exists()
        if waits:
            self.let_back(somebody)
        self.outside.remove(somebody)
        self.holders.append(somebody)

    def let_back(self, somebody):
        let_in_again(self.house, somebody, by=self.holders[0])

    @rule()
    def who_may_open_it_does_and_nobody_else(self):
        for somebody in self.holders:
            unlock(self.house, somebody)
        for somebody in [*self.outside, *self.trustees]:
            with pytest.raises(NoGrant):
                unlock(self.house, somebody)
        assert grant_holders(self.house.vault) == {one.member.id for one in self.holders}
        if not self.locked:
            assert not NewKeyDue.objects.exists()
            file = database_file(self.house.vault.id)
            assert not any(rekeying.opens(file, key) for key in self.taken_along[:-1])

    @invariant()
    def somebody_can_open_the_file(self):
        """Holders by their wraps or, where it is locked down, three trustees: never nobody."""
        connections["keys"].close()
        file = database_file(self.house.vault.id)
        if not self.locked:
            held = Wrap.objects.filter(vault=self.house.vault.id, member=self.holders[0].member.id)
            bundle = self.holders[0].session.bundle
            assert any(rekeying.opens(file, opening._unwrapped(wrap, bundle).key) for wrap in held)
            return
        assert not Wrap.objects.filter(vault=self.house.vault.id).exists()
        parts = shares_that_open(self.house.vault, self.trustees)
        place = f"vault {self.house.vault.id} epoch {Share.objects.first().epoch}"
        for three in combinations(parts, 3):
            assert rekeying.opens(file, sharing.combine(three, context=place))
        for two in combinations(parts, 2):
            with pytest.raises(TooFewShares):
                sharing.combine(two, context=place)

    @precondition(lambda self: not self.locked)
    @rule()
    def after_an_unlock_the_shares_are_of_the_file_and_of_those_who_stand(self):
        unlock(self.house, self.holders[0])
        with self.house.open(self.holders[0]) as room:
            there, standing = set(shares.trustees_of(room)), shares.standing(room.id)
            whole, key = shares.are_whole(standing), room.key
        held = set(Share.objects.filter(vault=self.house.vault.id).values_list("trustee", flat=True))
        assert held == there
        assert whole
        parts = shares_that_open(self.house.vault, self.trustees)
        place = f"vault {self.house.vault.id} epoch {rotation.newest_epoch(self.house.vault.id)}"
        assert {sharing.combine(three, context=place) for three in combinations(parts, 3)} == {key}


def test_any_order_of_trusting_locking_down_and_coming_back(house):
    class InThisHouse(Trust):
        pass

    InThisHouse.house = house
    run_state_machine_as_test(
        InThisHouse,
        settings=settings(max_examples=8, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
    )
