"""Who may open which address, written down by hand; `test_access_matrix` tries it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import timezone

from tessera.accounts.models import Role
from tessera.exchange.models import State
from tessera.tracing.models import Person
from tessera.vault.models import Attachment
from tests.rules.town import INSIDE, WAITING, Side, Visitor, a_list_to_send, letter

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
    for_nodes: bool = False  # people get nothing there, whoever they are: other nodes sign what they ask
    is_everybodys: bool = False  # what its address names lies in no room
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


def _entry(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.entry()}


def _newcomer(voices: int) -> Callable[[Side, Visitor], Values]:
    return lambda side, _visitor: {"uid": side.newcomer(voices=voices)}


def _suggestion(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.suggestion()}


def _directory_list(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.directory_list()}


def _proposal(side: Side, _visitor: Visitor) -> Values:
    return {"uid": side.proposal()}


def _name_of_entry(side: Side, _names: Values) -> Values:
    return {"name": f"Clinic {side.canary}"}


def _one(make: str) -> Callable[[Side, Visitor], Values]:
    """What a method of the side makes, by its identifier."""
    return lambda side, _visitor: {"uid": getattr(side, make)()}


def _record(side: Side, visitor: Visitor) -> Values:
    return {"subject": "tracing.person"} | _person(side, visitor)


def _asks(side: Side, _names: Values) -> Values:
    return {"right": "access", "known_by": f"Known to {side.canary}", "asked_on": "2026-01-05"}


def _handed_over(*_: object) -> Values:
    return {"step": "handed-over", "on": "2026-01-05", "to": "Dr. Ruiz"}


_A_SERVICE = {"name": "A clinic nobody knows"}
_A_CHECK = {
    "checked_on": "2024-01-31",
    "identity_asked": "no",
    "status_asked": "no",
    "shared": "no",
    "accompanied_report": "no",
}


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
    # What everybody may read
    "help-anywhere": Page(ANYBODY, in_room=False),
    "help": Page(ANYBODY, in_room=False, target=lambda *_: {"language": "en"}),
    "public-directory": Page(ANYBODY, in_room=False, target=lambda *_: {"language": "es"}),
    "poster": Page(ANYBODY, in_room=False, target=lambda side, _: {"language": "en", "uid": side.poster()}),
    "node-card": Page(ANYBODY, in_room=False, for_nodes=True),
    "node-envelope": Page(
        ANYBODY,
        in_room=False,
        for_nodes=True,
        target=lambda side, _: {"letterbox": side.vault.pk, "envelope": uuid4()},
    ),
    # What was agreed, and the post
    "consents": Page(MEMBERS, target=_record),
    "new-consent": Page(WRITERS, target=_record),
    "consent": Page(MEMBERS, target=_one("consent")),
    "keep-recording": Page(
        WRITERS, only_post=True, target=_one("consent"), form=lambda side, _: {"file": letter(side.canary)}
    ),
    "withdraw-consent": Page(WRITERS, target=_one("consent")),
    "urgent": Page(
        MEMBERS,
        target=_one("urgent"),
        form=lambda *_: {"step": "review", "upheld": "yes", "review": "It was."},
    ),
    "recordings": Page(MEMBERS),
    "play-recording": Page(MEMBERS, target=lambda *_: {"spoken": "ht"}, not_here=True),
    "prepare-paper": Page(
        WRITERS, target=_one("consent_for_authority"), form=lambda *_: {"groups": ["identity"]}
    ),
    "paper": Page(MEMBERS, target=_one("paper"), form=_handed_over),
    "rights": Page(MEMBERS, target=_record),
    "new-rights-request": Page(WRITERS, target=_record, form=_asks),
    "own-copy": Page(MEMBERS, target=_record),
    "rights-request": Page(
        MEMBERS,
        target=_one("rights_request"),
        form=lambda *_: {"step": "answer", "outcome": "done", "answer": "Handed over"},
    ),
    "erase-record": Page(WRITERS, target=_one("rights_request")),
    "inbox": Page(MEMBERS),
    "outbox": Page(MEMBERS),
    "outgoing": Page(MEMBERS, target=_one("sent")),
    "ask-back": Page(WRITERS, target=_one("sent"), form=lambda *_: {"why": "A mistake"}),
    "carried": Page(WRITERS, only_post=True, target=_one("sent")),
    "fetch-envelope": Page(MEMBERS, target=_one("sent")),
    "incoming": Page(MEMBERS, target=_one("came"), form=lambda *_: {"step": "answer", "text": "We ask."}),
    "state-law": Page(COORDINATORS, target=_one("came"), form=lambda *_: {"law": "Article 5"}),
    "delete-received": Page(WRITERS, target=_one("came")),
    "held-back": Page(MEMBERS),
    "bring-envelope": Page(WRITERS),
    "send": Page(WRITERS, target=_record),
    "correspondents": Page(MEMBERS),
    "add-card": Page(COORDINATORS),
    "compare-keys": Page(COORDINATORS, target=_one("letterbox_elsewhere"), is_everybodys=True),
    "end-correspondence": Page(COORDINATORS, target=_one("correspondent")),
    "open-letterbox": Page(COORDINATORS, only_post=True),
    "own-words": Page(MEMBERS),
    "fetch-card": Page(MEMBERS),
    # The directory, in the network's room
    "directory": Page(MEMBERS, form=lambda *_: {"words": "a doctor"}),
    "new-entry": Page(WRITERS, target=lambda *_: {"kind": "service"}, form=lambda *_: _A_SERVICE),
    "entry": Page(MEMBERS, target=_entry),
    "change-entry": Page(WRITERS, target=_entry, form=lambda *_: _A_SERVICE),
    "confirm-entry": Page(WRITERS, only_post=True, target=_entry),
    "keep-entry": Page(
        COORDINATORS, only_post=True, target=lambda side, _: {"uid": side.entry(is_kept=False)}
    ),
    "show-entry": Page(COORDINATORS, target=_entry, form=lambda *_: {"agreed_by": "Its coordinator"}),
    "hide-entry": Page(WRITERS, only_post=True, target=_entry),
    "delete-entry": Page(WRITERS, target=_entry, form=_name_of_entry),
    "check-firewall": Page(
        WRITERS, target=lambda side, _: {"uid": side.entry(is_kept=False)}, form=lambda *_: _A_CHECK
    ),
    "vouch": Page(COORDINATORS, target=_newcomer(0), form=lambda *_: {"why": "We know them"}),
    "take-back-vouch": Page(COORDINATORS, only_post=True, target=_newcomer(1)),
    "admit": Page(ADMINISTRATORS, target=_newcomer(2), form=lambda *_: {"country": "SN"}),
    "posters": Page(COORDINATORS),
    "suggestion": Page(WRITERS, target=_suggestion, form=lambda *_: {"take": "1"}),
    "directory-lists": Page(
        COORDINATORS, form=lambda side, _: {"list_files": letter(side.canary), "source": "A list"}
    ),
    "directory-list": Page(COORDINATORS, target=_directory_list),
    "take-in-directory": Page(COORDINATORS, only_post=True, target=_directory_list),
    "cancel-directory": Page(COORDINATORS, only_post=True, target=_directory_list),
    "take-back-directory": Page(COORDINATORS, only_post=True, target=_directory_list),
    "export-directory": Page(COORDINATORS, target=lambda *_: {"layout": "json"}),
    # What can be asked for
    "member-help": Page(
        MEMBERS, form=lambda *_: {"place": "MX", "need": "school", "stage": "stay", "age": "child"}
    ),
    "rules": Page(MEMBERS),
    "rule": Page(MEMBERS, target=lambda *_: {"code": "school-world"}),
    "rule-table": Page(MEMBERS, target=lambda *_: {"table": "rules"}),
    "upload-rule-table": Page(WRITERS, form=lambda side, _: {"table": "places", "file": letter(side.canary)}),
    "new-rule": Page(WRITERS, form=lambda *_: {"code": "a-rule"}),
    "change-rule": Page(WRITERS, target=lambda *_: {"code": "school-world"}, form=lambda *_: {"says": "may"}),
    "proposal": Page(MEMBERS, target=_proposal),
    "review-proposal": Page(COORDINATORS, only_post=True, target=_proposal),
    "withdraw-proposal": Page(
        WRITERS, only_post=True, target=lambda side, visitor: {"uid": side.proposal(by=visitor)}
    ),
}
