"""What a killed process left beside the vaults goes by itself, and nothing else does."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections

from tessera.audit import heads
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.vault import upkeep
from tessera.vault.checking import damage_of_vault
from tessera.vault.current import vault_transaction
from tessera.vault.files import attachment_file, attachments_folder, database_file
from tessera.vault.models import Attachment
from tessera.vault.opening import open_vault
from tests.at_once import PATIENCE

_WAL_HEADER, _FRAME_HEADER, _PAGE = 32, 24, 4096


@pytest.fixture(autouse=True)
def _after_a_start(house):
    attachments_folder(house.vault.id).mkdir(mode=0o700, parents=True)
    upkeep.look_again(house.vault.id)


def a_file(house, *, with_row: bool):
    identifier = uuid4()
    attachment_file(house.vault.id, identifier).write_bytes(b"sealed")
    if with_row:
        Attachment.objects.create(
            id=identifier, about=uuid4(), name="n", size=6, key=b"k", added_by=house.marta.member.id
        )
    return attachment_file(house.vault.id, identifier)


def opened(house) -> None:
    with house.open(house.marta):
        pass


def test_who_comes_first_clears_up_files_without_a_row(house):
    with house.open(house.marta):
        kept = a_file(house, with_row=True)
    upkeep.look_again(house.vault.id)
    lost = a_file(house, with_row=False)
    opened(house)
    assert kept.exists()
    assert not lost.exists()


def test_it_looks_once_a_day(house):
    opened(house)
    lost = a_file(house, with_row=False)
    opened(house)
    assert lost.exists()


def test_a_file_that_is_being_kept_right_now_stays(house):
    session, outcome = house.marta.session, []

    def look() -> None:
        with open_vault(house.vault, session):
            outcome.append("opened")
        connections.close_all()

    with house.open(house.marta):
        upkeep.look_again(house.vault.id)
        with vault_transaction():
            file = a_file(house, with_row=True)
            other = threading.Thread(target=look)
            other.start()
            other.join(0.2)
            assert outcome == []  # it waits for the one who writes
    other.join(PATIENCE)
    assert outcome == ["opened"]
    assert file.exists()


def test_beside_a_vault_that_was_put_back_every_file_stays(house, tmp_path):
    """Its rows are older than its files: somebody may put the newer vault back again."""
    older = tmp_path / "older"
    shutil.copyfile(database_file(house.vault.id), older)
    with house.open(house.marta):
        file = a_file(house, with_row=True)
        open_record(draft=PersonDraft(), by=house.marta.member)
        heads.keep_heads(house.vault.id, now=True)
    shutil.copyfile(older, database_file(house.vault.id))
    upkeep.look_again(house.vault.id)
    opened(house)
    assert file.exists()


def test_a_disk_that_can_only_be_read_keeps_nobody_out(house, monkeypatch, caplog):
    lost, unlink = a_file(house, with_row=False), Path.unlink

    def refuse(path, **kwargs):
        if path == lost:
            raise OSError(30, "Read-only file system")
        unlink(path, **kwargs)

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    opened(house)
    assert lost.exists()
    assert "leftover not deleted" in caplog.text


def test_a_page_half_moved_out_of_the_log_is_no_damage(house):
    """As a process leaves it that is killed in the middle of moving it: the log still has the whole."""
    file = database_file(house.vault.id)
    with house.open(house.marta) as room:
        open_record(draft=PersonDraft(names=[("Amadou Diallo", "full")]), by=house.marta.member)
        log = file.with_name(file.name + "-wal").read_bytes()
        frames = range(_WAL_HEADER, len(log), _FRAME_HEADER + _PAGE)
        pages = {int.from_bytes(log[at : at + 4], "big") for at in frames}
        content = bytearray(file.read_bytes())
        page = max(number for number in pages if number * _PAGE <= len(content))
        content[(page - 1) * _PAGE : page * _PAGE - _PAGE // 2] = bytes(_PAGE // 2)
        file.write_bytes(content)
        assert damage_of_vault(room) == []
