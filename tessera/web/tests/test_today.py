"""Today: what waits, room by room; a set-up that was cut off heals; nobody sees a room they hold no key to."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.urls import reverse

from tessera.accounts.models import Invitation, Organisation, Role
from tessera.audit.models import VaultLine
from tessera.records.today import Matter
from tessera.vault.actions import _store_wrap
from tessera.vault.files import database_file
from tessera.vault.models import Vault, Wrap
from tessera.vault.rotation import EpochKey


def test_it_greets_by_the_name_that_is_sealed(house):
    assert "Good day, Marta" in house.browser(house.marta).get("/").content.decode()


def test_it_leaves_a_line_in_every_room_it_looked_into(house):
    house.browser(house.marta).get("/")
    with house.open(house.marta):
        assert VaultLine.objects.last().verb == "today.shown"


def test_who_was_not_let_in_sees_no_room_and_no_jobs(house):
    page = house.browser(house.joined()).get("/")
    assert page.context["rooms"] == []
    assert page.context["room"] is None
    assert "Open a request" not in page.content.decode()


def test_a_set_up_cut_off_before_the_vault_is_healed_with_one_button(house):
    Wrap.objects.all().delete()
    Vault.objects.all().delete()
    database_file(house.vault.id).unlink()
    browser = house.browser(house.marta)
    assert "Open our room" in browser.get("/").content.decode()
    page = browser.post("/rooms/open-first/", follow=True)
    assert page.context["room"].organisation == house.casa


def test_a_second_room_is_not_opened_that_way(house):
    assert house.browser(house.marta).post("/rooms/open-first/").status_code == 404
    assert Vault.objects.count() == 1


def test_a_damaged_room_is_a_matter_and_keeps_nobody_from_the_others(house):
    fatou, vault = house.stranger()
    with house.open(fatou, vault) as room:
        _store_wrap(vault, EpochKey(1, room.key), house.marta.member)  # Marta holds a key to both rooms
        matter_of_the_other = Matter(5, "A matter of the other room", "", "/", "Test")
    database_file(house.vault.id).write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tessera.records.today._sources", [lambda _vault, _member: [matter_of_the_other]])
        page = house.browser(house.marta).get("/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "This room&#x27;s file does not open" in said
    assert "A matter of the other room" in said
    with house.open(fatou, vault):
        assert VaultLine.objects.last().verb == "today.shown"


def test_an_organisation_whose_address_was_lost_gets_a_new_one(house):
    browser = house.browser(house.marta)
    browser.post("/network/organisations/add/", {"organisation": "Albergue", "country": "GT"})
    albergue, first = Organisation.objects.get(name="Albergue"), Invitation.objects.get()
    assert "Invite again" in browser.get("/network/").content.decode()
    page = browser.post(reverse("invite-first", args=[albergue.pk]))
    assert "/join/" in page.content.decode()
    first.refresh_from_db()
    assert first.withdrawn_at, "the first address does not work any more"
    assert Invitation.objects.open().get().organisation == albergue


def test_where_a_room_was_opened_nobody_is_invited_past_it(house):
    browser = house.browser(house.marta)
    assert "Invite again" not in browser.get("/network/").content.decode()
    assert browser.post(reverse("invite-first", args=[house.casa.pk])).status_code == 404
    assert not Invitation.objects.exists()


def test_where_not_even_the_frame_can_be_drawn_words_alone_are_shown(house, monkeypatch):
    def fails(*_args, **_kwargs):
        raise OperationalError

    browser = house.browser(house.marta)
    browser.raise_request_exception = False
    monkeypatch.setattr("tessera.web.context.rooms_held", fails)
    page = browser.get("/")
    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    browser = house.browser(house.marta, language="es")
    browser.raise_request_exception = False
    assert "Algo falló aquí" in browser.get("/").content.decode()


def test_the_networks_name_and_look_change_for_everybody(house):
    house.browser(house.marta).post("/network/", {"network": "Red Nueva", "look": "plum"})
    page = house.browser().get("/sign-in/").content.decode()
    assert "Red Nueva" in page
    assert 'data-look="plum"' in page


def test_whoever_joined_is_let_in_from_today(house):
    rosa = house.joined(Role.CASE_WORKER, "Rosa Quispe")
    browser = house.browser(house.marta)
    assert "Rosa Quispe has joined and waits to be let in" in browser.get("/").content.decode()
    answer = browser.post(f"/room/{house.vault.id}/members/{rosa.member.id}/let-in/", follow=True)
    assert "Rosa Quispe can open this room now." in answer.content.decode()
    assert "waits to be let in" not in browser.get("/").content.decode()


@pytest.mark.parametrize(("role", "told"), [(Role.COORDINATOR, True), (Role.CASE_WORKER, False)])
def test_only_those_who_may_let_somebody_in_are_told(house, role, told):
    colleague = house.colleague(role)
    house.joined(Role.READER, "Rosa Quispe")
    assert ("Rosa Quispe has joined" in house.browser(colleague).get("/").content.decode()) == told


def test_a_room_with_one_key_asks_for_a_second(house):
    browser = house.browser(house.marta)
    assert "Only you hold a key to this room." in browser.get("/").content.decode()
    house.colleague()
    assert "Only you hold a key to this room." not in browser.get("/").content.decode()
