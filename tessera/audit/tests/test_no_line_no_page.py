"""No line, no page: where the line cannot be written nothing is shown and nothing is done."""

from __future__ import annotations

import inspect
from contextlib import suppress

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Invitation, Member, Network, Organisation, Role
from tessera.accounts.rules import Permission
from tessera.audit.lines import AuditLineNotWritten, verify_chain, write_line
from tessera.audit.models import CommonsLine, Line, VaultLine
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import actions as vaults
from tessera.vault.models import Attachment, Colleague, InvitationNote, Vault, Wrap
from tessera.vault.rooms import actions as rooms
from tessera.vault.rooms.cards import print_of
from tessera.vault.sqlcipher import base
from tessera.vault.trust import actions as trust

NAME = "Amadou Diallo"
SESSION_COOKIE = settings.SESSION_COOKIE


@pytest.fixture
def record(house) -> Person:
    with house.open(house.marta):
        return open_record(draft=PersonDraft(names=[(NAME, "full")]), by=house.marta.member)


@pytest.fixture
def no_lines(monkeypatch):
    """From here on every line fails as on a full disk."""

    def full(self: Line, **_kwargs: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Line, "save_base", full)


@pytest.fixture
def full_disk(house, record, monkeypatch):
    """SQLite's own "disk is full": the vault's file may not grow by a single page, and has no room left in it."""
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
    monkeypatch.setattr(base, "_PRAGMAS", (*base._PRAGMAS, f"max_page_count = {pages}"))
    with house.open(house.marta), suppress(AuditLineNotWritten):
        while True:
            write_line(VaultLine, "filling.the.last.page", by=None)


@pytest.fixture
def read_only(record, monkeypatch):
    """A file system mounted read-only, as Linux does after an error."""
    monkeypatch.setattr(base, "_PRAGMAS", (*base._PRAGMAS, "query_only = ON"))


def pages(house, record) -> list[str]:
    room = f"/room/{house.vault.id}"
    return [
        f"{room}/people/sought/",
        f"{room}/people/sought/new/",
        f"{room}/person/{record.uid}/",
        f"{room}/person/{record.uid}/change/",
        f"{room}/person/{record.uid}/delete/",
        f"{room}/person/{record.uid}/candidates/",
        f"{room}/members/",
        f"{room}/members/invite/",
        f"{room}/lists/",
        "/",
    ]


def test_with_their_line_the_pages_are_shown(house, record):
    """The other tests say something only if these pages would show something."""
    shown = [house.browser(house.marta).get(page) for page in pages(house, record)]
    assert {answer.status_code for answer in shown} == {200}
    assert sum(NAME in answer.content.decode() for answer in shown) >= 4


@pytest.mark.parametrize("trouble", ["no_lines", "full_disk", "read_only"])
def test_without_its_line_no_page_is_shown(house, record, trouble, request):
    request.getfixturevalue(trouble)
    for page in pages(house, record):
        answer = house.browser(house.marta).get(page)
        text = answer.content.decode()
        assert answer.status_code == 503, page
        assert "Nothing can be shown right now" in text
        assert NAME not in text
        assert record.reference not in text


@pytest.mark.parametrize("trouble", ["no_lines", "full_disk", "read_only"])
def test_without_its_line_no_file_is_given_out(house, record, trouble, request):
    browser = house.browser(house.marta)
    photograph = SimpleUploadedFile("photo.jpg", b"the photograph")
    browser.post(f"/room/{house.vault.id}/person/{record.uid}/attach/", {"file": photograph})
    with house.open(house.marta):
        attachment = Attachment.objects.get()
    request.getfixturevalue(trouble)
    answer = browser.get(f"/room/{house.vault.id}/files/{attachment.id}/")
    assert answer.status_code == 503
    assert b"the photograph" not in answer.content


