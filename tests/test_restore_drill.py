"""The drill: a backup of a server at work, brought back elsewhere by somebody who has only it and a sheet of paper."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import pytest

from tessera.sealing import boxes, tokens
from tests.journeys.conftest import ROOT
from tests.plain_browser import PlainBrowser
from tests.postgres import own_database
from tests.scanner import traces_in_folder
from tests.test_powered_off import (
    ROWS,
    SESSION,
    Canaries,
    Machine,
    found_network,
    invite_somebody,
    open_record,
    rows_done,
    send_and_leave,
    sign_in,
    until,
    until_there,
    upload_list,
)

WRITERS, BEFORE = 4, 12


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[list[Machine]]:
    """Two machines that share nothing; the first one serves."""
    with ExitStack() as stack:
        made = []
        for name in ("old", "new"):
            (tmp_path / name).mkdir()
            made.append(Machine(tmp_path / name, stack.enter_context(own_database())))
            stack.callback(made[-1].kill)
        made[0].start()
        yield made


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


def environment(machine: Machine) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
    here = {"TESSERA_DATA": str(machine.folder / "data"), "DJANGO_SETTINGS_MODULE": "tessera.config.settings"}
    return kept | machine.database | here | {"PYTHONPATH": str(ROOT)}


def tessera(machine: Machine, *words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", ROOT / "bin/tessera", *words],
        input=typed,
        env=environment(machine),
        capture_output=True,
        text=True,
        check=False,
    )


def back_up(machine: Machine, folder: Path) -> None:
    done = tessera(machine, "backup", folder)
    assert done.returncode == 0, done.stderr


def restore(
    machine: Machine, backup: Path, *words: str | Path, pepper: str = ""
) -> subprocess.CompletedProcess[str]:
    where = ["--data", str(machine.folder / "data")]
    return tessera(machine, "restore", backup, *where, *words or ["--pepper-fd", "0"], typed=pepper)


def paper(machine: Machine) -> str:
    """The pepper as set-up showed it."""
    return (machine.folder / "data.pepper").read_text()


class Writers:
    """People who open one record after the other, and remember those that were acknowledged."""

    def __init__(self, machine: Machine, cookies: dict[str, str], room: str, canaries: Canaries) -> None:
        self.machine, self.cookies, self.room, self.canaries = machine, cookies, room, canaries
        self.acknowledged: list[tuple[str, str]] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(WRITERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, writer: int) -> None:
        browser = self.machine.browser(dict(self.cookies))
        for number in range(10_000):
            if self._stop.is_set():
                return
            name = self.canaries.at(f"writer {writer}, record {number}")
            browser.get(f"{self.room}/people/sought/new/")
            browser.send(browser.form(having="circumstances"), full_name=name)
            if browser.status == 200 and name in browser.page:
                self.acknowledged.append((browser.path, name))


def test_a_backup_of_a_server_at_work_comes_back_whole(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    old, new = machines
    browser, room, words = found_network(old, canaries)
    record = open_record(browser, room, canaries, "sought")
    browser.get(record)
    photograph = (canaries.at("photograph") + " at the river ").encode() * 50_000
    browser.send_file(browser.form("/attach/"), "file", "photo.jpg", photograph)
    file = browser.links(rf"{room}/files/[\w-]+/")[0]
    upload_list(browser, room, canaries, ROWS)
    run = browser.path
    send_and_leave(browser, browser.form("/import/"))

    with Writers(old, browser.cookies, room, canaries) as writers:
        until_there(lambda: len(writers.acknowledged) >= BEFORE)
        surely = list(writers.acknowledged)
        back_up(old, tmp_path / "backup")
        so_many = len(writers.acknowledged)
        until_there(lambda: len(writers.acknowledged) > so_many)  # nobody was left waiting
    pepper = paper(old)
    old.kill()
    assert traces_in_folder(tmp_path / "backup", [*canaries.all, words]) == {}
    assert tokens.read_spelled(pepper) not in b"".join(
        path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file()
    )
    shutil.rmtree(old.folder / "data")

    assert tessera(new, "check-backup", tmp_path / "backup", "--pepper-fd", "0", typed=pepper).returncode == 0
    done = restore(new, tmp_path / "backup", pepper=pepper)
    assert done.returncode == 0, done.stderr
    new.start()
    stolen = new.browser({SESSION: browser.cookies[SESSION]})
    stolen.get(record)
    assert stolen.path.startswith("/sign-in/")  # sessions do not come back
    browser = sign_in(new, canaries, words)
    for path, name in surely:
        browser.get(path)
        assert name in browser.page
    browser.get(file)
    assert browser.body == photograph
    browser.get(run)
    if "/take-back/" not in browser.page:  # the import was under way: it goes on where it stopped
        assert rows_done(browser) < ROWS
        browser.send(browser.form("/go-on/"))
        until(browser, lambda: "/take-back/" in browser.page)
    new.stop()
    assert new.traces(canaries.all) == {}


def test_without_the_pepper_everything_comes_back_and_waits_for_it(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    old, new = machines
    browser, room, words = found_network(old, canaries)
    record = open_record(browser, room, canaries, "sought")
    back_up(old, tmp_path / "backup")

    for wrong, said in (
        (tokens.spell(boxes.new_key()), "not the one of this backup"),
        (paper(old).replace(paper(old)[0], "A" if paper(old)[0] != "A" else "B", 1), "is not a pepper"),
        ("", "is not a pepper"),
    ):
        done = restore(new, tmp_path / "backup", pepper=wrong)
        assert done.returncode == 1
        assert said in done.stderr
        assert not (new.folder / "data").exists()
        assert not (new.folder / "data.pepper").exists()

    done = restore(new, tmp_path / "backup", "--without-pepper")
    assert done.returncode == 0, done.stderr
    assert "It does not start yet" in done.stdout
    started = tessera(new, "prepare")
    assert started.returncode == 1
    assert "write the letters from your paper copy into this file" in started.stderr
    assert not (new.folder / "data.pepper").exists()  # no other was made in its place

    (new.folder / "data.pepper").write_text(paper(old))
    new.start()
    browser = sign_in(new, canaries, words)
    browser.get(record)
    assert canaries.at("sought: circumstances") in browser.page


def test_an_older_backup_lets_in_who_was_removed_since_and_shows_nothing_newer(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    """What docs/backups.md says of it: with the old backup, the pepper and the person's six words it opens."""
    old, new = machines
    browser, room, _words = found_network(old, canaries)
    record = open_record(browser, room, canaries, "sought")
    theirs = invite_somebody(old, browser, room, canaries)
    back_up(old, tmp_path / "older")
    browser.get(f"{room}/members/")
    browser.get(browser.links(rf'"({room}/members/[\w-]+/remove/)"')[0])
    browser.send(next(form for form in browser.forms() if not form.action))
    assert refused(old, canaries, theirs)
    newer = open_record(browser, room, canaries, "found")
    back_up(old, tmp_path / "newer")

    assert restore(new, tmp_path / "older", pepper=paper(old)).returncode == 0
    new.start()
    removed = sign_in(new, canaries, theirs, "the invited")
    removed.get(record)
    assert canaries.at("sought: circumstances") in removed.page
    removed.get(newer)
    assert removed.status == 404


