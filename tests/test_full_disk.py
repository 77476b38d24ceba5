"""A server whose disk runs full: pages are read on, nothing is half kept, and it goes on by itself when there is room."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.plain_browser import Form, PlainBrowser
from tests.test_powered_off import (
    SESSION,
    Canaries,
    Machine,
    found_network,
    invite_somebody,
    open_record,
    sign_in,
)
from tests.test_restore_drill import environment

FULL = "The disk is full or fails"
NOT_SHOWN = "Nothing can be shown right now"
NEW_KEY = "This room is being locked anew"
PHOTOGRAPH = b"at the river " * 70_000


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Everything of it, its log and its backups too, lies on a disk of 96 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can be made only where this runs as root")
    machine = Machine(disk, {})
    try:
        machine.start()
        yield machine
    finally:
        machine.kill()
        subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def fill(machine: Machine) -> None:
    """To the last byte, as another program does that knows no bounds."""
    for piece in (1024 * 1024, 4096):
        try:
            with (machine.folder / "filler").open("ab", buffering=0) as filler:
                while filler.write(bytes(piece)) == piece:
                    pass
        except OSError:
            pass
    assert shutil.disk_usage(machine.folder).free == 0


@contextmanager
def full(machine: Machine) -> Iterator[None]:
    fill(machine)
    yield
    (machine.folder / "filler").unlink()


def attach(browser: PlainBrowser, record: str, name: str) -> None:
    browser.get(record)
    browser.send_file(browser.form("/attach/"), "file", name, PHOTOGRAPH)


def command(machine: Machine, *words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tessera.cli", *words],
        input=typed,
        env=environment(machine),
        capture_output=True,
        text=True,
        check=False,
    )


class Work:
    """A founder at work, and what was promised to them."""

    def __init__(self, machine: Machine, canaries: Canaries) -> None:
        self.machine, self.canaries = machine, canaries
        self.browser, self.room, self.words = found_network(machine, canaries)
        self.record = open_record(self.browser, self.room, canaries, "sought")
        attach(self.browser, self.record, "photo.jpg")
        self.browser.get(self.record)
        self.file = self.browser.links(rf"{self.room}/files/[\w-]+/")[0]
        self.new = f"{self.room}/people/sought/new/"
        self.blank = self.browser.get(self.new)
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def write(self, name: str) -> None:
        """Into a form that was fetched while there was room."""
        self.browser.path, self.browser.page = self.new, self.blank
        self.browser.send(self.browser.form(having="circumstances"), full_name=self.canaries.at(name))
        is_kept = self.browser.status == 200 and self.canaries.at(name) in self.browser.page
        assert is_kept or self.browser.status == 503
        (self.acknowledged if is_kept else self.refused).append(self.canaries.at(name))

    def all_is_as_acknowledged(self, browser: PlainBrowser) -> None:
        browser.get(self.record)
        assert self.canaries.at("sought: circumstances") in browser.page
        browser.get(f"{self.room}/people/sought/")
        assert all(name in browser.page for name in self.acknowledged)
        assert not any(name in browser.page for name in self.refused)


def pages_are_read_on(work: Work) -> None:
    lists = (f"{work.room}/people/sought/", f"{work.room}/members/", f"{work.room}/lists/")
    for path in ("/", work.record, *lists):
        work.browser.get(path)
        assert work.browser.status == 200, work.browser.page
    work.browser.get(work.file)
    assert work.browser.body == PHOTOGRAPH
    other = sign_in(work.machine, work.canaries, work.words)
    other.get(work.record)
    assert work.canaries.at("sought: circumstances") in other.page
    other.send(other.form("/lock/"))
    assert other.path.startswith("/sign-in/")


def what_is_large_waits(work: Work) -> None:
    """It does not eat up the room that the others need."""
    browser = work.browser
    attach(browser, work.record, "second.jpg")
    assert browser.status == 503
    assert FULL in browser.page
    browser.get(f"{work.room}/lists/")
    form = browser.form(having="source")
    browser.send_file(form, "file", "list.csv", b"Name\nAmadou Diallo\n" * 50, kind="found", source="x")
    assert browser.status == 503
    assert FULL in browser.page
    assert list((work.machine.folder / "data" / "incoming").iterdir()) == []


def without_any_room_nothing_is_shown_or_kept(work: Work, door: Form, lock: Form, left: PlainBrowser) -> None:
    for path in ("/", work.record, f"{work.room}/members/"):
        work.browser.get(path)
        assert work.browser.status == 503
        assert NOT_SHOWN in work.browser.page or FULL in work.browser.page
        assert work.canaries.at("sought: circumstances") not in work.browser.page
    for number in range(3):
        work.write(f"written to a full disk {number}")
    stranger = work.machine.browser()
    stranger.path = "/sign-in/"
    stranger.send(door, login=work.canaries.at("login of founder"), passphrase=work.words)
    assert stranger.status == 503
    assert SESSION not in stranger.cookies
    left.send(lock)  # the keys are forgotten, whatever else fails
    assert "Locked. Nobody can read anything here" in left.page
    assert FULL in left.page


def test_pages_are_read_on_nothing_is_half_kept_and_it_goes_on_by_itself(
    machine: Machine, canaries: Canaries
) -> None:
    work = Work(machine, canaries)
    left = machine.browser()
    left.get("/sign-in/")
    door = left.form(having="passphrase")
    left = sign_in(machine, canaries, work.words)
    left.get(work.record)
    lock = left.form("/lock/")

    with full(machine):
        pages_are_read_on(work)
        what_is_large_waits(work)
        work.write("written into the reserve")
        assert work.acknowledged
        fill(machine)  # the other program takes the reserve too
        without_any_room_nothing_is_shown_or_kept(work, door, lock, left)

    # There is room again, and nobody did anything else.
    work.all_is_as_acknowledged(work.browser)
    left.get(work.record)
    assert left.path.startswith("/sign-in/")
    attach(work.browser, work.record, "second.jpg")
    work.browser.get(work.record)
    assert "second.jpg" in work.browser.page

    fill(machine)
    machine.kill()  # and the power goes
    (machine.folder / "filler").unlink()
    login = canaries.at("login of founder")
    done = command(machine, "verify", "--rooms", typed=f"{login}\n{work.words}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    machine.start()
    work.all_is_as_acknowledged(sign_in(machine, canaries, work.words))


def test_a_new_key_a_backup_and_a_restore_wait_for_room(
    machine: Machine, canaries: Canaries, tmp_path: Path
) -> None:
    browser, room, _words = found_network(machine, canaries)
    record = open_record(browser, room, canaries, "sought")
    invite_somebody(machine, browser, room, canaries)
    browser.get(f"{room}/members/")
    browser.get(browser.links(rf'"({room}/members/[\w-]+/remove/)"')[0])
    removal = next(form for form in browser.forms() if not form.action)
    assert command(machine, "backup", tmp_path / "whole").returncode == 0

    with full(machine):
        browser.send(removal)  # somebody is removed: into the reserve
        browser.get(record)
        assert browser.status == 503
        assert NEW_KEY in browser.page
        assert not list((machine.folder / "data" / "vaults").glob("*.new-key"))

        fill(machine)
        done = command(machine, "backup", machine.folder / "backup")
        assert done.returncode == 1
        assert "is no backup: delete it" in done.stderr
        shutil.rmtree(machine.folder / "backup", ignore_errors=True)
        fill(machine)
        data = machine.folder / "restored"
        done = command(machine, "restore", tmp_path / "whole", "--data", data, "--without-pepper")
        assert done.returncode == 1
        assert "was not made" in done.stderr
        assert not data.exists()
        shutil.rmtree(machine.folder / "restored.restoring", ignore_errors=True)

    browser.get(record)
    assert canaries.at("sought: circumstances") in browser.page
    browser.get(f"{room}/members/")
    assert not re.search(rf'"{room}/members/[\w-]+/remove/"', browser.page)
    assert command(machine, "backup", tmp_path / "after").returncode == 0
    assert command(machine, "check-backup", tmp_path / "after").returncode == 0