@pytest.mark.parametrize("trouble", ["no_lines", "full_disk", "read_only"])
def test_without_its_line_nothing_is_changed(house, record, trouble, request):
    request.getfixturevalue(trouble)
    browser, room = house.browser(house.marta), f"/room/{house.vault.id}"
    browser.raise_request_exception = False
    for path, form in (
        (f"{room}/people/sought/new/", {"full_name": "Somebody New"}),
        (f"{room}/person/{record.uid}/change/", {"full_name": "Somebody Else"}),
        (f"{room}/person/{record.uid}/delete/", {"reference": record.reference}),
        (f"{room}/search/", {"words": "diallo"}),
        (f"{room}/members/invite/", {"name": "Rosa", "role": "reader"}),
    ):
        answer = browser.post(path, form)
        assert answer.status_code >= 500, path
        assert NAME not in answer.content.decode()
    with house.open(house.marta):
        assert [name.text for person in Person.objects.all() for name in person.names.all()] == [NAME]
        assert not InvitationNote.objects.exists()


def counts() -> dict[str, int]:
    models = (Network, Organisation, Member, Invitation, Vault, Wrap, CommonsLine)
    inside = (Colleague, InvitationNote, VaultLine, Person)
    return {model.__name__: model.objects.count() for model in (*models, *inside)} | {
        "removed": Member.objects.exclude(removed_at=None).count(),
        "withdrawn": Invitation.objects.exclude(withdrawn_at=None).count(),
        "used": Invitation.objects.exclude(used_at=None).count(),
        "networks": str(Network.objects.values().get()),  # type: ignore[dict-item]
    }


COMMONS_ONLY, VAULT_ONLY, BOTH = {CommonsLine}, {VaultLine}, {CommonsLine, VaultLine}


@pytest.mark.parametrize("failing", [CommonsLine, VaultLine])
def test_every_action_is_undone_whose_line_fails(house, monkeypatch, failing):
    """Each action in turn, with the chain of the commons failing, and with the vault's."""

    def full(self: Line, **kwargs: object) -> None:
        if isinstance(self, failing):
            raise DatabaseError("database or disk is full")
        written(self, **kwargs)

    written = Line.save_base
    marta, rosa, waiting = house.marta.member, house.colleague(name="Rosa").member, house.joined().member
    with house.open(house.marta):
        token = vaults.invite(name="Ana", role=Role.READER, by=marta)
        ana = Invitation.objects.open().get()
        account = accounts.NewAccount("Ana", "ana", "one two three")
        actions = [
            (COMMONS_ONLY, lambda: accounts.change_network(name="Theirs", look="plum", by=marta)),
            (COMMONS_ONLY, lambda: accounts.add_organisation(name="Otra", country="GT", by=marta)),
            (
                COMMONS_ONLY,
                lambda: accounts.make_invitation(organisation=house.casa, role="reader", by=marta),
            ),
            (
                COMMONS_ONLY,
                lambda: accounts.invite_first_member(organisation=house.casa, by=marta),
            ),
            (COMMONS_ONLY, lambda: accounts.withdraw_invitation(invitation=ana, by=marta)),
            (COMMONS_ONLY, lambda: accounts.accept_invitation(token=token, account=account)),
            (COMMONS_ONLY, lambda: accounts.end_membership(member=rosa, by=marta)),
            (VAULT_ONLY, lambda: vaults.let_in(vault=house.vault, member=waiting, by=marta)),
            (VAULT_ONLY, lambda: vaults.give_grant(vault=house.vault, member=waiting, by=marta, name="W")),
            (VAULT_ONLY, lambda: rooms.name_room(called="Albergue", by=marta)),
            (
                VAULT_ONLY,
                lambda: rooms.bring_in(
                    vault=house.vault,
                    member=waiting,
                    name="W",
                    checked=print_of(bytes(waiting.kem_public), bytes(waiting.signing_public)),
                    by=marta,
                ),
            ),
            (VAULT_ONLY, lambda: rooms.take_out(vault=house.vault, member=rosa, by=marta)),
            (BOTH, lambda: vaults.invite(name="Ines", role="reader", by=marta)),
            (BOTH, lambda: vaults.withdraw_invitation(invitation=ana, by=marta)),
            (BOTH, lambda: vaults.remove_member(member=rosa, by=marta)),
        ]
        before = counts()
        monkeypatch.setattr(Line, "save_base", full)
        for chains, action in actions:
            if failing in chains:
                with pytest.raises(AuditLineNotWritten):
                    action()
                assert counts() == before


