"""Every page, in every language and with every face it can have: its markup, its headers, its weight."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tessera.accounts import sessions, set_up_code
from tessera.accounts.models import Role
from tessera.exchange.models import State
from tessera.sealing import codes, tokens
from tessera.tracing.models import ContactWish, Kind
from tessera.vault.returning.actions import lift_grants
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
    client.post(
        reverse("attach", kwargs={"vault": town.casa.vault.pk, "uid": uid}), {"file": letter("letter")}
    )
    return _get("person", uid=uid)(town, client)


def _out_of_the_matrix(name: str, language: str = "en") -> Ask:
    def ask(town: Town, client: Client) -> HttpResponse:
        page = MATRIX[name]
        names = page.target(town.casa, town.inside(Role.COORDINATOR))
        if "language" in names:  # what everybody may read says it in its address
            names["language"] = language
        room = {"vault": town.casa.vault.pk} if page.in_room else {}
        return client.get(reverse(name, kwargs=room | names))

    return ask


def _person(kind: str, **described: Any) -> Ask:
    return _of("person", lambda town: town.casa.person(kind, **described).uid)


def _list(state: str, **set_to: Any) -> Ask:
    return _of("list", lambda town: town.casa.list(state, **set_to))


def _nothing_found(town: Town, client: Client) -> HttpResponse:
    return _get("search-results", uid=town.casa.search("zzzzqqqq", by=town.inside(Role.COORDINATOR)))(
        town, client
    )


def _wrong_number(town: Town, client: Client) -> HttpResponse:
    return _send("take-back", {"number": "9"}, uid=town.casa.list(State.DONE))(town, client)


def _wrong_reference(town: Town, client: Client) -> HttpResponse:
    return _send("delete-person", {"reference": "?"}, uid=town.casa.person().uid)(town, client)


def _with_second_factor(path: str, form: dict[str, str] | None = None, *, minutes_ago: int = 0) -> Ask:
    """By somebody who has a second factor and typed their words some minutes ago."""

    def ask(town: Town, client: Client) -> HttpResponse:
        visitor = town.inside(Role.COORDINATOR)
        bundle = replace(visitor.bundle, second_factor=codes.new_secret())
        secret = sessions.begin(visitor.member.id, bundle)
        sessions._sessions[tokens.token_hash(secret)].proved -= minutes_ago * 60
        client.cookies[settings.SESSION_COOKIE] = secret
        return client.get(path) if form is None else client.post(path, form)

    return ask


def _code_asked(town: Town, client: Client) -> HttpResponse:
    visitor = town.inside(Role.COORDINATOR)
    bundle = replace(visitor.bundle, second_factor=codes.new_secret())
    client.cookies.clear()
    client.cookies[settings.SECOND_STEP_COOKIE] = sessions.begin_waiting(visitor.member.id, bundle)
    return client.post(reverse("sign-in-code"), {"code": "000000"})


def _who_lost_their_words(town: Town, client: Client) -> HttpResponse:
    town.casa.who_lost_words()
    town.casa.renewal()
    return _get("members")(town, client)


def _on_a_journey(name: str, *, says_so: bool = False) -> Ask:
    """By somebody whose rooms are closed to them."""

    def ask(town: Town, client: Client) -> HttpResponse:
        away = town.casa.member()
        with town.casa.opened():
            lift_grants(member=away.member, by=town.casa.holder.member)
        client.cookies[settings.SESSION_COOKIE] = sessions.begin(away.member.id, away.bundle)
        if says_so:
            client.post(reverse("my-return"))
        return client.get(reverse(name))

    return ask


_EVERYTHING_WRONG = {"birth": "long ago", "age": "x", "height": "y", "nationality": "n" * 90}
_NOT_UTF_8 = b"Name,Age\nJos\xe9,25\n"

# What a plain visit does not meet: the template it takes, and how to get there.
OTHER_FACES: dict[str, tuple[str, Ask]] = {
    "a form with every error": (
        "tracing/person_form.html",
        _send("new-person", _EVERYTHING_WRONG, kind="sought"),
    ),
    "a form of somebody found": ("tracing/person_form.html", _get("new-person", kind="found")),
    "a form of remains": ("tracing/person_form.html", _get("new-person", kind="remains")),
    "remains": ("tracing/person.html", _person(Kind.REMAINS, people=3, cause_of_death="drowning")),
    "not asked": ("tracing/person.html", _person(Kind.FOUND, contact_wish=ContactWish.NOT_ASKED)),
    "wants contact": ("tracing/person.html", _person(Kind.FOUND, contact_wish=ContactWish.YES)),
    "message only": ("tracing/person.html", _person(Kind.FOUND, contact_wish=ContactWish.MESSAGE_ONLY)),
    "not to be found": ("tracing/person.html", _person(Kind.FOUND, contact_wish=ContactWish.NO)),
    "a record with a file": ("tracing/person.html", _record_with_a_file),
    "candidates with evidence": ("tracing/candidates.html", _of("candidates", _candidates)),
    "a list with pages": ("ui/pages.html", _long_list_of_people),
    "a search without results": ("tracing/search.html", _nothing_found),
    "deleting with a wrong reference": ("tracing/delete_person.html", _wrong_reference),
    "members of every kind": ("vault/members.html", _members_of_every_kind),
    "an invitation without a name": ("vault/invite.html", _send("invite", {"role": "reader"})),
    "an invitation": ("vault/invited.html", _send("invite", {"name": "Rosa", "role": "reader"})),
    "lists at every step": ("exchange/lists.html", _many_lists),
    "a list without a file": ("exchange/lists.html", _send("lists", {})),
    "letters to choose from": ("exchange/letters.html", _list(State.UPLOADED, content=_NOT_UTF_8)),
    "a list being read": ("exchange/progress.html", _list(State.CHECKING)),
    "a list being written": ("exchange/progress.html", _list(State.WRITING)),
    "a list to look through": ("exchange/look_through.html", _list(State.CHECKED)),
    "a list with problems": (
        "exchange/look_through.html",
        _of("list", lambda town: town.casa.list_with_problems()),
    ),
    "a list imported": ("exchange/ended.html", _list(State.DONE, people_total=7)),
    "a list cancelled": ("exchange/ended.html", _list(State.CANCELLED)),
    "a list taken back": ("exchange/ended.html", _list(State.TAKEN_BACK, kept_on_undo=2)),
    "taking back with a wrong number": ("exchange/take_back.html", _wrong_number),
    "a code asked for": ("accounts/sign_in_code.html", _code_asked),
    "the words asked for again": (
        "accounts/confirm.html",
        _with_second_factor("/account/words/", {"confirm-send": "1", "some": '"words"'}, minutes_ago=11),
    ),
    "a second factor switched on": (
        "web/second_factor_on.html",
        _with_second_factor("/account/second-factor/"),
    ),
    "codes for paper": ("web/recovery_codes.html", _with_second_factor("/account/second-factor/codes/", {})),
    "switching it off": (
        "web/second_factor_off.html",
        _with_second_factor("/account/second-factor/off/", {}),
    ),
    "a second factor with every error": (
        "web/second_factor.html",
        lambda _town, client: client.post(
            "/account/second-factor/",
            {"held": client.get("/account/second-factor/").context["form"].initial["held"]},
        ),
    ),
    "an address for new words": (
        "vault/renewal_begun.html",
        lambda town, client: _send("begin-renewal", {}, uid=town.casa.member().member.pk)(town, client),
    ),
    "words heard wrongly": (
        "vault/give_back.html",
        lambda town, client: _send("give-back", {"words": "x"}, uid=town.casa.who_lost_words().member.pk)(
            town, client
        ),
    ),
    "somebody who lost their words": ("vault/members.html", _who_lost_their_words),
    "rooms closed for a journey": ("web/today.html", _on_a_journey("today")),
    "back from a journey": ("vault/my_return.html", _on_a_journey("my-return")),
    "back and safe": ("vault/my_return.html", _on_a_journey("my-return", says_so=True)),
    "travelling without two to call": (
        "vault/travel.html",
        lambda _town, client: client.post(reverse("travel"), {"words": ""}),
    ),
    "new words": ("web/written_down.html", lambda _town, client: client.post("/account/words/")),
    "no such page": ("web/error.html", lambda _town, client: client.get("/nowhere/")),
    "not in this role": ("web/error.html", lambda _town, client: client.get(reverse("network"))),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, page in MATRIX.items() if not page.only_post])
def test_page(name: str, language: str, town: Town) -> None:
    answer = _out_of_the_matrix(name, language)(town, town.inside(Role.COORDINATOR).browser(language))
    if answer.headers["Content-Type"].startswith("text/html") and not answer.streaming and answer.content:
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("face", OTHER_FACES)
def test_other_face(face: str, language: str, town: Town) -> None:
    template, ask = OTHER_FACES[face]
    answer = ask(town, town.inside(Role.COORDINATOR).browser(language))
    assert template in {one.name for one in answer.templates}
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
        client.get(reverse("protected")),
        client.get(reverse("renew", args=["spent"])),
    ]
    address = reverse("renew", args=[town.casa.renewal()])
    answers += [client.post(address, {}), client.post(address, {"name": "Ana", "login": f"lost-{language}"})]
    form = answers[-1].context["form"]
    answers += [
        client.post(address, {"held": form.initial["held"]} | form.expected),
        client.get(address),
        client.post(address, {"words": "not these"}),
    ]
    for answer in answers:
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_set_up(language: str) -> None:
    client = Client(headers={"accept-language": language})
    filled = {
        "network": "Red",
        "look": "night",
        "organisation": "Casa",
        "country": "MX",
        "name": "Ana",
        "login": "ana",
    }
    set_up_code.make()
    address = f"{reverse('set-up')}?code={set_up_code.code_file().read_text()}"
    answers = [
        client.get(reverse("set-up")),
        client.get(reverse("set-up"), {"code": "wrong"}),
        client.get(address),
        client.post(address, {}),
        client.post(address, filled),
    ]
    for answer in answers:
        assert answer.status_code == 200
        found = complaints_about(answer)
        assert not found, "\n" + "\n".join(found)


def test_style_and_script_load_nothing() -> None:
    for file in sorted((PACKAGE / "ui" / "static").rglob("*.*")):
        text = file.read_text()
        named = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", text)) - {
            "http://www.w3.org/2000/svg"
        }
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
        ('<a href="https://elsewhere.example/">a</a>', "another host"),
        ('<a rel="noreferrer" href="javascript:alert(1)">a</a>', "another host"),
        ('<input name="a">', "without a label"),
        ('<label for="b">a</label><input name="a">', "which is not there"),
        ('<p id="a">1</p><p id="a">2</p>', "stands 2 times"),
        ("<p><ul></ul></p>", "inside <p>"),
        ("<div><span></div></span>", "closes"),
        ('<a href="/"></a>', "says nothing"),
        ("<form><form></form></form>", "a form inside a form"),
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
