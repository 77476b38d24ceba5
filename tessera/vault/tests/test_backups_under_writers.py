"""A vault is copied by another process while many write, open, close and empty its log: each copy is one moment."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import OperationalError, connections

from tessera.vault import files, opening
from tessera.vault.current import vault_transaction
from tessera.vault.files import attachment_file, attachments_folder
from tessera.vault.models import Attachment, Colleague, InvitationNote
from tessera.vault.sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log

WRITERS, COPIES, ROWS = 6, 8, 40

_COPYING = """
import sys, django
from pathlib import Path
from uuid import UUID
django.setup()
from tessera.vault.backups.vault_files import copy_vault
for line in sys.stdin:
    copy_vault(UUID(sys.argv[1]), Path(line.strip()))
    print("copied", flush=True)
"""


class Writers:
    """Threads that open the vault for each thing they do, as requests do, and remember what was acknowledged."""

    def __init__(self, vault, key):
        self.vault, self.key = vault, key
        self.acknowledged = [0] * WRITERS
        self.failures = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(WRITERS)]
        self._threads.append(threading.Thread(target=self._empty))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, writer):
        try:
            while not self._stop.is_set():
                with opening.opened(self.vault, self.key):
                    self._write(writer, self.acknowledged[writer] + 1)
                self.acknowledged[writer] += 1
        except Exception as error:  # noqa: BLE001 - handed to the test
            self.failures.append(error)
        finally:
            connections.close_all()

    def _write(self, writer, number):
        """Many rows, a number that all of them carry, and one file in the place of the last."""
        identifier = uuid4()
        with vault_transaction():
            Colleague.objects.update_or_create(pk=_id(writer, 0), defaults={"name": str(number)})
            for row in range(1, ROWS):
                Colleague.objects.update_or_create(
                    pk=_id(writer, row), defaults={"name": f"{number} {'x' * 80}"}
                )
            old = list(Attachment.objects.filter(about=_id(writer, 0)).values_list("pk", flat=True))
            Attachment.objects.filter(pk__in=old).delete()
            Attachment.objects.create(
                id=identifier, about=_id(writer, 0), name="n", size=1, key=b"k", added_by=_id(writer, 0)
            )
            attachment_file(self.vault, identifier).write_bytes(identifier.bytes)
        for one in old:
            attachment_file(self.vault, one).unlink()

    def _empty(self):
        while not self._stop.is_set():
            with suppress(WriteAheadLogInUse, OperationalError), opening.opened(self.vault, self.key) as room:
                connections[room.alias].cursor().execute("PRAGMA busy_timeout = 20")
                empty_write_ahead_log(connections[room.alias])
        connections.close_all()


def _id(writer, row):
    return f"{writer:08x}-0000-4000-8000-{row:012x}"


def test_each_copy_is_one_moment(house, tmp_path, monkeypatch):
    vault = house.vault.id
    key = opening.unwrap_key(house.vault, house.marta.session.bundle, house.marta.member.id)
    with house.open(house.marta), vault_transaction():
        InvitationNote.objects.bulk_create(
            InvitationNote(invitation=uuid4(), name="x" * 100, token="y" * 60) for _ in range(20_000)
        )
    attachments_folder(vault).mkdir()
    copier = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", _COPYING, str(vault)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )
    surely = []
    with copier, Writers(vault, key) as writers:
        for copy in range(COPIES):
            surely.append((list(writers.acknowledged), tmp_path / str(copy)))
            copier.stdin.write(f"{tmp_path / str(copy)}\n")
            copier.stdin.flush()
            assert copier.stdout.readline() == "copied\n"
        copier.stdin.close()
    assert not writers.failures
    assert all(writers.acknowledged)
    for acknowledged, folder in surely:
        monkeypatch.setattr(files, "vaults_folder", lambda folder=folder: folder)
        with opening.opened(vault, key) as room:
            _is_one_moment(room, acknowledged)
            _files_fit(room, folder)


def _is_one_moment(room, acknowledged):
    cursor = connections[room.alias].cursor()
    assert cursor.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert InvitationNote.objects.count() == 20_000
    for writer, number in enumerate(acknowledged):
        pks = [_id(writer, row) for row in range(ROWS)]
        seen = {
            int(name.split()[0])
            for name in Colleague.objects.filter(pk__in=pks).values_list("name", flat=True)
        }
        assert len(seen) == 1 or (not seen and not number), "rows of one transaction, of different ages"
        assert min(seen, default=0) >= number, "what was acknowledged before the copy began is not in it"


def _files_fit(room, folder):
    rows = {str(pk) for pk in Attachment.objects.values_list("pk", flat=True)}
    there = {path.name for path in (folder / f"{room.id}.attachments").glob("*")}
    assert rows <= there


_STEP_BY_STEP = """
import sys, django
from pathlib import Path
from uuid import UUID
django.setup()
from tessera.vault.backups import vault_files
write = vault_files._write
def write_when_told(source, target):
    print(target.name, flush=True)
    sys.stdin.readline()
    write(source, target)
