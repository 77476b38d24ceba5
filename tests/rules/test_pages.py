"""Every page, in every language and with every face it can have: its markup, its headers, its weight."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tessera.accounts.models import Role
from tessera.exchange.models import State
from tessera.tracing.models import ContactWish, Kind
from tests.rules.answers import HEAVIEST, complaints_about
from tests.rules.markup import Markup
from tests.rules.project import PACKAGE
from tests.rules.test_access_matrix import MATRIX
from tests.rules.town import WAITING, Town, letter

LANGUAGES = [code for code, _name in settings.LANGUAGES]

Ask = Callable[[Town, Client], HttpResponse]


def _get(name: str, **names: Any) -> Ask:
    return lambda town, client: client.get(reverse(name, kwargs={"vault": town.casa.vault.pk} | names))


def _of(name: str, make: Callable[[Town], Any]) -> Ask:
    """The page of something that is made for it."""
    return lambda town, client: _get(name, uid=make(town))(town, client)


def _send(name: str, form: dict[str, Any], *, in_room: bool = True, **names: Any) -> Ask:
    def ask(town: Town, client: Client) -> HttpResponse:
        room = {"vault": town.casa.vault.pk} if in_room else {}
        return client.post(reverse(name, kwargs=room | names), form)

    return ask


def _candidates(town: Town) -> Any:
    for wish in ContactWish.values:
        town.casa.person(Kind.FOUND, contact_wish=wish)
    town.casa.person(Kind.REMAINS, people=3, identified="yes", custodian="Forensic service")
    return town.casa.person(heights=(160, 165), documents=["A1234"], nationality="HN").uid


def _many_lists(town: Town, client: Client) -> HttpResponse:
    for state in State.values:
        town.casa.list(state)
    return _get("lists")(town, client)


def _long_list_of_people(town: Town, client: Client) -> HttpResponse:
    for _ in range(30):
        town.casa.person()
    return client.get(reverse("people", kwargs={"vault": town.casa.vault.pk, "kind": "sought"}) + "?page=2")


def _members_of_every_kind(town: Town, client: Client) -> HttpResponse:
    town.casa.invitation()
    town.casa.member(state=WAITING)
    return _get("members")(town, client)


def _record_with_a_file(town: Town, client: Client) -> HttpResponse:
    uid = town.casa.person().uid
    client.post(reverse("attach", kwargs={"vault": town.casa.vault.pk, "uid": uid}), {"file": letter("letter")})
    return _get("person", uid=uid)(town, client)


def _out_of_the_matrix(name: str) -> Ask:
    def ask(town: Town, client: Client) -> HttpResponse:
        page = MATRIX[name]
        room = {"vault": town.casa.vault.pk} if page.in_room else {}
        return client.get(reverse(name, kwargs=room | page.target(town.casa, town.inside(Role.COORDINATOR))))

    return ask


_FOUND = {kind: _of("person", lambda town, k=kind: town.casa.person(k, people=3).uid) for kind in Kind.values}

# What a plain visit does not meet: the other faces of a page, and what it answers to a form.
OTHER_FACES: dict[str, tuple[int, Ask]] = {
    "a form with every error": (200, _send("new-person", {"birth": "long ago", "age": "x", "height": "y"}, kind="sought")),
    "a form of somebody found": (200, _get("new-person", kind="found")),
    "a form of remains": (200, _get("new-person", kind="remains")),
    "remains": (200, _FOUND[Kind.REMAINS]),
    **{
        f"somebody found: {wish}": (200, _of("person", lambda town, w=wish: town.casa.person(Kind.FOUND, contact_wish=w).uid))
        for wish in ContactWish.values
    },
    "a record with a file": (200, _record_with_a_file),
    "candidates with evidence": (200, _of("candidates", _candidates)),
    "a list with pages": (200, _long_list_of_people),
    "a search without results": (200, _of("search-results", lambda town: town.casa.search("zzzzqqqq", by=town.inside(Role.COORDINATOR)))),
    "members of every kind": (200, _members_of_every_kind),
    "an invitation without a name": (200, _send("invite", {"role": "reader"})),
    "an invitation": (200, _send("invite", {"name": "Rosa", "role": "reader"})),
    "lists at every step": (200, _many_lists),
    "a list without a file": (200, _send("lists", {})),
    "letters to choose from": (200, _of("list", lambda town: town.casa.list(content=b"Name,Age\nJos\xe9,25\n"))),
    "a list being read": (200, _of("list", lambda town: town.casa.list(State.CHECKING))),
    "a list being written": (200, _of("list", lambda town: town.casa.list(State.WRITING))),
    "a list to look through": (200, _of("list", lambda town: town.casa.list(State.CHECKED))),
    "a list with problems": (200, _of("list", lambda town: town.casa.list_with_problems())),
    "a list imported": (200, _of("list", lambda town: town.casa.list(State.DONE, people_total=7))),
    "a list cancelled": (200, _of("list", lambda town: town.casa.list(State.CANCELLED))),
    "a list taken back": (200, _of("list", lambda town: town.casa.list(State.TAKEN_BACK, kept_on_undo=2))),
    "taking back with a wrong number": (200, lambda town, client: _send("take-back", {"number": "9"}, uid=town.casa.list(State.DONE))(town, client)),
    "deleting with a wrong reference": (200, lambda town, client: _send("delete-person", {"reference": "?"}, uid=town.casa.person().uid)(town, client)),
    "no such page": (404, lambda _town, client: client.get("/nowhere/")),
    "not in this role": (403, lambda _town, client: client.get(reverse("network"))),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, page in MATRIX.items() if not page.only_post])
def test_page(name: str, language: str, town: Town) -> None:
    answer = _out_of_the_matrix(name)(town, town.inside(Role.COORDINATOR).browser(language))
    if answer.headers["Content-Type"].startswith("text/html") and not answer.streaming and answer.content:
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", OTHER_FACES)
def test_other_face(face: str, language: str, town: Town) -> None:
    status, ask = OTHER_FACES[face]
    answer = ask(town, town.inside(Role.COORDINATOR).browser(language))
    assert answer.status_code == status
    found = complaints_about(answer)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["today", "network", "add-organisation"])
def test_page_of_an_administrator(name: str, language: str, town: Town) -> None:
    client = town.inside(Role.ADMINISTRATOR).browser(language)
    for answer in (client.get(reverse(name)), client.post(reverse(name), {})):
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_before_signing_in(language: str, town: Town) -> None:
    client = Client(headers={"accept-language": language})
    address = reverse("join", args=[town.casa.invitation()[1]])
    answers = [
        client.get(reverse("sign-in") + "?locked=1"),
        client.post(reverse("sign-in"), {"login": "nobody", "passphrase": "words"}),
        client.get(address),
        client.post(address, {}),
        client.post(address, {"name": "Ana", "login": f"ana-{language}"}),
        client.get(reverse("join", args=["spent"])),
    ]
    for answer in answers:
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_set_up(language: str) -> None:
    client = Client(headers={"accept-language": language})
    filled = {"network": "Red", "look": "night", "organisation": "Casa", "country": "MX", "name": "Ana", "login": "ana"}
    for form in (None, {}, filled):
        answer = client.get(reverse("set-up")) if form is None else client.post(reverse("set-up"), form)
        assert answer.status_code == 200
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)


def test_style_and_script_load_nothing() -> None:
    for file in sorted((PACKAGE / "ui" / "static").rglob("*.*")):
        text = file.read_text()
        named = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", text)) - {"http://www.w3.org/2000/svg"}
        assert not named, f"{file.name} names {named}"
        assert "@import" not in text


_WHOLE = '<html lang="en" dir="ltr"><title>t</title><body><h1>h</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("<h1>again</h1>", "2 <h1>"),
        ('<p style="color: red">a</p>', "inline style="),
        ('<button onclick="go()">a</button>', "inline onclick="),
        ("<script>go()</script>", "without src"),
        ("<style>p {}</style>", "<style>"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "another host"),
        ('<a href="//elsewhere.example/">a</a>', "another host"),
        ('<input name="a">', "without a label"),
        ('<label for="b">a</label><input name="a">', "which is not there"),
        ('<p id="a">1</p><p id="a">2</p>', "stands 2 times"),
        ("<p><ul></ul></p>", "inside <p>"),
        ("<div><span></div></span>", "closes"),
        ('<a href="/"></a>', "says nothing"),
        ('<form><form></form></form>', "a form inside a form"),
    ],
)
def test_bad_markup_is_noticed(bad: str, said: str) -> None:
    assert Markup(_WHOLE.format("")).complaints() == []
    assert said in "\n".join(Markup(_WHOLE.format(bad)).complaints())


def test_lax_headers_are_noticed() -> None:
    answer = HttpResponse(_WHOLE.format(""))
    answer.headers["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
    found = "\n".join(complaints_about(answer))
    assert "default-src allows" in found
    assert "Cache-Control is None" in found


def test_a_heavy_page_is_noticed() -> None:
    assert "bytes with style" in "\n".join(complaints_about(HttpResponse(_WHOLE.format("a" * HEAVIEST))))
