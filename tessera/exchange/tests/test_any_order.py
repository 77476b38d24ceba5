"""Imports and edits in any order, held against a simple model: records are always those that landed and were not
taken back, with what people changed of them since, and nothing of a list that is only on its way.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tessera.exchange.models import ImportRun, State
from tessera.exchange.tests.stopping import gate, listed
from tessera.exchange.tests.walking import Walk
from tessera.tracing.actions import change_record, delete_record, open_record
from tessera.tracing.models import Name, Person
from tessera.tracing.tests.described import described
from tessera.tracing.writing import draft_of
from tessera.vault import jobs


class Imports(RuleBasedStateMachine):
    """`here` is what somebody who looks must see: name -> how often."""

    house = None
    patched = None

    ready = Bundle("ready")
    landed = Bundle("landed")

    def __init__(self) -> None:
        super().__init__()
        with self.house.open(self.house.marta):
            Person.with_arriving.all().delete()
            ImportRun.objects.all().delete()
        self.here: Counter[str] = Counter()
        self.brought: dict[object, Counter[str]] = {}
        self.lists = 0

    @rule(target=ready, rows=st.integers(1, 12))
    def upload_and_say(self, rows):
        self.lists += 1
        walk = Walk(self.house.browser(self.house.marta), self.house.vault)
        walk.upload(listed(rows, name=f"Amina{self.lists}"), "sought")
        walk.read()
        jobs.wait(walk.uid, 30)
        self.brought[walk.uid] = Counter(f"Amina{self.lists} Example{n}" for n in range(rows))
        return walk

    @rule(target=landed, walk=consumes(ready), presses=st.integers(1, 2))
    def bring_in(self, walk, presses):
        for _ in range(presses):
            walk.bring_in()
            jobs.wait(walk.uid, 30)
        self.here += self.brought[walk.uid]
        return walk

    @rule(walk=consumes(ready))
    def cancel(self, walk):
        walk.browser.post(walk.address("cancel-import"))
        jobs.wait(walk.uid, 30)

    @rule(walk=consumes(ready), after=st.integers(1, 3))
    def cancel_in_the_middle(self, walk, after):
        batches = -(-self.brought[walk.uid].total() // 5)
        with gate(self.patched, "write", after=min(after, batches)) as there:
            walk.bring_in()
            there()
            self.look()
            walk.browser.post(walk.address("cancel-import"))
        jobs.wait(walk.uid, 30)

    @rule(walk=landed)
    def take_back(self, walk):
        """More than once, too."""
        with self.house.open(self.house.marta):
            total = ImportRun.objects.get(pk=walk.uid).rows_total
        walk.browser.post(walk.address("take-back"), {"number": str(total)})
        # Whatever was not touched since is gone; what was touched goes under another name.
        self.here -= self.brought.pop(walk.uid, Counter()) & self.here

    @precondition(lambda self: self.here)
    @rule(data=st.data())
    def change(self, data):
        name = data.draw(st.sampled_from(sorted(self.here)))
        with self.house.open(self.house.marta):
            person = Person.objects.filter(names__text=name).first()
            draft = draft_of(person)
            draft.names = [(f"{name}*", "full")]
            change_record(person=person, draft=draft, seen=person.changed_at, by=self.house.marta.member)
        self.here[name] -= 1
        self.here[f"{name}*"] += 1
        self.here = +self.here

    @precondition(lambda self: self.here)
    @rule(data=st.data())
    def delete(self, data):
        name = data.draw(st.sampled_from(sorted(self.here)))
        with self.house.open(self.house.marta):
            delete_record(person=Person.objects.filter(names__text=name).first(), by=self.house.marta.member)
        self.here[name] -= 1
        self.here = +self.here

    @rule()
    def open(self):
        with self.house.open(self.house.marta):
            open_record(draft=described(name="Written by hand"), by=self.house.marta.member)
        self.here["Written by hand"] += 1

    @invariant()
    def look(self):
        with self.house.open(self.house.marta):
            people = Person.objects.prefetch_related("names")
            seen = Counter(str(person.first_name) for person in people)
            references = [person.reference for person in people]
        assert seen == self.here
        assert len(set(references)) == len(references)

    @invariant()
    def nothing_is_left_lying(self):
        """Outside a job there is no row on its way, and no part without its person."""
        with self.house.open(self.house.marta):
            assert not ImportRun.objects.filter(state__in=[State.CHECKING, State.WRITING]).exists() or any(
                jobs.is_running(run.uid) for run in ImportRun.objects.all()
            )
            if not ImportRun.objects.filter(state=State.WRITING).exists():
                assert Person.with_arriving.filter(arriving=True).count() == 0
                assert Name.objects.count() == Person.objects.count()


def test_in_any_order(house, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tessera.exchange.imports.work.BATCH", 5)
    machine = type("InThisHouse", (Imports,), {"house": house, "patched": monkeypatch})
    steps = settings(
        max_examples=12,
        stateful_step_count=10,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=steps)
