"""Who may open which address: written down here by hand, a second time, so that a wrong decorator is caught.

Everybody visits every address with every method, in their own room, in another organisation's, and in their own
room with an identifier out of the other. Forms are filled in as if they meant it. Whoever is turned away learns
nothing of either room, and not one byte of it has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import ndiff
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actions import NewAccount, accept_invitation, add_organisation, make_invitation
from tessera.accounts.models import Draft, Role
from tessera.exchange.models import State
from tessera.sealing import passphrases
from tessera.tracing.models import Person
from tessera.vault.models import Attachment
from tests.rules.addresses import every_address
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
    a_list_to_send,
    letter,
)

ANYBODY = None
MEMBERS = frozenset(Role.values)
WRITERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.CASE_WORKER})
COORDINATORS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Who may open it; `target` makes what its address names, `form` what somebody would send who means it."""

    may: frozenset[str] | None
    in_room: bool = True
    only_post: bool = False
    target: Callable[[Side, Visitor], Values] = lambda _side, _visitor: {}
    form: Callable[[Side, Values], Values] = lambda _side, _names: {}
    let_in: bool = False  # for nobody whom their own organisation has not let in
    leads_to_sign_in: bool = False  # also for those who may
    not_here: bool = False  # also for those who may: nothing in this town calls for it


def _person(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.person().uid}


def _file(side: Side, _visitor: Visitor) -> Values:
    file = side.attachment()
    with side.opened():
        return {"uid": Attachment.objects.get(pk=file).about, "file": file}


def _reference(side: Side, names: Values) -> Values:
    with side.opened():
        return {"reference": Person.objects.get(uid=names["uid"]).reference}


def _list(state: str) -> Callable[[Side, Visitor], Values]:
    return lambda side, _visitor: {"uid": side.list(state)}


def _member(state: str) -> Callable[[Side, Visitor], Values]:
    return lambda side, _visitor: {"uid": side.member(state=state).member.pk}


def _who_lost_words(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.who_lost_words().member.pk}


def _room(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.vault.pk}


def _departure(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.departure()}


def _search(side: Side, visitor: Visitor) -> Values:
    return {"uid": side.search(by=visitor)}