def test_nobody_is_signed_in_without_a_line(house, no_lines):
    open_before = len(sessions._sessions)
    with pytest.raises(AuditLineNotWritten):
        accounts.sign_in(login="marta", passphrase=house.marta.passphrase)
    assert len(sessions._sessions) == open_before
    answer = house.browser().post("/sign-in/", {"login": "marta", "passphrase": house.marta.passphrase})
    assert answer.status_code == 503
    assert SESSION_COOKIE not in answer.cookies


@pytest.mark.parametrize("open_it", [vaults.create_vault, vaults.open_first_vault])
def test_a_vault_that_could_not_be_noted_is_shown_to_nobody(house, no_lines, open_it):
    other = Organisation.objects.create(name="Otra", country="GT")
    with pytest.raises(AuditLineNotWritten):
        open_it(organisation=other, by=house.marta.member, name="Marta")
    assert not other.vaults.exists()


def test_the_line_says_which_record_was_shown_to_whom_and_no_word_of_it(house, record):
    house.browser(house.marta).get(f"/room/{house.vault.id}/person/{record.uid}/")
    with house.open(house.marta):
        line = VaultLine.objects.last()
        assert (line.verb, line.by, line.about) == ("person.shown", house.marta.member.id, record.uid)
        everything = " ".join(str(values) for values in VaultLine.objects.values())
        assert "Diallo" not in everything
        verify_chain(VaultLine)


def test_whoever_is_refused_leaves_no_line_of_having_seen(house, record):
    reader = house.colleague(Role.READER)
    stranger, _theirs = house.stranger()
    with house.open(house.marta):
        before = VaultLine.objects.count()
    path = f"/room/{house.vault.id}/person/{record.uid}/change/"
    assert house.browser(reader).get(path).status_code == 403
    assert house.browser(stranger).get(path).status_code == 404
    assert house.browser().get(path).status_code == 302
    with house.open(house.marta):
        assert VaultLine.objects.count() == before
        assert Permission.WRITE_RECORDS not in {line.verb for line in VaultLine.objects.all()}


def test_the_actions_tried_here_are_all_there_are():
    """A new action of accounts or vault has to be tried above, and to be named here."""

    def written(module: object) -> set[str]:
        return {
            name
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__
            and not name.startswith("_")
            and "by" in inspect.signature(function).parameters
        }

    assert written(accounts) == {
        *("change_network", "add_organisation", "make_invitation", "withdraw_invitation"),
        *("invite_first_member", "end_membership", "lock"),
        # Of one's own account: tried in accounts/tests/test_second_factor.py.
        *("confirm", "switch_on_second_factor", "switch_off_second_factor", "renew_recovery_codes"),
        *("change_words", "end_session", "end_other_sessions"),
        "end_organisation",  # tried in vault/tests/test_leaving.py
    }
    assert written(vaults) == {
        *("create_vault", "open_first_vault", "invite", "withdraw_invitation", "let_in", "remove_member"),
        *("keep_attachment", "read_attachment", "delete_attachment", "give_grant"),
    }
    assert written(rooms) == {
        *("name_room", "bring_in", "take_out"),
        *("open_room", "open_network_room"),  # create_vault, tried below
        "part_with",  # tried in vault/tests/test_shared_rooms.py
    }
    # Tried in vault/tests/test_reopening.py; the lockdown, which waits for no line, in test_lockdown.py.
    assert written(trust) == {
        *("appoint_trustee", "dismiss_trustee", "lock_down", "ask_for_reopening", "withdraw_request"),
        *("refuse_request", "give_share", "decline_request", "reopen", "let_in_again"),
    }