def refused(machine: Machine, canaries: Canaries, words: str) -> bool:
    browser: PlainBrowser = machine.browser()
    browser.get("/sign-in/")
    typed = {"login": canaries.at("login of the invited"), "passphrase": words}
    browser.send(browser.form(having="passphrase"), **typed)
    return SESSION not in browser.cookies


def delete_record(browser: PlainBrowser, record: str) -> None:
    browser.get(f"{record}delete/")
    reference = re.search(r"Type (\S+) to confirm", browser.page)
    assert reference
    browser.send(browser.form(having="reference"), reference=reference[1])


@pytest.mark.parametrize("knows", ["named", "on the same machine", "not at all"])
def test_what_was_deleted_since_an_older_backup_comes_back_only_where_nobody_can_know(
    machines: list[Machine], canaries: Canaries, tmp_path: Path, knows: str
) -> None:
    old, new = machines
    browser, room, words = found_network(old, canaries)
    gone, kept = open_record(browser, room, canaries, "sought"), open_record(browser, room, canaries, "found")
    browser.get(gone)
    photograph = (canaries.at("photograph") + " at the river ").encode() * 1000
    browser.send_file(browser.form("/attach/"), "file", "photo.jpg", photograph)
    file = browser.links(rf"{room}/files/[\w-]+/")[0]
    back_up(old, tmp_path / "older")
    delete_record(browser, gone)
    pepper, deletions = paper(old), old.folder / "data.deletions"
    assert len(list(deletions.iterdir())) == 1
    assert not list((tmp_path / "older").rglob("*deletions*"))  # in no backup
    old.kill()

    where = new
    if knows == "on the same machine":
        where = old
        shutil.rmtree(old.folder / "data")
        old.database = new.database  # an empty one: a restore writes over none
    more = ["--deletions", deletions] if knows == "named" else []
    done = restore(where, tmp_path / "older", "--pepper-fd", "0", *more, pepper=pepper)
    assert done.returncode == 0, done.stderr
    assert "By this machine's clock it is" in done.stdout
    assert ("is here again" in done.stdout) == (knows == "not at all")
    where.start()
    browser = sign_in(where, canaries, words)
    browser.get("/")
    assert ("What was deleted may be here again" in browser.page) == (knows == "not at all")
    for address in (gone, file):
        browser.get(address)
        assert (browser.status == 404) == (knows != "not at all")
    browser.get(kept)
    assert canaries.at("found: circumstances") in browser.page
    where.stop()
    files = sum(len(list(path.iterdir())) for path in where.folder.glob("data/vaults/*.attachments"))
    assert files == (1 if knows == "not at all" else 0)
    assert where.traces(canaries.all) == {}


