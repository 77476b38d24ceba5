"""What has ended is gone: not one page of the room says it any more, to somebody who holds the key; nor killed anywhere."""

from __future__ import annotations

import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from tessera.audit.lines import verify_chain
from tessera.audit.models import VaultLine
from tessera.sealing.formats import SealBroken
from tessera.tracing import search_index
from tessera.tracing.actions import keep_search, open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Kind, Name, Person, Search
from tessera.vault import deletions, upkeep
from tessera.vault.backups.taking import take_backup
from tessera.vault.files import attachments_folder, database_file, read
from tessera.vault.models import Attachment, Tombstone, Upkeep
from tests.house import House
from tests.scanner import traces, traces_in_folder

KILLS = int(os.environ.get("TESSERA_TEST_KILLS", "60"))
PAGE, RESERVED, SALT = 4096, 80, 16  # SQLCipher 4: behind each page its IV (16) and HMAC-SHA-512 (64)
LOG_HEADER, FRAME_HEADER = 32, 24


def in_clear(path: Path, key: bytes) -> bytes:
    """Every page of the file or of its log as SQLCipher would decrypt it, those in use and those that are free."""
    content = path.read_bytes()
    if path.name.endswith("-wal"):
        step = FRAME_HEADER + PAGE
        pages = [
            content[at + FRAME_HEADER : at + step] for at in range(LOG_HEADER, len(content) - step + 1, step)
        ]
    else:
        pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    return b"".join(
        _opened(page, key, first=page[:SALT] == content[:SALT] or at == 0) for at, page in enumerate(pages)
    )


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    sealed = page[SALT if first else 0 : PAGE - RESERVED]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(sealed) + decryptor.finalize()


def room_in_clear(house: House, folder: Path | None = None) -> bytes:
    file = database_file(house.vault.id)
    with house.open(house.marta) as room:
        key = room.key
    there = (folder or file.parent).glob(f"{file.name}*")
    return b"".join(in_clear(path, key) for path in there if not path.name.endswith("-shm"))


def full_record(house: House, word: str, kind: str = Kind.SOUGHT) -> Person:
    """The word in every field, in a file and in its name."""
    said = {
        name: f"{word} {name}"
        for name in (
            "origin_place event_place circumstances enquirer_name enquirer_relation enquirer_contact custodian"
            " body_condition cause_of_death source reference"
        ).split()
    }
    draft = PersonDraft(
        kind=kind,
        names=[(f"{word} name", "full"), (f"{word} nickname", "nickname")],
        marks=[f"{word} mark"],
        belongings=[f"{word} belonging"],
        phones=[f"{word} phone"],
        documents=[f"{word} document"],
        **said,
    )
    with house.open(house.marta):
        person = open_record(draft=draft, by=house.marta.member)
    upload = SimpleUploadedFile(f"{word}.txt", f"{word} wrote this".encode() * 1000)
    house.browser(house.marta).post(reverse("attach", args=[house.vault.id, person.uid]), {"file": upload})
    return person


def make_due(house: House, *people: Person) -> None:
    with house.open(house.marta):
        yesterday = timezone.localdate() - timedelta(days=1)
        Person.objects.filter(pk__in=[one.pk for one in people]).update(keep_until=yesterday)


def test_no_page_says_it_any_more_not_even_to_who_has_the_key(house: House, tmp_path: Path) -> None:
    goes, stays = "pxqzwjbrkvho", "gnutlokemabi"
    person = full_record(house, goes)
    full_record(house, stays)
    with house.open(house.marta):
        search = keep_search(search=Search(uid=person.uid, words=goes), by=house.marta.member)
        Search.objects.filter(pk=search.pk).update(at=timezone.now() - timedelta(days=2))
        sealed = Attachment.objects.get(about=person.uid)
        file, key = attachments_folder(house.vault.id) / str(sealed.id), bytes(sealed.key)
    assert traces(room_in_clear(house), [goes])  # we look where it is
    assert goes.encode() in b"".join(read(file, key, sealed.id))
    make_due(house, person)
    upkeep.look_again(house.vault.id)
    clear = room_in_clear(house)
    assert traces(clear, [goes]) == set()
    assert key not in clear
    assert traces(clear, [stays])
    assert not file.exists()
    take_backup(tmp_path / "after")
    assert traces(room_in_clear(house, tmp_path / "after" / "vaults"), [goes]) == set()
    assert traces_in_folder(Path(settings.DATA), [goes]) == {}
    assert traces_in_folder(Path(settings.DELETIONS), [goes]) == {}


