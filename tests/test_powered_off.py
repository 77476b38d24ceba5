"""The promise, tried out: a server that was switched off, copied or killed gives up nothing of what is in its rooms.

A real server is set up and used as people use it, with words made up for this run in every place where somebody
types. Then it is stopped, or killed in the middle of something, and every file that it may have written is
searched for these words: data, temporary folder, log, the pepper's folder, and on PostgreSQL every row.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import http.client
import io
import os
import random
import re
import signal
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from tests.journeys.conftest import PATIENCE, ROOT, free_port, wait_until_ready
from tests.plain_browser import Form, PlainBrowser
from tests.postgres import own_database
from tests.scanner import disguises, traces, traces_in_folder

ROWS = 6000  # of a list that is long enough to be killed in the middle of
SESSION = "__Host-session"
# Fields that take no words, with something they do take.
FIGURES = {"birth": "1996-03-21", "age": "28", "height": "163-167", "event": "2024-02", "people": "1"}


class Canaries:
    """Words of sixteen letters that stand nowhere else, each with the place it was typed at."""

    def __init__(self) -> None:
        self._chance = random.Random()  # noqa: S311 - names of fields, no secrets
        self.words: dict[str, str] = {}

    def at(self, place: str) -> str:
        if place not in self.words:
            self.words[place] = "".join(self._chance.choices("badomenituk", k=16))
        return self.words[place]

    @property
    def all(self) -> list[str]:
        return list(self.words.values())


class Machine:
    """A folder with all that one server may write, and the server in it: started, stopped or killed."""

    def __init__(self, folder: Path, database: dict[str, str]) -> None:
        self.folder, self.database, self.port = folder, database, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        (folder / "tmp").mkdir()
        (folder / "home").mkdir()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, cookies: dict[str, str] | None = None) -> PlainBrowser:
        return PlainBrowser(self.origin, cookies)

    def start(self) -> None:
        self._starts += 1
        log = self.folder / f"log-{self._starts}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
        places = {"TMPDIR": str(self.folder / "tmp"), "HOME": str(self.folder / "home")}
        with log.open("w") as output:
            self.process = subprocess.Popen(
                ["bash", ROOT / "bin/run", "--port", str(self.port), "--data", self.folder / "data"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=kept | self.database | places,
                start_new_session=True,
            )
        wait_until_ready(self.process, log)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self.process = None

    def kill(self) -> None:
        """As when the power goes: every process of the server at once, none with a last word."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
        self.process = None

    def traces(self, words: list[str]) -> dict[str, set[str]]:
        """Where any of the words is on this machine's disk, and in which disguise."""
        if url := self.database.get("TESSERA_DATABASE_URL"):
            (self.folder / "rows").write_bytes(every_row(url))
        return traces_in_folder(self.folder, words)


def every_row(url: str) -> bytes:
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        dump = bytearray()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as rows:  # type: ignore[arg-type]
                dump += b"".join(bytes(row) for row in rows)
        return bytes(dump)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with own_database() as database:
        machine = Machine(tmp_path, database)
        machine.start()
        try:
            yield machine
        finally:
            machine.kill()


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


# What people do


def account(browser: PlainBrowser, canaries: Canaries, who: str, **more: str) -> str:
    """Fills in the form that makes an account, writes words and pepper down, reads them back; the six words."""
    typed = {"name": canaries.at(f"name of {who}"), "login": canaries.at(f"login of {who}")}
    browser.send(browser.form(having="login"), **typed, **more)
    words = " ".join(re.findall(r"<li>([^<]+)</li>", browser.page.partition('id="words"')[2]))
    pepper = re.search(r'id="pepper"[^>]*>([^<]+)<', browser.page)
    form = browser.form(having="held")
    answers = {
        name: words.split()[int(name.removeprefix("word_")) - 1]
        for name in form.typed
        if name.startswith("word_")
    }
    if pepper:
        answers["pepper_end"] = pepper[1].split()[-1]
    browser.send(form, **answers)
    assert SESSION in browser.cookies, browser.page
    return words


def found_network(machine: Machine, canaries: Canaries) -> tuple[PlainBrowser, str, str]:
    """A browser signed in as the first member, the address of their room, their six words."""
    browser = machine.browser()
    browser.get("/")
    assert browser.path == "/set-up/"
    code = (machine.folder / "data" / "set-up-code").read_text()
    browser.get(f"/set-up/?code={code}")
    more = {"network": "Red Prueba", "look": "night", "organisation": "Casa", "country": "MX"}
    words = account(browser, canaries, "founder", **more)
    browser.get("/")
    return browser, browser.links(r'"(/room/[\w-]+)/')[0], words