def test_a_folder_that_is_no_list_of_deletions_is_refused(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    old, new = machines
    found_network(old, canaries)
    back_up(old, tmp_path / "backup")
    for wrong in (tmp_path / "nowhere", tmp_path):
        done = restore(new, tmp_path / "backup", "--without-pepper", "--deletions", str(wrong))
        assert done.returncode == 1
        assert "holds no list of deletions" in done.stderr
        assert not (new.folder / "data").exists()


# Interrupted


_DIES = """
import os, random, signal, sys
folder, point = sys.argv[1], int(sys.argv[2])
def count(event, arguments):
    global point
    if event in {"open", "os.mkdir", "os.rename"} and str(arguments[0]).startswith(folder):
        point -= 1
        if point == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
sys.argv = ["tessera", "backup", folder]
from tessera.cli.__main__ import app
app()
"""


def test_a_backup_killed_anywhere_is_recognised_and_hinders_nobody(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    old, _new = machines
    browser, room, _words = found_network(old, canaries)
    point, ended = 0, False
    while not ended:  # at every file and folder that it makes, one after the other, until it comes to its end
        point += 1
        folder = tmp_path / f"backup-{point}"
        done = subprocess.run(
            [sys.executable, "-c", _DIES, folder, str(point)],
            env=environment(old),
            capture_output=True,
            check=False,
        )
        ended = done.returncode == 0
        assert ended or done.returncode == -signal.SIGKILL, done.stderr
        # With a manifest it is whole, even where nobody was told so; without one nobody takes it for a backup.
        if (folder / "manifest.json").exists():
            assert tessera(old, "check-backup", folder).returncode == 0
        else:
            assert not ended
        browser.get(f"{room}/people/sought/new/")
        browser.send(browser.form(having="circumstances"), full_name=canaries.at(f"after point {point}"))
        assert canaries.at(f"after point {point}") in browser.page
    assert point > 6


def test_a_full_disk_is_told_and_leaves_no_backup(
    machines: list[Machine], canaries: Canaries, tmp_path: Path
) -> None:
    """A limit on the size of files plays the full disk."""
    old, new = machines
    found_network(old, canaries)
    back_up(old, tmp_path / "whole")
    for blocks in (8, 80):
        full = f'ulimit -f {blocks}; exec "$@"'
        words = [sys.executable, "-m", "tessera.cli"]
        folder = tmp_path / f"full-{blocks}"
        done = subprocess.run(
            ["bash", "-c", full, "-", *words, "backup", folder],
            env=environment(old),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "is no backup: delete it" in done.stderr
        assert "Traceback" not in done.stderr
        assert tessera(old, "check-backup", folder).returncode == 1

        data = new.folder / "data"
        done = subprocess.run(
            [
                "bash",
                "-c",
                full,
                "-",
                *words,
                "restore",
                tmp_path / "whole",
                "--data",
                data,
                "--without-pepper",
            ],
            env=environment(new),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert f"{data} was not made" in done.stderr
        assert not data.exists()
    assert restore(new, tmp_path / "whole", "--without-pepper").returncode == 0
