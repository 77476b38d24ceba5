"""What leaves the server beside the page itself: headers, cookies, addresses, logs, mail. None carries a word.

A day's work with a canary in whatever a visitor can send, on a real server, pages that fail included.
"""

from __future__ import annotations

import ast
import contextlib
import http.client
import re
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus, urlencode, urlsplit

import psycopg
import pytest

from tests.journeys.conftest import PATIENCE, ROOT
from tests.plain_browser import Form, PlainBrowser
from tests.scanner import traces
from tests.test_powered_off import (
    Canaries,
    Machine,
    found_network,
    invite_somebody,
    open_record,
    upload_list,
    words_everywhere,
)

# Answers with these words in a header have them for the one who asked for the file, and for nobody else.
_FOR_ITS_READER = "content-disposition"


class WatchedBrowser(PlainBrowser):
    """Keeps every header it is answered and every address that a page leads to, and sends a word in every header."""

    def __init__(self, origin: str, canaries: Canaries) -> None:
        super().__init__(origin)
        self.canaries, self.answered, self.leads_to = canaries, [], set()  # type: ignore[var-annotated]

    def headers(self) -> dict[str, str]:
        said = {
            name: self.canaries.at(f"header {name}")
            for name in ("User-Agent", "X-Forwarded-For", "From", "X-Look-Again-Not", "Accept-Language")
        }
        return super().headers() | said | {"Referer": f"{self.origin}/{self.canaries.at('header Referer')}"}

    def connection(self) -> http.client.HTTPConnection:
        answered = self.answered

        class Watched(http.client.HTTPConnection):
            def getresponse(self) -> http.client.HTTPResponse:
                answer = super().getresponse()
                answered.extend((name.lower(), value) for name, value in answer.getheaders())
                return answer

        return Watched(urlsplit(self.origin).netloc, timeout=PATIENCE)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        said = super()._ask(method, path, body, headers)
        self.leads_to |= set(re.findall(r'(?:href|action|src)="([^"]*)"', self.page))
        return said


def readable(value: str) -> bytes:
    """A header as whoever keeps it reads it: also what is packed into a cookie."""
    read = unquote_plus(value).encode()
    for part in re.findall(rb"[\w-]{16,}", read):
        with contextlib.suppress(ValueError):
            read += b"\n" + urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    return read


def carried(browser: WatchedBrowser) -> dict[str, set[str]]:
    """Headers and addresses that hold a canary."""
    words = browser.canaries.all
    told = [(name, value) for name, value in browser.answered if name != _FOR_ITS_READER]
    told += [("address", address) for address in browser.leads_to]
    found = {f"{name}: {value}": traces(readable(value), words) for name, value in set(told)}
    return {where: what for where, what in found.items() if what}


@pytest.fixture
def worker(machine: Machine, canaries: Canaries, monkeypatch: pytest.MonkeyPatch) -> WatchedBrowser:
    """The founder's browser, watched from the first page on."""
    monkeypatch.setattr(machine, "browser", lambda *_: WatchedBrowser(machine.origin, canaries))
    browser, room, _words = found_network(machine, canaries)
    assert isinstance(browser, WatchedBrowser)
    browser.path = f"{room}/people/sought/"
    return browser


def everything_refused(browser: WatchedBrowser, room: str, record: str, canaries: Canaries) -> None:
    """Every form of the room with a word in every field, so that it is refused, or says no."""
    pages = [f"{room}/people/{kind}/new/" for kind in ("sought", "found", "remains")]
    pages += [
        f"{record}change/",
        f"{record}delete/",
        f"{room}/members/invite/",
        f"{room}/proof/",
        "/network/",
    ]
    for path in pages:
        browser.get(f"{path}?{urlencode({canaries.at('name of a question'): canaries.at('question')})}")
        for form in browser.forms():
            if not form.action.endswith(("/lock/", "/language/")):
                typed = {name: canaries.at(f"{path}: {name}") for name in form.values if name not in _KEPT}
                browser.path = path
                browser.send(form, **typed)
    browser.get(f"{room}/lists/")
    form = browser.form(having="source")
    browser.send_file(
        form, "file", canaries.at("bad file") + ".pdf", canaries.at("no list").encode(), kind="found"
    )
    browser.get(record)
    browser.send_file(browser.form("/attach/"), "file", canaries.at("file of a record") + ".jpg", b"picture")
    browser.get(browser.links(rf"{room}/files/[\w-]+/")[0])


_KEPT = {"csrfmiddlewaretoken", "kind", "role", "look", "country"}


