"""Two rooms agree, write, lose, repeat, keep and take back in any order: what each sees is what a small model says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tessera.accounts.models import Role
from tessera.envelopes import actions, places
from tessera.envelopes.models import Incoming, Outgoing
from tessera.envelopes.tests.post import letter_of
from tessera.records.consent import actions as consent_actions
from tessera.records.consent.models import Consent, Purpose, UrgentDisclosure
from tessera.records.consent.rules import ConsentDoesNotCover

GROUPS = st.sets(st.sampled_from(["identity", "event", "origin"]), min_size=1)
PURPOSES = st.sampled_from([Purpose.SEARCH, Purpose.HELP])


@dataclass
class Yes:
    """What was said yes to."""

    groups: set[str]
    purpose: str
    names_them: bool
    taken_back: bool = False

    def covers(self, groups: set[str], purpose: str) -> bool:
        return not self.taken_back and self.names_them and purpose == self.purpose and groups <= self.groups


@dataclass
class Copy:
    """One envelope: under which yes, or None in danger to life; where it is, and what was done with it."""

    yes: Any
    groups: set[str]
    came: bool = False
    read: bool = False
    asked_back: bool = False
    gone: bool = False
    law: str = ""

    def is_looked_at(self) -> None:
        """Whatever was asked back goes when its room is unlocked, unless a law keeps it there."""
        if self.asked_back and not (self.came and self.law):
            self.gone = True

    @property
    def can_be_read(self) -> bool:
        return self.came and not self.gone


something_was_sent = precondition(lambda self: self.copies)


class Post(RuleBasedStateMachine):
    """What was agreed, and where each copy is."""

    desks: Any = None
    second: Any = None
    consents = Bundle("consents")
    sent = Bundle("sent")
    urgent = Bundle("urgent")

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = Post.desks
        self.person = self.one.person(origin_place="Tegucigalpa")
        self.agreed: dict[Any, Yes] = {}
        self.copies: dict[Any, Copy] = {}
        self.sealed: dict[Any, bytes] = {}

    @initialize(target=consents, groups=GROUPS, purpose=PURPOSES)
    def somebody_said_yes(self, groups, purpose):
        return self.somebody_says_yes(groups, purpose, names_them=True)

    @rule(target=consents, groups=GROUPS, purpose=PURPOSES, names_them=st.sampled_from([True, True, False]))
    def somebody_says_yes(self, groups, purpose, names_them):
        terms = {"groups": sorted(groups), "purpose": purpose}
        yes = self.one.consent(self.person, self.other if names_them else None, **terms).pk
        self.agreed[yes] = Yes(groups, purpose, names_them)
        return yes

    @rule(consent=consents)
    def somebody_takes_it_back(self, consent):
        with self.one.open():
            consent_actions.withdraw(consent=Consent.objects.get(pk=consent), by=self.one.who.member)
        self.agreed[consent].taken_back = True
        self._is_asked_back(of=consent)

    @rule(target=sent, consent=consents, groups=GROUPS, purpose=PURPOSES)
    def a_record_is_sent(self, consent, groups, purpose):
        """Only what was agreed, to whom and what for; anything else is refused, and nothing of it is anywhere."""
        with self.one.open():
            yes = Consent.objects.get(pk=consent)
        said = {"groups": sorted(groups), "purpose": purpose}
        if not self.agreed[consent].covers(groups, purpose):
            with pytest.raises(ConsentDoesNotCover):
                self.one.disclose(self.person, self.other, yes, **said)
            return multiple()
        return self._keeps(self.one.disclose(self.person, self.other, yes, **said), Copy(consent, groups))

    @rule(target=sent, consent=consents)
    def what_was_agreed_is_sent(self, consent):
        """As most people do, or hardly anything would be on its way."""
        yes = self.agreed[consent]
        return self.a_record_is_sent(consent, yes.groups, yes.purpose)

    @rule(target=urgent, groups=GROUPS)
    def a_life_is_in_danger(self, groups):
        row = self.one.disclose(
            self.person, self.other, urgent="She is locked in, and calls", groups=sorted(groups)
        )
        return self._keeps(row, Copy(None, groups))

    @precondition(lambda self: any(copy.yes is None for copy in self.copies.values()))
    @rule(envelope=urgent, upheld=st.booleans())
    def a_colleague_reviews_it(self, envelope, upheld):
        """Once: what was said first holds."""
        house, vault = self.one.house, self.one.vault
        with house.open(Post.second, vault):
            of_it = UrgentDisclosure.objects.get(uid=Outgoing.objects.get(pk=envelope).urgent)
            is_first = of_it.reviewed_at is None
            said = {"upheld": upheld, "review": "As it was told", "by": Post.second.member}
            consent_actions.review_urgent(disclosure=of_it, **said)
        if is_first and not upheld:
            self.copies[envelope].asked_back = True

    @something_was_sent
    @rule(envelope=sent | urgent)
    def it_is_held_up(self, envelope):
        if not self.copies[envelope].came:
            places.waiting_file(self.other.vault.pk, envelope).unlink(missing_ok=True)

    @something_was_sent
    @rule(envelope=sent | urgent)
    def it_is_put_there_once_more(self, envelope):
        places.waiting_file(self.other.vault.pk, envelope).write_bytes(self.sealed[envelope])

    @rule()
    def the_receiver_unlocks(self):
        waiting = [one for one in self.copies if places.waiting_file(self.other.vault.pk, one).exists()]
        self.other.unlock()
        for one in waiting:
            self.copies[one].came = True
        for copy in self.copies.values():
            copy.is_looked_at()

    @something_was_sent
    @rule(envelope=sent | urgent)
    def somebody_reads_it(self, envelope):
        def read(came):
            actions.note_read(incoming=came, by=self.other.who.member)
            self.copies[envelope].read = True

        self._with(envelope, read)

    @something_was_sent
    @rule(envelope=sent | urgent)
    def a_law_keeps_it(self, envelope):
        def keep(came):
            actions.state_law(incoming=came, law="Code, article 5", by=self.other.who.member)
            self.copies[envelope].law = "Code, article 5"

        self._with(envelope, keep)

    @something_was_sent
    @rule(envelope=sent | urgent)
    def somebody_deletes_it(self, envelope):
        def delete(came):
            actions.delete_received(incoming=came, by=self.other.who.member)
            self.copies[envelope].gone = not self.copies[envelope].law

        self._with(envelope, delete)

    @invariant()
    def each_sees_what_is_so(self):
        self.the_receiver_unlocks()
        with self.other.open():
            here = {one.pk: one for one in Incoming.objects.filter(settled=False)}
        self.one.unlock()
        with self.one.open():
            there = {one.pk: one for one in Outgoing.objects.filter(about=self.person.uid)}
        assert set(there) == set(self.copies), "what was refused is nowhere"
        for envelope, copy in self.copies.items():
            came, row = here.get(envelope), there[envelope]
            assert bool(came and came.letter) == copy.can_be_read
            assert bool(row.gone_at) == copy.gone
            assert bool(row.asked_back_at) == copy.asked_back
            assert row.kept_by_law == copy.law
            assert bool(row.opened_at) == copy.read
            if copy.can_be_read:
                said = {code.partition(".")[0] for code, _values in letter_of(came)["body"]["fields"]}
                assert said == copy.groups

    def _keeps(self, row, copy):
        self.copies[row.pk] = copy
        self.sealed[row.pk] = places.waiting_file(self.other.vault.pk, row.pk).read_bytes()
        return row.pk

    def _is_asked_back(self, *, of):
        for copy in self.copies.values():
            if copy.yes == of:
                copy.asked_back = True

    def _with(self, envelope, do):
        """Whoever is there has it before them, where it can be read."""
        self.the_receiver_unlocks()
        if self.copies[envelope].can_be_read:
            with self.other.open():
                do(Incoming.objects.get(pk=envelope))


def test_in_any_order_each_room_sees_what_is_so(desks, house):
    Post.desks, Post.second = desks, house.colleague(Role.CASE_WORKER)
    run_state_machine_as_test(Post, settings=settings(max_examples=20, stateful_step_count=20))