vault_files._write = write_when_told
vault_files.copy_vault(UUID(sys.argv[1]), Path(sys.argv[2]))
print("copied", flush=True)
"""


@pytest.fixture
def copier(house, tmp_path):
    """A copy that waits before each file until `go_on` is written to it."""
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", _STEP_BY_STEP, str(house.vault.id), str(tmp_path / "copy")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    ) as process:
        yield process
        process.kill()


def go_on(copier):
    copier.stdin.write("\n")
    copier.stdin.flush()
    return copier.stdout.readline().strip()


def write_at_once(house, name):
    """As a member does, but without the patience: raises OperationalError where somebody has to be waited for."""
    with house.open(house.marta) as room:
        connections[room.alias].cursor().execute("PRAGMA busy_timeout = 0")
        Colleague.objects.create(member=uuid4(), name=name)


def names_in(house):
    with house.open(house.marta):
        return set(Colleague.objects.values_list("name", flat=True))


def test_members_go_on_while_the_database_is_copied(house, copier, tmp_path, monkeypatch):
    database = files.database_file(house.vault.id)
    log = database.with_name(database.name + "-wal")
    assert copier.stdout.readline().strip() == database.name
    before = database.read_bytes()
    write_at_once(house, "written meanwhile")
    # That was the last one out, who would have emptied the log into the database and deleted it.
    assert log.stat().st_size
    with house.open(house.marta) as room:
        cursor = connections[room.alias].cursor()
        cursor.execute("PRAGMA busy_timeout = 0")
        assert cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 1
    assert database.read_bytes() == before
    # For the moment in which the log is copied who is inside reads on, and waits with what they write.
    with house.open(house.marta):
        assert names_in(house) == {"Marta", "written meanwhile"}
        assert go_on(copier) == log.name
        assert names_in(house) == {"Marta", "written meanwhile"}
        with pytest.raises(OperationalError, match="locked"):
            write_at_once(house, "too early")
    assert go_on(copier) == "copied"
    write_at_once(house, "afterwards")
    key = opening.unwrap_key(house.vault, house.marta.session.bundle, house.marta.member.id)
    monkeypatch.setattr(files, "vaults_folder", lambda: tmp_path / "copy")
    with opening.opened(house.vault.id, key):
        assert set(Colleague.objects.values_list("name", flat=True)) == {"Marta", "written meanwhile"}


@pytest.mark.parametrize("steps", [0, 1])
def test_a_copy_that_is_killed_leaves_nothing_locked(house, copier, steps):
    copier.stdout.readline()
    write_at_once(house, "meanwhile")
    for _step in range(steps):
        go_on(copier)
    copier.kill()
    copier.wait()
    write_at_once(house, "afterwards")
    with house.open(house.marta) as room:
        empty_write_ahead_log(connections[room.alias])
    assert names_in(house) == {"Marta", "meanwhile", "afterwards"}
