"""PostgreSQL is killed while people work: what was acknowledged is there, and nobody has to lend a hand.

A real server, with its commons in a PostgreSQL of its own that keeps to its usual promises (fsync). Several people
write records, sign in and let others in, without a pause, while it goes and comes back.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import psycopg
import pytest

from tests import postgres
from tests.plain_browser import PlainBrowser
from tests.test_powered_off import (
    SESSION,
    Canaries,
    Machine,
    found_network,
    invite_somebody,
    sign_in,
    until_there,
)
from tests.test_restore_drill import tessera

OUT_OF_REACH = "The server cannot reach its database."
AT_LEAST = 3  # of everything, before it is killed and after it came back


@pytest.fixture
def database() -> Iterator[postgres.Server]:
    if not os.environ.get("TESSERA_DATABASE_URL"):
        pytest.skip("this run keeps its commons in SQLite")
    binaries = postgres.newest_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed here that could be killed")
    with postgres.server(binaries, durable=True) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, database: postgres.Server) -> Iterator[Machine]:
    machine = Machine(tmp_path, {"TESSERA_DATABASE_URL": database.url})
    machine.start()
    try:
        yield machine
    finally:
        machine.kill()


class At:
    """People at work: each does one thing again and again, and remembers what was acknowledged."""

    def __init__(self, *does: Callable[[int], object]) -> None:
        self.acknowledged: list[list[object]] = [[] for _ in does]
        self.turned_away: list[str] = []
        self.failures: list[BaseException] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(one, done))
            for one, done in zip(does, self.acknowledged, strict=True)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def all_did(self, more: int = AT_LEAST) -> None:
        before = [len(done) for done in self.acknowledged]
        until_there(
            lambda: (
                bool(self.failures)
                or all(
                    len(done) >= so_many + more
                    for done, so_many in zip(self.acknowledged, before, strict=True)
                )
            )
        )
        assert self.failures == []

    def _run(self, does: Callable[[int], object], done: list[object]) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            try:
                done.append(does(number))
            except NotNow as page:
                self.turned_away.append(str(page))
            except BaseException as error:  # noqa: BLE001 - handed to the test
                self.failures.append(error)
                return


class NotNow(Exception):
    """The page says that the server cannot reach its database."""


class Browser(PlainBrowser):
    """Stops at the page that says so, and at no other page that is no good."""

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        super()._ask(method, path, body, headers)
        if OUT_OF_REACH in self.page:
            assert self.status == http.HTTPStatus.SERVICE_UNAVAILABLE
            raise NotNow(self.page)
        assert self.status == http.HTTPStatus.OK, self.page
        return self.page


def browser_of(machine: Machine, cookies: dict[str, str]) -> Browser:
    return Browser(machine.origin, cookies)


def writes_records(machine: Machine, cookies: dict[str, str], room: str, who: str) -> Callable[[int], object]:
    browser = browser_of(machine, cookies)

    def does(number: int) -> tuple[str, str]:
        name = f"{who} record {number}"
        browser.get(f"{room}/people/sought/new/")
        browser.send(browser.form(having="circumstances"), full_name=name)
        assert name in browser.page
        return browser.path, name

    return does


def signs_in(machine: Machine, login: str, words: str) -> Callable[[int], object]:
    def does(_number: int) -> str:
        browser = browser_of(machine, {})
        browser.get("/sign-in/")
        browser.send(browser.form(having="passphrase"), login=login, passphrase=words)
        assert SESSION in browser.cookies
        return browser.cookies[SESSION]

    return does


def lets_people_in(machine: Machine, cookies: dict[str, str], room: str) -> Callable[[int], object]:
    """Invites somebody, who joins, and lets them in; login and words of each."""
    inside = browser_of(machine, cookies)

    def does(number: int) -> tuple[str, str]:
        name = f"newcomer {number}"
        inside.get(f"{room}/members/invite/")
        inside.send(inside.form(having="role"), name=name, role="reader")
        address = inside.links(r"http://[^/]+(/join/[\w-]+/)")[0]
        outside = browser_of(machine, {})
        outside.get(address)
        outside.send(outside.form(having="login"), name=name, login=name.replace(" ", "."))
        words = " ".join(re.findall(r"<li>([^<]+)</li>", outside.page.partition('id="words"')[2]))
        form = outside.form(having="held")
        asked = [field for field in form.typed if field.startswith("word_")]
        outside.send(form, **{field: words.split()[int(field.removeprefix("word_")) - 1] for field in asked})
        inside.get(f"{room}/members/")
        while any(form.action.endswith("/let-in/") for form in inside.forms()):
            inside.send(inside.form("/let-in/"))  # also who joined when it went, and was not let in yet
            inside.get(f"{room}/members/")
        return name.replace(" ", "."), words

    return does


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT], ids=["killed", "stopped at once"])
def test_nothing_acknowledged_is_lost_and_it_goes_on_by_itself(
    machine: Machine, database: postgres.Server, how: signal.Signals
) -> None:
    canaries = Canaries()
    founder, room, words = found_network(machine, canaries)
    others_words = invite_somebody(machine, founder, room, canaries)
    colleague = sign_in(machine, canaries, others_words, "the invited")
    login = canaries.at("login of founder")
    with At(
        writes_records(machine, founder.cookies, room, "Marta"),
        writes_records(machine, colleague.cookies, room, "Rosa"),
        signs_in(machine, login, words),
        lets_people_in(machine, founder.cookies, room),
    ) as people:
        people.all_did()
        database.stop(how)
        until_there(lambda: len(people.turned_away) > 20)
        so_many = [len(done) for done in people.acknowledged]
        says_so_plainly(machine, founder.cookies, room)
        assert [len(done) for done in people.acknowledged] == so_many
        database.start()
        people.all_did()
    assert people.failures == []
    everything_is_there(machine, people, room, founder.cookies)
    proofs(machine, login, words)
    wraps_and_members_fit(machine, database, len(people.acknowledged[3]))


def says_so_plainly(machine: Machine, cookies: dict[str, str], room: str) -> None:
    for path in ("/", "/sign-in/", f"{room}/people/sought/"):
        browser = machine.browser(dict(cookies))
        browser.get(path)
        assert browser.status == http.HTTPStatus.SERVICE_UNAVAILABLE
        assert OUT_OF_REACH in browser.page
        assert "/static/ui/tessera" in browser.page  # in the frame of every page


def everything_is_there(machine: Machine, people: At, room: str, cookies: dict[str, str]) -> None:
    """Also after another start, with everybody's session as it was until then."""
    browser = browser_of(machine, dict(cookies))
    records = [*people.acknowledged[0], *people.acknowledged[1]]
    for path, name in records:
        browser.get(path)
        assert name in browser.page
    listed = browser.get(f"{room}/people/sought/")
    assert int(re.search(r"(\d+) records", listed)[1]) >= len(records)
    for login, words in people.acknowledged[3]:
        signs_in(machine, login, words)(1)


def proofs(machine: Machine, login: str, words: str) -> None:
    done = tessera(machine, "verify", "--rooms", typed=f"{login}\n{words}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("each follows from those before it") == 2


def wraps_and_members_fit(machine: Machine, database: postgres.Server, joined: int) -> None:
    """Each member has what belongs to one, and each vault its file: nobody stands half-way."""
    with psycopg.connect(database.url) as connection:
        members = connection.execute("SELECT count(*) FROM accounts_member").fetchone()[0]
        spent = connection.execute(
            "SELECT count(*) FROM accounts_invitation WHERE used_at IS NOT NULL AND member_id IS NOT NULL"
        ).fetchone()[0]
        half_spent = connection.execute(
            "SELECT count(*) FROM accounts_invitation WHERE (used_at IS NULL) <> (member_id IS NULL)"
        ).fetchone()[0]
        vaults = {str(row[0]) for row in connection.execute("SELECT id FROM vault_vault").fetchall()}
    assert half_spent == 0
    assert members == spent + 1  # the founder needed none
    assert members >= joined + 2
    files = {path.stem for path in (machine.folder / "data" / "vaults").glob("*.sqlite")}
    assert files == vaults