def sign_in(machine: Machine, canaries: Canaries, words: str, who: str = "founder") -> PlainBrowser:
    browser = machine.browser()
    browser.get("/sign-in/")
    browser.send(browser.form(having="passphrase"), login=canaries.at(f"login of {who}"), passphrase=words)
    assert SESSION in browser.cookies, browser.page
    return browser


def words_everywhere(form: Form, canaries: Canaries, where: str) -> dict[str, str]:
    """A word of its own in each field that takes one."""
    return {name: FIGURES.get(name) or canaries.at(f"{where}: {name}") for name in form.typed}


def open_record(browser: PlainBrowser, room: str, canaries: Canaries, kind: str) -> str:
    browser.get(f"{room}/people/{kind}/new/")
    form = browser.form(having="circumstances")
    assert len(form.typed) > 12
    browser.send(form, **words_everywhere(form, canaries, kind))
    assert browser.path.startswith(f"{room}/person/"), browser.page
    return browser.path


def list_of(rows: int, canaries: Canaries) -> bytes:
    columns = ["Name", "Sex", "Age", "Place found", "Date found", "Marks", "Belongings", "Story"]
    line = ",".join(canaries.at(f"list: {column}") for column in columns[5:])
    name, place = canaries.at("list: Name"), canaries.at("list: Place found")
    body = (f"{name} {at},F,{20 + at % 50},{place},2024-03-{1 + at % 28:02},{line}\n" for at in range(rows))
    return (",".join(columns) + "\n" + "".join(body)).encode()


def upload_list(browser: PlainBrowser, room: str, canaries: Canaries, rows: int) -> None:
    """Up to the page that shows what would be imported."""
    browser.get(f"{room}/lists/")
    form = browser.form(having="source")
    name = canaries.at("list: file name") + ".csv"
    source = canaries.at("list: source")
    browser.send_file(form, "file", name, list_of(rows, canaries), kind="found", source=source)
    browser.send(browser.form("/columns/"))
    until(browser, lambda: any(form.action.endswith("/import/") for form in browser.forms()))


def until(browser: PlainBrowser, is_so: Callable[[], bool]) -> None:
    """Looks at the page again and again, as somebody who waits for it to go on."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, browser.page
        time.sleep(0.05)
        browser.get(browser.path)


def invite_somebody(machine: Machine, browser: PlainBrowser, room: str, canaries: Canaries) -> str:
    """Somebody is invited, joins, and is let in; their six words."""
    browser.get(f"{room}/members/invite/")
    browser.send(browser.form(having="role"), name=canaries.at("name of the invited"), role="case_worker")
    address = browser.links(r"http://[^/]+(/join/[\w-]+/)")[0]
    invited = machine.browser()
    invited.get(address)
    words = account(invited, canaries, "the invited")
    browser.get(f"{room}/members/")
    browser.send(browser.form("/let-in/"))
    return words


def use_everything(machine: Machine, canaries: Canaries) -> tuple[dict[str, str], str, str, list[str]]:
    """A working day; the cookies of its session, the room, the record's address, and all secrets on paper."""
    browser, room, words = found_network(machine, canaries)
    record = open_record(browser, room, canaries, "sought")
    open_record(browser, room, canaries, "found")
    open_record(browser, room, canaries, "remains")

    browser.get(record)
    photograph = (canaries.at("photograph") + " at the river ").encode() * 110_000
    assert len(photograph) > 3_000_000
    browser.send_file(browser.form("/attach/"), "file", canaries.at("file name") + ".jpg", photograph)
    browser.get(browser.links(rf"{room}/files/[\w-]+/")[0])
    assert browser.body == photograph

    upload_list(browser, room, canaries, 50)
    browser.send(browser.form("/import/"))
    browser.get(f"{room}/people/found/")
    assert canaries.at("list: Name") in browser.page

    browser.send(browser.form("/search/", having="words"), words=canaries.at("sought: full_name"))
    assert record in browser.page
    browser.get(f"{record}candidates/")
    assert browser.status == 200

    others_words = invite_somebody(machine, browser, room, canaries)
    asked_for_nothing(machine, canaries)
    cookies = dict(browser.cookies)
    write_until_locked_out(browser, room, canaries)
    return cookies, room, record, [words, others_words]


