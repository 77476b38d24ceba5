"""Run by test_failing_disk.py, with failing_disk.c before the C library: one house, whose disk fails at chosen moments.

    LD_PRELOAD=failing_disk.so python -m tests.failing_disk SEED POINTS

Prints, as JSON, how often the disk failed in each piece of work. Falls over where something did not hold.
"""

from __future__ import annotations

import ctypes
import errno
import json
import random
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import tests.environment

NEVER = 2**62
PHOTOGRAPH = b"at the river " * 20_000
ANSWERS = {200, 302, 503}


def main(seed: int, points: int) -> None:
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()

    from django.conf import settings

    from tessera.accounts.pepper import make_pepper
    from tessera.sealing import stretching

    stretching._MEMORY_KIB, stretching._PASSES = 64, 1
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.LOGGING_CONFIG = None
    make_pepper(settings.PEPPER_FILE)
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)

    told = {}
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    house = Trial()
    for name, work in house.works().items():
        work()  # once before: what is made for good the first time is no part of it
        house.prepare(name)
        house.disk.disk_fails(NEVER, 0, 0)
        work()
        calls = house.disk.disk_seen()
        house.holds()
        told[name] = {"calls": calls, "trials": 0, "failed": 0}
        for point in sorted(chance.sample(range(1, calls + 1), min(points, calls))):
            for times in (1, NEVER):  # once, and from then on
                house.prepare(name)
                house.disk.disk_fails(point, times, chance.choice((errno.EIO, errno.ENOSPC)))
                work()
                told[name]["trials"] += 1
                told[name]["failed"] += bool(house.disk.disk_failed())
                house.disk.disk_fails(NEVER, 0, 0)
                house.holds()
    print(json.dumps(told))
    tests.environment.pytest_unconfigure()


