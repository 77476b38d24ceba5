"""Two rooms write, lose, repeat and take back in any order: what each sees is what a small model says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tessera.envelopes import actions, places
from tessera.envelopes.models import Incoming, Outgoing
from tessera.records.consent import actions as consent_actions
from tessera.records.consent.models import Consent
from tessera.records.consent.rules import ConsentDoesNotCover


class Post(RuleBasedStateMachine):
    """The model: of each envelope where it is, whether it was read, and whether it was taken back."""

    desks: Any = None
    consents = Bundle("consents")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = Post.desks
        self.person = self.one.person()
        self.withdrawn: set[Any] = set()
        self.model: dict[Any, dict[str, Any]] = {}
        self.copies: dict[Any, bytes] = {}

    @rule(target=consents)
    def somebody_says_yes(self):
        return self.one.consent(self.person, self.other).pk

    @rule(consent=consents)
    def somebody_takes_it_back(self, consent):
        with self.one.open():
            consent_actions.withdraw(consent=Consent.objects.get(pk=consent), by=self.one.who.member)
        self.withdrawn.add(consent)
        for known in self.model.values():
            if known["consent"] == consent:
                known["asked back"] = True

    @rule(target=sent, consent=consents)
    def a_record_is_sent(self, consent):
        with self.one.open():
            yes = Consent.objects.get(pk=consent)
        if consent in self.withdrawn:
            with pytest.raises(ConsentDoesNotCover):
                self.one.disclose(self.person, self.other, yes)
            return None
        row = self.one.disclose(self.person, self.other, yes)
        file = places.waiting_file(self.other.vault.pk, row.pk)
        self.copies[row.pk] = file.read_bytes()
        self.model[row.pk] = {
            "consent": consent,
            "asked back": False,
            "came": False,
            "read": False,
            "deleted": False,
        }
        return row.pk

    @rule(envelope=sent)
    def it_is_held_up(self, envelope):
        if envelope and not self.model[envelope]["came"]:
            places.waiting_file(self.other.vault.pk, envelope).unlink(missing_ok=True)

    @rule(envelope=sent)
    def it_is_put_there_once_more(self, envelope):
        if envelope:
            places.waiting_file(self.other.vault.pk, envelope).write_bytes(self.copies[envelope])

    @rule()
    def the_receiver_unlocks(self):
        waiting = {one for one in self.model if places.waiting_file(self.other.vault.pk, one).exists()}
        self.other.unlock()
        for one in waiting:
            self.model[one]["came"] = True
        for known in self.model.values():
            known["gone"] = known["asked back"] or known["deleted"]

    @rule(envelope=sent)
    def somebody_reads_it(self, envelope):
        if envelope is None:
            return
        self.the_receiver_unlocks()
        with self.other.open():
            came = Incoming.objects.filter(pk=envelope, gone_at=None).first()
            if came:
                actions.note_read(incoming=came, by=self.other.who.member)
                self.model[envelope]["read"] = True

    @rule(envelope=consumes(sent))
    def somebody_deletes_it(self, envelope):
        if envelope is None:
            return
        self.the_receiver_unlocks()
        with self.other.open():
            came = Incoming.objects.filter(pk=envelope, gone_at=None).first()
            if came:
                actions.delete_received(incoming=came, by=self.other.who.member)
                self.model[envelope]["deleted"] = True

    @invariant()
    def each_sees_what_is_so(self):
        self.the_receiver_unlocks()
        with self.other.open():
            here = {one.pk: one for one in Incoming.objects.filter(settled=False)}
        self.one.unlock()
        with self.one.open():
            there = {one.pk: one for one in Outgoing.objects.filter(pk__in=self.model)}
        for envelope, known in self.model.items():
            is_gone = known["asked back"] or known["deleted"]
            came = here.get(envelope)
            if is_gone:
                assert came is not None
                assert came.letter == ""
                assert there[envelope].gone_at is not None
            else:
                assert (came is not None) == known["came"]
                assert came is None or came.letter == there[envelope].letter
                assert there[envelope].gone_at is None
            assert (there[envelope].asked_back_at is not None) == known["asked back"]
            assert known["deleted"] or is_gone or (there[envelope].opened_at is not None) == known["read"]


def test_in_any_order_each_room_sees_what_is_so(desks):
    Post.desks = desks
    run_state_machine_as_test(Post, settings=settings(max_examples=8, stateful_step_count=14))
