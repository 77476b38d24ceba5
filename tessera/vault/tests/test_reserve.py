"""Room kept on the disk: when it goes, when it comes back, and what waits meanwhile. See tests/test_full_disk.py too."""

from __future__ import annotations

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.vault import reserve
from tessera.vault.files import incoming_folder

MEGABYTE = 1024 * 1024


@pytest.fixture
def disk(tmp_path, settings, monkeypatch):
    """A data folder on a disk that says how much is free."""
    settings.DATA = tmp_path
    free = {"bytes": 0}
    monkeypatch.setattr(reserve, "_free", lambda: free["bytes"])
    return lambda megabytes: free.update(bytes=int(megabytes * MEGABYTE))


def test_it_goes_when_the_disk_is_nearly_full_and_comes_back_when_there_is_plenty(disk):
    steps = [
        (10, False),
        (47, False),
        (48, True),
        (5, True),
        (3.9, False),
        (20, False),
        (47, False),
        (48, True),
    ]
    for megabytes, is_there in steps:
        disk(megabytes)
        reserve.look_after_reserve()
        assert reserve.reserve_file().exists() == is_there, megabytes
    assert reserve.reserve_file().stat().st_size == 16 * MEGABYTE


def test_what_is_large_waits_until_there_is_plenty_again(disk):
    disk(50)
    reserve.look_after_reserve()
    reserve.ask_for_room(40 * MEGABYTE)
    for megabytes, size in ((50, 47 * MEGABYTE), (3, 0), (20, 0)):
        disk(megabytes)
        reserve.look_after_reserve()
        with pytest.raises(OSError, match="No space left") as told:
            reserve.ask_for_room(size)
        assert told.value.errno == errno.ENOSPC


def test_a_disk_that_takes_nothing_stops_no_page(disk, monkeypatch):
    def fails(*_given):
        raise OSError(errno.EROFS, "read-only")

    disk(100)
    monkeypatch.setattr("pathlib.Path.write_bytes", fails)
    reserve.look_after_reserve()
    assert not reserve.reserve_file().exists()


def test_an_upload_is_refused_before_a_byte_of_it_is_kept(house, monkeypatch):
    monkeypatch.setattr(reserve, "_free", lambda: 20 * MEGABYTE)
    monkeypatch.setattr("tessera.web.middleware.look_after_reserve", lambda: None)
    reserve.reserve_file().unlink(missing_ok=True)
    browser = house.browser(house.marta)
    browser.raise_request_exception = False
    file = SimpleUploadedFile("list.csv", b"Name\nAmadou Diallo\n")
    answer = browser.post(f"/room/{house.vault.id}/lists/", {"file": file, "kind": "found", "source": "x"})
    assert answer.status_code == 503
    assert "The disk is full or fails" in answer.content.decode()
    assert list(incoming_folder().glob("*")) == []
