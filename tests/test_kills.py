"""Killed at any change to the disk, in everything that writes: what was acknowledged is there, and nothing by half.

Each scenario says what a person does, and what has to hold when the server was killed in the middle of it and
somebody comes back. Where it is killed comes from a seed. TESSERA_TEST_KILLS says how often, all scenarios together.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Member, Role
from tessera.audit import heads
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.exchange.models import ImportRun, State
from tessera.exchange.tests.stopping import listed
from tessera.exchange.tests.walking import Walk
from tessera.tracing.models import Person
from tessera.tracing.search_index import TABLE
from tessera.vault import jobs, leftovers
from tessera.vault.actions import invite, let_in, open_first_vault, remove_member
from tessera.vault.backups.restoring import check_backup
from tessera.vault.backups.taking import take_backup
from tessera.vault.backups.troubles import BackupUnfinished
from tessera.vault.checking import damage_of, damage_of_vault
from tessera.vault.files import attachments_folder, database_file, incoming_folder, vaults_folder
from tessera.vault.models import Attachment, Vault
from tessera.vault.opening import open_vault, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying
from tessera.vault.tests.test_migrating import REBUILT, release  # noqa: F401 - a fixture
from tessera.vault.uploads import forget_incoming
from tests.house import House, Somebody
from tests.killing import Say, run

KILLS = int(os.environ.get("TESSERA_TEST_KILLS", "70"))
PHOTOGRAPH = random.Random(1).randbytes(150_000)  # noqa: S311 - three pieces of a sealed stream


class Scenario:
    """What one person does, and what has to be so afterwards. `does` runs in the process that is killed."""

    def __init__(self, house: House, fixtures: pytest.FixtureRequest) -> None:
        self.house, self.fixtures = house, fixtures

    def prepare(self) -> None:
        """What was there before; not killed."""

    def does(self, say: Say) -> None:
        """Says what was acknowledged, when it is."""
        raise NotImplementedError

    def holds(self, said: list[str]) -> None:
        """Looks, as whoever comes next, and leaves the house ready for the next time."""
        raise NotImplementedError

    def address(self, name: str, **where: Any) -> str:
        return reverse(name, kwargs={"vault": self.house.vault.id, **where})

    def new_record(self, entry: UUID) -> str:
        """By the form, as people do it; the record's identifier."""
        answer = self.house.browser(self.house.marta).post(
            self.address("new-person", kind="sought"),
            {
                "full_name": f"Amadou {entry}",
                "other_names": "Ama",
                "phones": "+221 77 123 45 67",
                "marks": "a scar",
                "entry": str(entry),
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"].rstrip("/").rpartition("/")[2]

    def attach(self, record: str) -> None:
        photograph = SimpleUploadedFile("photo.jpg", PHOTOGRAPH, content_type="image/jpeg")
        answer = self.house.browser(self.house.marta).post(
            self.address("attach", uid=record), {"file": photograph}
        )
        assert answer.status_code == 302


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

    def prepare(self) -> None:
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


class Rekeying(Scenario):
    """A removal, and the new key at the next unlock."""

    def prepare(self) -> None:
        self.ana = getattr(self, "ana", None) or self.house.colleague(Role.COORDINATOR)
        self.leaving = self.house.colleague()
        self.old = unwrap_key(self.house.vault, self.leaving.session.bundle, self.leaving.member.id)
        self.epoch = Vault.objects.get(pk=self.house.vault.pk).epoch

    def does(self, say: Say) -> None:
        self._remove(self.house.marta)
        say("removed")
        with self.house.open(self.house.marta):
            say("opened")

    def _remove(self, by: Somebody) -> None:
        with self.house.open(by):
            remove_member(member=self.leaving.member, by=by.member)

    def holds(self, said: list[str]) -> None:
        if not Member.objects.get(pk=self.leaving.member.pk).is_removed:
            assert "removed" not in said
            self._remove(self.ana)
        keys = []
        for somebody in (self.ana, self.house.marta):
            with self.house.open(somebody) as room:
                keys.append(room.key)
        vault = Vault.objects.get(pk=self.house.vault.pk)
        assert keys[0] == keys[1] != self.old
        assert not rekeying.opens(database_file(vault.id), self.old)
        assert vault.epoch > self.epoch
        assert grant_holders(vault) == {self.ana.member.id, self.house.marta.member.id}


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


class BackingUp(Scenario):
    """A backup, while nobody else is there."""

    def prepare(self) -> None:
        if not hasattr(self, "record"):
            self.record = self.new_record(uuid4())
            self.attach(self.record)
        self.folder = Path(self.fixtures.getfixturevalue("tmp_path")) / str(uuid4())

    def does(self, say: Say) -> None:
        take_backup(self.folder)
        say("taken")

    def holds(self, said: list[str]) -> None:
        try:
            check_backup(self.folder)
        except BackupUnfinished:
            assert "taken" not in said
            return
        copy = self.folder / "vaults" / database_file(self.house.vault.id).name
        assert rekeying.opens(copy, unwrap_key(self.house.vault, *self._marta()))
        assert len(list((self.folder / "vaults").glob("*.attachments/*"))) == 1

    def _marta(self) -> tuple[Any, UUID]:
        return self.house.marta.session.bundle, self.house.marta.member.id


class Migrating(Scenario):
    """The first unlock by a newer version, which rebuilds the table of people and then makes one of its own."""

    def prepare(self) -> None:
        if not hasattr(self, "operations"):
            self.operations: list[str] = []
            self.record = self.new_record(uuid4())
        table = f"drawers_{len(self.operations)}"
        self.operations += [REBUILT, _sql(f"CREATE TABLE {table} (held text)")]
        self.operations += [_sql(f"INSERT INTO {table} VALUES ('something')")]  # noqa: S608 - our own
        self.fixtures.getfixturevalue("release")(*self.operations)
        self.table = table

    def does(self, say: Say) -> None:
        with self.house.open(self.house.marta):
            say("opened")

    def holds(self, _said: list[str]) -> None:
        with self.house.open(self.house.marta) as room:
            assert str(Person.objects.get().uid) == self.record
            with connections[room.alias].cursor() as cursor:
                cursor.execute(f"SELECT held FROM {self.table}")  # noqa: S608 - our own
                assert cursor.fetchall() == [("something",)]


class Joining(Scenario):
    """Another organisation: its first member accepts, opens its room, invites a colleague and lets them in."""

    def prepare(self) -> None:
        number = uuid4().hex
        self.first, self.second = (account(f"{who} {number}") for who in ("first", "second"))
        self.organisation = accounts.add_organisation(name=number, country="SN", by=self.house.marta.member)
        _invitation, self.token = accounts.make_invitation(
            organisation=self.organisation, role=Role.COORDINATOR, by=self.house.marta.member
        )

    def does(self, say: Say) -> None:
        accounts.accept_invitation(token=self.token, account=self.first)
        say("accepted")
        self._open()
        say("room")
        token = self._invite()
        say(f"invited {token}")
        accounts.accept_invitation(token=token, account=self.second)
        say("joined")
        self._let_in()
        say("let in")

    def holds(self, said: list[str]) -> None:
        if not self.organisation.members.exists():
            assert said == []
            accounts.accept_invitation(token=self.token, account=self.first)
        assert self.organisation.vaults.exists() or "room" not in said
        self._open()
        token = next((line.split()[1] for line in said if line.startswith("invited")), "")
        if Member.objects.filter(organisation=self.organisation).count() == 1:
            assert "joined" not in said
            accounts.accept_invitation(token=token or self._invite(), account=self.second)
        self._let_in()
        for who in (self.first, self.second):
            with open_vault(self._vault(), self._signed_in(who)):
                assert Person.objects.count() == 0
                verify_chain(VaultLine)
        assert grant_holders(self._vault()) == set(self.organisation.members.values_list("pk", flat=True))

    def _open(self) -> None:
        member = self.organisation.members.earliest("joined_at")
        open_first_vault(organisation=self.organisation, by=member, name="First")

    def _invite(self) -> str:
        with open_vault(self._vault(), self._signed_in(self.first)) as _room:
            by = self.organisation.members.earliest("joined_at")
            return invite(name="Second", role=Role.READER, by=by)

    def _let_in(self) -> None:
        first, second = self.organisation.members.order_by("joined_at")
        with open_vault(self._vault(), self._signed_in(self.first)):
            let_in(vault=self._vault(), member=second, by=first)

    def _vault(self) -> Vault:
        return Vault.objects.get(organisation=self.organisation)

    def _signed_in(self, who: accounts.NewAccount) -> sessions.SessionKey:
        _member, secret = accounts.sign_in(login=who.login, passphrase=who.passphrase)
        return sessions.resume(secret)


def account(name: str) -> accounts.NewAccount:
    return accounts.NewAccount(name, name.replace(" ", "."), f"words of {name}")


def delete_all(house: House) -> None:
    """By hand and past all actions, so that the next time begins with nothing."""
    with house.open(house.marta):
        Person.with_arriving.all().delete()
        ImportRun.objects.all().delete()
        for attachment in Attachment.objects.all():
            (attachments_folder(house.vault.id) / str(attachment.pk)).unlink()
            attachment.delete()


def _sql(statement: str) -> str:
    return f'migrations.RunSQL("{statement}", hints={{"place": "vault"}})'


def starts_again(house: House) -> None:
    """What the next start does by itself, and then whoever comes first: with no hand in it, everything fits."""
    forget_incoming()
    leftovers._looked_through.clear()
    with house.open(house.marta) as room:
        verify_chain(VaultLine)
        assert heads.troubles(house.vault.id) == []
        assert damage_of_vault(room) == []
        with connections[room.alias].cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        rows = {str(pk) for pk in Attachment.objects.values_list("pk", flat=True)}
        assert {path.name for path in attachments_folder(house.vault.id).glob("*")} == rows
        for attachment in Attachment.objects.all():
            assert content_of(house, attachment) == PHOTOGRAPH or attachment.media_type == "text/csv"
    verify_chain(CommonsLine)
    assert damage_of("default") == damage_of("keys") == []
    assert list(incoming_folder().glob("*")) == []
    beside = {path.suffix for path in vaults_folder().glob(f"{house.vault.id}*")}
    assert beside <= {".sqlite", ".sqlite-wal", ".sqlite-shm", ".lock", ".attachments"}


def content_of(house: House, attachment: Attachment) -> bytes:
    from tessera.vault.files import attachment_file, read

    file = attachment_file(house.vault.id, attachment.pk)
    return b"".join(read(file, bytes(attachment.key), attachment.pk))


SCENARIOS = [Creating, Importing, Rekeying, Deleting, BackingUp, Migrating, Joining]


@pytest.mark.parametrize("made", SCENARIOS, ids=lambda made: made.__name__.lower())
def test_killed_anywhere_nothing_is_lost_or_left_by_half(house, request, made):
    scenario = made(house, request)
    scenario.prepare()
    ending = run(scenario.does)
    starts_again(house)
    scenario.holds(ending.said)
    chance = random.Random(made.__name__)  # noqa: S311 - picks moments
    killed = 0
    times = -(-KILLS // len(SCENARIOS))
    for _time in range(times):
        scenario.prepare()
        at, torn = chance.randrange(ending.changes), chance.random() < 0.25
        outcome = run(scenario.does, die_before=at, torn=torn)
        killed += outcome.killed
        try:
            starts_again(house)
            scenario.holds(outcome.said)
        except BaseException:
            print(f"killed before change {at} of {ending.changes}{', torn' * torn}; said {outcome.said}")
            raise
    print(f"{made.__name__}: {killed} of {times} killed, of {ending.changes} changes")
    assert killed >= times * 0.8