class Trial:
    """What somebody does, and what has to hold afterwards whatever failed."""

    def __init__(self) -> None:
        from django.conf import settings

        from tests.house import House

        self.data = Path(settings.DATA)
        self.numbers = count(1)
        self.disk = ctypes.CDLL(None)
        self.disk.disk_fails.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_int]
        self.disk.disk_seen.restype = self.disk.disk_failed.restype = ctypes.c_long
        self.house = House()
        self.room = f"/room/{self.house.vault.id}"
        self.acknowledged: list[str] = []
        self.removed: list[Any] = []
        self.backup = Path()
        self.write()
        self.record = self.browser().get(f"{self.room}/people/sought/").content.decode()
        self.record = self.record.split(f'href="{self.room}/person/')[1].split('"')[0]
        self.disk.disk_under(str(self.data.parent).encode())
        self.prepare("a new key")

    def works(self) -> dict[str, Callable[[], None]]:
        from django.db import connections

        works: dict[str, Callable[[], None]] = {
            "write": self.write,
            "read": self.read,
            "attach": self.attach,
            "import": self.import_list,
            "sign in": self.sign_in,
            "delete a file": self.delete_file,
            "migrate": self.migrate,
            "a new key": self.new_key,
            "backup": self.back_up,
        }
        if connections["default"].vendor == "sqlite":
            # With PostgreSQL a lock writes nothing to this disk, and a restore needs an empty database each time.
            works |= {"lock": self.lock, "restore": self.restore}
        return works

    def browser(self, *, signed_in: bool = True) -> Any:
        browser = self.house.browser(self.house.marta if signed_in else None)
        browser.raise_request_exception = False
        return browser

    def answered(self, answer: Any) -> Any:
        """As between requests of the server: no connection is kept. Whatever went wrong was explained."""
        from django.db import connections

        for alias in ("default", "keys"):
            connections[alias].close()
        assert answer.status_code in ANSWERS, (answer.status_code, answer.content.decode()[-2000:])
        return answer

    def prepare(self, name: str) -> None:
        """What a piece of work needs to find, made while the disk is well."""
        from tessera.vault.actions import remove_member

        if name == "a new key":
            colleague = self.house.colleague()
            with self.house.open(self.house.marta):
                remove_member(member=colleague.member, by=self.house.marta.member)
            self.removed.append(colleague)
        if name == "delete a file":
            self.attach()

    # What somebody does

    def write(self) -> None:
        name = f"Amadou Diallo {next(self.numbers)}x"
        answer = self.browser().post(f"{self.room}/people/sought/new/", {"full_name": name, "sex": ""})
        self.answered(answer)
        if answer.status_code == 302:
            self.acknowledged.append(name)

    def read(self) -> None:
        for path in ("/", f"{self.room}/people/sought/", f"{self.room}/person/{self.record}"):
            answer = self.answered(self.browser().get(path))
            if answer.status_code != 200:
                assert "Amadou Diallo" not in page_of(answer)
                assert "The disk is full or fails" in page_of(answer) or "Nothing can be shown" in page_of(
                    answer
                )

    def attach(self) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile("photo.jpg", PHOTOGRAPH)
        self.answered(self.browser().post(f"{self.room}/person/{self.record}attach/", {"file": file}))

    def import_list(self) -> None:
        from tessera.exchange.tests.walking import Walk
        from tessera.vault import jobs

        walk = Walk(self.browser(), self.house.vault)
        rows = "".join(f"Fatou Ndiaye {next(self.numbers)}x\n" for _ in range(40))
        self.answered(walk.upload(f"Name\n{rows}".encode(), "sought"))
        if walk.uid is None:
            return
        page = self.browser().get(walk.address("columns"))
        if self.answered(page).status_code != 200 or "form" not in (page.context or {}):
            return
        for step in (walk.read, walk.bring_in):
            try:
                self.answered(step())
            except (TypeError, KeyError):  # the page before was no form: it explained what failed
                return
            jobs.wait(walk.uid, 60)

    def sign_in(self) -> None:
        marta = self.house.marta
        typed = {"login": marta.login, "passphrase": marta.passphrase}
        self.answered(self.browser(signed_in=False).post("/sign-in/", typed))

    def lock(self) -> None:
        from tessera.accounts import sessions
        from tessera.accounts.bundles import Bundle

        marta = self.house.marta
        bundle: Bundle = marta.session.bundle
        secret, marta.secret = marta.secret, sessions.begin(marta.member.id, bundle)
        ended = marta.secret
        answer = self.browser().post("/lock/")
        marta.secret = secret
        self.answered(answer)
        try:
            sessions.resume(ended)
        except sessions.SessionEnded:
            return
        raise AssertionError("the keys are still there")

    def delete_file(self) -> None:
        from tessera.vault.actions import delete_attachment
        from tessera.vault.models import Attachment

        with self.refusable(), self.house.open(self.house.marta):
            attachment = Attachment.objects.first()
            if attachment:
                delete_attachment(attachment=attachment, by=self.house.marta.member)

    def migrate(self) -> None:
        from django.db import connections

        with (
            self.refusable(),
            self.house.open(self.house.marta) as room,
            connections[room.alias].cursor() as cursor,
        ):
            cursor.execute("PRAGMA user_version = 1")
        self.answered(self.browser().get(f"{self.room}/people/sought/"))

    def new_key(self) -> None:
        page = self.answered(self.browser().get(f"{self.room}/people/sought/"))
        assert "put back a backup" not in page.content.decode()

    def back_up(self) -> None:
        from tessera.vault.backups.manifest import MANIFEST_FILE
        from tessera.vault.backups.restoring import check_backup
        from tessera.vault.backups.taking import take_backup

        folder = self.data.with_name(f"backup {next(self.numbers)}")
        with self.refusable():
            take_backup(folder)
        if (folder / MANIFEST_FILE).exists():
            check_backup(folder)
            self.backup = folder

    def restore(self) -> None:
        from django.conf import settings

        from tessera.vault.backups.manifest import MANIFEST_FILE, describe
        from tessera.vault.backups.restoring import restore_backup

        data = self.data.with_name(f"restored {next(self.numbers)}")
        with self.refusable():
            restore_backup(
                self.backup,
                data=data,
                pepper_file=Path(settings.PEPPER_FILE),
                deletions_folder=Path(settings.DELETIONS),
                pepper=None,
            )
        if data.exists():  # whole, or not at all
            made, taken = describe(data), describe(self.backup)
            del made["restored.json"], taken[MANIFEST_FILE]
            assert made == taken

    def refusable(self) -> Any:
        import sqlite3
        from contextlib import suppress

        from django.db import DatabaseError

        from tessera.audit.lines import AuditLineNotWritten
        from tessera.vault.sqlcipher.base import WriteAheadLogInUse

        return suppress(DatabaseError, sqlite3.Error, OSError, AuditLineNotWritten, WriteAheadLogInUse)

    # What has to hold

    def holds(self) -> None:
        """The disk is well again, and nobody lent a hand."""
        from django.db import connections

        from tessera.audit import heads
        from tessera.audit.lines import verify_chain
        from tessera.audit.models import CommonsLine, VaultLine
        from tessera.tracing.models import Name, Person
        from tessera.vault.checking import damage_of, damage_of_keys, damage_of_vault
        from tessera.vault.files import attachment_file, incoming_folder, read
        from tessera.vault.models import Attachment, Wrap

        page = self.answered(self.browser().get(f"{self.room}/people/sought/"))
        assert page.status_code == 200, page.content.decode()
        with self.house.open(self.house.marta) as room:
            assert damage_of_vault(room) == []
            shown = set(Name.objects.values_list("text", flat=True))
            assert set(self.acknowledged) <= shown, set(self.acknowledged) - shown
            assert Person.objects.filter(names__isnull=True).count() == 0
            for kept in Attachment.objects.all():
                content = b"".join(read(attachment_file(room.id, kept.id), bytes(kept.key), kept.id))
                assert len(content) == kept.size
            verify_chain(VaultLine)
            assert heads.troubles(room.id) == []
        verify_chain(CommonsLine)
        assert damage_of_keys() == damage_of("default") == []
        assert not Wrap.objects.filter(member__in=[one.member.id for one in self.removed]).exists()
        assert list(incoming_folder().glob("*")) == []
        assert [path.name for path in (self.data / "vaults").iterdir() if path.suffix in _LEFTOVERS] == []
        for alias in ("default", "keys"):
            connections[alias].close()


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


_LEFTOVERS = {".new-key", ".before-migration"}

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