MATRIX: dict[str, Page] = {
    # Before and around signing in
    "set-up": Page(ANYBODY, in_room=False),
    "join": Page(ANYBODY, in_room=False, target=lambda side, _: {"token": side.invitation()[1]}),
    "renew": Page(ANYBODY, in_room=False, target=lambda side, _: {"token": side.renewal()}),
    "lost-words": Page(ANYBODY, in_room=False),
    "sign-in": Page(
        ANYBODY, in_room=False, form=lambda *_: {"login": "marta", "passphrase": "not these words"}
    ),
    "sign-in-code": Page(ANYBODY, in_room=False, form=lambda *_: {"code": "000000"}, leads_to_sign_in=True),
    "protected": Page(ANYBODY, in_room=False),
    "language": Page(ANYBODY, in_room=False, only_post=True, form=lambda *_: {"language": "es"}),
    "lock": Page(MEMBERS, in_room=False, only_post=True, leads_to_sign_in=True),
    # One's own account
    "my-account": Page(MEMBERS, in_room=False),
    "end-session": Page(MEMBERS, in_room=False, only_post=True, target=lambda *_: {"name": uuid4()}),
    "end-other-sessions": Page(MEMBERS, in_room=False, only_post=True),
    "new-words": Page(MEMBERS, in_room=False),
    "second-factor": Page(MEMBERS, in_room=False, form=lambda *_: {"words": "x", "code": "000000"}),
    "recovery-codes": Page(MEMBERS, in_room=False, only_post=True),
    "second-factor-off": Page(MEMBERS, in_room=False),
    "my-card": Page(MEMBERS, in_room=False),
    # Rooms
    "rooms": Page(MEMBERS, in_room=False),
    "open-room": Page(
        COORDINATORS, in_room=False, let_in=True, form=lambda *_: {"name": "Another", "kind": "own"}
    ),
    "open-network-room": Page(ADMINISTRATORS, in_room=False, only_post=True, let_in=True),
    # Who meant it would be gone afterwards: see vault/tests/test_giving_back_pages.py.
    "travel": Page(MEMBERS, in_room=False),
    "my-return": Page(MEMBERS, in_room=False),
    # The network
    "today": Page(MEMBERS, in_room=False),
    "network": Page(ADMINISTRATORS, in_room=False, form=lambda *_: {"network": "Renamed", "look": "leaf"}),
    "add-organisation": Page(
        ADMINISTRATORS, in_room=False, form=lambda *_: {"organisation": "Added", "country": "SN"}
    ),
    "invite-first": Page(
        ADMINISTRATORS,
        in_room=False,
        only_post=True,
        target=lambda side, _: {"uid": side.vault.organisation_id},
        not_here=True,
    ),
    "nobody-left": Page(
        ADMINISTRATORS,
        in_room=False,
        target=lambda side, _: {"uid": side.vault.organisation_id},
        not_here=True,
    ),
    "network-proof": Page(COORDINATORS, in_room=False, form=lambda *_: {"checkpoint": "AAAA"}),
    "open-first-room": Page(MEMBERS, in_room=False, only_post=True, not_here=True),
    # Rooms that are closed, and who can bring their keys back
    "closed-room": Page(MEMBERS, in_room=False, target=_room, not_here=True),
    "ask-reopening": Page(MEMBERS, in_room=False, only_post=True, target=_room, not_here=True),
    "withdraw-reopening": Page(MEMBERS, in_room=False, only_post=True, target=_room, not_here=True),
    "reopen": Page(MEMBERS, in_room=False, only_post=True, target=_room, not_here=True),
    "trusted": Page(MEMBERS, in_room=False),
    "asked": Page(MEMBERS, in_room=False, target=lambda *_: {"uid": uuid4()}, not_here=True),
    "hear": Page(MEMBERS, in_room=False, target=lambda *_: {"room": uuid4(), "uid": uuid4()}, not_here=True),
    "decline": Page(
        MEMBERS, in_room=False, only_post=True, target=lambda *_: {"uid": uuid4()}, not_here=True
    ),
    # Who belongs to a room
    "members": Page(MEMBERS),
    "invite": Page(COORDINATORS, form=lambda *_: {"name": "Somebody", "role": Role.READER}),
    "withdraw-invitation": Page(
        COORDINATORS, only_post=True, target=lambda side, _: {"uid": side.invitation()[0]}
    ),
    "let-in": Page(COORDINATORS, only_post=True, target=_member(WAITING)),
    "remove-member": Page(COORDINATORS, target=_member(INSIDE)),
    "bring-in": Page(COORDINATORS, form=lambda *_: {"code": "AAAA AAAA AAAA"}),
    "bring-in-one": Page(COORDINATORS, target=_member(WAITING)),
    "take-out": Page(COORDINATORS, target=_member(INSIDE)),
    "part-with": Page(
        COORDINATORS, target=lambda side, _: {"uid": side.vault.organisation_id}, not_here=True
    ),
    "name-room": Page(COORDINATORS, form=lambda *_: {"name": "Renamed"}),
    "begin-renewal": Page(MEMBERS, target=_member(INSIDE)),
    "withdraw-renewal": Page(MEMBERS, only_post=True, target=_who_lost_words),
    "lift-grants": Page(COORDINATORS, target=_member(INSIDE)),
    "give-back": Page(MEMBERS, target=_who_lost_words, form=lambda *_: {"words": "one two three"}),
    "let-in-again": Page(
        MEMBERS, only_post=True, target=lambda side, visitor: {"uid": side.shut_out(by=visitor)}
    ),
    "trustees": Page(MEMBERS),
    "appoint-trustee": Page(
        COORDINATORS, form=lambda *_: {"words": "one two three", "name": "Awa", "country": "SN"}
    ),
    "dismiss-trustee": Page(COORDINATORS, target=lambda side, _: {"uid": side.trustee()}),
    "refuse-reopening": Page(MEMBERS, only_post=True, target=lambda side, _: {"uid": side.request()}),
    "lockdown": Page(MEMBERS),
    "attachment": Page(MEMBERS, target=lambda side, _: {"uid": side.attachment()}),
    # How long records are kept
    "retention": Page(COORDINATORS, form=lambda *_: {"sought": "120", "found": "24", "remains": "240"}),
    "confirm-clock": Page(COORDINATORS, form=lambda *_: {"day": timezone.localdate().isoformat()}),
    "after-restore": Page(COORDINATORS, not_here=True),
    "ending": Page(MEMBERS),
    "keep-person": Page(
        WRITERS, target=_person, form=lambda *_: {"until": "2040-01-01", "reason": "Still sought"}
    ),
    # Leaving and arriving
    "leaving": Page(MEMBERS),
    "take-copy": Page(COORDINATORS),
    "fetch-copy": Page(COORDINATORS, target=_departure),
    "delete-copy": Page(COORDINATORS, only_post=True, target=_departure),
    "copy-arrived": Page(COORDINATORS, only_post=True, form=lambda *_: {"letters": "AAAA"}),
    "close-room": Page(MEMBERS, form=lambda *_: {"name": "Casa"}),
    "keep-open": Page(MEMBERS, only_post=True),
    "bring-room": Page(
        COORDINATORS, in_room=False, let_in=True, form=lambda side, _: {"file": letter(side.canary)}
    ),
    "open-copy": Page(
        COORDINATORS, in_room=False, only_post=True, form=lambda *_: {"held": "AAAA", "words": "six words"}
    ),
    # The log
    "proof": Page(MEMBERS, form=lambda *_: {"checkpoint": "AAAA"}),
    "log": Page(COORDINATORS),
    "accept-heads": Page(COORDINATORS, only_post=True),
    # Records
    "people": Page(MEMBERS, target=lambda *_: {"kind": "sought"}),
    "new-person": Page(
        WRITERS, target=lambda *_: {"kind": "sought"}, form=lambda *_: {"full_name": "Somebody"}
    ),
    "person": Page(MEMBERS, target=_person),
    "change-person": Page(WRITERS, target=_person, form=lambda *_: {"full_name": "Somebody else"}),
    "delete-person": Page(WRITERS, target=_person, form=_reference),
    "candidates": Page(MEMBERS, target=_person),
    "attach": Page(
        WRITERS, only_post=True, target=_person, form=lambda side, _: {"file": letter(side.canary)}
    ),
    "delete-file": Page(WRITERS, target=_file),
    "search": Page(MEMBERS, only_post=True, form=lambda *_: {"words": "Amina"}),
    "search-results": Page(MEMBERS, target=_search),
    # Lists
    "lists": Page(COORDINATORS, form=lambda side, _: a_list_to_send(side.canary)),
    "list": Page(COORDINATORS, target=_list(State.UPLOADED)),
    "columns": Page(
        COORDINATORS, target=_list(State.UPLOADED), form=lambda *_: {"column_0": "name", "column_1": "age"}
    ),
    "letters": Page(
        COORDINATORS, only_post=True, target=_list(State.UPLOADED), form=lambda *_: {"encoding": "utf-8"}
    ),
    "start-import": Page(
        COORDINATORS, only_post=True, target=_list(State.CHECKED), form=lambda *_: {"blanks": "on"}
    ),
    "go-on": Page(COORDINATORS, only_post=True, target=_list(State.WRITING)),
    "cancel-import": Page(COORDINATORS, only_post=True, target=_list(State.CHECKED)),
    "take-back": Page(COORDINATORS, target=_list(State.DONE), form=lambda *_: {"number": "1"}),
    "problems": Page(COORDINATORS, target=lambda side, _: {"uid": side.list_with_problems()}),
}

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


@pytest.mark.parametrize("name", [one.name for one in every_address() if {"vault", "uid"} <= one.names])
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
