"""What was deleted stays deleted: also where an older copy of the room is put back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from tessera.audit.lines import verify_chain
from tessera.audit.models import VaultLine
from tessera.tracing.actions import delete_file, delete_record, open_record, take_back_import
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.tracing.writing import write_arriving
from tessera.vault import deletions, tombstones, upkeep
from tessera.vault.files import attachments_folder, database_file
from tessera.vault.models import Attachment, Tombstone
from tests.house import House


class Copy:
    """A copy of the room's files as they are now, which can be put back as a restore does."""

    def __init__(self, house: House, folder: Path) -> None:
        self.file, self.attachments = database_file(house.vault.id), attachments_folder(house.vault.id)
        self.house, self.folder = house, folder / str(uuid4())
        self.folder.mkdir()
        shutil.copyfile(self.file, self.folder / "room")
        if self.attachments.exists():
            shutil.copytree(self.attachments, self.folder / "files")

    def put_back(self) -> None:
        for log in self.file.parent.glob(f"{self.file.name}-*"):
            log.unlink()
        shutil.copyfile(self.folder / "room", self.file)
        shutil.rmtree(self.attachments, ignore_errors=True)
        if (self.folder / "files").exists():
            shutil.copytree(self.folder / "files", self.attachments)
        upkeep.look_again(self.house.vault.id)  # a restored server is another process


def written(house: House, name: str) -> Person:
    with house.open(house.marta):
        return open_record(draft=PersonDraft(names=[(name, "full")]), by=house.marta.member)


def names(house: House) -> set[str]:
    with house.open(house.marta):
        return {person.names.get().text for person in Person.objects.all()}


def delete(house: House, person: Person) -> None:
    with house.open(house.marta):
        delete_record(person=person, by=house.marta.member)


def attach(house: House, person: Person) -> Attachment:
    upload = SimpleUploadedFile("a.txt", b"letter")
    house.browser(house.marta).post(reverse("attach", args=[house.vault.id, person.uid]), {"file": upload})
    with house.open(house.marta):
        return Attachment.objects.get(about=person.uid)


def test_what_somebody_deleted_does_not_come_back_with_an_older_copy(house, tmp_path):
    amina, bintou = written(house, "Amina"), written(house, "Bintou")
    attach(house, amina)
    copy = Copy(house, tmp_path)
    delete(house, amina)
    written(house, "Coumba")
    copy.put_back()
    upkeep.look_again(house.vault.id)
    page = house.browser(house.marta).get(reverse("people", args=[house.vault.id, "sought"])).content.decode()
    assert "Bintou" in page
    assert "Amina" not in page
    with house.open(house.marta):
        assert not Attachment.objects.exists()
        assert VaultLine.objects.get(verb="deletions.repeated").details == '{"records": 2}'  # and its file
        verify_chain(VaultLine)
    assert list(attachments_folder(house.vault.id).iterdir()) == []
    assert (
        house.browser(house.marta).get(reverse("person", args=[house.vault.id, bintou.uid])).status_code
        == 200
    )


def test_nor_does_one_file_nor_a_list_that_was_taken_back_nor_what_was_due(house, tmp_path):
    amina = written(house, "Amina")
    file = attach(house, amina)
    run = uuid4()
    with house.open(house.marta):
        drafts = [PersonDraft(names=[(f"Listed {n}", "full")]) for n in range(30)]
        write_arriving(drafts, run=run, by=house.marta.member.id, at=timezone.now())
        Person.with_arriving.update(arriving=False)
    due = written(house, "Due")
    copy = Copy(house, tmp_path)
    with house.open(house.marta):
        delete_file(attachment=file, by=house.marta.member)
        take_back_import(run=run, by=house.marta.member)
        Person.objects.filter(pk=due.pk).update(keep_until=timezone.localdate() - timedelta(days=1))
    upkeep.look_again(house.vault.id)
    assert names(house) == {"Amina"}
    copy.put_back()
    assert names(house) == {"Amina"}
    with house.open(house.marta):
        assert not Attachment.objects.exists()


def test_a_copy_older_than_several_deletions_catches_up_with_all_of_them(house, tmp_path):
    people = [written(house, f"Person {n}") for n in range(6)]
    copies = []
    for person in people[:4]:
        copies.append(Copy(house, tmp_path))
        delete(house, person)
    for copy in [*copies, *reversed(copies)]:
        copy.put_back()
        assert names(house) == {"Person 4", "Person 5"}


def test_what_was_deleted_after_the_old_copy_came_back_counts_too(house, tmp_path):
    amina, bintou = written(house, "Amina"), written(house, "Bintou")
    copy = Copy(house, tmp_path)
    delete(house, amina)
    copy.put_back()
    delete(house, bintou)
    copy.put_back()
    assert names(house) == set()


def test_without_the_list_it_comes_back(house, tmp_path):
    """Which restore and Today say: nobody can know."""
    amina = written(house, "Amina")
    copy = Copy(house, tmp_path)
    delete(house, amina)
    deletions.deletions_file(house.vault.id).unlink()
    copy.put_back()
    assert names(house) == {"Amina"}


