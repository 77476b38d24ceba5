"""Who can open what: any order of inviting, joining, letting in, removing, locking and signing in, in two vaults,
with somebody at the database who puts in keys and moves wraps; held against a model of a few sets.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test as run,
)
from hypothesis.strategies import sampled_from

from tessera.accounts import actions as accounts, bundles, sessions
from tessera.accounts.actions import NewAccount, SignInRefused
from tessera.accounts.models import Invitation, Member, Role
from tessera.accounts.queries import InvitationSpent
from tessera.accounts.rules import NotAllowed
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import passphrases
from tessera.vault.actions import KeysNotFromInvitation, invite, let_in, remove_member, withdraw_invitation
from tessera.vault.models import Colleague, Vault, Wrap
from tessera.vault.opening import NoGrant, VaultUnreadable, open_vault
from tessera.vault.queries import colleagues, vaults_of, waiting_outside
from tests.house import House, Somebody

ROLES = sampled_from([Role.COORDINATOR, Role.CASE_WORKER, Role.READER])
NUMBERS = count(1)


@dataclass(eq=False)
class Person:
    """What the model knows of one account. `side` says which of the two organisations it belongs to."""

    side: int
    somebody: Somebody
    role: Role
    inside: bool = False
    removed: bool = False
    signed_in: bool = True
    keys_put_in: bool = False

    @property
    def may_invite(self) -> bool:
        return self.role == Role.COORDINATOR and self.inside and self.signed_in and not self.removed

    def may_open(self, side: int) -> bool:
        return self.inside and self.side == side and self.signed_in and not self.removed


@dataclass(eq=False)
class Invited:
    side: int
    name: str
    role: Role
    token: str
    row: Invitation


class Membership(RuleBasedStateMachine):
    house: House

    people = Bundle("people")
    invited = Bundle("invited")

    def __init__(self) -> None:
        super().__init__()
        self.vaults: list[Vault] = []
        self.everybody: list[Person] = []
        for side in (0, 1):
            somebody, vault = self.house.stranger(name=f"Founder {next(NUMBERS)}")
            self.vaults.append(vault)
            self.everybody.append(Person(side, somebody, Role.COORDINATOR, inside=True))

    def teardown(self) -> None:
        verify_chain(CommonsLine)
        for person in self.everybody:
            if person.may_open(person.side):
                with self.room(person):
                    verify_chain(VaultLine)
            sessions.end_all_of(person.somebody.member.id)

    @contextmanager
    def room(self, person: Person):
        with open_vault(self.vaults[person.side], person.somebody.session) as room:
            yield room

    def somebody_who_may_invite(self, side: int) -> Person | None:
        return next((p for p in self.everybody if p.side == side and p.may_invite), None)

    # What people do

    @rule(target=invited, side=sampled_from([0, 1]), role=ROLES)
    def invites(self, side, role):
        by = self.somebody_who_may_invite(side)
        name = f"Guest {next(NUMBERS)}"
        if by is None:
            return Invited(side, name, role, "never made", Invitation())
        with self.room(by):
            token = invite(name=name, role=role, by=by.somebody.member)
        return Invited(side, name, role, token, Invitation.objects.order_by("created_at").last())

    @rule(guest=consumes(invited))
    def takes_an_invitation_back(self, guest):
        by = self.somebody_who_may_invite(guest.side)
        if by is None or guest.token == "never made":
            return
        with self.room(by):
            withdraw_invitation(invitation=guest.row, by=by.somebody.member)
        with pytest.raises(InvitationSpent):
            accounts.accept_invitation(token=guest.token, account=NewAccount("x", "x", "x"))

    @rule(target=people, guest=consumes(invited))
    def joins(self, guest):
        account = NewAccount(guest.name, guest.name, passphrases.new_passphrase("en"))
        if guest.token == "never made":
            with pytest.raises(InvitationSpent):
                accounts.accept_invitation(token=guest.token, account=account)
            return self.everybody[guest.side]
        member, bundle = accounts.accept_invitation(token=guest.token, account=account)
        secret = sessions.begin(member.id, bundle)
        person = Person(guest.side, Somebody(member, account.login, account.passphrase, secret), guest.role)
        self.everybody.append(person)
        return person

    @rule(person=people, side=sampled_from([0, 1]))
    def is_let_in(self, person, side):
        by = self.somebody_who_may_invite(side)
        if by is None:
            return
        with self.room(by):
            waits = [member.pk for member in waiting_outside(self.vaults[side])]
            expected = person.side == side and not person.inside and not person.removed
            assert (person.somebody.member.pk in waits) == expected
            if not expected:
                return
            member = Member.objects.get(pk=person.somebody.member.pk)
            try:
                let_in(vault=self.vaults[side], member=member, by=by.somebody.member)
            except KeysNotFromInvitation:
                assert person.keys_put_in
            else:
                assert not person.keys_put_in
                person.inside = True

    @rule(person=people, by=people)
    def is_let_in_by_whoever_asks(self, person, by):
        """Only who holds the key, and whose role includes it, lets anybody in."""
        if by.may_invite or not by.may_open(by.side):
            return
        with self.room(by), pytest.raises(NotAllowed):
            let_in(vault=self.vaults[by.side], member=person.somebody.member, by=by.somebody.member)

    @rule(person=people)
    def is_removed(self, person):
        by = self.somebody_who_may_invite(person.side)
        if by is None or by is person:
            return
        with self.room(by):
            remove_member(member=person.somebody.member, by=by.somebody.member)
        person.removed, person.signed_in, person.inside = True, False, False

    @rule(person=people)
    def locks(self, person):
        if person.signed_in:
            accounts.lock(session=person.somebody.session.id, by=person.somebody.member)
        person.signed_in = False

    @rule(person=people)
    def signs_in(self, person):
        login, passphrase = person.somebody.login, person.somebody.passphrase
        if person.removed:
            with pytest.raises(SignInRefused):
                accounts.sign_in(login=login, passphrase=passphrase)
        else:
            if person.signed_in:
                sessions.end(person.somebody.session.id)
            _member, person.somebody.secret = accounts.sign_in(login=login, passphrase=passphrase)
            person.signed_in = True
        accounts.throttle.forget(accounts.login_hash(login))

    # What somebody at the database does

    @precondition(lambda self: any(not p.inside for p in self.everybody))
    @rule(person=people)
    def keys_are_put_in(self, person):
        if person.inside or person in self.everybody[:2]:
            return
        theirs = bundles.Bundle.new("Somebody else")
        Member.objects.filter(pk=person.somebody.member.pk).update(kem_public=theirs.kem.public)
        person.keys_put_in = True

    @rule(person=people, of=people, side=sampled_from([0, 1]))
    def a_wrap_is_moved(self, person, of, side):
        """A copy of somebody's wrap under another member or vault opens nothing; then it is taken out again."""
        vault, member = self.vaults[side], person.somebody.member
        wrap = Wrap.objects.filter(member=of.somebody.member.id).first()
        if wrap is None or Wrap.objects.filter(vault=vault.id, member=member.id).exists():
            return
        copy = Wrap.objects.create(vault=vault.id, epoch=1, member=member.id, wrapped=wrap.wrapped)
        if person.signed_in:
            session = person.somebody.session
            with pytest.raises(VaultUnreadable), open_vault(vault, session):
                pytest.fail("opened")
        copy.delete()

    @rule(person=people)
    def a_role_is_raised(self, person):
        """A role is written in the commons, so somebody at the database can change it; it opens nothing."""
        Member.objects.filter(pk=person.somebody.member.pk).update(role=Role.ADMINISTRATOR)

    # What holds at any time

    @invariant()
    def everybody_opens_what_they_were_let_into_and_nothing_else(self):
        for person in self.everybody:
            for side, vault in enumerate(self.vaults):
                assert self.opens(person, vault) == person.may_open(side)

    @invariant()
    def the_room_knows_who_is_in_it(self):
        for side, vault in enumerate(self.vaults):
            holders = {p.somebody.member.pk for p in self.everybody if p.side == side and p.inside}
            assert set(Wrap.objects.filter(vault=vault.id).values_list("member", flat=True)) == holders
            somebody = next((p for p in self.everybody if p.may_open(side)), None)
            if somebody:
                with self.room(somebody):
                    assert {member.pk for _colleague, member in colleagues(vault)} == holders
        for person in self.everybody:
            held = [self.vaults[person.side]] if person.inside else []
            assert list(vaults_of(person.somebody.member)) == held

    @staticmethod
    def opens(person: Person, vault: Vault) -> bool:
        try:
            with open_vault(vault, person.somebody.session):
                return Colleague.objects.filter(pk=person.somebody.member.pk).exists()
        except (NoGrant, sessions.SessionEnded):
            return False


def test_who_can_open_what(house):
    class InThisHouse(Membership):
        pass

    InThisHouse.house = house
    run(
        InThisHouse,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