def everything_wrong(browser: WatchedBrowser, room: str, canaries: Canaries) -> None:
    """Addresses that are none, methods that are none, a form from elsewhere, a search."""
    browser.get(f"/{canaries.at('an address')}/?{canaries.at('a question')}=1")
    assert browser.status == 404
    browser.get(f"{room}/person/{canaries.at('no identifier')}/")
    assert browser.status == 404
    browser.get("/lock/?" + canaries.at("with a wrong method"))
    assert browser.status == 405
    browser.send(Form(f"/sign-in/?next=//{canaries.at('elsewhere')}", {"login": canaries.at("foreign form")}))
    browser.get(f"/join/{canaries.at('token')}/")
    browser.get(f"{room}/people/sought/")
    browser.send(browser.form("/search/", having="words"), words=canaries.at("looked for"))
    assert canaries.at("looked for") in browser.page  # in the field, for who typed it


def test_headers_cookies_addresses_and_logs_carry_nothing(
    machine: Machine, worker: WatchedBrowser, canaries: Canaries
) -> None:
    room = worker.path.removesuffix("/people/sought/")
    record = open_record(worker, room, canaries, "sought")
    everything_refused(worker, room, record, canaries)
    everything_wrong(worker, room, canaries)
    upload_list(worker, room, canaries, 20)
    invite_somebody(machine, worker, room, canaries)
    worker.get(f"{room}/people/found/new/")
    form = worker.form(having="circumstances")
    with broken_commons(machine):
        worker.send(form, **words_everywhere(form, canaries, "while nothing works"))
        assert worker.status == 500
        assert not traces(worker.body, canaries.all)
        worker.get(f"{room}/people/sought/?{canaries.at('asked while nothing works')}")
        assert worker.status == 500
    worker.get(record)
    assert canaries.at("sought: circumstances") in worker.page  # we look at a server that works

    assert len(worker.answered) > 300
    assert carried(worker) == {}
    assert not {name for name, _value in worker.answered} & {"etag", "last-modified", "x-powered-by", "via"}
    assert {value for name, value in worker.answered if name == "referrer-policy"} == {"same-origin"}

    machine.stop()
    said = (machine.folder / "log-1").read_text()
    assert "Error" in said  # what failed is logged, by its place in the code
    assert not traces(said.encode(), canaries.all)
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", re.sub(r"http://127\.0\.0\.1:\d+/", "", said)), "an address"
    assert "GET" not in said
    assert "/room/" not in said
    on_a_poster = canaries.at("/network/: network")
    assert machine.traces([word for word in canaries.all if word != on_a_poster]) == {}


def test_how_large_an_answer_is_says_how_much_is_in_it(worker: WatchedBrowser, canaries: Canaries) -> None:
    """Nothing is padded: who sees the line and knows the pages can tell a long list from an empty one."""
    people = worker.path
    worker.get(people)
    empty = len(worker.page)
    open_record(worker, people.removesuffix("/people/sought/"), canaries, "sought")
    worker.get(people)
    assert len(worker.page) > empty


def test_what_is_told_to_the_next_page_is_noticed_in_clear() -> None:
    """The watching works: a name in a cookie as Django writes it would be seen."""
    browser = WatchedBrowser("http://127.0.0.1:1", Canaries())
    word = browser.canaries.at("a name")
    browser.answered.append(("set-cookie", f'messages="[[\\"{word}\\"]]"'))
    browser.leads_to.add(f"/people/?q={word}")
    assert len(carried(browser)) == 2


@contextlib.contextmanager
def broken_commons(machine: Machine) -> Iterator[None]:
    """A table is gone, and every page fails in a way that nobody foresaw."""
    with _statement(machine, "ALTER TABLE accounts_member RENAME TO gone"):
        pass
    yield
    with _statement(machine, "ALTER TABLE gone RENAME TO accounts_member"):
        pass


@contextlib.contextmanager
def _statement(machine: Machine, words: str) -> Iterator[None]:
    if url := machine.database.get("TESSERA_DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(words)  # type: ignore[call-overload]
            yield
    else:
        with contextlib.closing(
            sqlite3.connect(machine.folder / "data" / "commons.sqlite", timeout=60)
        ) as file:
            file.execute(words)
            file.commit()
            yield


# Mail


def test_no_mail_is_ever_sent() -> None:
    """Nothing of ours knows how; and Django, which writes to administrators when a page fails, has no addresses."""
    from django.conf import settings

    assert settings.ADMINS == settings.MANAGERS == []
    assert not [
        name for name, handler in settings.LOGGING["handlers"].items() if "mail" in handler["class"].lower()
    ]
    assert not {
        name for path in sorted((ROOT / "tessera").rglob("*.py")) for name in _imported(path) if _mails(name)
    }


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _mails(name: str) -> bool:
    return name.startswith(("smtplib", "django.core.mail", "imaplib", "poplib"))
