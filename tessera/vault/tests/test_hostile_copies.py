"""Whatever is wrong with the file of a room that arrives, it is refused and nothing of it is kept."""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings as examples
from hypothesis.strategies import binary, data, integers

from tessera.audit import heads
from tessera.audit.models import VaultLine
from tessera.sealing import transfers
from tessera.sealing.transfers import SEALED_BYTES
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault.files import (
    vaults_folder,
)
from tessera.vault.leaving import actions, container, troubles
from tessera.vault.leaving.container import CopyReader, Manifest, write_copy
from tessera.vault.models import Departure, Vault, Wrap
from tessera.vault.opening import open_vault
from tessera.vault.sqlcipher import rekeying

from .leaving import (
    WORDS,
    bring,
    files_here,
    forget_room,
    no_trace,
    taken,
    write_down,
)

# What may be wrong with a file


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
