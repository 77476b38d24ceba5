"""The pages on which people are invited, let in and removed."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.utils import timezone

from tessera.accounts.models import Invitation, Member, Role
from tessera.vault.actions import invite, let_in
from tessera.vault.forms import ROLES_MAY
from tessera.vault.models import InvitationNote, Wrap
from tests.pages_of_keys import reading_keys


@pytest.fixture
def room(house) -> str:
    return f"/room/{house.vault.id}/members"


def test_an_invitation_is_shown_once_with_its_address(house, room):
    browser = house.browser(house.marta)
    page = browser.post(f"{room}/invite/", {"name": "Rosa Quispe", "role": "reader"}).content.decode()
    token = re.search(r"http://testserver/join/([\w-]{43})/", page)[1]
    assert house.browser().get(f"/join/{token}/").status_code == 200
    listed = browser.get(f"{room}/").content.decode()
    assert "Rosa Quispe" in listed
    assert token not in listed


def test_a_coordinator_is_offered_no_role_above_their_own(house, room):
    coordinator = house.colleague(Role.COORDINATOR)
    for somebody, offered in ((coordinator, False), (house.marta, True)):
        browser = house.browser(somebody)
        assert ('value="administrator"' in browser.get(f"{room}/invite/").content.decode()) == offered
        browser.post(f"{room}/invite/", {"name": "Rosa", "role": "administrator"})
        assert Invitation.objects.filter(role=Role.ADMINISTRATOR).exists() == offered


def test_a_removal_whose_traces_could_not_be_wiped_says_so(house, room):
    """Somebody reads in the file of keys at this moment, so its log cannot be emptied."""
    rosa = house.colleague(name="Rosa")
    address = f"{room}/{rosa.member.id}/remove/"
    with connections["keys"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    with reading_keys(connections["keys"].settings_dict["NAME"]) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vault_wrap").fetchall()
        page = house.browser(house.marta).post(address, follow=True).content.decode()
    connections["keys"].close()
    assert "A copy of a deleted key may still lie" in page
    assert "Their account is closed" in page
    assert not Wrap.objects.filter(member=rosa.member.id).exists()


def test_the_note_of_who_is_removed_while_waiting_goes_too(house, room):
    rosa = house.joined(name="Rosa Quispe")
    house.browser(house.marta).post(f"{room}/{rosa.member.id}/remove/")
    with house.open(house.marta):
        assert not InvitationNote.objects.exists()


def test_notes_of_invitations_that_nobody_followed_go_with_the_next(house):
    with house.open(house.marta):
        invite(name="Rosa Quispe", role=Role.READER, by=house.marta.member)
        Invitation.objects.update(expires_at=timezone.now())
    waiting = house.joined(name="Waiting")
    with house.open(house.marta):
        assert [note.name for note in InvitationNote.objects.all()] == ["Waiting"]
        Invitation.objects.update(expires_at=timezone.now())
        invite(name="Next", role=Role.READER, by=house.marta.member)
        let_in(vault=house.vault, member=waiting.member, by=house.marta.member)  # joined in time
        assert [note.name for note in InvitationNote.objects.all()] == ["Next"]


def test_from_invitation_to_open_door(house, room):
    rosa = house.joined(Role.CASE_WORKER, "Rosa Quispe")
    browser = house.browser(house.marta)
    assert "Waiting to be let in" in browser.get(f"{room}/").content.decode()
    answer = browser.post(f"{room}/{rosa.member.id}/let-in/", follow=True)
    assert "Rosa Quispe can open this room now." in answer.content.decode()
    assert "Waiting to be let in" not in answer.content.decode()
    assert house.browser(rosa).get(f"{room}/").status_code == 200
    again = browser.post(f"{room}/{rosa.member.id}/let-in/", follow=True)  # somebody pressed twice
    assert "Rosa Quispe can open this room now." in again.content.decode()


def test_every_role_on_offer_says_what_it_may_do(house, room):
    page = house.browser(house.marta).get(f"{room}/invite/").content.decode()
    for said in ROLES_MAY.values():
        assert str(said) in page


@pytest.mark.parametrize(("host", "warned"), [("localhost:8000", True), ("testserver", False)])
def test_an_address_that_leads_nowhere_else_says_so(house, room, host, warned):
    form = {"name": "Rosa", "role": "reader"}
    page = house.browser(house.marta).post(f"{room}/invite/", form, headers={"host": host}).content.decode()
    assert ("This address works only on this computer." in page) == warned
    assert "When Rosa has joined, let them in under Members." in page


def test_inviting_stays_on_top_while_somebody_waits(house, room):
    house.joined(Role.CASE_WORKER, "Rosa Quispe")
    page = house.browser(house.marta).get(f"{room}/").content.decode()
    assert 0 < page.index("/invite/") < page.index("Waiting to be let in")


def test_removing_takes_a_second_page_and_a_click(house, room):
    rosa = house.colleague(name="Rosa Quispe")
    browser = house.browser(house.marta)
    assert "Rosa Quispe" in browser.get(f"{room}/{rosa.member.id}/remove/").content.decode()
    assert not Member.objects.get(pk=rosa.member.pk).is_removed
    page = browser.post(f"{room}/{rosa.member.id}/remove/", follow=True).content.decode()
    assert "Their account is closed" in page
    assert "Rosa Quispe" not in page
    assert not Wrap.objects.filter(member=rosa.member.id).exists()
    assert house.browser(rosa).get(f"{room}/")["Location"].startswith("/sign-in/")
    assert browser.post(f"{room}/{rosa.member.id}/remove/").status_code == 404


def test_nobody_removes_themselves(house, room):
    answer = house.browser(house.marta).post(f"{room}/{house.marta.member.id}/remove/", follow=True)
    assert "You cannot remove yourself" in answer.content.decode()
    assert not Member.objects.get(pk=house.marta.member.pk).is_removed


def test_nobody_removes_who_has_more_than_themselves(house, room):
    coordinator = house.colleague(Role.COORDINATOR)
    browser = house.browser(coordinator)
    for ask in (browser.get, browser.post):
        assert ask(f"{room}/{house.marta.member.id}/remove/").status_code == 403
    assert not Member.objects.get(pk=house.marta.member.pk).is_removed


def test_people_of_another_organisation_are_not_there_to_be_removed(house, room):
    stranger, _theirs = house.stranger()
    assert house.browser(house.marta).post(f"{room}/{stranger.member.id}/remove/").status_code == 404
    assert house.browser(house.marta).post(f"{room}/{stranger.member.id}/let-in/").status_code == 404
    assert not Member.objects.get(pk=stranger.member.pk).is_removed


def test_taking_an_invitation_back(house, room):
    browser = house.browser(house.marta)
    browser.post(f"{room}/invite/", {"name": "Rosa", "role": "reader"})
    path = f"{room}/invitations/{Invitation.objects.get().id}/withdraw/"
    assert browser.get(path).status_code == 405
    assert "does not work any more" in browser.post(path, follow=True).content.decode()
    assert browser.post(path).status_code == 404
    with house.open(house.marta):
        assert not InvitationNote.objects.exists()


def test_an_invitation_used_at_that_very_moment_is_not_there_to_be_taken_back(house, room, monkeypatch):
    rosa = house.joined(name="Rosa")
    used = Invitation.objects.get(member=rosa.member)
    Invitation.objects.filter(pk=used.pk).update(used_at=None)

    def meanwhile(query, *args, **kwargs):
        Invitation.objects.filter(pk=used.pk).update(used_at=used.used_at)
        return used

    monkeypatch.setattr("tessera.vault.views.get_object_or_404", meanwhile)
    answer = house.browser(house.marta).post(f"{room}/invitations/{used.id}/withdraw/")
    assert answer.status_code == 404
    with house.open(house.marta):
        assert InvitationNote.objects.get().name == "Rosa"


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER])
def test_others_see_who_is_there_and_change_nothing(house, room, role):
    waiting, somebody = house.joined(name="Ana"), house.colleague(role, "Rosa")
    browser = house.browser(somebody)
    assert "Marta" in browser.get(f"{room}/").content.decode()
    for path in (
        f"{room}/invite/",
        f"{room}/{waiting.member.id}/let-in/",
        f"{room}/{house.marta.member.id}/remove/",
        f"{room}/invitations/{waiting.member.invitation.id}/withdraw/",
    ):
        assert browser.post(path, {"name": "x", "role": "reader"}).status_code == 403
    assert not Wrap.objects.filter(member=waiting.member.id).exists()
    assert Invitation.objects.count() == 2


def test_what_went_wrong_looks_and_sounds_otherwise_than_what_went_well(house, room):
    browser = house.browser(house.marta)
    refused = browser.post(f"{room}/{house.marta.member.id}/remove/", follow=True).content.decode()
    assert '<div class="note no" role="alert"><p>You cannot remove yourself' in refused
    rosa = house.joined(Role.CASE_WORKER, "Rosa Quispe")
    let_in = browser.post(f"{room}/{rosa.member.id}/let-in/", follow=True).content.decode()
    assert '<div class="note ok" role="status"><p>Rosa Quispe can open' in let_in
