"""The drill: an organisation takes its room to a machine that shares nothing with the old one, and opens it there.

Machines, people and words are those of the powered-off drill. What was typed on the old machine is searched for in
every file of the new one, and in the copy; and whatever is killed or fills up on the way leaves a room or nothing.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.plain_browser import PlainBrowser
from tests.postgres import own_database
from tests.scanner import traces_in_folder
from tests.test_powered_off import (
    SESSION,
    Canaries,
    Machine,
    found_network,
    invite_somebody,
    open_record,
    sign_in,
    until,
)
from tests.test_restore_drill import environment, paper, tessera


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[list[Machine]]:
    """Two machines that share nothing: data, pepper and database of their own. Both serve."""
    with ExitStack() as stack:
        made = []
        for name in ("old", "new"):
            (tmp_path / name).mkdir()
            made.append(Machine(tmp_path / name, stack.enter_context(own_database())))
            stack.callback(made[-1].kill)
            made[-1].start()
        yield made


def words_on(page: str) -> list[str]:
    listed = re.search(r'<ol class="words" id="words">(.*?)</ol>', page, re.DOTALL)
    assert listed
    return re.findall(r"<li>([^<]+)</li>", listed[1])


def ask_for_copy(browser: PlainBrowser, room: str) -> str:
    """The words; the copy is under way then, or made."""
    browser.get(f"{room}/leaving/take/")
    browser.send(next(form for form in browser.forms() if not form.action))
    words = words_on(browser.page)
    form = browser.form(having="held")
    browser.send(form, **{name: words[int(name[-1]) - 1] for name in form.values if name.startswith("word_")})
    return " ".join(words)


def take(browser: PlainBrowser, room: str) -> tuple[str, bytes]:
    words = ask_for_copy(browser, room)
    browser.get(f"{room}/leaving/")
    until(browser, lambda: "/fetch/" in browser.page)
    link = browser.links(rf'"({room}/leaving/[\w-]+/fetch/)"')[0]
    browser.get(link)
    return words, browser.body


def send(browser: PlainBrowser, content: bytes) -> None:
    browser.get("/rooms/bring/")
    browser.send_file(next(form for form in browser.forms() if not form.action), "file", "copy.bin", content)


def receipt_on(page: str) -> str:
    found = re.search(r'id="receipt"[^>]*>([A-Z2-7 ]+)<', page)
    assert found, page
    return found[1]


def bring_at_terminal(
    machine: Machine, file: Path, login: str, words: str, copy_words: str
) -> subprocess.CompletedProcess[str]:
    return tessera(machine, "bring-room", file, typed=f"{login}\n{words}\n{copy_words}\n")


def in_peace(*canaries: Canaries) -> list[str]:
    return [word for one in canaries for word in one.all]


def test_an_organisation_leaves_and_opens_its_room_on_its_own_machine(
    machines: list[Machine], tmp_path: Path
) -> None:
    old, new = machines
    there, here = Canaries(), Canaries()
    browser, room, old_words = found_network(old, there)
    record = open_record(browser, room, there, "sought")
    browser.get(record)
    photograph = (there.at("photograph") + " at the river ").encode() * 50_000
    browser.send_file(browser.form("/attach/"), "file", "photo.jpg", photograph)
    file = browser.links(rf"{room}/files/[\w-]+/")[0]
    browser.get(f"{room}/proof/")
    checkpoint = re.search(r'<p class="words letters" dir="ltr">([A-Z2-7 ]+)</p>', browser.page)
    assert checkpoint
    theirs = invite_somebody(old, browser, room, there)
    copy_words, copy = take(browser, room)
    (tmp_path / "travelling").mkdir()
    (tmp_path / "travelling" / "copy.bin").write_bytes(copy)
    assert traces_in_folder(tmp_path / "travelling", [*there.all, room.split("/")[2], copy_words]) == {}

    mine, _own_room, new_words = found_network(new, here)
    send(mine, copy)
    mine.send(mine.form("/open/"), words=old_words)
    assert "not the words of this copy" in mine.page
    mine.send(mine.form("/open/"), words=copy_words, checkpoint=checkpoint[1])
    receipt = receipt_on(mine.page)

    all_of_it_is_here(mine, room, record, there)
    mine.get(file)
    assert mine.body == photograph
    login = here.at("login of founder")
    done = tessera(new, "verify", "--rooms", typed=f"{login}\n{new_words}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    nobody_of_before(new, there, browser, record, {"founder": old_words, "the invited": theirs})

    # The old machine is told, and closes the room: two agree, and nothing is left.
    browser.get(f"{room}/leaving/")
    browser.send(browser.form("/arrived/"), letters=receipt)
    second = sign_in(old, there, theirs, "the invited")
    for somebody in (browser, second):
        somebody.get(f"{room}/leaving/close/")
        somebody.send(next(form for form in somebody.forms() if not form.action), name="Casa")
    assert list((old.folder / "data" / "vaults").glob(f"{room.split('/')[2]}*")) == []
    browser.get(record)
    assert browser.status == 404
    mine.get(record)
    assert mine.status == 200
    for machine in machines:
        machine.stop()
        assert machine.traces([*in_peace(there, here), copy_words]) == {}


def all_of_it_is_here(mine: PlainBrowser, room: str, record: str, there: Canaries) -> None:
    """The record, what can be searched, and the log from its first line, without a trouble."""
    mine.get(record)
    assert there.at("sought: circumstances") in mine.page
    mine.get(f"{room}/people/sought/")
    mine.send(mine.form("/search/"), words=there.at("sought: full_name"))
    assert there.at("sought: full_name") in mine.page
    mine.get(f"{room}/proof/log/")
    assert "(from before)" in mine.page
    mine.get(f"{room}/proof/")
    assert mine.status == 200
    assert "note no" not in mine.page


def nobody_of_before(
    new: Machine, there: Canaries, browser: PlainBrowser, record: str, words: dict[str, str]
) -> None:
    """Neither their cookies nor their words open anything."""
    stolen = new.browser({SESSION: browser.cookies[SESSION]})
    stolen.get(record)
    assert stolen.path.startswith("/sign-in/")
    for who, theirs in words.items():
        stranger = new.browser()
        stranger.get("/sign-in/")
        stranger.send(
            stranger.form(having="passphrase"), login=there.at(f"login of {who}"), passphrase=theirs
        )
        assert SESSION not in stranger.cookies


def test_old_pepper_and_old_words_open_nothing_of_the_new(machines: list[Machine]) -> None:
    """Even laid into the new machine: the old founder's account is not there, and the wrap of theirs is for nothing."""
    old, new = machines
    there, here = Canaries(), Canaries()
    browser, room, old_words = found_network(old, there)
    open_record(browser, room, there, "sought")
    copy_words, copy = take(browser, room)
    mine, _own, _words = found_network(new, here)
    send(mine, copy)
    mine.send(mine.form("/open/"), words=copy_words)
    receipt_on(mine.page)
    pepper = paper(old)
    old.stop()
    new.stop()
    vault = room.split("/")[2]
    # The whole old keys and commons beside the room's new file, under the old pepper.
    (old.folder / "data" / "vaults" / f"{vault}.sqlite").write_bytes(
        (new.folder / "data" / "vaults" / f"{vault}.sqlite").read_bytes()
    )
    assert paper(old) == pepper
    old.start()
    thief = sign_in(old, there, old_words)
    thief.get(f"{room}/people/sought/")
    assert thief.status == 503
    assert there.at("sought: full_name") not in thief.page


