"""Somebody who holds several rooms: every page of one shows what is in that one, and nothing of the others.

Marta of Casa holds the room of her organisation, its legal room, and one shared with Dakar. She opens every page of each,
with every form filled in; then every table of each room is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from tessera.accounts import sessions
from tessera.tracing.models import Kind
from tessera.vault.rooms import actions, cards
from tessera.vault.rooms.naming import rooms_held
from tests.rules.addresses import every_address
from tests.rules.test_access_matrix import MATRIX, _ask, _body
from tests.rules.town import Side, Town

# From a shared room nobody is invited into an organisation, with which most of these begin; and nobody leaves it here.
NOT_FROM_A_SHARED_ONE = {
    "invite", "withdraw-invitation", "let-in", "remove-member", "bring-in-one", "take-out",
    "part-with", "begin-renewal", "withdraw-renewal", "lift-grants", "give-back", "let-in-again",
}  # fmt: skip
# Names of people in other rooms: whom of them to let into this one.
SHOWS_PEOPLE_OF_OTHER_ROOMS = {"bring-in", "bring-in-one"}
# What their addresses name is a person or an organisation, known in every room.
OF_NO_ROOM = {"remove-member", "let-in", "bring-in-one", "part-with"}
IN_A_ROOM = sorted(
    name for name, page in MATRIX.items() if page.in_room and name not in SHOWS_PEOPLE_OF_OTHER_ROOMS
)
WITH_A_RECORD = sorted(
    one.name
    for one in every_address()
    if {"vault", "uid"} <= one.names and not MATRIX[one.name].is_everybodys
)


@pytest.fixture(scope="module")
def rooms(town: Town, django_db_blocker: Any) -> Iterator[dict[str, Side]]:
    """By name; each has its canary in every record, and records of every kind."""
    with django_db_blocker.unblock():
        marta, fatou = town.casa.holder, town.dakar.holder
        sides = {"casa": town.casa}
        for called, kind, canary in (
            ("Legal", "own", "Quetzalcoatlus"),
            ("Working group", "shared", "Mictlantecuhtli"),
        ):
            vault = actions.open_room(called=called, kind=kind, by=marta.member, name="Marta")
            sides[kind] = Side(vault, marta, canary)
            for one in Kind.values:
                sides[kind].person(one)
        with sides["shared"].opened():
            keys = cards.print_of(bytes(fatou.member.kem_public), bytes(fatou.member.signing_public))
            actions.bring_in(
                vault=sides["shared"].vault, member=fatou.member, name="Fatou", checked=keys, by=marta.member
            )
        yield sides
        for session in list(sessions._sessions):
            sessions.end(session)


def pages_of(name: str) -> list[str]:
    return [one for one in IN_A_ROOM if name != "shared" or one not in NOT_FROM_A_SHARED_ONE]


@pytest.mark.parametrize("name", ["casa", "own", "shared"])
def test_every_page_shows_its_own_room_only(name: str, town: Town, rooms: dict[str, Side]) -> None:
    here = rooms[name]
    others = {side.canary for side in rooms.values()} - {here.canary} | {town.dakar.canary}
    seen = 0
    for page_name in pages_of(name):
        page = MATRIX[page_name]
        for method in ("GET", "POST"):
            names = {"vault": here.vault.pk} | page.target(here, here.holder)
            form = page.form(here, names) if method == "POST" else {}
            body = _body(_ask(here.holder, page_name, names, method, form))
            assert not [canary for canary in others if canary in body], f"{method} {page_name} in {name}"
            seen += here.canary in body
    assert seen > 10, "hardly a page showed anything"
    assert_every_table_is_apart(town, rooms)


@pytest.mark.parametrize("page_name", WITH_A_RECORD)
def test_one_rooms_records_lead_nowhere_in_another_that_the_same_person_holds(
    page_name: str, town: Town, rooms: dict[str, Side]
) -> None:
    page, holder = MATRIX[page_name], town.casa.holder
    for there, here in (("casa", "own"), ("casa", "shared"), ("own", "casa")):
        theirs = page.target(rooms[there], holder)
        for method in ("POST",) if page.only_post else ("GET", "POST"):
            names = {"vault": rooms[here].vault.pk} | theirs
            form = page.form(rooms[there], theirs)
            answer = _ask(holder, page_name, names, method, form)
            assert rooms[there].canary not in _body(answer), f"{method} {page_name}: {there} in {here}"
            if page_name not in OF_NO_ROOM:
                assert answer.status_code == 404, f"{method} {page_name}: {answer.status_code}"


def test_today_says_of_each_matter_which_room_it_is_in(town: Town, rooms: dict[str, Side]) -> None:
    for side in rooms.values():
        side.list("checked")
    holder = town.casa.holder
    body = holder.browser().get(reverse("today")).content.decode()
    held = rooms_held(holder.member, holder.session)
    assert {one.vault for one in held} == {side.vault for side in rooms.values()}
    for one in held:
        assert f"/room/{one.vault.pk}/lists/" in body
        assert f"· {one.name}</small>" in body


def test_who_holds_only_the_shared_room_finds_nothing_of_the_others(
    town: Town, rooms: dict[str, Side]
) -> None:
    """Fatou searches, lists and looks for candidates in the room that she shares with Casa."""
    browser, shared = town.dakar.holder.browser(), rooms["shared"]
    hidden = {rooms["casa"].canary, rooms["own"].canary, "Legal"}
    for name, kwargs in (
        ("people", {"kind": "sought"}),
        ("members", {}),
        ("lists", {}),
        ("log", {}),
        ("proof", {}),
    ):
        body = browser.get(reverse(name, kwargs={"vault": shared.vault.pk} | kwargs)).content.decode()
        assert not [word for word in hidden if word in body], name
    found = browser.post(reverse("search", args=[shared.vault.pk]), {"words": "Amina"}, follow=True)
    assert shared.canary in found.content.decode()
    assert not [word for word in hidden if word in found.content.decode()]
    for private in (rooms["casa"], rooms["own"]):
        assert browser.get(reverse("members", args=[private.vault.pk])).status_code == 404


def assert_every_table_is_apart(town: Town, rooms: dict[str, Side]) -> None:
    for side in rooms.values():
        others = {one.canary for one in rooms.values()} - {side.canary} | {town.dakar.canary}
        with side.opened() as room, connections[room.alias].cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%%'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
                content = str(cursor.fetchall())
                assert not [canary for canary in others if canary in content], f"{table} of {side.canary}"
