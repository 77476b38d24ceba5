"""What people do again and again, in the language they see."""

from __future__ import annotations

import csv
import gettext
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page

from tests.journeys.browser import Visitor
from tests.journeys.conftest import ROOT, Server

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ACCOUNT = re.compile(r"^ {4}(\S+) +(administrator|coordinator|case worker|reader) +(\S.*)$")


def words_of(language: str) -> Callable[[str], str]:
    """Translates what a template or a form says in English, as its pages do."""
    folder = ROOT / "tessera" / "ui" / "locale"
    return gettext.translation("django", folder, [language], fallback=language == "en").gettext


@dataclass(frozen=True)
class Account:
    """What somebody has on paper."""

    login: str
    words: str
    role: str = ""


def demo_accounts(server: Server) -> list[Account]:
    """Everybody in the demonstration, in the order of its organisations; the first is its administrator."""
    lines = map(_ACCOUNT.match, server.log.read_text().splitlines())
    return [Account(line[1], line[3], line[2]) for line in lines if line]


def demo_account(server: Server, role: str) -> Account:
    """The first of this role; those of the first organisation come first."""
    return next(account for account in demo_accounts(server) if account.role == role)


def sign_in(visitor: Visitor, account: Account, *, path: str = "/") -> None:
    visitor.go(path)
    type_words(visitor, account)
    assert "/sign-in/" not in visitor.page.url, f"{account.login} was not let in"


def type_words(visitor: Visitor, account: Account) -> None:
    """On the sign-in page."""
    visitor.page.fill("#id_login", account.login)
    visitor.page.fill("#id_passphrase", account.words)
    go_on(main_button(visitor.page))


def main_button(page: Page) -> Locator:
    """The one that the page is for."""
    return page.locator("main form button.btn:not(.quiet)").first


def go_on(locator: Locator) -> None:
    """Presses what leads to another page, and waits until that is there."""
    with locator.page.expect_navigation():
        locator.click()


def room_of(visitor: Visitor) -> str:
    """The path of the room that the page shown links to."""
    address = visitor.page.locator("nav.jobs a[href*='/room/']").first.get_attribute("href")
    assert address
    return address[: address.index("/people/")]


def follow_nav(visitor: Visitor, path: str) -> None:
    go_on(visitor.page.locator(f"nav.jobs a[href$='{path}']"))


def fill(page: Page, **values: str) -> None:
    """Fields of a form by their names: texts are typed, choices are chosen; what is folded up is opened first."""
    for name, value in values.items():
        folded = page.locator("main details:not([open])").filter(has=page.locator(f"[name='{name}']"))
        if folded.count():
            folded.locator("summary").click()
        field = page.locator(f"main [name='{name}']")
        if field.first.get_attribute("type") == "radio":
            page.check(f"main [name='{name}'][value='{value}']")
        elif field.first.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def form_path(page: Page) -> str:
    """The record's or list's own path, from the address shown."""
    found = re.search(rf"/room/{UUID}/(person|lists)/{UUID}/", page.url)
    assert found, page.url
    return found[0]


def csv_of(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def as_file(name: str, content: bytes, kind: str = "text/csv") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def upload_list(visitor: Visitor, content: bytes, *, kind: str, source: str, name: str = "list.csv") -> None:
    """From anywhere in a room to the page that asks what the columns hold."""
    follow_nav(visitor, "/lists/")
    visitor.page.set_input_files("#id_file", as_file(name, content))
    fill(visitor.page, kind=kind, source=source)
    go_on(main_button(visitor.page))


def set_up(visitor: Visitor, server: Server, **values: str) -> Account:
    """Founds a network on a server that nobody has set up yet, and returns what is on paper."""
    visitor.go(server.first_address.removeprefix(server.url))
    fill(visitor.page, **values)
    go_on(main_button(visitor.page))
    words, pepper = read_paper(visitor.page)
    write_back(visitor.page, words, pepper)
    return Account(values["login"], words)


def read_paper(page: Page) -> tuple[str, str]:
    """The six words and the pepper; the pepper only where a server is set up."""
    pepper = page.locator("#pepper")
    return page.locator("#words").inner_text(), pepper.inner_text() if pepper.count() else ""


def write_back(page: Page, words: str, pepper: str = "", *, send: bool = True) -> None:
    """What the page wants to see again, as somebody reads it from paper."""
    for field in page.locator("main input[name^='word_']").all():
        number = int((field.get_attribute("name") or "").removeprefix("word_"))
        field.fill(words.split()[number - 1])
    if pepper:
        page.fill("[name='pepper_end']", pepper.rsplit(maxsplit=1)[-1])
    if send:
        go_on(main_button(page))


def invite(visitor: Visitor, name: str, role: str) -> str:
    """From anywhere in a room: the path that the invited person is told."""
    page, _ = visitor.page, words_of(visitor.look.language)
    follow_nav(visitor, "/members/")
    go_on(page.get_by_role("link", name=_("Invite somebody")))
    visitor.check_page()
    fill(page, name=name, role=role)
    go_on(main_button(page))
    visitor.check_page()
    address = page.locator("#address").inner_text()
    assert address.startswith(visitor.origin + "/join/")
    return address.removeprefix(visitor.origin)


def join(newcomer: Visitor, path: str, name: str, login: str) -> Account:
    """Makes an account where an invitation leads, and returns what is on paper."""
    newcomer.go(path)
    newcomer.check_page()
    fill(newcomer.page, name=name, login=login)
    go_on(main_button(newcomer.page))
    words, _no_pepper = read_paper(newcomer.page)
    newcomer.check_page()
    write_back(newcomer.page, words)
    return Account(login, words)


def texts(locators: Iterable[Locator]) -> list[str]:
    return [locator.inner_text() for locator in locators]