def asked_for_nothing(machine: Machine, canaries: Canaries) -> None:
    """What people type at the wrong place must not end up in a log either."""
    somebody = machine.browser()
    somebody.get("/sign-in/")
    typed = {"login": canaries.at("words typed as login"), "passphrase": canaries.at("wrong words")}
    somebody.send(somebody.form(having="passphrase"), **typed)
    somebody.get(f"/{canaries.at('an address')}/?q={canaries.at('a question')}")
    assert somebody.status == 404
    somebody.send(Form("/sign-in/", {"login": canaries.at("form from elsewhere")}))
    assert somebody.status == 403


def write_until_locked_out(browser: PlainBrowser, room: str, canaries: Canaries) -> None:
    """Locks the room while a form stands half-written in another window, and sends it then."""
    browser.get(f"{room}/people/sought/new/")
    form = browser.form(having="circumstances")
    browser.send(browser.form("/lock/"))
    browser.path = f"{room}/people/sought/new/"
    browser.send(form, **words_everywhere(form, canaries, "written too late"))
    assert browser.path.startswith("/sign-in/")


# The drill


def test_a_stopped_server_gives_up_nothing(machine: Machine, canaries: Canaries) -> None:
    cookies, room, record, papers = use_everything(machine, canaries)
    machine.stop()
    assert len(canaries.words) > 70
    assert machine.traces(canaries.all) == {}
    assert machine.traces(papers) == {}
    assert machine.traces([cookies[SESSION]]) == {}
    assert machine.traces(["Red Prueba"]) != {}  # the network's name is on every poster: we look where it is

    # Whoever has the whole disk and an old cookie starts the server: it opens nothing.
    machine.start()
    stolen = machine.browser(cookies)
    for path in ("/", f"{room}/people/sought/", record, f"{room}/members/", "/network/"):
        stolen.get(path)
        assert stolen.path.startswith("/sign-in/")
        assert not [word for word in canaries.all if word in stolen.page]

    # Who has the six words finds everything as it was, and what was written too late.
    browser = sign_in(machine, canaries, papers[0])
    browser.get(record)
    assert canaries.at("sought: circumstances") in browser.page
    invited = sign_in(machine, canaries, papers[1], "the invited")
    invited.get(record)
    assert canaries.at("sought: circumstances") in invited.page
    machine.stop()
    assert machine.traces(canaries.all) == {}


def test_a_server_killed_in_the_middle_of_an_upload_gives_up_nothing(
    machine: Machine, canaries: Canaries
) -> None:
    browser, room, words = found_network(machine, canaries)
    record = open_record(browser, room, canaries, "sought")
    browser.get(record)
    photograph = (canaries.at("photograph") + " at the river ").encode() * 300_000
    body, kind = browser.in_parts(browser.form("/attach/"), "file", "photo.jpg", photograph)
    with half_sent(browser, browser.address(browser.form("/attach/")), body, kind):
        until_there(lambda: size_of(machine.folder / "data" / "incoming") > 1_000_000)
        machine.kill()
    assert size_of(machine.folder / "data" / "incoming") > 1_000_000
    assert machine.traces(canaries.all) == {}

    machine.start()
    assert size_of(machine.folder / "data" / "incoming") == 0
    browser = sign_in(machine, canaries, words)
    browser.get(record)
    assert canaries.at("sought: circumstances") in browser.page
    assert not browser.links(rf"{room}/files/[\w-]+/")


def test_an_upload_that_breaks_off_is_not_kept_as_if_it_were_whole(
    machine: Machine, canaries: Canaries
) -> None:
    browser, room, _words = found_network(machine, canaries)
    record = open_record(browser, room, canaries, "sought")
    browser.get(record)
    photograph = (canaries.at("photograph") + " at the river ").encode() * 300_000
    body, kind = browser.in_parts(browser.form("/attach/"), "file", "photo.jpg", photograph)
    with half_sent(browser, browser.address(browser.form("/attach/")), body, kind):
        until_there(lambda: size_of(machine.folder / "data" / "incoming") > 1_000_000)
    until_there(lambda: size_of(machine.folder / "data" / "incoming") == 0)
    browser.get(record)
    assert not browser.links(rf"{room}/files/[\w-]+/")


