"""Today: what waits, room by room; a set-up that was cut off heals; nobody sees a room they hold no key to."""

from __future__ import annotations

import pytest

from tessera.accounts.models import Role
from tessera.audit.models import VaultLine
from tessera.vault.files import database_file
from tessera.vault.models import Vault, Wrap


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