_DIES = """
import os, signal, sys
folder, point = sys.argv[1], int(sys.argv[2])
def count(event, arguments):
    global point
    if event in {"open", "os.mkdir", "os.rename", "os.remove", "shutil.rmtree"} and str(arguments[0]).startswith(folder):
        point -= 1
        if point == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
sys.argv = ["tessera", "bring-room", sys.argv[3]]
from tessera.cli.__main__ import app
app()
"""


def test_killed_anywhere_while_it_comes_in_it_is_a_room_or_nothing(
    machines: list[Machine], tmp_path: Path
) -> None:
    """At files and folders that are opened, made or renamed, one after the other; the next start needs no hand."""
    old, new = machines
    there, here = Canaries(), Canaries()
    browser, room, _words = found_network(old, there)
    record = open_record(browser, room, there, "sought")
    copy_words, copy = take(browser, room)
    (tmp_path / "copy.bin").write_bytes(copy)
    _mine, _own, new_words = found_network(new, here)
    new.stop()
    vaults = new.folder / "data" / "vaults"
    before = sorted(path.name for path in vaults.iterdir())
    typed = f"{here.at('login of founder')}\n{new_words}\n{copy_words}\n"
    point, came = 0, False
    while not came:
        point += 1 + point // 4  # every point at first, then with growing steps
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _DIES, vaults, str(point), tmp_path / "copy.bin"],
            input=typed.encode(),
            env=environment(new),
            capture_output=True,
            check=False,
        )
        came = done.returncode == 0
        assert came or done.returncode == -signal.SIGKILL, done.stderr.decode()
        assert tessera(new, "prepare").returncode == 0
        left = {path.name for path in vaults.iterdir()} - {"arriving.lock", *before}
        there_is = any(room.split("/")[2] in name for name in left)
        assert there_is or not left, (point, left)
        came = came or there_is
    assert point > 10
    new.start()
    mine = sign_in(new, here, new_words)
    mine.get(record)
    assert there.at("sought: circumstances") in mine.page


