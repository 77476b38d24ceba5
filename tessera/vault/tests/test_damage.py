"""A wrong key, a changed byte, a missing file: said plainly, and never read as something else."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections

from tessera.accounts import sessions
from tessera.accounts.pepper import PepperOfAnother
from tessera.sealing import boxes
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault.checking import damage_of_keys, damage_of_vault, damaged_attachments
from tessera.vault.files import attachment_file, database_file, vaults_folder
from tessera.vault.models import Attachment, Wrap
from tessera.vault.opening import VaultUnreadable, opened, unwrap_key
from tessera.vault.sqlcipher.base import empty_write_ahead_log
from tessera.vault.sqlcipher.keys.base import KeysUnreadable
from tests.at_once import at_once

PAGE = 4096  # SQLCipher's
RECORDS = 60
SAMPLE = 40


@pytest.fixture
def filled(house):
    """A vault of a few hundred pages, closed, and its file."""
    with house.open(house.marta):
        for number in range(RECORDS):
            draft = PersonDraft(
                names=[(f"Amadou Diallo {number}", "full")], circumstances=f"last seen {number} " * 300
            )
            open_record(draft=draft, by=house.marta.member)
    return database_file(house.vault.id)


def read_everything(room) -> dict[str, list[tuple]]:
    """Every row of every table, and every page of every index."""
    with connections[room.alias].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%%_index%%'")
        tables = [name for (name,) in cursor.fetchall()]
        content = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            content[table] = cursor.fetchall()
        cursor.execute("PRAGMA integrity_check")
        content["integrity"] = cursor.fetchall()
    return content


def read_or_noticed(room) -> dict[str, list[tuple]]:
    """A page that only an index or the search needs: the integrity check reports it, and reads on."""
    content = read_everything(room)
    if content["integrity"] != [("ok",)]:
        raise VaultUnreadable
    return content


def test_one_changed_byte_in_any_page_is_said_and_read_as_nothing_else(house, filled):
    with house.open(house.marta) as room:
        as_it_was = read_everything(room)
    assert as_it_was["integrity"] == [("ok",)]
    assert len(as_it_was["tracing_person"]) == RECORDS
    whole = filled.read_bytes()
    pages = len(whole) // PAGE
    assert pages > 100
    chance = random.Random(4)  # noqa: S311 - the same pages each time
    sampled = {0, 1, 2, pages - 1} | set(chance.sample(range(pages), SAMPLE))
    for page in sorted(sampled):
        changed = bytearray(whole)
        changed[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        filled.write_bytes(changed)
        with pytest.raises(VaultUnreadable), house.open(house.marta) as room:
            pytest.fail(f"page {page} was changed, and read as {read_or_noticed(room)}")
    filled.write_bytes(whole)
    with house.open(house.marta) as room:
        assert read_everything(room) == as_it_was


def test_one_changed_byte_in_every_page_is_noticed(house, filled):
    whole = filled.read_bytes()
    chance = random.Random(8)  # noqa: S311 - the same bytes each time
    with house.open(house.marta) as room:
        assert damage_of_vault(room) == []
    for page in range(len(whole) // PAGE):
        changed = bytearray(whole)
        changed[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        filled.write_bytes(changed)
        try:
            with house.open(house.marta) as room:
                assert damage_of_vault(room), f"nobody notices page {page}"
        except VaultUnreadable:
            pass


@pytest.fixture
def keys(house):
    """The file of wraps, whole and closed; put back as it was."""
    for _ in range(6):
        house.colleague()
    empty_write_ahead_log(connections["keys"])
    connections["keys"].close()
    file = Path(connections["keys"].settings_dict["NAME"])
    whole = file.read_bytes()
    yield file
    connections["keys"].close()
    file.write_bytes(whole)


def with_changed_byte(file, whole, place, chance):
    changed = bytearray(whole)
    changed[place] ^= 1 << chance.randrange(8)
    connections["keys"].close()
    file.write_bytes(changed)


def test_one_changed_byte_in_any_page_of_keys_is_noticed(house, keys):
    """Also of bytes that hold nothing, of the salt before the first page, and of what authenticates each."""
    assert damage_of_keys() == []
    whole = keys.read_bytes()
    chance = random.Random(5)  # noqa: S311 - the same bytes each time
    for start in range(0, len(whole), PAGE):
        for place in (0, 15, 16, PAGE - 80, PAGE - 64, PAGE - 1, *chance.sample(range(PAGE), 6)):
            with_changed_byte(keys, whole, start + place, chance)
            assert damage_of_keys(), f"nobody notices byte {place} of page {start // PAGE}"
    connections["keys"].close()
    keys.write_bytes(whole)
    assert damage_of_keys() == []


def test_a_changed_page_of_keys_gives_no_other_key(house, keys):
    member, bundle = house.marta.member.id, house.marta.session.bundle
    key = unwrap_key(house.vault, bundle, member)
    whole = keys.read_bytes()
    chance = random.Random(6)  # noqa: S311 - the same bytes each time
    refused = 0
    for start in range(0, len(whole), PAGE):
        with_changed_byte(keys, whole, start + chance.randrange(PAGE), chance)
        try:
            assert unwrap_key(house.vault, bundle, member) == key
        except KeysUnreadable:
            refused += 1
    assert refused > 1


def test_a_wrap_changed_by_who_has_the_pepper_is_noticed(house):
    """They can write pages that are authentic; the wrap inside is sealed to its member."""
    member, bundle = house.marta.member.id, house.marta.session.bundle
    wrapped = bytes(Wrap.objects.get(member=member).wrapped)
    for place in range(0, len(wrapped), 7):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        Wrap.objects.filter(member=member).update(wrapped=bytes(changed))
        with pytest.raises(VaultUnreadable):
            unwrap_key(house.vault, bundle, member)


@pytest.mark.parametrize("kept", [1, 100, PAGE, PAGE * 5, PAGE * 5 + 100])
def test_keys_cut_short_are_said(house, keys, kept):
    connections["keys"].close()
    keys.write_bytes(keys.read_bytes()[:kept])
    assert damage_of_keys()


def test_two_pages_of_keys_that_changed_places_are_said(house, keys):
    content = bytearray(keys.read_bytes())
    content[2 * PAGE : 3 * PAGE], content[4 * PAGE : 5 * PAGE] = (
        content[4 * PAGE : 5 * PAGE],
        content[2 * PAGE : 3 * PAGE],
    )
    connections["keys"].close()
    keys.write_bytes(content)
    assert damage_of_keys()


def test_keys_of_another_server_are_told_from_damage(house, keys, monkeypatch):
    connections["keys"].close()
    monkeypatch.setattr("tessera.vault.sqlcipher.keys.base.pepper", boxes.new_key)
    with pytest.raises(PepperOfAnother, match="does not belong to this data folder"):
        Wrap.objects.count()


def test_plain_keys_are_not_taken_while_the_server_runs(house, keys):
    import sqlite3

    connections["keys"].close()
    keys.unlink()
    with closing(sqlite3.connect(keys)) as plain:
        plain.execute("CREATE TABLE vault_wrap (id integer)")
        plain.commit()
    with pytest.raises(KeysUnreadable, match="lies open"):
        Wrap.objects.count()


@pytest.mark.parametrize("kept", [0, 1, 100, PAGE, PAGE * 5, PAGE * 5 + 100])
def test_a_file_cut_short_is_said(house, filled, kept):
    filled.write_bytes(filled.read_bytes()[:kept])
    with pytest.raises(VaultUnreadable), house.open(house.marta) as room:
        read_everything(room)


def test_two_pages_that_changed_places_are_said(house, filled):
    """Each is authentic by itself, but not where it stands."""
    content = bytearray(filled.read_bytes())
    content[5 * PAGE : 6 * PAGE], content[9 * PAGE : 10 * PAGE] = (
        content[9 * PAGE : 10 * PAGE],
        content[5 * PAGE : 6 * PAGE],
    )
    filled.write_bytes(content)
    with pytest.raises(VaultUnreadable), house.open(house.marta) as room:
        read_everything(room)


def test_another_key_opens_nothing(house, filled):
    before = filled.read_bytes()
    with pytest.raises(VaultUnreadable), opened(house.vault.id, boxes.new_key()):
        pytest.fail("opened")
    assert filled.read_bytes() == before


def test_another_vaults_file_in_its_place_opens_nothing(house, filled):
    _stranger, theirs = house.stranger()
    shutil.copy(database_file(theirs.id), filled)
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        pytest.fail("opened")


def test_a_plain_database_in_its_place_is_not_taken_for_a_vault(house, filled):
    """Else whoever writes the disk could put a room without a lock there, and wait until it is filled."""
    import sqlite3

    filled.unlink()
    plain = sqlite3.connect(filled)
    plain.execute("CREATE TABLE tracing_person (id integer)")
    plain.commit()
    plain.close()
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        pytest.fail("opened")


def test_a_missing_file_is_said_and_no_empty_room_put_in_its_place(house, filled):
    filled.unlink()
    with pytest.raises(VaultUnreadable, match="gone or empty"), house.open(house.marta):
        pytest.fail("opened")
    assert not filled.exists()


def test_the_page_says_that_the_keys_do_not_open_and_still_locks(house, keys):
    browser = house.browser(house.marta)
    damaged = bytearray(keys.read_bytes())
    damaged[PAGE * 2 : PAGE * 3] = bytes(PAGE)  # and with them the tables behind it
    for page in range(len(damaged) // PAGE):
        damaged[page * PAGE + 500] ^= 1
    connections["keys"].close()
    keys.write_bytes(damaged)
    for path in ("/", f"/room/{house.vault.id}/people/sought/", f"/room/{house.vault.id}/members/"):
        answer = browser.get(path)
        page = answer.content.decode()
        assert answer.status_code == 503
        assert "The server&#x27;s file of keys does not open" in page
        assert 'action="/lock/"' in page
    stranger = house.browser()
    typed = {"login": house.marta.login, "passphrase": house.marta.passphrase}
    answer = stranger.post("/sign-in/", typed)
    assert answer.status_code == 503
    assert "file of keys does not open" in answer.content.decode()
    assert settings.SESSION_COOKIE not in stranger.cookies

    answer = browser.post("/lock/", follow=True)
    assert "Locked. Nobody can read anything here" in answer.content.decode()
    with pytest.raises(sessions.SessionEnded):
        sessions.resume(house.marta.secret)


def test_keys_that_go_while_the_server_runs_are_said(house, keys):
    connections["keys"].close()
    keys.unlink()
    answer = house.browser(house.marta).get("/")
    assert answer.status_code == 503
    assert "file of keys does not open" in answer.content.decode()
    assert damage_of_keys() == ["It is gone or empty, and without it no room opens."]


def test_another_pepper_is_said_on_the_page(house, keys, monkeypatch):
    connections["keys"].close()
    monkeypatch.setattr("tessera.vault.sqlcipher.keys.base.pepper", boxes.new_key)
    answer = house.browser(house.marta).get("/")
    assert answer.status_code == 503
    assert "The server has another pepper" in answer.content.decode()


def test_one_changed_byte_in_any_piece_of_a_file_is_said_and_nothing_of_it_given_out(house, filled):
    content = b"at the river " * 20_000  # four pieces of 64 KiB
    with house.open(house.marta) as room:
        person = Person.objects.first()
        upload = SimpleUploadedFile("photo.jpg", content)
        house.browser(house.marta).post(
            f"/room/{house.vault.id}/person/{person.uid}/attach/", {"file": upload}
        )
        attachment = Attachment.objects.get()
        assert damaged_attachments(room) == []
    sealed = attachment_file(house.vault.id, attachment.id)
    whole = sealed.read_bytes()
    chance = random.Random(11)  # noqa: S311 - the same bytes each time
    for piece in range(0, len(whole), 64 * 1024):
        changed = bytearray(whole)
        changed[min(piece + chance.randrange(64 * 1024), len(whole) - 1)] ^= 1 << chance.randrange(8)
        sealed.write_bytes(changed)
        answer = house.browser(house.marta).get(f"/room/{house.vault.id}/files/{attachment.id}/")
        assert answer.status_code == 503
        assert "This room&#x27;s file does not open" in answer.content.decode()
        with house.open(house.marta) as room:
            assert damaged_attachments(room) == [attachment.id]


@pytest.mark.parametrize("damage", ["changed", "missing", "wrap"])
def test_the_page_says_what_happened_and_shows_nothing(house, filled, damage):
    if damage == "changed":
        content = bytearray(filled.read_bytes())
        content[PAGE // 2] ^= 1
        filled.write_bytes(content)
    elif damage == "missing":
        filled.unlink()
    else:
        wrap = Wrap.objects.get()
        Wrap.objects.update(wrapped=bytes(wrap.wrapped)[:-1] + b"\0")
    browser = house.browser(house.marta)
    for path in (f"/room/{house.vault.id}/people/sought/", f"/room/{house.vault.id}/members/"):
        answer = browser.get(path)
        assert answer.status_code == 503
        assert "This room&#x27;s file does not open" in answer.content.decode()
        assert "Diallo" not in answer.content.decode()


def test_damage_of_the_commons_is_not_called_damage_of_the_room(house):
    """Whoever looks after the server would put back the wrong file."""
    damaged = sqlite3.DatabaseError("database disk image is malformed")
    damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(DatabaseError), house.open(house.marta):
        raise DatabaseError("database disk image is malformed") from damaged


def test_other_trouble_is_not_called_damage(house):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), house.open(house.marta):
        Person.objects.create(created_by=None, changed_by=None)


# What lies on the disk


def test_nothing_of_the_content_is_on_the_disk_in_clear(house, filled):
    with house.open(house.marta):  # while it is open there is a write-ahead log, too
        open_record(draft=PersonDraft(names=[("Fatou Ndiaye", "full")]), by=house.marta.member)
        content = b"".join(path.read_bytes() for path in vaults_folder().iterdir() if path.is_file())
        assert any(path.name.endswith("-wal") for path in vaults_folder().iterdir())
    for clear in (
        b"Diallo",
        b"diallo",
        b"Ndiaye",
        b"ndiaye",
        b"Marta",
        b"last seen",
        b"SQLite format",
        b"CREATE",
    ):
        assert clear not in content


def test_no_temporary_file_is_written_and_deleted_rows_are_overwritten(house):
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        told = {}
        for pragma in ("temp_store", "secure_delete", "foreign_keys", "journal_mode", "synchronous"):
            cursor.execute(f"PRAGMA {pragma}")
            told[pragma] = cursor.fetchone()[0]
    assert told == {
        "temp_store": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "journal_mode": "wal",
        "synchronous": 2,
    }


def test_parameters_may_be_named_or_in_order(house):
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("SELECT %(one)s || %(two)s", {"one": "a", "two": "b"})
        assert cursor.fetchone() == ("ab",)
        cursor.execute("CREATE TEMPORARY TABLE pairs (a text, b text)")
        cursor.executemany("INSERT INTO pairs VALUES (%s, %s)", [("1", "2"), ("3", "4")])
        cursor.execute("SELECT a, b FROM pairs WHERE a LIKE '3%'")
        assert cursor.fetchall() == [("3", "4")]


LOCKS_IT = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)  # as SQLite does to be alone with a database
"""


def test_a_request_that_ends_takes_no_lock_of_another_along(house):
    """Closing a file gives up every lock that the process has on it: a backup could believe that nobody has it open."""

    def another_request() -> int:
        try:
            return Wrap.objects.count()
        finally:
            connections["keys"].close()

    def can_be_locked() -> bool:
        words = [sys.executable, "-c", LOCKS_IT, str(connections["keys"].settings_dict["NAME"])]
        return not subprocess.run(words, capture_output=True, check=False).returncode  # noqa: S603 - our own words

    assert set(at_once(another_request, another_request)) == {Wrap.objects.count()}
    assert not can_be_locked()
    connections["keys"].close()
    assert can_be_locked()
