"""What an image of a running server's memory gives away, and what no image of it can.

Python cannot wipe what it freed, so traces of what was open survive the lock. They are counted here, and the numbers
stand in docs/threat-model.md. What nobody opened since the start is not there at all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.journeys.conftest import ROOT
from tests.plain_browser import PlainBrowser
from tests.test_powered_off import SESSION, Canaries, Machine, account, found_network, open_record, sign_in
from tests.threats.memory import copies, family_of

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="only root on Linux reads another process's memory"
)
_OTHERS = ("name of the neighbour", "login of the neighbour", "neighbours sought")


def in_memory(machine: Machine, words: dict[str, str | bytes]) -> Counter[str]:
    assert machine.process
    return copies(family_of(machine.process.pid), words)


def keys_of(machine: Machine, login: str, words: str) -> dict[str, str | bytes]:
    """The member's private key and those of their rooms, made out of the disk, the pepper and the words."""
    places = {
        "TESSERA_DATA": str(machine.folder / "data"),
        "TESSERA_PEPPER_FILE": str(machine.folder / "data.pepper"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.threats.keys_of", login],
        input=words,
        env=os.environ | machine.database | places,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: bytes.fromhex(key) for name, key in (line.split() for line in done.stdout.splitlines())}


def neighbour(machine: Machine, browser: PlainBrowser, canaries: Canaries) -> str:
    """Another organisation with a record in a room of its own; the six words of its first member."""
    browser.get("/network/organisations/add/")
    browser.send(browser.form(having="organisation"), organisation="Vecinas", country="SN")
    invited = machine.browser()
    invited.get(browser.links(r"http://[^/]+(/join/[\w-]+/)")[0])
    words = account(invited, canaries, "the neighbour")
    invited.get("/")
    room = invited.links(r'"(/room/[\w-]+)/')[0]
    invited.get(f"{room}/people/sought/new/")
    written = canaries.at("neighbours sought")
    invited.send(invited.form(having="circumstances"), full_name=written, circumstances=written)
    assert invited.path.startswith(f"{room}/person/")
    return words


@needs_root
def test_what_is_open_is_in_memory_and_what_nobody_opened_is_not(
    machine: Machine, canaries: Canaries
) -> None:
    browser, room, words = found_network(machine, canaries)
    record = open_record(browser, room, canaries, "sought")
    neighbours_words = neighbour(machine, browser, canaries)
    machine.stop()
    own = keys_of(machine, canaries.at("login of founder"), words)
    theirs = keys_of(machine, canaries.at("login of the neighbour"), neighbours_words)
    written: dict[str, str | bytes] = {
        name: word for name, word in canaries.words.items() if name not in _OTHERS and "founder" not in name
    }
    others: dict[str, str | bytes] = {name: canaries.at(name) for name in _OTHERS} | theirs
    others["words"] = neighbours_words

    # Just started, it holds nothing of anybody.
    machine.start()
    assert not in_memory(machine, written | own | {"words": words})
    assert not in_memory(machine, others)

    browser = sign_in(machine, canaries, words)
    cookie: dict[str, str | bytes] = {"cookie": browser.cookies[SESSION]}
    for _ in range(20):
        browser.get(record)
    opened = in_memory(machine, written)
    assert set(opened) == set(written)  # we look where it is
    secrets = in_memory(machine, own | cookie | {"words": words})

    browser.send(browser.form("/lock/"))
    locked = in_memory(machine, written), in_memory(machine, own | cookie | {"words": words})
    stranger = machine.browser()
    for _ in range(100):
        stranger.get("/sign-in/")
    later = in_memory(machine, written), in_memory(machine, own | cookie | {"words": words})
    print(f"Copies in memory of {len(written)} values, and of secrets:")
    for when, (values, keys) in {"open": (opened, secrets), "locked": locked, "later": later}.items():
        print(f"  {when}: {sum(values.values())} of {len(values)} values; {dict(keys)}")

    # Whoever was away is not in it, whatever their neighbours do.
    assert not in_memory(machine, others)


_ASKS = """
import ctypes, resource, {module}
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the switch")
@pytest.mark.parametrize("module", ["tessera.config.wsgi", "tessera.cli.__main__"])
def test_no_crash_writes_the_memory_of_server_or_command_line(module: str) -> None:
    assert asked(module) == "(0, 0) 0"
    assert asked("json").endswith(" 1")  # what a process of ours would be without


def asked(module: str) -> str:
    """How large a core dump may be, and whether anybody may make one, once the module was imported."""
    program = [sys.executable, "-c", _ASKS.format(module=module)]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[0]


# Root reads everything, so both become nobody. Changing users switches reading off, so it is switched on again first.
_WAITS = """
import os, time
os.setgroups([]); os.setgid(65534); os.setuid(65534)
ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
{keeps}
print("there", flush=True)
time.sleep(600)
"""
_READS = "import os, sys; os.setgroups([]); os.setgid(65534); os.setuid(65534); open(sys.argv[1]).read()"


@needs_root
@pytest.mark.parametrize("kept", [True, False])
def test_no_other_process_of_the_same_user_reads_its_memory(*, kept: bool) -> None:
    """Without the switch it can be read: then the test would notice."""
    source = (ROOT / "tessera" / "common" / "memory.py").read_text()
    program = source + _WAITS.format(keeps="keep_memory_to_itself()" if kept else "")
    waiting = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    try:
        assert waiting.stdout
        assert waiting.stdout.readline() == b"there\n"
        reads = subprocess.run(
            [sys.executable, "-c", _READS, f"/proc/{waiting.pid}/maps"], capture_output=True, check=False
        )
        assert (reads.returncode != 0) == kept, reads.stderr
    finally:
        waiting.kill()
        waiting.communicate()