def test_killed_while_the_copy_is_made_nothing_lies_about_and_the_room_is_whole(
    machines: list[Machine],
) -> None:
    old, _new = machines
    there = Canaries()
    browser, room, words = found_network(old, there)
    record = open_record(browser, room, there, "sought")
    browser.get(record)
    photograph = os.urandom(20_000_000)
    for number in range(3):
        browser.send_file(browser.form("/attach/"), "file", f"{number}.jpg", photograph)
    folder = old.folder / "data" / "vaults" / f"{room.split('/')[2]}.leaving"
    ask_for_copy(browser, room)
    old.kill()
    old.start()
    unfinished = [path for path in folder.glob("*") if path.is_dir()]
    assert unfinished == []
    browser = sign_in(old, there, words)
    browser.get(f"{room}/leaving/")
    assert "stopped before the end" in browser.page or "/fetch/" in browser.page
    browser.get(record)
    assert there.at("sought: circumstances") in browser.page
    _copy_words, copy = take(browser, room)
    assert len(copy) > 60_000_000


def test_a_full_disk_while_it_comes_in_is_told_and_leaves_nothing(
    machines: list[Machine], tmp_path: Path
) -> None:
    """A limit on the size of files plays the full disk."""
    old, new = machines
    there, here = Canaries(), Canaries()
    browser, room, _words = found_network(old, there)
    record = open_record(browser, room, there, "sought")
    browser.get(record)
    browser.send_file(browser.form("/attach/"), "file", "photo.jpg", os.urandom(5_000_000))
    copy_words, copy = take(browser, room)
    (tmp_path / "copy.bin").write_bytes(copy)
    _mine, _own, new_words = found_network(new, here)
    vaults = new.folder / "data" / "vaults"
    before = {path.name for path in vaults.iterdir() if "-wal" not in path.name and "-shm" not in path.name}
    typed = f"{here.at('login of founder')}\n{new_words}\n{copy_words}\n"
    for blocks in (100, 2000):
        done = subprocess.run(
            [
                "bash",
                "-c",
                f'ulimit -f {blocks}; exec "$@"',
                "-",
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tessera.cli",
                "bring-room",
                tmp_path / "copy.bin",
            ],
            input=typed,
            env=environment(new),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "Nothing was kept" in done.stderr
        after = {
            path.name for path in vaults.iterdir() if "-wal" not in path.name and "-shm" not in path.name
        }
        assert after - before <= {"arriving.lock"}
    done = bring_at_terminal(new, tmp_path / "copy.bin", here.at("login of founder"), new_words, copy_words)
    assert done.returncode == 0, done.stderr