def test_a_server_killed_in_the_middle_of_an_import_gives_up_nothing(
    machine: Machine, canaries: Canaries
) -> None:
    browser, room, words = found_network(machine, canaries)
    upload_list(browser, room, canaries, ROWS)
    importing = browser.form("/import/")
    run = browser.path
    send_and_leave(browser, importing)
    browser.get(run)
    until(browser, lambda: 0 < rows_done(browser) < ROWS)
    machine.kill()
    assert machine.traces(canaries.all) == {}

    # Nothing of it is anybody's record yet; it goes on where it stopped, and every row comes once.
    machine.start()
    browser = sign_in(machine, canaries, words)
    browser.get(f"{room}/people/found/")
    assert canaries.at("list: Name") not in browser.page
    browser.get(run)
    assert 0 < rows_done(browser) < ROWS
    browser.send(browser.form("/go-on/"))
    until(browser, lambda: "/take-back/" in browser.page)
    browser.get(f"{room}/people/found/")
    assert re.search(rf"\b{ROWS:,}\b|\b{ROWS}\b", browser.page), browser.page
    machine.stop()
    assert machine.traces(canaries.all) == {}


def rows_done(browser: PlainBrowser) -> int:
    said = re.search(r"([\d,.]+) of [\d,.]+ rows|after ([\d,.]+) rows", browser.page)
    return int(re.sub(r"\D", "", said[1] or said[2])) if said else 0


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


def until_there(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextlib.contextmanager
def half_sent(browser: PlainBrowser, path: str, body: bytes, kind: str) -> Iterator[None]:
    """Sends all of the body but its end, and hangs up when the block is left."""
    connection = browser.connection()
    connection.putrequest("POST", path)
    for name, value in (browser.headers() | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
        connection.putheader(name, value)
    connection.endheaders()
    try:
        connection.send(body[:-1000])
        yield
    finally:
        connection.close()


def send_and_leave(browser: PlainBrowser, form: Form) -> None:
    """Sends a form and does not wait for the page that answers it."""
    connection = browser.connection()
    head = browser.headers() | {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", browser.address(form), urlencode(form.values).encode(), head)
    with contextlib.suppress(http.client.HTTPException, OSError):
        connection.sock.settimeout(0.2)
        connection.getresponse()
    connection.close()


# The scanner finds what it is to find: otherwise "nothing was found" would mean nothing


WORD = "bodakenitumobade"


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a list", content)
    return file.getvalue()


PLANTED = {
    "utf-8": lambda word: word.encode(),
    "capitals": lambda word: word.upper().encode(),
    "utf-16-le": lambda word: word.encode("utf-16-le"),
    "utf-16-be": lambda word: word.encode("utf-16-be"),
    "hex": lambda word: word.encode().hex().encode(),
    "hex in capitals": lambda word: word.encode().hex().upper().encode(),
    "hex of utf-16": lambda word: word.encode("utf-16-le").hex().encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64 after one letter": lambda word: base64.b64encode(b"x" + word.encode() + b"yz"),
    "base64 after two letters": lambda word: base64.b64encode(b"xy" + word.encode() + b"z"),
    "base64 of utf-16": lambda word: base64.b64encode(b"x" + word.encode("utf-16-le") + b"y"),
    "gzip": lambda word: gzip.compress(b"before it " + word.encode() + b" after it"),
    "zlib": lambda word: zlib.compress(b"before it " + word.encode() + b" after it", 9),
    "zlib of another level": lambda word: zlib.compress(b"before it " + word.encode() + b" after it", 1),
    "zip": lambda word: zipped(b"before it " + word.encode() + b" after it"),
    "gzip that breaks off": lambda word: gzip.compress(word.encode() * 3 + os.urandom(5000))[:3000],
    "utf-16 in gzip": lambda word: gzip.compress(b"before it " + word.encode("utf-16-be")),
}


@pytest.mark.parametrize("disguise", PLANTED)
@pytest.mark.parametrize("position", [0, 1, 7, 100_003])
def test_the_scanner_finds_a_word_in_every_disguise(tmp_path: Path, disguise: str, position: int) -> None:
    noise = random.Random(position).randbytes(200_000)  # noqa: S311 - the same each time
    file = tmp_path / "deep" / "down" / "decoy"
    file.parent.mkdir(parents=True)
    file.write_bytes(noise[:position] + PLANTED[disguise](WORD) + noise[position:])
    assert list(traces_in_folder(tmp_path, [WORD, "kobadinametukobo"])) == ["deep/down/decoy"]


def test_the_scanner_finds_a_word_that_a_file_is_called_by(tmp_path: Path) -> None:
    (tmp_path / f"{WORD}.jpg").touch()
    assert list(traces_in_folder(tmp_path, [WORD])) == [f"{WORD}.jpg"]


def test_the_scanner_finds_nothing_where_there_is_nothing() -> None:
    assert traces(os.urandom(1_000_000), [WORD]) == set()
    assert all(len(form) >= 12 for form in disguises(WORD).values())