def test_nor_after_somebody_deleted_it_or_took_its_list_back(house: House) -> None:
    goes = "pxqzwjbrkvho"
    person = full_record(house, goes)
    browser = house.browser(house.marta)
    browser.post(reverse("delete-person", args=[house.vault.id, person.uid]), {"reference": person.reference})
    assert traces(room_in_clear(house), [goes]) == set()


# Killed


def in_a_process_that_is_killed(does: Callable[[], None], chance: random.Random, events: int) -> bool:
    """Runs `does` in a process of its own that dies at a chosen event, or at a chosen moment; whether it did."""
    for connection in connections.all(initialized_only=True):
        connection.close()
    at, by_the_clock = chance.randrange(events), chance.random() < 0.3
    moment = chance.uniform(0.001, 0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    try:
        if by_the_clock:  # also in the middle of what SQLCipher does
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, moment)
        else:
            seen = count()
            sys.setprofile(lambda *_: os.kill(os.getpid(), signal.SIGKILL) if next(seen) == at else None)
        does()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the parent sees it in the status
        os._exit(1)


def count_events(does: Callable[[], None]) -> int:
    seen = count()
    sys.setprofile(lambda *_: next(seen))
    try:
        does()
    finally:
        sys.setprofile(None)
    return next(seen)


def test_killed_anywhere_a_record_is_whole_or_gone_and_the_next_unlock_finishes(house: House) -> None:
    chance = random.Random(20261122)  # noqa: S311 - picks moments
    stays = full_record(house, "gnutlokemabi")

    def unlock() -> None:
        upkeep.look_again(house.vault.id)
        with house.open(house.marta):
            pass

    def two_that_are_due(number: int) -> list[Person]:
        people = [full_record(house, f"pxqzw {number} {n}") for n in range(2)]
        make_due(house, *people)
        return people

    two_that_are_due(-1)
    events, killed = count_events(unlock), 0
    for number in range(KILLS):
        due = two_that_are_due(number)
        killed += in_a_process_that_is_killed(unlock, chance, events)
        for whole in _left(house, due):
            assert whole
        unlock()
        with house.open(house.marta) as room:
            assert [person.pk for person in Person.objects.all()] == [stays.pk]
            kept = {str(one) for one in Attachment.objects.values_list("id", flat=True)}
            assert len(kept) == 1
            assert {file.name for file in attachments_folder(room.id).iterdir()} == kept
            assert not Tombstone.objects.filter(told=False).exists()
            assert not Upkeep.objects.get().leftovers
            told = {bytes(mark) for mark in Tombstone.objects.values_list("mark", flat=True)}
            assert deletions.marks_of(room.id) == told
            assert _indexed(room.alias) == 0
    with house.open(house.marta):
        verify_chain(VaultLine)
    assert killed > KILLS // 2


def _left(house: House, due: list[Person]) -> Iterator[bool]:
    """Of each record that is still there after a kill, whether it is whole. Opened without what an unlock does."""
    upkeep._done[house.vault.id] = (timezone.localdate(), float("inf"))
    with house.open(house.marta) as room:
        there = Person.objects.filter(pk__in=[one.pk for one in due])
        yield there.count() in {0, len(due)}
        for person in there:
            yield person.names.count() == 2
            yield person.identifiers.count() == 2
            sealed = Attachment.objects.get(about=person.uid)
            try:
                yield b"wrote this" in b"".join(
                    read(attachments_folder(room.id) / str(sealed.id), bytes(sealed.key), sealed.id)
                )
            except SealBroken:
                yield False
        gone = [one.pk for one in due if one.pk not in {left.pk for left in there}]
        yield not Name.objects.filter(person_id__in=gone).exists()


def _indexed(alias: str) -> int:
    table = search_index.TABLE
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH 'pxqzw'")  # noqa: S608 - our own
        return int(cursor.fetchone()[0])
