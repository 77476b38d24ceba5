"""One changed byte in a log that a crash left: SQLite would drop the newest changes and say nothing."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from django.db import connections

from tessera.vault.files import database_file
from tessera.vault.models import Wrap
from tessera.vault.write_ahead_log import is_whole

HEADER, FRAME = 32, 24 + 4096


@pytest.fixture
def left_by_a_crash(house, tmp_path) -> dict[str, Path]:
    """Copies of keys and vault as they lie on the disk while both are open, with a log each."""
    for _ in range(3):
        house.colleague()
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("CREATE TABLE filled (content text)")
        for number in range(30):
            cursor.execute("INSERT INTO filled VALUES (%s)", [f"row {number} " * 300])
        assert Wrap.objects.count() == 4
        files = {
            "keys": Path(str(connections["keys"].settings_dict["NAME"])),
            "vault": database_file(room.id),
        }
        for name, file in files.items():
            for ending in ("", "-wal"):
                shutil.copy(f"{file}{ending}", tmp_path / f"{name}{ending}")
    return {name: tmp_path / name for name in files}


@pytest.mark.parametrize("name", ["keys", "vault"])
def test_one_changed_byte_in_every_frame_is_noticed(left_by_a_crash, name):
    file = left_by_a_crash[name]
    log = file.with_name(f"{name}-wal")
    whole = log.read_bytes()
    assert is_whole(file)
    frames = [
        start for start in range(HEADER, len(whole), FRAME) if whole[start + 8 : start + 16] == whole[16:24]
    ]
    assert len(frames) > 4
    chance = random.Random(9)  # noqa: S311 - the same bytes each time
    places = list(range(32)) + [
        start + place for start in frames for place in (0, 9, 17, chance.randrange(FRAME))
    ]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        log.write_bytes(changed)
        assert not is_whole(file), f"nobody notices byte {place}"


def test_a_log_cut_within_a_frame_is_noticed(left_by_a_crash):
    file = left_by_a_crash["vault"]
    log = file.with_name("vault-wal")
    whole = log.read_bytes()
    for kept in (1, 31, HEADER + 100, HEADER + FRAME + 1):
        log.write_bytes(whole[:kept])
        assert not is_whole(file)


def test_frames_from_before_the_log_began_anew_are_none_of_it(house, tmp_path):
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("CREATE TABLE filled (content text)")
        for number in range(30):
            cursor.execute("INSERT INTO filled VALUES (%s)", [f"row {number} " * 300])
        cursor.execute("PRAGMA wal_checkpoint(RESTART)")
        cursor.fetchall()
        cursor.execute("INSERT INTO filled VALUES ('one more')")
        assert is_whole(database_file(room.id))


def test_no_log_and_an_empty_one_are_whole(tmp_path):
    assert is_whole(tmp_path / "keys.sqlite")
    (tmp_path / "keys.sqlite-wal").touch()
    assert is_whole(tmp_path / "keys.sqlite")
