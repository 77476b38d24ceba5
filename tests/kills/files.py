"""Whole files: a backup, and a vault that a newer version migrates."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.db import connections

from tessera.tracing.models import Person
from tessera.vault.backups.restoring import check_backup
from tessera.vault.backups.taking import take_backup
from tessera.vault.backups.troubles import BackupUnfinished
from tessera.vault.files import database_file
from tessera.vault.opening import unwrap_key
from tessera.vault.sqlcipher import rekeying
from tessera.vault.tests.test_migrating import REBUILT

from .killing import Say
from .scenario import Scenario


class BackingUp(Scenario):
    """A backup, while nobody else is there."""

    def begin(self) -> None:
        self.attach(self.new_record(uuid4()))

    def prepare(self) -> None:
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
        marta = self.house.marta
        assert rekeying.opens(copy, unwrap_key(self.house.vault, marta.session.bundle, marta.member.id))
        assert len(list((self.folder / "vaults").glob("*.attachments/*"))) == 1


class Migrating(Scenario):
    """The first unlock by a newer version, which rebuilds the table of people and then makes one of its own."""

    def begin(self) -> None:
        self.operations: list[str] = []
        self.record = self.new_record(uuid4())

    def prepare(self) -> None:
        self.table = table = f"drawers_{len(self.operations)}"
        self.operations += [REBUILT, _sql(f"CREATE TABLE {table} (held text)")]
        self.operations += [_sql(f"INSERT INTO {table} VALUES ('something')")]  # noqa: S608 - our own
        self.fixtures.getfixturevalue("release")(*self.operations)

    def does(self, say: Say) -> None:
        with self.house.open(self.house.marta):
            say("opened")

    def holds(self, _said: list[str]) -> None:
        with self.house.open(self.house.marta) as room:
            assert str(Person.objects.get().uid) == self.record
            with connections[room.alias].cursor() as cursor:
                cursor.execute(f"SELECT held FROM {self.table}")  # noqa: S608 - our own
                assert cursor.fetchall() == [("something",)]


def _sql(statement: str) -> str:
    return f'migrations.RunSQL("{statement}", hints={{"place": "vault"}})'
