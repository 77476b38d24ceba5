"""A room leaves and arrives, whole, under a key of its own; and where that is cut off, nothing is left of it."""

from __future__ import annotations

import io
import os
import shutil

import pytest

from tessera.accounts.models import Role
from tessera.accounts.rules import NotAllowed
from tessera.audit import heads
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
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
    leaving_folder,
    read,
    vaults_folder,
)
from tessera.vault.leaving import actions, bringing, taking, troubles, unfinished
from tessera.vault.leaving.container import CopyReader
from tessera.vault.models import Attachment, Colleague, Departure, InvitationNote, Vault, Wrap
from tessera.vault.opening import NoGrant, open_vault, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying

from .leaving import (
    PATIENCE,
    WORDS,
    bring,
    files_here,
    forget_room,
    no_trace,
    take,
    taken,
    write_down,
)


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
