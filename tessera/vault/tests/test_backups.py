"""Backups: what is refused, what is noticed, and that nothing of them fits together by chance only."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from hypothesis import given, strategies as st

from tessera.accounts.pepper import keep_pepper, make_pepper, pepper
from tessera.sealing import boxes, tokens
from tessera.vault import files, opening
from tessera.vault.actions import let_in, remove_member
from tessera.vault.backups import taking
from tessera.vault.backups.manifest import MANIFEST_FILE, describe, read_manifest
from tessera.vault.backups.restoring import check_backup, restore_backup
from tessera.vault.backups.taking import take_backup
from tessera.vault.backups.troubles import (
    BackupDamaged,
    BackupUnfinished,
    FolderInUse,
    KeysKeptChanging,
    WrongPepper,
)
from tessera.vault.files import database_file
from tessera.vault.models import Colleague, Wrap
from tests.pages_of_keys import pages_of_keys, reading_keys

needs_sqlite = pytest.mark.skipif(
    "TESSERA_DATABASE_URL" in os.environ,
    reason="the commons are restored into another database",
)


@pytest.fixture
def backup(house, tmp_path):
    folder = tmp_path / "backup"
    take_backup(folder)
    return folder


def restored(backup, tmp_path, secret=None):
    data = tmp_path / "restored"
    places = {"pepper_file": tmp_path / "pepper", "deletions_folder": tmp_path / "deletions"}
    restore_backup(backup, data=data, pepper=secret, **places)
    return data


def test_it_holds_every_file_and_not_the_pepper(house, backup):
    names = set(read_manifest(backup).files)
    assert "keys.sqlite" in names
    assert f"vaults/{house.vault.id}.sqlite" in names
    everything = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert pepper() not in everything
    assert tokens.spell(pepper()).encode() not in everything
    check_backup(backup, pepper=pepper())


def test_nothing_is_written_over(house, backup):
    before = {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}
    with pytest.raises(FolderInUse):
        take_backup(backup)
    assert before == {path: path.read_bytes() for path in backup.rglob("*") if path.is_file()}


def test_it_is_not_taken_into_the_data_folder(house):
    with pytest.raises(FolderInUse):
        take_backup(Path(settings.DATA) / "backup")
    assert not (Path(settings.DATA) / "backup").exists()


def test_an_interrupted_one_is_recognised(house, tmp_path, monkeypatch):
    folder = tmp_path / "backup"

    def power_goes(_manifest, _folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "write_manifest", power_goes)
    with pytest.raises(KeyboardInterrupt):
        take_backup(folder)
    assert any(folder.iterdir())
    with pytest.raises(BackupUnfinished):
        check_backup(folder)
    with pytest.raises(BackupUnfinished):
        restored(folder, tmp_path)
    assert not (tmp_path / "restored").exists()


@given(data=st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(backup, data):
    name = data.draw(st.sampled_from(sorted(read_manifest(backup).files)))
    path = backup / name
    content = path.read_bytes()
    position = data.draw(st.integers(0, len(content) - 1))
    changed = bytearray(content)
    changed[position] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    try:
        with pytest.raises(BackupDamaged, match=path.name):
            check_backup(backup)
    finally:
        path.write_bytes(content)
    check_backup(backup)


def test_files_that_are_gone_or_too_many_are_named(house, backup):
    shutil.move(backup / "keys.sqlite", backup / "vaults" / "keys.sqlite")
    with pytest.raises(BackupDamaged) as told:
        check_backup(backup)
    assert "keys.sqlite is gone" in str(told.value)
    assert "vaults/keys.sqlite does not belong to it" in str(told.value)


def test_another_manifest_in_its_place_is_noticed_by_who_has_the_pepper(house, backup):
    """Whoever holds the backup can change a file and its sum; not the seal over the sums."""
    vault = backup / "vaults" / f"{house.vault.id}.sqlite"
    vault.write_bytes(vault.read_bytes()[:-4096])
    said = json.loads((backup / MANIFEST_FILE).read_text())
    said["files"] = {name: one for name, one in describe(backup).items() if name != MANIFEST_FILE}
    (backup / MANIFEST_FILE).write_text(json.dumps(said))
    check_backup(backup)
    with pytest.raises(BackupDamaged, match="Do not trust"):
        check_backup(backup, pepper=pepper())


def test_the_pepper_of_another_server_is_told_from_the_right_one(house, backup, tmp_path):
    with pytest.raises(WrongPepper):
        restored(backup, tmp_path, boxes.new_key())
    assert not (tmp_path / "restored").exists()
    assert not (tmp_path / "pepper").exists()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    said=st.binary(max_size=60)
    | st.dictionaries(
        st.sampled_from("files missing id taken_at format pepper seal other".split()), _VALUES
    ).map(lambda value: json.dumps(value).encode())
)
def test_whatever_stands_in_a_manifest_it_is_refused_in_words(tmp_path, said):
    (tmp_path / MANIFEST_FILE).write_bytes(said)
    with pytest.raises(BackupDamaged):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "../commons.sqlite",
        "/etc/passwd",
        "vaults/../../x.sqlite",
        "keys.sqlite\n",
        "vaults/a18729db-cd99-4b44-b716-44173226ff0a.sqlite/x",
    ],
)
def test_a_manifest_leads_nowhere_else(house, backup, name):
    said = json.loads((backup / MANIFEST_FILE).read_text())
    said["files"][name] = {"bytes": 1, "sha256": ""}
    (backup / MANIFEST_FILE).write_text(json.dumps(said))
    with pytest.raises(BackupDamaged):
        read_manifest(backup)


@needs_sqlite
def test_a_restore_writes_over_nothing(house, backup, tmp_path):
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / "mine").write_text("mine")
    with pytest.raises(FolderInUse):
        restored(backup, tmp_path, pepper())
    assert [path.name for path in (tmp_path / "restored").iterdir()] == ["mine"]
    (tmp_path / "restored" / "mine").unlink()
    make_pepper(tmp_path / "pepper")
    with pytest.raises(FolderInUse, match="another pepper"):
        restored(backup, tmp_path, pepper())
    (tmp_path / "pepper").unlink()
    restored(backup, tmp_path, pepper())
    assert tokens.read_spelled((tmp_path / "pepper").read_text()) == pepper()


@needs_sqlite
def test_a_restore_that_was_interrupted_starts_over(house, backup, tmp_path):
    unfinished = tmp_path / "restored.restoring"
    (unfinished / "vaults").mkdir(parents=True)
    (unfinished / "vaults" / "half").write_text("half")
    data = restored(backup, tmp_path)
    assert not unfinished.exists()
    assert not list(data.rglob("half"))
    assert not (tmp_path / "pepper").exists()


def test_a_pepper_is_never_written_over(tmp_path):
    path, secret = tmp_path / "pepper", boxes.new_key()
    assert keep_pepper(path, secret)
    assert keep_pepper(path, secret)
    assert not keep_pepper(path, boxes.new_key())
    path.write_text("what is this")
    assert not keep_pepper(path, secret)
    assert path.read_text() == "what is this"


def test_a_vault_whose_file_is_gone_is_named_and_the_others_are_kept(house, tmp_path):
    _stranger, other = house.stranger()
    database_file(other.id).unlink()
    manifest = take_backup(tmp_path / "backup")
    assert manifest.missing == [str(other.id)]
    assert manifest.vaults == 1
    check_backup(tmp_path / "backup", pepper=pepper())


# Keys and vaults of one backup


def test_a_key_that_changes_meanwhile_has_its_vault_copied_again(house, tmp_path, monkeypatch):
    _stranger, other = house.stranger()
    newcomer = house.joined()
    copied = []

    def copy(vault, folder):
        copied.append(vault)
        if copied.count(house.vault.id) == 1 and vault == house.vault.id:
            with house.open(house.marta):
                let_in(vault=house.vault, member=newcomer.member, by=house.marta.member)
        copy_vault(vault, folder)

    copy_vault = taking.copy_vault
    monkeypatch.setattr(taking, "copy_vault", copy)
    take_backup(tmp_path / "backup")
    assert copied.count(house.vault.id) == 2
    assert copied.count(other.id) == 1
    assert newcomer.member.id in members_with_wraps(tmp_path / "backup", house.vault.id)


def test_keys_that_never_stand_still_end_it_in_words(house, tmp_path, monkeypatch):
    def copy(vault, _folder):
        Wrap.objects.create(vault=vault, epoch=100 + Wrap.objects.count(), member=uuid4(), wrapped=b"new")

    monkeypatch.setattr(taking, "copy_vault", copy)
    with pytest.raises(KeysKeptChanging):
        take_backup(tmp_path / "backup")
    with pytest.raises(BackupUnfinished):
        check_backup(tmp_path / "backup")


def members_with_wraps(folder, vault):
    with reading_keys(folder / "keys.sqlite") as keys:
        rows = keys.execute("SELECT member FROM vault_wrap WHERE vault = ?", [vault.hex]).fetchall()
    return {UUID(member) for (member,) in rows}


def test_a_backup_older_than_a_removal_says_what_the_handbook_says(house, tmp_path, monkeypatch):
    """Who was removed opens with it what they could open then. What was written since is not in it."""
    removed = house.colleague(name="Removed")
    key = opening.unwrap_key(house.vault, removed.session.bundle, removed.member.id)
    held = Wrap.objects.get(vault=house.vault.id, member=removed.member.id).wrapped
    take_backup(tmp_path / "old")
    with house.open(house.marta):
        remove_member(member=removed.member, by=house.marta.member)
        Colleague.objects.create(member=uuid4(), name="written since")
    take_backup(tmp_path / "new")
    assert removed.member.id in members_with_wraps(tmp_path / "old", house.vault.id)
    assert removed.member.id not in members_with_wraps(tmp_path / "new", house.vault.id)
    assert bytes(held)[:100] in pages_of_keys(tmp_path / "old" / "keys.sqlite")
    assert bytes(held)[:100] not in pages_of_keys(tmp_path / "new" / "keys.sqlite")
    with opened_copy(tmp_path / "old", house.vault.id, key, monkeypatch):
        assert set(Colleague.objects.values_list("name", flat=True)) == {"Marta", "Removed"}


def opened_copy(folder, vault, key, monkeypatch):
    """The vault as it lies in a backup, opened with its key."""
    monkeypatch.setattr(files, "vaults_folder", lambda: folder / "vaults")
    return opening.opened(vault, key)