def test_a_list_that_was_lost_or_cut_is_written_again_from_the_room(house, tmp_path):
    people = [written(house, f"Person {n}") for n in range(3)]
    copy = Copy(house, tmp_path)
    for person in people:
        delete(house, person)
    file = deletions.deletions_file(house.vault.id)
    whole = deletions.marks_of(house.vault.id)
    assert len(whole) == 3
    for left in (b"", file.read_bytes()[:40], file.read_bytes()[:64]):
        file.write_bytes(left)
        upkeep.look_again(house.vault.id)
        assert names(house) == set()
        assert deletions.marks_of(house.vault.id) == whole
    copy.put_back()
    assert names(house) == set()


def test_where_it_cannot_be_written_the_deletion_is_done_and_told_later(house, tmp_path, monkeypatch):
    amina = written(house, "Amina")
    copy = Copy(house, tmp_path)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(deletions, "add", full)
        delete(house, amina)
        assert names(house) == set()
        assert "could come back with a backup" in house.browser(house.marta).get("/").content.decode()
    upkeep.look_again(house.vault.id)
    assert "could come back with a backup" not in house.browser(house.marta).get("/").content.decode()
    copy.put_back()
    assert names(house) == set()


def test_a_folder_that_cannot_be_written_keeps_nothing_from_ending(house, monkeypatch):
    amina, bintou = written(house, "Amina"), written(house, "Bintou")

    def denied(*_args: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(deletions, "add", denied)
        delete(house, amina)
        with house.open(house.marta):
            Person.objects.filter(pk=bintou.pk).update(keep_until=timezone.localdate() - timedelta(days=1))
        upkeep.look_again(house.vault.id)
        assert names(house) == set()
    upkeep.look_again(house.vault.id)
    with house.open(house.marta):
        assert tombstones.are_told()


def test_a_deletion_that_failed_is_not_told(house, tmp_path, monkeypatch):
    amina = written(house, "Amina")
    before = deletions.how_many(house.vault.id)

    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("tessera.tracing.actions.write_line", fails)
        with pytest.raises(RuntimeError):
            delete(house, amina)
    upkeep.look_again(house.vault.id)
    assert names(house) == {"Amina"}
    assert deletions.how_many(house.vault.id) == before


def test_the_list_gives_nothing_away(house):
    amina = written(house, "Amina Xochiquetzal")
    delete(house, amina)
    content = deletions.deletions_file(house.vault.id).read_bytes()
    assert len(content) == 32
    assert amina.uid.bytes not in content
    assert not deletions.deletions_file(house.vault.id).is_relative_to(settings.DATA)


def test_marks_of_another_room_delete_nothing_here(house):
    written(house, "Amina")
    stranger, other = house.stranger()
    with house.open(stranger, other):
        theirs = open_record(draft=PersonDraft(names=[("Fatou", "full")]), by=stranger.member)
        delete_record(person=theirs, by=stranger.member)
    deletions.add(house.vault.id, sorted(deletions.marks_of(other.id)))
    upkeep.look_again(house.vault.id)
    assert names(house) == {"Amina"}
    with house.open(house.marta):
        assert Tombstone.objects.count() == 1
        assert not VaultLine.objects.filter(verb="deletions.repeated").exists()


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_file_deletes_nothing_that_it_does_not_name(house, rubbish):
    file = deletions.deletions_file(house.vault.id)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(rubbish)
    upkeep.look_again(house.vault.id)
    if not names(house):
        written(house, "Amina")
    upkeep.look_again(house.vault.id)
    assert names(house) == {"Amina"}


@given(st.lists(st.lists(st.binary(min_size=32, max_size=32), max_size=5), max_size=6), st.integers(0, 31))
def test_half_a_mark_at_the_end_is_written_over(house, added, torn):
    vault, known = uuid4(), set()
    for marks in added:
        deletions.add(vault, marks)
        known |= set(marks)
        with deletions.deletions_file(vault).open("ab") as file:
            file.write(b"x" * torn)
    assert deletions.marks_of(vault) == known


def test_carrying_over_takes_both_together(tmp_path):
    vault, one, other = uuid4(), tmp_path / "one", tmp_path / "other"
    for folder, marks in ((one, b"a" * 32 + b"b" * 32), (other, b"b" * 32 + b"c" * 32)):
        folder.mkdir()
        (folder / str(vault)).write_bytes(marks)
        (folder / "notes.txt").write_text("somebody else's")
    deletions.carry_over(one, other)
    deletions.carry_over(one, other)
    assert (other / str(vault)).read_bytes() == b"b" * 32 + b"c" * 32 + b"a" * 32
    assert deletions.know_any(other)
    assert not deletions.know_any(tmp_path / "none")


def test_each_is_told_once(house):
    for n in range(3):
        delete(house, written(house, f"Person {n}"))
    with house.open(house.marta):
        tombstones.tell()
        assert tombstones.are_told()
        assert deletions.how_many(house.vault.id) == Tombstone.objects.count() == 3
