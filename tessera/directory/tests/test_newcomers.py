"""Who comes into the network: whom two organisations vouch for, one voice each; never a funder."""

from __future__ import annotations

import pytest

from tessera.accounts.models import Organisation, Role
from tessera.accounts.rules import NotAllowed
from tessera.directory.models import Entry, Vouch
from tessera.directory.newcomers import actions
from tessera.directory.newcomers.rules import CannotBeMember, NotVouchedFor
from tessera.directory.tests.entered import place
from tessera.vault.tests.rooms import bring
from tests.at_once import at_once

WHY = {"why": "We have shared a kitchen since 2019."}


@pytest.fixture
def newcomer(desk):
    return desk.enter("Kitchen of the river", "organisation", at=place(country="GT"), tessera={"kind": "24"})


def vouch(desk, entry, by=None):
    """As somebody who reads the page and presses the button; the page that follows."""
    read = desk.house.browser(by or desk.house.marta).get(desk.address("vouch", entry))
    return desk.post("vouch", entry, WHY | {"of": read.context["of"]}, by=by)


def voices(desk, entry) -> list[str]:
    with desk.open():
        return [one.organisation_name for one in Vouch.objects.filter(entry=entry.pk)]


def test_two_organisations_vouch_and_an_administrator_takes_it_in(desk, newcomer, neighbour):
    before = Organisation.objects.count()
    assert vouch(desk, newcomer, neighbour).status_code == 200
    assert "Take them into the network" not in desk.page(newcomer)
    assert desk.house.browser(desk.house.marta).get(desk.address("admit", newcomer)).status_code == 404
    assert vouch(desk, newcomer).status_code == 200
    page = desk.page(newcomer)
    assert page.count(WHY["why"]) == 2
    assert "Take them into the network" in page
    form = desk.house.browser(desk.house.marta).get(desk.address("admit", newcomer)).context["form"]
    assert form.initial["country"] == "GT"
    said = desk.post("admit", newcomer, {"country": "GT"}).content.decode()
    assert "/join/" in said
    made = Organisation.objects.get(name="Kitchen of the river")
    assert (made.country, Organisation.objects.count()) == ("GT", before + 1)
    now = desk.now(newcomer)
    assert now.member == now.keeper == made.pk
    assert desk.verbs(newcomer.uid)[-2:] == ["newcomer.admitted", "form.shown"]
    assert "It is a member of this network." in desk.page(newcomer)


def test_one_organisation_has_one_voice(desk, newcomer):
    colleague = desk.house.colleague(Role.COORDINATOR, name="Rosa")
    bring(desk.house, desk.vault, colleague, desk.house.marta)
    for somebody in (desk.house.marta, colleague):
        with desk.open(somebody):
            actions.vouch(entry=Entry.objects.get(pk=newcomer.pk), why="Again", by=somebody.member)
    assert len(voices(desk, newcomer)) == 1
    with desk.open(), pytest.raises(NotVouchedFor):
        actions.admit(entry=Entry.objects.get(pk=newcomer.pk), country="GT", by=desk.house.marta.member)
    assert desk.house.browser(colleague).get(desk.address("vouch", newcomer)).status_code == 404


def test_a_word_that_was_taken_back_does_not_count(desk, newcomer, neighbour):
    vouch(desk, newcomer, neighbour)
    vouch(desk, newcomer)
    desk.post("take-back-vouch", newcomer, by=neighbour)
    assert voices(desk, newcomer) == [desk.house.marta.member.organisation.name]
    assert desk.post("admit", newcomer, {"country": "GT"}).status_code == 404
    assert not Organisation.objects.filter(name="Kitchen of the river").exists()


@pytest.mark.parametrize("kind", ["40", "60"])
def test_funders_and_agencies_are_listed_and_never_members(desk, neighbour, kind):
    entry = desk.enter("Fund", "organisation", tessera={"kind": kind})
    assert "who gives money has no vote here" in desk.page(entry)
    assert desk.house.browser(neighbour).get(desk.address("vouch", entry)).status_code == 404
    with desk.open(neighbour), pytest.raises(CannotBeMember):
        actions.vouch(entry=Entry.objects.get(pk=entry.pk), why="Money", by=neighbour.member)


def test_who_became_a_funder_after_the_word_was_given_is_not_taken_in(desk, newcomer, neighbour):
    vouch(desk, newcomer, neighbour)
    vouch(desk, newcomer)
    desk.change(newcomer, tessera={"kind": "60"})
    with desk.open(), pytest.raises(CannotBeMember):
        actions.admit(entry=Entry.objects.get(pk=newcomer.pk), country="GT", by=desk.house.marta.member)


def test_only_organisations_are_vouched_for(desk, neighbour):
    entry = desk.enter("Clinic")
    assert "In the network" not in desk.page(entry)
    assert desk.house.browser(neighbour).get(desk.address("vouch", entry)).status_code == 404


def test_a_case_worker_gives_no_word_for_the_organisation(desk, newcomer):
    worker = desk.house.colleague(Role.CASE_WORKER, name="Rosa")
    bring(desk.house, desk.vault, worker, desk.house.marta)
    assert desk.house.browser(worker).get(desk.address("vouch", newcomer)).status_code == 403
    with desk.open(worker), pytest.raises(NotAllowed):
        actions.vouch(entry=Entry.objects.get(pk=newcomer.pk), why="Me", by=worker.member)


def test_only_an_administrator_of_the_network_takes_in(desk, newcomer, neighbour):
    vouch(desk, newcomer, neighbour)
    vouch(desk, newcomer)
    coordinator = desk.house.colleague(Role.COORDINATOR, name="Rosa")
    bring(desk.house, desk.vault, coordinator, desk.house.marta)
    assert desk.house.browser(coordinator).get(desk.address("admit", newcomer)).status_code == 403


def test_two_administrators_at_once_take_it_in_once(desk, newcomer, neighbour):
    vouch(desk, newcomer, neighbour)
    vouch(desk, newcomer)

    def admit():
        with desk.open():
            return actions.admit(
                entry=Entry.objects.get(pk=newcomer.pk), country="GT", by=desk.house.marta.member
            )

    outcomes = at_once(admit, admit)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CannotBeMember", "Organisation"]
    assert Organisation.objects.filter(name="Kitchen of the river").count() == 1


def test_today_asks_those_who_have_not_spoken_and_tells_who_can_take_it_in(desk, newcomer, neighbour):
    vouch(desk, newcomer, neighbour)
    ask, ready = "Do you know them too?", "they can be taken into the network"
    marta, other = desk.house.browser(desk.house.marta), desk.house.browser(neighbour)
    assert ask in marta.get("/").content.decode()
    assert ask not in other.get("/").content.decode()
    vouch(desk, newcomer)
    assert ready in marta.get("/").content.decode()
    assert ready not in other.get("/").content.decode()
