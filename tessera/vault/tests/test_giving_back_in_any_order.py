"""Losing words, travelling, confirming, leaving, in any order and cut off anywhere, against a model on paper."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import booleans, data, sampled_from

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.sealing import passphrases
from tessera.sealing.comparing import comparison_words
from tessera.vault import actions as vault_actions
from tessera.vault.files import VaultUnreadable, database_file
from tessera.vault.models import Vault, Wrap
from tessera.vault.opening import NoGrant, open_vault, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.returning import actions
from tessera.vault.returning.lifting import NothingToLift, TooFewStay
from tessera.vault.returning.queries import NobodyWaits
from tessera.vault.rotation import NobodyLeft
from tessera.vault.sqlcipher import rekeying
from tests.house import House

from .test_giving_back import STEPS, CutOffError, renewed

numbers = count(1)


@dataclass(eq=False)
class Occasion:
    """A journey, or new keys that were made."""

    bundle: Bundle | None = None


@dataclass(eq=False, repr=False)
class Somebody:
    """What is known of a member on paper: their keys, and where they hold what."""

    member: Member
    bundle: Bundle
    rooms: set[UUID] = field(default_factory=set)
    lifted: dict[UUID, Occasion] = field(default_factory=dict)
    renewal: Occasion | None = None
    old_bundles: list[Bundle] = field(default_factory=list)

    def __repr__(self) -> str:
        return self.bundle.name

    @property
    def session(self) -> sessions.SessionKey:
        return sessions.SessionKey(b"", self.member.pk, self.bundle)


class GivingBack(RuleBasedStateMachine):
    house: House

    def __init__(self) -> None:
        super().__init__()
        founder, first = self.house.stranger(name=f"Founder {next(numbers)}")
        one = Somebody(founder.member, founder.session.bundle, {first.pk})
        second = vault_actions.create_vault(organisation=first.organisation, by=founder.member, name="F")
        one.rooms.add(second.pk)
        self.vaults = {first.pk: first, second.pk: second}
        self.people = [one]
        self.confirmed: dict[tuple[UUID, Somebody, Occasion], list[tuple[Somebody, Bundle]]] = {}
        self.due: set[UUID] = set()
        self.taken_along: dict[UUID, list[bytes]] = {pk: [] for pk in self.vaults}

    # What the model knows

    def holders(self, room: UUID) -> list[Somebody]:
        return [one for one in self.people if room in one.rooms]

    def occasion(self, room: UUID, one: Somebody) -> Occasion | None:
        if one.renewal and (room in one.rooms or room in one.lifted):
            return one.renewal
        return one.lifted.get(room)

    def count(self, room: UUID, one: Somebody) -> int:
        made = self.confirmed.get((room, one, self.occasion(room, one)), [])
        return len({by for by, bundle in made if room in by.rooms and by.bundle is bundle and by is not one})

    def holds_alone(self, one: Somebody) -> bool:
        return any(self.holders(room) == [one] for room in one.rooms)

    def loses(self, one: Somebody, occasion: Occasion) -> None:
        """Every room closes to them, and gets another key."""
        for room in one.rooms:
            self.due.add(room)
        one.lifted = dict.fromkeys(one.rooms | one.lifted.keys(), occasion)
        one.rooms = set()

    def keeps_a_copy(self, one: Somebody) -> None:
        for room in one.rooms:
            self.taken_along[room].append(unwrap_key(self.vaults[room], one.bundle, one.member.pk))

    def pick(self, chosen: Any, people: list[Somebody]) -> Somebody | None:
        return chosen.draw(sampled_from(people)) if people else None

    # What people do

    @initialize()
    def three_more(self) -> None:
        for _ in range(3):
            self.joins(self.people[0])

    def joins(self, by: Somebody) -> None:
        room = min(by.rooms, key=list(self.vaults).index)
        name = f"person {next(numbers)}"
        with open_vault(self.vaults[room], by.session):
            self.unlocked(room)
            token = vault_actions.invite(name=name, role=Role.COORDINATOR, by=by.member)
            account = accounts.NewAccount(name, name, passphrases.new_passphrase("en"))
            member, bundle = accounts.accept_invitation(token=token, account=account)
            vault_actions.let_in(vault=self.vaults[room], member=member, by=by.member)
        self.people.append(Somebody(member, bundle, {room}))

    @rule(chosen=data())
    def somebody_joins(self, chosen):
        if by := self.pick(chosen, [one for one in self.people if one.rooms]):
            self.joins(by)

    @rule(chosen=data())
    def somebody_is_let_into_the_other_room(self, chosen):
        room = chosen.draw(sampled_from(list(self.vaults)))
        by = self.pick(chosen, self.holders(room))
        others = [p for p in self.people if p.rooms and room not in p.rooms and room not in p.lifted]
        one = self.pick(chosen, others)
        if by and one:
            with open_vault(self.vaults[room], by.session):
                self.unlocked(room)
                vault_actions.give_grant(
                    vault=self.vaults[room], member=self.row(one), by=by.member, name="X"
                )
            one.rooms.add(room)

    @rule(chosen=data())
    def words_are_lost(self, chosen):
        room = chosen.draw(sampled_from(list(self.vaults)))
        by = self.pick(chosen, self.holders(room))
        here = [one for one in self.people if room in one.rooms or room in one.lifted]
        one = self.pick(chosen, [each for each in here if each is not by])
        if by and one:
            with open_vault(self.vaults[room], by.session):
                self.unlocked(room)
                token = actions.begin_renewal(member=one.member, by=by.member)
            _account, bundle = renewed(token, f"again {next(numbers)}")
            one.renewal = Occasion(bundle)

    @rule(chosen=data())
    def that_is_taken_back(self, chosen):
        one = self.pick(chosen, [one for one in self.people if one.renewal])
        by = self.pick(chosen, [by for by in self.people if by.rooms and by is not one])
        if one and by:
            with open_vault(self.vaults[min(by.rooms)], by.session):
                self.unlocked(min(by.rooms))
                actions.withdraw_renewal(member=one.member, by=by.member)
            one.renewal = None

    @rule(chosen=data(), alone=booleans())
    def somebody_travels(self, chosen, alone):
        one = self.pick(chosen, self.people)
        by = one if alone else self.pick(chosen, [by for by in self.people if by.rooms and by is not one])
        if not one or not by:
            return
        expected = None
        if any(len(self.holders(room)) < 3 for room in one.rooms):
            expected = TooFewStay
        elif not one.rooms | one.lifted.keys():
            expected = NothingToLift
        else:
            self.keeps_a_copy(one)
        with pytest.raises(expected) if expected else contextlib.nullcontext():
            if by is one:
                actions.travel(by=one.member)
            else:
                with open_vault(self.vaults[min(by.rooms)], by.session):
                    self.unlocked(min(by.rooms))
                    actions.lift_grants(member=one.member, by=by.member)
        if not expected:
            self.loses(one, Occasion())

    @rule(chosen=data())
    def somebody_is_removed(self, chosen):
        one = self.pick(chosen, self.people)
        by = self.pick(chosen, [by for by in self.people if by.rooms and by is not one])
        if not by or any(len(self.holders(room)) < 2 for room in one.rooms):
            return
        self.keeps_a_copy(one)
        with open_vault(self.vaults[min(by.rooms)], by.session):
            self.unlocked(min(by.rooms))
            vault_actions.remove_member(member=one.member, by=by.member)
        self.due |= one.rooms
        self.people.remove(one)

    @rule(chosen=data(), wrong=booleans(), step=sampled_from([None, None, *STEPS]), after=booleans())
    def somebody_confirms(self, chosen, wrong, step, after):
        room = chosen.draw(sampled_from(list(self.vaults)))
        by, one = self.pick(chosen, self.holders(room)), self.pick(chosen, self.people)
        if not by or not one:
            return
        occasion = self.occasion(room, one)
        keys = (one.renewal and one.renewal.bundle) or one.bundle
        heard = comparison_words(keys.kem.public, keys.signing.public, language="en")
        expected: type[Exception] | None = None
        if occasion is None:
            expected = NobodyWaits
        elif by is one:
            expected = NotAllowed
        elif wrong:
            heard, expected = heard.swapcase() + " more", actions.WordsDiffer
        if expected:
            with pytest.raises(expected):
                self.confirm(room, one, by, heard)
            return
        self.confirmed.setdefault((room, one, occasion), []).append((by, by.bundle))
        if one.renewal and self.count(room, one) >= 2 and self.holds_alone(one):
            with pytest.raises(NobodyLeft):  # their other room would be lost with the old words
                self.confirm(room, one, by, heard)
            return
        if step:
            with pytest.MonkeyPatch.context() as patch, contextlib.suppress(CutOffError):
                self.cut(patch, step, after=after)
                self.confirm(room, one, by, heard)
        # Once more, as somebody does whose page failed; where it was done already, nobody waits any more.
        with contextlib.suppress(NobodyWaits) if step else contextlib.nullcontext():
            self.confirm(room, one, by, heard)
        if self.count(room, one) >= 2:
            self.comes_back(room, one)

    def confirm(self, room: UUID, one: Somebody, by: Somebody, heard: str) -> None:
        with open_vault(self.vaults[room], by.session):
            self.unlocked(room)
            actions.confirm_keys(
                vault=self.vaults[room], member=one.member.pk, heard=heard, session=by.session, by=by.member
            )

    def cut(self, patch: pytest.MonkeyPatch, step: tuple[Any, str], *, after: bool) -> None:
        where, name = step
        goes_on = getattr(where, name)

        def cut_off(*args: object, **kwargs: object) -> None:
            if after:
                goes_on(*args, **kwargs)
            raise CutOffError

        patch.setattr(where, name, cut_off)

    def comes_back(self, room: UUID, one: Somebody) -> None:
        if one.renewal:
            self.loses(one, one.renewal)
            one.old_bundles.append(one.bundle)
            one.bundle, one.renewal = one.renewal.bundle, None
        del one.lifted[room]
        one.rooms.add(room)
        for key in [key for key in self.confirmed if key[:2] == (room, one)]:
            del self.confirmed[key]

    @rule(chosen=data())
    def somebody_unlocks(self, chosen):
        room = chosen.draw(sampled_from(list(self.vaults)))
        if by := self.pick(chosen, self.holders(room)):
            before = Vault.objects.get(pk=room).epoch
            with open_vault(self.vaults[room], by.session):
                pass
            assert (Vault.objects.get(pk=room).epoch > before) == (room in self.due)
            self.unlocked(room)
            file = database_file(room)
            assert not any(rekeying.opens(file, key) for key in self.taken_along[room])
            opened = {
                unwrap_key(self.vaults[room], each.bundle, each.member.pk) for each in self.holders(room)
            }
            assert len(opened) == 1
            assert rekeying.opens(file, opened.pop())

    def unlocked(self, room: UUID) -> None:
        self.due.discard(room)

    def row(self, one: Somebody) -> Member:
        return Member.objects.get(pk=one.member.pk)

    # What holds at every moment

    @invariant()
    def only_holders_hold(self) -> None:
        for room, vault in self.vaults.items():
            assert grant_holders(vault) == {one.member.pk for one in self.holders(room)}

    @invariant()
    def old_keys_unwrap_nothing(self) -> None:
        for one in self.people:
            for bundle in one.old_bundles:
                for room, vault in self.vaults.items():
                    if Wrap.objects.filter(vault=room, member=one.member.pk).exists():
                        with pytest.raises(VaultUnreadable):
                            unwrap_key(vault, bundle, one.member.pk)

    @rule()
    def everybody_who_holds_opens_and_nobody_else(self):
        for room, vault in self.vaults.items():
            for one in self.people:
                if room in one.rooms:
                    with open_vault(vault, one.session):
                        self.unlocked(room)
                else:
                    with pytest.raises(NoGrant), open_vault(vault, one.session):
                        pytest.fail("opened")

    def teardown(self) -> None:
        """Whoever waits in a room where two others hold the key comes back: nobody is locked out by the protocol."""
        for room in self.vaults:
            for one in [one for one in self.people if self.occasion(room, one)]:
                others = [by for by in self.holders(room) if by is not one]
                if len(others) < 2 or (one.renewal and self.holds_alone(one)):
                    continue
                keys = (one.renewal and one.renewal.bundle) or one.bundle
                heard = comparison_words(keys.kem.public, keys.signing.public, language="es")
                for by in others[:2]:
                    if self.occasion(room, one):
                        self.confirm(room, one, by, heard)
                        self.confirmed.setdefault((room, one, self.occasion(room, one)), []).append(
                            (by, by.bundle)
                        )
                        if self.count(room, one) >= 2:
                            self.comes_back(room, one)
                assert room in one.rooms
                with open_vault(self.vaults[room], one.session):
                    self.unlocked(room)
        self.only_holders_hold()


def test_any_order_of_losing_travelling_confirming_and_leaving(house):
    class InThisHouse(GivingBack):
        pass

    InThisHouse.house = house
    run_state_machine_as_test(
        InThisHouse,
        settings=settings(max_examples=8, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
