"""Imports that wait stand on Today, for those who may go on with them."""

from __future__ import annotations

import pytest

from tessera.accounts import sessions
from tessera.accounts.models import Role
from tessera.exchange.tests.stopping import gate, listed
from tessera.exchange.tests.walking import Walk
from tessera.vault import jobs

SOURCE = "shelter in Altar"


def today(house, somebody):
    return house.browser(somebody).get("/").content.decode()


@pytest.fixture
def walk(house):
    walk = Walk(house.browser(house.marta), house.vault)
    walk.upload(listed(35), "sought", source=SOURCE)
    return walk


def test_an_import_waits_until_it_is_done(house, walk):
    coordinator = house.colleague(Role.COORDINATOR)
    for go_on in (walk.read, walk.bring_in):
        page = today(house, coordinator)
        assert f"Go on with the list from {SOURCE}" in page
        assert walk.address("list") in page
        go_on()
        jobs.wait(walk.uid, 30)
    assert SOURCE not in today(house, coordinator)


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.READER])
def test_those_who_may_not_import_are_not_told(house, walk, role):
    assert SOURCE in today(house, house.marta)
    assert SOURCE not in today(house, house.colleague(role))


def test_other_organisations_are_not_told(house, walk):
    stranger, _vault = house.stranger(Role.COORDINATOR)
    assert SOURCE not in today(house, stranger)


def test_it_says_where_the_import_stands(house, walk, monkeypatch):
    monkeypatch.setattr("tessera.exchange.imports.work.BATCH", 10)
    colleague = house.colleague(Role.COORDINATOR)
    assert "Say what the columns hold" in today(house, colleague)
    walk.read()
    jobs.wait(walk.uid, 30)
    assert "Ready to look through" in today(house, colleague)
    with gate(monkeypatch, "write", after=1) as there:
        walk.bring_in()
        there()
        assert "Being imported" in today(house, colleague)
        sessions.end(house.marta.session.id)
    jobs.wait(walk.uid, 30)
    assert "It stopped when the room was locked." in today(house, colleague)


def test_what_is_ended_waits_no_longer(house, walk):
    walk.browser.post(walk.address("cancel-import"))
    assert SOURCE not in today(house, house.marta)
