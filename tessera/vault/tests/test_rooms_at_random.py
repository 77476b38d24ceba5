"""Any order of opening rooms, letting in, taking out, removing and leaving, by anybody who tries, of two organisations;
held against a model that is a set of holders for each room.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test as run
from hypothesis.strategies import booleans, integers, sampled_from

from tessera.accounts import sessions
from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.lines import verify_chain
from tessera.audit.models import VaultLine
from tessera.vault.actions import remove_member
from tessera.vault.models import Vault, Wrap
from tessera.vault.outsiders import NotLetIn
from tessera.vault.queries import vaults_of
from tessera.vault.rooms import actions as rooms
from tessera.vault.rotation import NobodyLeft
from tessera.vault.tests.rooms import colleague_of, known_by, opens
from tests.house import House, Somebody

NUMBERS = count(1)
ANY = integers(min_value=0, max_value=1_000)
ROLES = sampled_from([Role.COORDINATOR, Role.COORDINATOR, Role.CASE_WORKER])
MOST_PEOPLE, MOST_ROOMS = 7, 5


@dataclass(eq=False)
class Person:
    """What the model knows of an account."""

    side: int
    somebody: Somebody
    role: Role
    removed: bool = False

    @property
    def may_invite(self) -> bool:
        return self.role == Role.COORDINATOR and not self.removed


@dataclass(eq=False)
class ARoom:
    vault: Vault
    side: int  # whose it is
    shared: bool
    holders: list[Person] = field(default_factory=list)  # the longest there first
    lost: bool = False


class Rooms(RuleBasedStateMachine):
    house: House

    def __init__(self) -> None:
        super().__init__()
        self.people: list[Person] = []
        self.rooms: list[ARoom] = []
        for side in (0, 1):
            somebody, vault = self.house.stranger(name=f"Founder {next(NUMBERS)}")
            self.people.append(Person(side, somebody, Role.COORDINATOR))
            self.rooms.append(ARoom(vault, side, shared=False, holders=[self.people[-1]]))

    def teardown(self) -> None:
        for room in self.rooms:
            if room.holders:
                with self.opened(room.holders[0], room):
                    verify_chain(VaultLine)
        for person in self.people:
            sessions.end_all_of(person.somebody.member.id)

    @contextmanager
    def opened(self, person: Person, room: ARoom):
        with self.house.open(person.somebody, self.row(room)):
            yield

    def row(self, room: ARoom) -> Vault:
        return Vault.objects.select_related("organisation").get(pk=room.vault.pk)

    def person(self, number: int) -> Person:
        return self.people[number % len(self.people)]

    def a_room_and_who_is_in_it(self, number: int, which: int) -> tuple[ARoom, Person] | None:
        room = self.rooms[number % len(self.rooms)]
        return (room, room.holders[which % len(room.holders)]) if room.holders else None

    def is_let_in(self, person: Person) -> bool:
        """Somebody of their own organisation vouches for them."""
        theirs = [room for room in self.rooms if room.side == person.side]
        return not theirs or any(person in room.holders for room in theirs)

    # What people do

    @rule(by=ANY, role=ROLES)
    def somebody_joins(self, by, role):
        colleague = self.person(by)
        if len(self.people) < MOST_PEOPLE:
            name = f"Person {next(NUMBERS)}"
            self.people.append(
                Person(colleague.side, colleague_of(self.house, colleague.somebody, role, name), role)
            )

    @rule(by=ANY, shared=booleans())
    def a_room_is_opened(self, by, shared):
        person = self.person(by)
        if person.removed or len(self.rooms) >= MOST_ROOMS:
            return
        kind, member = "shared" if shared else "own", person.somebody.member
        if not person.may_invite:
            with pytest.raises(NotAllowed):
                rooms.open_room(called="x", kind=kind, by=member, name="x")
            return
        if not self.is_let_in(person):
            with pytest.raises(NotLetIn):
                rooms.open_room(called="x", kind=kind, by=member, name="x")
            return
        vault = rooms.open_room(called=f"Room {next(NUMBERS)}", kind=kind, by=member, name="x")
        self.rooms.append(ARoom(vault, person.side, shared, [person]))

    @rule(at=ANY, which=ANY, who=ANY)
    def somebody_is_let_in(self, at, which, who):
        found, person = self.a_room_and_who_is_in_it(at, which), self.person(who)
        if found is None or person.removed:
            return
        room, by = found
        is_known = person.side == by.side or self.is_let_in(person)
        allowed = by.may_invite and (is_known if room.shared else person.side == room.side)
        with self.opened(by, room):
            try:
                rooms.bring_in(
                    vault=self.row(room),
                    member=Member.objects.get(pk=person.somebody.member.pk),
                    name="x",
                    checked=known_by(person.somebody),
                    by=by.somebody.member,
                )
            except NotAllowed:
                assert not allowed
                return
        assert allowed
        if person not in room.holders:
            room.holders.append(person)

    @rule(at=ANY, which=ANY, who=ANY)
    def somebody_is_taken_out(self, at, which, who):
        found, person = self.a_room_and_who_is_in_it(at, which), self.person(who)
        if found is None or person not in found[0].holders:
            return
        room, by = found
        allowed = by is not person and by.may_invite and by.side in {person.side, room.side}
        with self.opened(by, room):
            try:
                rooms.take_out(vault=self.row(room), member=person.somebody.member, by=by.somebody.member)
            except NotAllowed:
                assert not allowed
                return
        assert allowed
        room.holders.remove(person)

    @rule(at=ANY, which=ANY, who=ANY, lose=booleans())
    def an_account_is_ended(self, at, which, who, lose):
        found, person = self.a_room_and_who_is_in_it(at, which), self.person(who)
        if found is None or person.removed:
            return
        room, by = found
        allowed = by is not person and by.may_invite and by.side == person.side
        alone = [one for one in self.rooms if one.holders == [person]]
        with self.opened(by, room):
            try:
                remove_member(member=person.somebody.member, by=by.somebody.member, lose_rooms=lose)
            except NotAllowed:
                assert not allowed
                return
            except NobodyLeft:
                assert allowed
                assert alone
                assert not lose
                return
        assert allowed
        assert lose or not alone
        person.removed = True
        for one in self.rooms:
            one.holders = [holder for holder in one.holders if holder is not person]
            one.lost |= one in alone

    @rule(at=ANY, which=ANY, side=sampled_from([0, 1]))
    def an_organisation_leaves(self, at, which, side):
        found = self.a_room_and_who_is_in_it(at, which)
        if found is None:
            return
        room, by = found
        organisation = self.people[side].somebody.member.organisation
        allowed = room.shared and by.may_invite and by.side in {side, room.side}
        staying = [holder for holder in room.holders if holder.side != side]
        with self.opened(by, room):
            try:
                rooms.part_with(vault=self.row(room), organisation=organisation, by=by.somebody.member)
            except NotAllowed:
                assert not allowed
                return
            except NobodyLeft:
                assert allowed
                assert not any(holder.may_invite for holder in staying)
                return
        assert allowed
        assert any(holder.may_invite for holder in staying)
        room.holders = staying
        if room.side == side:
            room.side = 1 - side

    # What holds at any time

    @invariant()
    def everybody_opens_the_rooms_they_hold_and_no_other(self):
        for person in self.people:
            if person.removed:
                continue
            for room in self.rooms:
                assert opens(self.house, person.somebody, room.vault) == (person in room.holders)
            held = {room.vault.pk for room in self.rooms if person in room.holders}
            assert {vault.pk for vault in vaults_of(person.somebody.member)} == held

    @invariant()
    def every_room_keeps_a_holder(self):
        for room in self.rooms:
            assert room.holders or room.lost
            wraps = list(Wrap.objects.filter(vault=room.vault.pk).values_list("member", flat=True))
            # Everybody has just looked, so the new key is made and the old wraps are gone.
            assert sorted(wraps) == sorted(holder.somebody.member.pk for holder in room.holders)
            assert self.row(room).organisation == self.people[room.side].somebody.member.organisation


def test_who_holds_which_room(house):
    class InThisHouse(Rooms):
        pass

    InThisHouse.house = house
    run(
        InThisHouse,
        settings=settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )
