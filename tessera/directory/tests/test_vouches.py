"""A word is given for whom the entry tells of that day, by an organisation that is here; and nobody does without two."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tessera.accounts.models import Member, Organisation
from tessera.directory.actions import ChangedMeanwhile
from tessera.directory.models import Entry, Vouch
from tessera.directory.newcomers import actions
from tessera.directory.newcomers.rules import CannotBeMember, NotVouchedFor, vouching_is_needed
from tessera.directory.tests.entered import place
from tessera.directory.tests.test_newcomers import WHY, vouch
from tessera.vault.rooms.actions import part_with, take_out
from tessera.vault.tests.rooms import bring

OFFERED = "Take them into the network"
CHANGED = "it was said of what stood here before"
GONE = "Nobody of this organisation is in the room any more"


@pytest.fixture
def newcomer(desk, neighbour, third):
    """Nobody keeps its entry; two stand for it."""
    entry = desk.enter(
        "Kitchen of the river",
        "organisation",
        ours=False,
        at=place(country="GT"),
        description="Meals",
        phones=[{"id": "1", "number": "+502 1"}],
        tessera={"kind": "24"},
    )
    vouch(desk, entry, neighbour)
    vouch(desk, entry, third)
    assert OFFERED in desk.page(entry)
    return entry


def admit(desk, entry):
    with desk.open():
        return actions.admit(entry=Entry.objects.get(pk=entry.pk), country="GT", by=desk.house.marta.member)


def remove(somebody) -> None:
    """As where their organisation ends all its accounts."""
    Member.objects.filter(pk=somebody.member.pk).update(removed_at=somebody.member.joined_at)


@pytest.mark.parametrize(
    "said",
    [
        {"name": "Ministry of order"},
        {"tessera": {"kind": "24", "texts": {"name": {"es": "Ministerio"}}}},
        {"tessera": {"kind": "10"}},
        {"at": place("Ixtepec", country="MX")},
        {"phones": [{"id": "1", "number": "+502 666"}]},
        {"email": "order@example.org"},
        {"website": "https://order.example.org"},
    ],
    ids="-".join,
)
def test_who_is_somebody_else_by_now_is_not_vouched_for(desk, newcomer, third, said):
    desk.change(newcomer, by=third, **said)
    page = desk.page(newcomer)
    assert OFFERED not in page
    assert page.count(CHANGED) == 2
    before = Organisation.objects.count()
    with pytest.raises(NotVouchedFor):
        admit(desk, newcomer)
    assert desk.post("admit", newcomer, {"country": "GT"}).status_code == 404
    assert Organisation.objects.count() == before


def test_what_they_do_can_be_told_anew(desk, newcomer, third):
    desk.change(newcomer, by=third, description="Meals and showers")
    assert CHANGED not in desk.page(newcomer)
    assert admit(desk, newcomer).name == "Kitchen of the river"


def test_who_vouched_is_asked_again_and_one_word_counts_once(desk, newcomer, neighbour, third):
    desk.change(newcomer, by=third, name="Kitchen of the bridge")
    asked = "Is it still them?"
    assert asked in desk.house.browser(neighbour).get("/").content.decode()
    vouch(desk, newcomer, neighbour)
    assert asked not in desk.house.browser(neighbour).get("/").content.decode()
    assert desk.page(newcomer).count(CHANGED) == 1
    with desk.open():
        assert Vouch.objects.count() == 2
    with pytest.raises(NotVouchedFor):
        admit(desk, newcomer)
    vouch(desk, newcomer, third)
    assert admit(desk, newcomer).name == "Kitchen of the bridge"


def test_a_word_is_given_for_what_was_read_and_not_for_what_stands_there_by_now(desk, newcomer, third):
    marta = desk.house.browser(desk.house.marta)
    read = marta.get(desk.address("vouch", newcomer))
    assert "Kitchen of the river" in read.content.decode()
    desk.change(newcomer, by=third, name="Ministry of order")
    for of in (read.context["of"], "", "nonsense"):
        answer = desk.post("vouch", newcomer, WHY | {"of": of})
        page = answer.content.decode()
        assert "The entry was changed while you were writing." in page
        assert WHY["why"] in page, "nothing typed is lost"
        assert "Ministry of order" in page
    with desk.open():
        assert not Vouch.objects.filter(organisation=desk.house.marta.member.organisation_id).exists()


def test_nor_where_it_changes_at_the_last_moment(desk, newcomer, third):
    with desk.open():
        before = Entry.objects.get(pk=newcomer.pk)
    desk.change(newcomer, by=third, name="Ministry of order")
    with desk.open(), pytest.raises(ChangedMeanwhile):
        actions.vouch(entry=before, why="Known", by=desk.house.marta.member)


@pytest.mark.parametrize("kind", ["", "not a kind"])
def test_who_does_not_say_of_what_kind_they_are_is_not_vouched_for(desk, neighbour, kind):
    """Or whoever takes the kind of a funder off its entry could vouch for it."""
    entry = desk.enter("Fund", "organisation", ours=False, tessera={"kind": "60"})
    desk.change(entry, by=neighbour, tessera={"kind": kind})
    page = desk.page(entry)
    assert "Of which kind is it?" in page
    assert desk.address("change-entry", entry) in page
    assert desk.house.browser(neighbour).get(desk.address("vouch", entry)).status_code == 404
    with desk.open(neighbour), pytest.raises(CannotBeMember):
        actions.vouch(entry=Entry.objects.get(pk=entry.pk), why="Money", by=neighbour.member)


def test_an_organisation_whose_people_are_gone_has_no_voice_any_more(desk, newcomer, third):
    remove(third)
    page = desk.page(newcomer)
    assert OFFERED not in page
    assert page.count(GONE) == 1
    with pytest.raises(NotVouchedFor):
        admit(desk, newcomer)


def test_nor_has_one_that_left_the_room(desk, newcomer, third):
    with desk.open():
        part_with(vault=desk.vault, organisation=third.member.organisation, by=desk.house.marta.member)
    assert GONE in desk.page(newcomer)
    with pytest.raises(NotVouchedFor):
        admit(desk, newcomer)
    bring(desk.house, desk.vault, third, desk.house.marta)
    assert admit(desk, newcomer), "back in the room, they are asked again"


# Whether two are needed at all


def add(desk_or_house, by) -> str:
    house = getattr(desk_or_house, "house", desk_or_house)
    typed = {"organisation": "Puppet", "country": "GT"}
    return house.browser(by).post(reverse("add-organisation"), typed).content.decode()


def is_there() -> bool:
    return Organisation.objects.filter(name="Puppet").exists()


def test_without_a_network_room_an_administrator_adds_alone(house):
    assert not vouching_is_needed(house.marta.session)
    add(house, house.marta)
    assert is_there()


def test_and_while_people_of_one_organisation_alone_were_ever_in_it(desk):
    assert not vouching_is_needed(desk.house.marta.session)
    add(desk, desk.house.marta)
    assert is_there()


def test_with_two_nobody_is_added_past_them(desk, neighbour):
    assert vouching_is_needed(desk.house.marta.session)
    page = add(desk, desk.house.marta)
    assert "Two organisations of the network vouch for a newcomer" in page
    assert "let people of another organisation into it first" not in page
    assert not is_there()


@pytest.mark.parametrize("how", ["parted with", "taken out", "removed"])
def test_whoever_is_rid_of_the_others_does_not_add_alone_again(desk, neighbour, third, how):
    by = desk.house.marta.member
    for somebody in (neighbour, third):
        if how == "removed":
            remove(somebody)
            continue
        with desk.open():
            if how == "taken out":
                take_out(vault=desk.vault, member=somebody.member, by=by)
            else:
                part_with(vault=desk.vault, organisation=somebody.member.organisation, by=by)
    assert vouching_is_needed(desk.house.marta.session)
    assert "let people of another organisation into it first" in add(desk, desk.house.marta)
    assert not is_there()


def test_who_cannot_look_into_the_room_adds_nobody_alone(desk, neighbour):
    """They could not know that two were ever there."""
    outside = desk.house.colleague("administrator", name="Rosa")
    with desk.open():
        part_with(vault=desk.vault, organisation=neighbour.member.organisation, by=desk.house.marta.member)
    assert vouching_is_needed(outside.session)
    add(desk, outside)
    assert not is_there()
