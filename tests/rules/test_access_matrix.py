"""Who may open which address: written down here by hand, a second time, so that a wrong decorator is caught.

Everybody visits every address with every method, in their own room, in another organisation's, and in their own
room with an identifier out of the other. Forms are filled in as if they meant it. Whoever is turned away learns
nothing of either room, and not one byte of it has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import ndiff
from itertools import islice
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tessera.accounts.actions import NewAccount, accept_invitation, add_organisation, make_invitation
from tessera.accounts.models import Draft, Role
from tessera.sealing import passphrases
from tests.rules.addresses import every_address
from tests.rules.matrix import ANYBODY, COORDINATORS, MATRIX, Page, Values
from tests.rules.town import (
    INSIDE,
    INVITED,
    LOCKED,
    NOBODY,
    REMOVED,
    ROLES_INSIDE,
    WAITING,
    Side,
    Town,
    Visitor,
)

_DRAFTS = Draft._meta.db_table

LET_THROUGH = "let through"
ASKED_TO_SIGN_IN = "asked to sign in"
NOT_IN_THIS_ROLE = "not in this role"
NO_SUCH_PAGE = "no such page"


def expected(page: Page, visitor: Visitor, *, holds_key: bool) -> str:
    if page.may is ANYBODY:
        return LET_THROUGH
    if visitor.state in {NOBODY, INVITED, LOCKED, REMOVED}:
        return ASKED_TO_SIGN_IN
    if page.in_room and not holds_key:
        return NO_SUCH_PAGE
    if page.let_in and visitor.state == WAITING:
        return NOT_IN_THIS_ROLE
    return LET_THROUGH if visitor.role in page.may else NOT_IN_THIS_ROLE


def test_every_address_is_in_the_matrix() -> None:
    missing = {one.name or one.route for one in every_address()} - set(MATRIX)
    assert not missing, f"Say in MATRIX who may open {sorted(missing)}."


def test_the_matrix_lists_no_address_that_does_not_exist() -> None:
    gone = set(MATRIX) - {one.name for one in every_address()}
    assert not gone, f"Take {sorted(gone)} out of MATRIX: there is no such address."


def test_every_page_of_a_room_names_the_room_in_its_address() -> None:
    in_a_room = {one.name for one in every_address() if "vault" in one.names}
    assert in_a_room == {name for name, page in MATRIX.items() if page.in_room}


@pytest.mark.parametrize("name", MATRIX)
def test_in_their_own_room(name: str, town: Town) -> None:
    visits = _Visits(town, name, town.casa)
    for visitor in town.visitors:
        visits.by(visitor, holds_key=visitor.state == INSIDE)


@pytest.mark.parametrize("name", [name for name, page in MATRIX.items() if page.in_room])
def test_in_another_organisations_room(name: str, town: Town) -> None:
    visits = _Visits(town, name, town.dakar)
    for visitor in town.visitors:
        visits.by(visitor, holds_key=False)


@pytest.mark.parametrize(
    "name",
    [
        one.name
        for one in every_address()
        if {"vault", "uid"} <= one.names and not MATRIX[one.name].is_everybodys
    ],
)
def test_another_rooms_identifier_leads_nowhere_in_their_own(name: str, town: Town) -> None:
    page = MATRIX[name]
    for role in sorted(page.may & set(ROLES_INSIDE)):
        visitor = town.inside(role)
        theirs = page.target(town.dakar, visitor)
        form = page.form(town.dakar, theirs)
        before = town.everything()
        for method in _methods(page):
            answer = _ask(visitor, name, {"vault": town.casa.vault.pk} | theirs, method, form)
            assert answer.status_code == 404, f"{method} {name} by {visitor}: {answer.status_code}"
            assert town.dakar.canary not in _body(answer)
        assert town.everything() == before, f"{name}: {visitor} reached into another room"


def test_somebody_elses_search_leads_nowhere(town: Town) -> None:
    """Also not among colleagues: what one of them looks for is theirs."""
    uid = town.casa.search(by=town.inside(Role.CASE_WORKER))
    for role in ROLES_INSIDE:
        answer = _ask(
            town.inside(role), "search-results", {"vault": town.casa.vault.pk, "uid": uid}, "GET", {}
        )
        assert answer.status_code == (200 if role == Role.CASE_WORKER else 404)


def test_the_first_room_is_opened_by_a_member_of_an_organisation_without_one(town: Town) -> None:
    marta = town.casa.holder.member
    added = add_organisation(name="No room yet", country="MX", by=marta)
    _invitation, token = make_invitation(organisation=added, role=Role.COORDINATOR, by=marta)
    account = NewAccount("Rosa", "rosa", passphrases.new_passphrase("es"))
    rosa = Visitor(WAITING, Role.COORDINATOR, *accept_invitation(token=token, account=account))
    assert _ask(rosa, "open-first-room", {}, "POST", {}).status_code == 302
    assert added.vaults.count() == 1
    assert _ask(rosa, "open-first-room", {}, "POST", {}).status_code == 404


def test_the_matrix_notices_a_page_that_lets_the_wrong_people_through(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MATRIX, "members", Page(COORDINATORS))
    with pytest.raises(AssertionError, match="members by reader let in"):
        _Visits(town, "members", town.casa).by(town.inside(Role.READER), holds_key=True)


@dataclass(slots=True)
class _Visits:
    """Visits to one address of one room. Those who are turned away all try the same record: it must survive them."""

    town: Town
    name: str
    side: Side
    page: Page = field(init=False)
    names: Values = field(init=False)
    before: Values = field(default_factory=dict)  # as it was before the last who was turned away

    def __post_init__(self) -> None:
        self.page = MATRIX[self.name]
        self.names = self._target(self.side.holder)

    def by(self, visitor: Visitor, *, holds_key: bool) -> None:
        for method in ("GET", "POST"):
            outcome = expected(self.page, visitor, holds_key=holds_key)
            said = f"{method} {self.name} by {visitor}"
            if outcome == LET_THROUGH:
                names, self.before = self._target(visitor), {}
            else:
                names, self.before = self.names, self.before or self.town.everything()
            form = self.page.form(self.side, names) if method == "POST" else {}
            answer = _ask(visitor, self.name, names, method, form)
            _CHECKS[outcome](answer, self.page, visitor, method, said)
            if not holds_key or self.side is self.town.casa:
                assert self.town.dakar.canary not in _body(answer), f"{said}: shows something of another room"
            if outcome != LET_THROUGH:
                assert self.side.canary not in _body(answer), (
                    f"{said}: turned away, and still shown something"
                )
                self._nothing_changed(visitor, method, form, said)
            if outcome == NO_SUCH_PAGE:
                nowhere = names | {"vault": uuid4()}
                same = _ask(visitor, self.name, nowhere, method, form and self.page.form(self.side, names))
                told = list(_differences(_plain(answer, names), _plain(same, nowhere)))
                assert not told, f"{said}: the answer tells that there is such a room\n" + "\n".join(told)

    def _nothing_changed(self, visitor: Visitor, method: str, form: Values, said: str) -> None:
        """But for what somebody wrote before they noticed that they were locked out: that is kept, sealed to them."""
        after = self.town.everything()
        if visitor.state == LOCKED and method == "POST":
            drafts = [row for row in after[_DRAFTS] if row not in self.before[_DRAFTS]]
            assert len(drafts) <= 1, said
            assert not any(str(word) in repr(drafts) for word in form.values()), f"{said}: kept in clear"
            self.before[_DRAFTS] = after[_DRAFTS]
        assert after == self.before, f"{said}: turned away, and something changed"

    def _target(self, visitor: Visitor) -> Values:
        room = {"vault": self.side.vault.pk} if self.page.in_room else {}
        return room | self.page.target(self.side, visitor)


def _let_through(answer: HttpResponse, page: Page, _visitor: Visitor, method: str, said: str) -> None:
    if page.only_post and method == "GET":
        assert answer.status_code == 405, f"{said}: {answer.status_code}"
    elif page.for_nodes:
        assert answer.status_code in {400, 403, 405}, f"{said}: {answer.status_code}"
    elif page.not_here:
        assert answer.status_code == 404, f"{said}: {answer.status_code}"
    else:
        assert answer.status_code in {200, 302}, f"{said}: {answer.status_code}"
        assert page.leads_to_sign_in or not _is_sign_in(answer), f"{said}: asked to sign in"


def _asked_to_sign_in(answer: HttpResponse, _page: Page, visitor: Visitor, _method: str, said: str) -> None:
    assert _is_sign_in(answer), f"{said}: {answer.status_code}"
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert ("locked" in query) == (visitor.state in {LOCKED, REMOVED}), said


def _not_in_this_role(answer: HttpResponse, page: Page, visitor: Visitor, method: str, said: str) -> None:
    # Whether somebody let them in is asked where the role is right, and a button has no page to ask it on.
    no_page = page.let_in and page.only_post and method == "GET" and visitor.role in page.may
    assert answer.status_code == (405 if no_page else 403), f"{said}: {answer.status_code}"


def _no_such_page(answer: HttpResponse, _page: Page, _visitor: Visitor, _method: str, said: str) -> None:
    assert answer.status_code == 404, f"{said}: {answer.status_code}"


_CHECKS = {
    LET_THROUGH: _let_through,
    ASKED_TO_SIGN_IN: _asked_to_sign_in,
    NOT_IN_THIS_ROLE: _not_in_this_role,
    NO_SUCH_PAGE: _no_such_page,
}


def _methods(page: Page) -> tuple[str, ...]:
    return ("POST",) if page.only_post else ("GET", "POST")


def _ask(visitor: Visitor, name: str, names: Values, method: str, form: Values) -> HttpResponse:
    browser, address = visitor.browser(), reverse(name, kwargs=names)
    return browser.get(address) if method == "GET" else browser.post(address, form)


def _is_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and urlsplit(answer.headers["Location"]).path == reverse("sign-in")


def _body(answer: HttpResponse) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode() + answer.headers.get("Location", "")


def _plain(answer: HttpResponse, names: Values) -> list[str]:
    """Status, headers and lines, without what differs anyway: the address asked for, the form token, the second."""
    body = _body(answer).replace(str(names["vault"]), "…")
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1…", body)
    headers = [
        f"{name}: {value}" for name, value in answer.headers.items() if name not in {"Expires", "Set-Cookie"}
    ]
    return [str(answer.status_code), *headers, *sorted(answer.cookies), *body.splitlines()]


def _differences(one: list[str], other: list[str]) -> Iterator[str]:
    return islice((line[:200] for line in ndiff(one, other) if line[0] in "+-"), 6)
