"""Records: written by a form, by a list, and deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tessera.exchange.models import ImportRun, State
from tessera.exchange.tests.stopping import listed
from tessera.exchange.tests.walking import Walk
from tessera.tracing.models import Name, Person
from tessera.vault import deletions, jobs, upkeep
from tessera.vault.models import Attachment, Tombstone, Upkeep

from .killing import Say
from .scenario import PHOTOGRAPH, Scenario, content_of, delete_all


class Creating(Scenario):
    """Two records with a photograph each."""

    def prepare(self) -> None:
        self.entries = [uuid4(), uuid4()]

    def does(self, say: Say) -> None:
        for entry in self.entries:
            record = self.new_record(entry)
            say(f"record {record}")
            self.attach(record)
            say(f"photograph {record}")

    def holds(self, said: list[str]) -> None:
        again = [self.new_record(entry) for entry in self.entries]  # whoever saw no answer sends it once more
        with self.house.open(self.house.marta):
            people = {str(person.uid): person for person in Person.objects.with_description()}
            assert set(again) == set(people), "one form, one record"
            for person in people.values():
                parts = (person.names, person.traits, person.identifiers)
                assert [part.count() for part in parts] == [2, 1, 1]
            kept = {str(about) for about in Attachment.objects.values_list("about", flat=True)}
            for line in said:
                what, record = line.split()
                assert record in (people if what == "record" else kept)
        delete_all(self.house)


class Importing(Scenario):
    """A list, from its upload until its rows are records."""

    ROWS = 25

    def begin(self) -> None:
        self.fixtures.getfixturevalue("monkeypatch").setattr("tessera.exchange.imports.work.BATCH", 10)

    def does(self, say: Say) -> None:
        walk = Walk(self.house.browser(self.house.marta), self.house.vault)
        walk.upload(listed(self.ROWS), "sought")
        say(f"uploaded {walk.uid}")
        walk.read()
        assert walk.uid
        jobs.wait(walk.uid, 60)
        walk.bring_in()
        say("begun")
        jobs.wait(walk.uid, 60)
        with self.house.open(self.house.marta):
            assert ImportRun.objects.get(pk=walk.uid).state == State.DONE
        say("landed")

    def holds(self, said: list[str]) -> None:
        with self.house.open(self.house.marta):
            imports = list(ImportRun.objects.all())
            visible = Person.objects.count()
        assert len(imports) <= 1
        if any(line.startswith("uploaded") for line in said):
            assert imports
        assert visible == (self.ROWS if imports and imports[0].state == State.DONE else 0)
        assert visible or "landed" not in said
        if imports:
            self._is_finished(imports[0])
        delete_all(self.house)

    def _is_finished(self, run: ImportRun) -> None:
        """By the buttons that the pages offer."""
        walk = Walk(self.house.browser(self.house.marta), self.house.vault)
        walk.uid = run.uid
        if run.state == State.UPLOADED:
            walk.read()
        elif run.state in (State.CHECKING, State.WRITING):
            walk.browser.post(walk.address("go-on"))
        jobs.wait(run.uid, 60)
        with self.house.open(self.house.marta):
            state = ImportRun.objects.get(pk=run.uid).state
        if state == State.CHECKED:
            walk.bring_in()
            jobs.wait(run.uid, 60)
        with self.house.open(self.house.marta):
            assert ImportRun.objects.get(pk=run.uid).state == State.DONE
            assert Person.objects.count() == self.ROWS
            assert Person.with_arriving.count() == self.ROWS


class Deleting(Scenario):
    """One record of two, each with two photographs."""

    def prepare(self) -> None:
        self.going, self.staying = (self.new_record(uuid4()) for _ in range(2))
        for record in (self.going, self.staying) * 2:
            self.attach(record)
        with self.house.open(self.house.marta):
            self.reference = Person.objects.get(uid=self.going).reference

    def does(self, say: Say) -> None:
        answer = self.house.browser(self.house.marta).post(
            self.address("delete-person", uid=self.going), {"reference": self.reference}
        )
        assert answer.status_code == 302
        say("deleted")

    def holds(self, said: list[str]) -> None:
        with self.house.open(self.house.marta):
            there = {str(uid) for uid in Person.objects.values_list("uid", flat=True)}
            assert self.staying in there
            assert self.going not in there or "deleted" not in said
            for record in (self.going, self.staying):
                assert Attachment.objects.filter(about=record).count() == 2 * (record in there)
        delete_all(self.house)


class Ending(Scenario):
    """The first unlock of a day, at which two records are due and a third is not."""

    def prepare(self) -> None:
        *self.due, self.stays = (self.new_record(uuid4()) for _ in range(3))
        for record in (*self.due, self.stays):
            self.attach(record)
        with self.house.open(self.house.marta):
            yesterday = timezone.localdate() - timedelta(days=1)
            Person.objects.filter(uid__in=self.due).update(keep_until=yesterday)

    def does(self, say: Say) -> None:
        upkeep.look_again(self.house.vault.id)
        with self.house.open(self.house.marta):
            say("opened")

    def let_somebody_in(self, said: list[str]) -> None:
        """Somebody could; first it is looked, past the unlock that finishes it, at what the kill left."""
        upkeep._done[self.house.vault.id] = (timezone.localdate(), float("inf"))
        with self.house.open(self.house.marta):
            left = Person.objects.with_description().filter(uid__in=self.due)
            assert len(left) in ({0} if said else {0, len(self.due)})
            for person in left:
                assert [part.count() for part in (person.names, person.traits, person.identifiers)] == [
                    2,
                    1,
                    1,
                ]
                assert content_of(self.house, Attachment.objects.get(about=person.uid)) == PHOTOGRAPH
            named = Name.objects.values_list("person__uid", flat=True)
            assert {str(uid) for uid in named} == {self.stays, *(str(one.uid) for one in left)}

    def holds(self, said: list[str]) -> None:
        assert said in ([], ["opened"])
        with self.house.open(self.house.marta) as room:
            assert [str(uid) for uid in Person.objects.values_list("uid", flat=True)] == [self.stays]
            assert Attachment.objects.count() == 1
            assert not Upkeep.objects.get().leftovers
            told = {bytes(mark) for mark in Tombstone.objects.values_list("mark", flat=True)}
            assert deletions.marks_of(room.id) == told
            assert not Tombstone.objects.filter(told=False).exists()
        delete_all(self.house)
