"""A room leaves and arrives: whole, under a key of its own, and whatever is wrong with the file, nothing is kept."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from hypothesis import given, settings as examples
from hypothesis.strategies import binary, data, integers

from tessera.accounts.models import Role
from tessera.accounts.rules import NotAllowed
from tessera.audit import heads
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultHead, VaultLine
from tessera.sealing import passphrases, transfers
from tessera.sealing.transfers import SEALED_BYTES, open_key
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import jobs
from tessera.vault.files import (
    VaultUnreadable,
    attachment_file,
    attachments_folder,
    copy_to_take,
    database_file,
    delete_files,
    leaving_folder,
    read,
    vaults_folder,
)
from tessera.vault.leaving import actions, bringing, container, taking, troubles, unfinished
from tessera.vault.leaving.container import CopyReader, Manifest, write_copy
from tessera.vault.models import Attachment, Colleague, Departure, InvitationNote, Vault, Wrap
from tessera.vault.opening import NoGrant, open_vault, opened, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying
from tests.at_once import at_once

WORDS = "abaco hielo luna pez roca viento"
PATIENCE = 60


def write_down(house, name="Amadou Diallo", file=b"a letter"):
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(names=[(name, "full")]), by=house.marta.member)
    address = reverse("attach", kwargs={"vault": house.vault.pk, "uid": person.uid})
    house.browser(house.marta).post(address, {"file": SimpleUploadedFile("letter.txt", file)})
    return person


def take(house, words=WORDS, by=None):
    """The departure, finished."""
    by = by or house.marta
    with house.open(by):
        departure = actions.take_copy(words=words, by=by.member, session=by.session.id)
    jobs.wait(departure.id, PATIENCE)
    with house.open(by):
        departure.refresh_from_db()
    return departure


def taken(house, **kwargs):
    """The copy as bytes; it is gone from the server then."""
    departure = take(house, **kwargs)
    copy = copy_to_take(house.vault.id, departure.id)
    content = copy.read_bytes()
    copy.unlink()
    return content


def forget_room(vault):
    """As on a server that never saw it."""
    Vault.objects.filter(pk=vault).delete()
    Wrap.objects.filter(vault=vault).delete()
    VaultHead.objects.all().delete()
    delete_files(vault)


def bring(content, by, **kwargs):
    return actions.bring_room(
        source=io.BytesIO(content), words=WORDS, by=by.member, bundle=by.session.bundle, **kwargs
    )


def files_here():
    folder = Path(settings.DATA)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("vaults/**/*"))


def no_trace(before):
    """The lock file may stay; nothing else does."""
    assert [name for name in files_here() if name != "vaults/arriving.lock"] == [
        name for name in before if name != "vaults/arriving.lock"
    ]


@pytest.fixture
def fatou(house):
    return house.stranger(name="Fatou")[0]


def test_a_room_leaves_and_opens_elsewhere_whole(house, fatou):
    rosa = house.colleague(name="Rosa")
    person = write_down(house)
    with house.open(house.marta):
        lines = VaultLine.objects.count()
        checkpoint = heads.signed_head(house.vault.id)
    content = taken(house)
    old_key = unwrap_key(house.vault, rosa.session.bundle, rosa.member.id)
    old_wrap = Wrap.objects.get(vault=house.vault.id, member=rosa.member.id)
    forget_room(house.vault.id)

    brought = bring(content, fatou, checkpoint=checkpoint)

    assert brought.vault.pk == house.vault.pk
    assert brought.vault.organisation == fatou.member.organisation
    assert brought.vault.epoch == 2
    assert grant_holders(brought.vault) == {fatou.member.id}
    with open_vault(brought.vault, fatou.session):
        assert Person.objects.get().uid == person.uid
        assert verify_chain(VaultLine) > lines
        last = VaultLine.objects.order_by("-number").first()
        assert (last.verb, last.by) == ("vault.brought", fatou.member.id)
        assert heads.troubles(house.vault.id) == []
        assert heads.compare(checkpoint, VaultLine, house.vault.id) == heads.Comparison.CONTINUES
        assert set(Colleague.objects.values_list("name", flat=True)) == {"Marta", "Rosa", "Fatou"}
        assert list(Colleague.objects.exclude(kem_public=None).values_list("name", flat=True)) == ["Fatou"]
        one = Attachment.objects.get()
        assert b"".join(read(attachment_file(house.vault.id, one.pk), bytes(one.key), one.pk)) == b"a letter"
        assert not Departure.objects.exists()
    # Nothing of before opens it: neither the key they may have kept, nor their wrap put back.
    assert not rekeying.opens(database_file(house.vault.id), old_key)
    assert not rekeying.opens(database_file(house.vault.id), open_key(content[:SEALED_BYTES], WORDS).database)
    with pytest.raises(NoGrant), open_vault(brought.vault, rosa.session):
        pytest.fail("opened")
    old_wrap.save(force_insert=True)
    with pytest.raises((NoGrant, VaultUnreadable)), open_vault(brought.vault, rosa.session):
        pytest.fail("opened")


def test_it_says_so_in_both_logs_and_leaves_nothing_beside_the_copy(house):
    write_down(house)
    departure = take(house)
    assert departure.finished_at
    assert departure.damaged == 0
    assert [path.name for path in leaving_folder(house.vault.id).iterdir()] == [str(departure.id)]
    with house.open(house.marta):
        assert VaultLine.objects.get(verb="vault.copied").by == house.marta.member.id
    assert CommonsLine.objects.get(verb="vault.copied").about == house.vault.id


def test_nothing_of_the_room_is_readable_in_the_copy(house):
    from tests.scanner import traces

    write_down(house, name="Xochiquetzalcanary", file=b"Xochiquetzalcanary wrote this")
    content = taken(house)
    assert traces(content, ["Xochiquetzalcanary", str(house.vault.id), "SQLite format"]) == set()


def test_invitations_of_before_are_gone(house, fatou):
    house.joined(name="Never let in")
    with house.open(house.marta):
        assert InvitationNote.objects.exists()
    content = taken(house)
    forget_room(house.vault.id)
    brought = bring(content, fatou)
    with open_vault(brought.vault, fatou.session):
        assert not InvitationNote.objects.exists()


def test_who_may_not_move_rooms_moves_none(house):
    ana = house.colleague(Role.CASE_WORKER)
    with pytest.raises(NotAllowed), house.open(ana):
        actions.take_copy(words=WORDS, by=ana.member, session=ana.session.id)
    with pytest.raises(NotAllowed):
        bring(b"", ana)


def test_while_it_is_copied_members_write_and_delete(house, fatou, monkeypatch):
    """What was there at that moment is in it, whatever became of it since; what came after is not."""
    person = write_down(house)
    copying = taking.copy_moment

    def meanwhile(*args, **kwargs):
        with house.open(house.marta):
            one = Attachment.objects.get(about=person.uid)
            from tessera.vault.actions import delete_attachment

            delete_attachment(attachment=one, by=house.marta.member)
            open_record(draft=PersonDraft(names=[("Later", "full")]), by=house.marta.member)
        copying(*args, **kwargs)

    monkeypatch.setattr(taking, "copy_moment", meanwhile)
    content = taken(house)
    forget_room(house.vault.id)
    brought = bring(content, fatou)
    with open_vault(brought.vault, fatou.session):
        assert Person.objects.count() == 1
        one = Attachment.objects.get()
        assert b"".join(read(attachment_file(house.vault.id, one.pk), bytes(one.key), one.pk)) == b"a letter"


def test_a_damaged_file_stays_behind_and_that_is_said(house, fatou):
    write_down(house, file=b"first")
    write_down(house, file=b"second")
    one, other = sorted(attachments_folder(house.vault.id).iterdir())
    one.write_bytes(b"not what it was")
    departure = take(house)
    assert departure.damaged == 1
    content = copy_to_take(house.vault.id, departure.id).read_bytes()
    forget_room(house.vault.id)
    assert bring(content, fatou).damaged == 1
    assert [path.name for path in attachments_folder(house.vault.id).iterdir()] == [other.name]


def test_a_lock_stops_it_and_leaves_nothing(house, monkeypatch):
    write_down(house)
    copying = taking.copy_moment
    from tessera.accounts import sessions

    def locked(*args, **kwargs):
        sessions.end_all_of(house.marta.member.id)
        copying(*args, **kwargs)

    monkeypatch.setattr(taking, "copy_moment", locked)
    with house.open(house.marta):
        departure = actions.take_copy(words=WORDS, by=house.marta.member, session=house.marta.session.id)
    jobs.wait(departure.id, PATIENCE)
    assert list(leaving_folder(house.vault.id).iterdir()) == []


def test_no_copy_is_begun_where_the_disk_cannot_hold_it(house, monkeypatch):
    free = shutil.disk_usage("/")._replace(free=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free)
    with pytest.raises(troubles.NoSpace), house.open(house.marta):
        actions.take_copy(words=WORDS, by=house.marta.member, session=house.marta.session.id)
    with house.open(house.marta):
        assert not Departure.objects.exists()


def test_copies_that_nobody_fetched_go_after_a_week(house):
    departure = take(house)
    copy = copy_to_take(house.vault.id, departure.id)
    taking.forget_old_copies(leaving_folder(house.vault.id))
    assert copy.exists()
    old = copy.stat().st_mtime - 8 * 24 * 3600
    os.utime(copy, (old, old))
    unfinished.clear_up()
    assert not copy.exists()


# What may be wrong with a file


@pytest.fixture
def copy(house):
    write_down(house)
    content = taken(house)
    forget_room(house.vault.id)
    return content


def test_other_words_open_nothing(house, fatou, copy):
    before = files_here()
    with pytest.raises(troubles.OtherWords):
        actions.bring_room(
            source=io.BytesIO(copy),
            words="abaco hielo luna pez roca viejo",
            by=fatou.member,
            bundle=fatou.session.bundle,
        )
    no_trace(before)


@pytest.mark.parametrize("content", [b"", b"TS", b"PK\3\4" + bytes(500), bytes(1000), b"%PDF-1.7"])
def test_any_other_file_is_none(house, fatou, content):
    with pytest.raises(troubles.NoCopy):
        bring(content, fatou)


def test_cut_short_or_changed_anywhere_it_is_refused_and_nothing_kept(house, fatou, copy):
    before = files_here()
    places = [SEALED_BYTES, SEALED_BYTES + 30, len(copy) // 3, len(copy) // 2, len(copy) - 1]
    for at in places:
        with pytest.raises(troubles.CopyRefused):
            bring(copy[:at], fatou)
        with pytest.raises(troubles.CopyRefused):
            bring(copy[:at] + bytes([copy[at] ^ 4]) + copy[at + 1 :], fatou)
        no_trace(before)
    with pytest.raises(troubles.CopyDamaged):
        bring(copy + b"more", fatou)
    no_trace(before)
    assert bring(copy, fatou)


def test_it_cannot_come_twice_nor_where_it_still_is(house, fatou, copy):
    bring(copy, fatou)
    before = files_here()
    with pytest.raises(troubles.RoomIsHere):
        bring(copy, fatou)
    no_trace(before)
    with open_vault(Vault.objects.get(pk=house.vault.pk), fatou.session):
        assert Person.objects.count() == 1


def repacked(copy, tmp_path, change):
    """A copy by somebody who has the words and means harm: `change(manifest as a dict, folder)` first."""
    reader = CopyReader(io.BytesIO(copy), WORDS)
    reader.unpack(tmp_path, tmp_path / "database")
    said = {name: getattr(reader.manifest, name) for name in Manifest.__slots__}
    said = change(said, tmp_path, reader.key) or said
    sealed_key, key = transfers.seal_new_key(WORDS)
    if (tmp_path / "database").exists():
        rekeying.give_new_key(tmp_path / "database", old=reader.key.database, new=key.database)
        said["files"] = [
            (name, (tmp_path / name).stat().st_size) if name == "database" else (name, size)
            for name, size in said["files"]
        ]
    target = io.BytesIO()
    files = [tmp_path / name for name, _size in said["files"] if (tmp_path / str(name)).is_file()]
    for _size in write_copy(target, sealed_key, key, Manifest(**said), files):
        pass
    return target.getvalue()


def nothing(said, folder, key):
    """Repacking alone is no harm."""


def with_files(made):
    return lambda said, *_: said | {"files": made(said["files"])}


def sql(*statements):
    def change(said, folder, key):
        connection = rekeying._connect(folder / "database", key.database)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return change


def _one_more(said, folder, key):
    name = "00000000-0000-4000-8000-000000000001"
    (folder / name).write_bytes(b"payload")
    return said | {"files": [*said["files"], (name, 7)]}


def _one_less(said, folder, key):
    return said | {"files": said["files"][:1]}


def _another_content(said, folder, key):
    name, size = said["files"][1]
    (folder / name).write_bytes(os.urandom(size))


def _no_database(said, folder, key):
    (folder / "database").write_bytes(b"SQLite format 3\0" + bytes(5000))
    sealed = (folder / "database").stat().st_size
    return said | {"files": [("database", sealed), *said["files"][1:]]}


HARM = {
    "a path": with_files(lambda files: [*files, ("../../../tmp/evil", 3)]),
    "an absolute path": with_files(lambda files: [*files, ("/etc/passwd", 3)]),
    "a name twice": with_files(lambda files: [*files, files[1]]),
    "no database first": with_files(lambda files: files[::-1]),
    "nothing": with_files(lambda _files: []),
    "a negative size": with_files(lambda files: [*files[:1], (files[1][0], -5)]),
    "more than it says": with_files(lambda files: [*files[:1], (files[1][0], files[1][1] - 1)]),
    "less than it says": with_files(lambda files: [*files[:1], (files[1][0], files[1][1] + 1)]),
    "a file nobody names": _one_more,
    "a file missing": _one_less,
    "another content": _another_content,
    "a format of tomorrow": lambda said, *_: said | {"format": 2},
    "an epoch out of bounds": lambda said, *_: said | {"epoch": 2**40},
    "no vault": lambda said, *_: said | {"vault": "../x"},
    "the network's own name": lambda said, *_: said | {"vault": str(heads.COMMONS)},
    "another head": lambda said, *_: said | {"number": said["number"] + 1},
    "a trigger": sql(
        "CREATE TRIGGER t AFTER INSERT ON audit_vaultline BEGIN DELETE FROM tracing_person; END"
    ),
    "a view": sql("CREATE VIEW v AS SELECT 1"),
    "another virtual table": sql("CREATE VIRTUAL TABLE evil USING fts5(x)"),
    "a table gone": sql("DROP TABLE vault_colleague"),
    "lines gone": sql("DELETE FROM audit_vaultline"),
    "a migration of tomorrow": sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('vault', '9999_x', '2030-01-01')",
        "PRAGMA user_version = 5",
    ),
    "a time that is none": sql("UPDATE audit_vaultline SET at = 'whenever' WHERE number = 1"),
    "a time without a zone": sql("UPDATE audit_vaultline SET at = '2020-01-01T00:00:00' WHERE number = 1"),
    "an identifier that is none": sql("UPDATE vault_attachment SET id = '../../evil'"),
}


OLDER = sql(
    "DROP TABLE vault_departure",
    "DELETE FROM django_migrations WHERE app = 'vault' AND name >= '0008'",
    "PRAGMA user_version = 5",
)


def test_a_copy_of_an_older_version_is_brought_up_to_date(house, fatou, copy, tmp_path):
    brought = bring(repacked(copy, tmp_path, OLDER), fatou)
    with open_vault(brought.vault, fatou.session):
        assert Person.objects.count() == 1
        assert not Departure.objects.exists()


def test_who_has_the_words_can_pack_it_again(house, fatou, copy, tmp_path):
    assert bring(repacked(copy, tmp_path, nothing), fatou)


@pytest.mark.parametrize("harm", HARM)
def test_hostile_copies_are_refused_and_nothing_kept(house, fatou, copy, tmp_path, harm):
    before = files_here()
    content = repacked(copy, tmp_path, HARM[harm])
    with pytest.raises(troubles.CopyRefused):
        bring(content, fatou)
    no_trace(before)
    assert not Wrap.objects.filter(vault=house.vault.id).exists()
    assert not Vault.objects.filter(pk=house.vault.pk).exists()


def test_a_gigantic_size_is_refused_before_anything_is_written(house, fatou, copy, tmp_path):
    content = repacked(copy, tmp_path, with_files(lambda files: [*files[:1], (files[1][0], 2**70)]))
    with pytest.raises(troubles.NoSpace):
        bring(content, fatou)


@pytest.mark.parametrize(
    "said", [b"", b"null", b"[]", b"{", b'{"format": 1}', b'{"format": Infinity}', b"[" * 90000]
)
def test_a_list_that_cannot_be_read_is_refused(said):
    with pytest.raises(troubles.CopyDamaged):
        container._believed(said)


def test_a_newer_format_says_that_it_is_one():
    with pytest.raises(troubles.FromNewerSoftware):
        container._believed(json.dumps({"format": 2}).encode())


def test_a_checkpoint_of_another_state_refuses_the_copy(house, fatou):
    """Somebody brings an older copy than the one whose checkpoint lies on paper."""
    write_down(house)
    content = taken(house)
    write_down(house, name="Written after")
    with house.open(house.marta):
        later = heads.signed_head(house.vault.id)
    forget_room(house.vault.id)
    before = files_here()
    with pytest.raises(troubles.CheckpointDiffers) as refused:
        bring(content, fatou, checkpoint=later)
    assert refused.value.args == (heads.Comparison.TOO_SHORT,)
    no_trace(before)


def test_where_both_go_on_a_checkpoint_shows_the_fork(house, fatou, tmp_path):
    """The room keeps its name and its signing key, so that the two can be compared at all."""
    content = taken(house)
    aside = tmp_path / "aside"
    with house.open(house.marta):
        open_record(draft=PersonDraft(names=[("On the old", "full")]), by=house.marta.member)
        old_side = heads.signed_head(house.vault.id)
    shutil.copytree(vaults_folder(), aside)
    forget_room(house.vault.id)
    brought = bring(content, fatou)
    with open_vault(brought.vault, fatou.session):
        for number in range(5):
            open_record(draft=PersonDraft(names=[(f"On the new {number}", "full")]), by=fatou.member)
        assert heads.compare(old_side, VaultLine, house.vault.id) == heads.Comparison.DIFFERS


@given(data())
@examples(max_examples=150)
def test_whatever_becomes_of_the_bytes_a_copy_opens_as_it_was_or_not_at_all(drawn):
    where = Path(tempfile.mkdtemp())
    try:
        sealed_key, key = transfers.seal_new_key(WORDS)
        one = "00000000-0000-4000-8000-000000000001"
        contents = {"database": os.urandom(70_000), one: b"letter"}
        files = [(name, len(content)) for name, content in contents.items()]
        manifest = Manifest(one, 1, 3, "aa", "bb", files, [])
        for name, content in contents.items():
            (where / name).write_bytes(content)
        target = io.BytesIO()
        list(write_copy(target, sealed_key, key, manifest, [where / name for name in contents]))
        whole = target.getvalue()
        at = drawn.draw(integers(0, len(whole)))
        cut, instead = drawn.draw(integers(0, 40)), drawn.draw(binary(max_size=40))
        changed = whole[:at] + instead + whole[at + cut :]
        shutil.rmtree(where)
        where.mkdir()
        try:
            reader = CopyReader(io.BytesIO(changed), WORDS)
            reader.unpack(where, where / "database")
        except troubles.CopyRefused:
            assert changed != whole
        else:
            assert changed == whole
            assert {path.name: path.read_bytes() for path in where.iterdir()} == contents
    finally:
        shutil.rmtree(where)


# Two at once


def test_one_room_comes_in_at_a_time(house, fatou, copy, monkeypatch):
    def meanwhile(room, checkpoint):
        with pytest.raises(troubles.AnotherArrives):
            bring(copy, fatou)

    monkeypatch.setattr(actions, "check_room", meanwhile)
    assert bring(copy, fatou)


def test_two_copies_at_once_are_two_and_each_opens_with_its_own_words(house):
    write_down(house)
    with house.open(house.marta):
        asked = [
            actions.take_copy(words=words, by=house.marta.member, session=house.marta.session.id)
            for words in (WORDS, WORDS[::-1])
        ]
    for departure, words in zip(asked, (WORDS, WORDS[::-1]), strict=True):
        jobs.wait(departure.id, PATIENCE)
        content = copy_to_take(house.vault.id, departure.id).read_bytes()
        assert CopyReader(io.BytesIO(content), words).manifest.vault == str(house.vault.id)


def test_two_who_agree_at_once_close_it_once(house):
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)

    def agree(somebody):
        try:
            close(house, somebody)
        except (Vault.DoesNotExist, NoGrant, VaultUnreadable, actions.NotToBeClosed) as late:
            return type(late)
        return None

    outcomes = at_once(lambda: agree(rosa), lambda: agree(ana))
    assert None in outcomes
    is_gone(house.vault.id)
    assert CommonsLine.objects.filter(verb="vault.closed").count() == 1


# A full disk, and a process that is killed


def test_where_the_disk_fills_up_nothing_is_kept(house, fatou, copy, monkeypatch):
    before = files_here()

    def full(self, folder, database):
        database.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bringing.CopyReader, "unpack", full)
    with pytest.raises(troubles.NoSpace):
        bring(copy, fatou)
    no_trace(before)


STEPS = ("unpack", "check_room", "settle", "store_wrap", "save")


@pytest.mark.parametrize("step", STEPS)
def test_cut_off_at_any_step_the_next_start_leaves_nothing(house, fatou, copy, monkeypatch, step):
    """A killed process runs no `except`: what it leaves is cleared up at the next start, and the copy comes in then."""
    before = files_here()
    where, name = {
        "unpack": (bringing.CopyReader, "unpack"),
        "check_room": (actions, "check_room"),
        "settle": (bringing.Arriving, "settle"),
        "store_wrap": (actions, "store_wrap"),
        "save": (Vault, "save"),
    }[step]
    real = getattr(where, name)

    def then_killed(*args, **kwargs):
        if name != "save":
            real(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bringing, "forget_arriving", lambda _note: None)
        patched.setattr(where, name, then_killed)
        with pytest.raises(KeyboardInterrupt):
            bring(copy, fatou)
    assert list(vaults_folder().glob("*.arriving")) != []
    unfinished.clear_up()
    no_trace(before)
    assert not Wrap.objects.filter(vault=house.vault.id).exists()
    assert bring(copy, fatou)


def test_killed_after_it_became_a_room_it_stays_one(house, fatou, copy, monkeypatch):
    bringing._of_a_new_room()

    def killed(_vault):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bringing, "delete_files", killed)
        patched.setattr(bringing, "forget_arriving", lambda _note: None)
        with pytest.raises(KeyboardInterrupt):
            bring(copy, fatou)
    unfinished.clear_up()
    assert list(vaults_folder().glob("*.arriving")) == []
    with open_vault(Vault.objects.get(pk=house.vault.pk), fatou.session):
        assert Person.objects.count() == 1


# The receipt, and closing


def arrived(house):
    departure = take(house)
    content = copy_to_take(house.vault.id, departure.id).read_bytes()
    from tessera.sealing import tokens

    letters = tokens.spell(bytes.fromhex(CopyReader(io.BytesIO(content), WORDS).manifest.receipt))
    with house.open(house.marta):
        actions.confirm_arrival(letters=letters, by=house.marta.member)
        departure.refresh_from_db()
    return departure


def test_the_letters_of_the_other_server_show_that_it_arrived_and_the_copy_goes(house):
    departure = arrived(house)
    assert departure.arrived_at
    assert list(leaving_folder(house.vault.id).iterdir()) == []


@pytest.mark.parametrize("letters", ["", "AAAA", "MFRG GZDF MZTW Q2LK AAAA"])
def test_other_letters_show_nothing(house, letters):
    from tessera.sealing import tokens

    departure = take(house)
    for wrong in (letters, tokens.spell(b"0123456789")):
        with pytest.raises(actions.NotArrived), house.open(house.marta):
            actions.confirm_arrival(letters=wrong, by=house.marta.member)
    assert copy_to_take(house.vault.id, departure.id).exists()


def close(house, by):
    with house.open(by):
        actions.close_room(by=by.member)


def is_gone(vault):
    assert list(vaults_folder().glob(f"{vault}*")) == []
    assert not Wrap.objects.filter(vault=vault).exists()
    assert not Vault.objects.filter(pk=vault).exists()


def test_a_room_is_closed_by_two_once_its_copy_arrived(house):
    rosa = house.colleague(name="Rosa")
    write_down(house)
    departure = take(house)
    with pytest.raises(actions.NotToBeClosed), house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)
    departure = arrived(house)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)  # nobody asked yet
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, house.marta)  # one person alone is not two
    close(house, rosa)
    is_gone(house.vault.id)
    assert CommonsLine.objects.get(verb="vault.closed").by == rosa.member.id


def test_where_there_is_only_one_they_close_it_alone(house):
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    close(house, house.marta)
    is_gone(house.vault.id)


def test_anybody_inside_can_say_that_it_stays_open(house):
    rosa = house.colleague(name="Rosa")
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with house.open(rosa):
        actions.keep_open(by=rosa.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)


@pytest.mark.parametrize("when", ["before the row is gone", "after it"])
def test_killed_while_closing_it_is_there_or_it_is_gone(house, monkeypatch, when):
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(
            *((Vault, "delete") if when.startswith("before") else (actions, "finish_closing")), killed
        )
        with pytest.raises(KeyboardInterrupt):
            close(house, house.marta)
    unfinished.clear_up()
    if when.startswith("before"):
        with house.open(house.marta):
            assert Departure.objects.exists()
        assert list(vaults_folder().glob("*.closing")) == []
    else:
        is_gone(house.vault.id)


def test_a_closed_room_can_come_back_and_its_log_is_still_known(house, fatou):
    """The commons remember how far it had come, so an older copy is noticed."""
    departure = take(house)
    content = copy_to_take(house.vault.id, departure.id).read_bytes()
    from tessera.sealing import tokens

    letters = tokens.spell(bytes.fromhex(CopyReader(io.BytesIO(content), WORDS).manifest.receipt))
    with house.open(house.marta):
        actions.confirm_arrival(letters=letters, by=house.marta.member)
        actions.ask_to_close(departure=departure, by=house.marta.member)
        heads.keep_heads(house.vault.id, now=True)
        actions.close_room(by=house.marta.member)
    brought = bring(content, fatou)
    with open_vault(brought.vault, fatou.session):
        assert heads.troubles(house.vault.id) == [heads.Trouble.VAULT_WENT_BACK]


def test_nothing_else_is_open_in_the_end(house, fatou, copy):
    bring(copy, fatou)
    assert [alias for alias in connections if str(alias).startswith("vault-")] == []
    with opened(
        house.vault.id,
        unwrap_key(Vault.objects.get(pk=house.vault.pk), fatou.session.bundle, fatou.member.id),
    ):
        assert Person.objects.exists()


def test_words_of_every_language_are_taken(house):
    for language in ("en", "es", "fr"):
        words = passphrases.new_passphrase(language)
        assert CopyReader(io.BytesIO(taken(house, words=words)), f" {words.upper()} ").manifest


# Leaving altogether


def ask(house, departure, *, end_accounts):
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, end_accounts=end_accounts, by=house.marta.member)
        close(house, house.marta)


def active(organisation):
    return organisation.members.filter(removed_at=None).count()


def test_an_organisation_that_left_takes_its_accounts_along(house):
    from tessera.accounts import sessions
    from tessera.accounts.models import Member

    stranger, _vault = house.stranger(name="Fatou")
    Member.objects.filter(pk=stranger.member.pk).update(role=Role.ADMINISTRATOR)
    house.joined(name="Never let in")
    secret = house.marta.secret
    ask(house, arrived(house), end_accounts=True)
    is_gone(house.vault.id)
    assert active(house.casa) == 0
    assert active(stranger.member.organisation) == 1
    with pytest.raises(sessions.SessionEnded):
        sessions.resume(secret)
    assert CommonsLine.objects.get(verb="organisation.left").about == house.casa.id


def test_the_accounts_stay_where_nobody_else_would_look_after_the_network(house, fatou):
    ask(house, arrived(house), end_accounts=True)
    is_gone(house.vault.id)
    assert active(house.casa) == 1
