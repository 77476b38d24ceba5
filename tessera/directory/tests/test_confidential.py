"""Confidential entries: where they are stands nowhere, neither in the room nor outside, and no poster tells of them."""

from __future__ import annotations

import json

import pytest
from django.apps import apps

from tessera.common.places import Place
from tessera.directory import actions
from tessera.directory.models import Entry, EntrySpot, Poster
from tessera.directory.rules import IsConfidential
from tessera.directory.tests.entered import changed, place, poster_of, said_in_commons

STREET, TOWN = "Calle Xochipilli 7", "Huixtlanango"
POINT = {"latitude": 15.137, "longitude": -92.461}


def hidden_place():
    return place(TOWN, street=STREET, **POINT)


def everything(desk) -> str:
    """All rows of the room and of the commons that the directory has, as one text."""
    models = apps.get_app_config("directory").get_models()
    with desk.open():
        rows = [[model.__name__, *model.objects.values()] for model in models]
    return json.dumps(rows, default=str, ensure_ascii=False)


def says_where(text: str) -> bool:
    return any(str(said) in text for said in (STREET, TOWN, *POINT.values(), TOWN.lower()))


@pytest.fixture
def public(desk):
    """A service whose address everybody knows, until it becomes dangerous."""
    entry = desk.enter("House of the women", at=hidden_place(), shown=True)
    assert says_where(everything(desk)), "what the tests look for can be found"
    return entry


def test_what_is_opened_as_confidential_has_no_place_whatever_came_with_it(desk):
    somewhere = [{"id": "1", "location_id": "6d6c1e3e-7a4b-4a52-9d57-0c6f1d9f3a11"}]
    entry = desk.enter("House", at=hidden_place(), confidential=True, service_at_locations=somewhere)
    assert "service_at_locations" not in desk.now(entry).document
    assert not says_where(everything(desk))
    with desk.open():
        assert not EntrySpot.objects.exists()
        assert not Entry.objects.filter(kind="location").exists()


def test_marking_an_entry_forgets_where_it_was_and_takes_its_poster_down(desk, public):
    desk.change(public, confidential=True)
    assert not says_where(everything(desk))
    assert not Poster.objects.exists()
    now = desk.now(public)
    assert (now.is_public, now.agreed_by, now.mark_agreed) == (False, "", False)
    assert desk.verbs(public.uid)[-2:] == ["entry.shown-to-members", "entry.changed"]
    assert said_in_commons(public.uid) == ["poster.put-up", "poster.taken-down"]


def test_an_address_sent_along_with_the_mark_is_not_kept(desk, public):
    desk.change(public, confidential=True, at=hidden_place())
    assert not says_where(everything(desk))


def test_a_place_where_others_are_stays_theirs(desk, public):
    with desk.open():
        there = Entry.objects.get(kind="location")
    kitchen = desk.enter("Kitchen", service_at_locations=[{"id": "1", "location_id": str(there.uid)}])
    desk.change(public, confidential=True)
    with desk.open():
        assert [spot.entry_id for spot in EntrySpot.objects.exclude(entry__kind="location")] == [kitchen.pk]
    assert not says_where(json.dumps(desk.now(public).document))


def test_a_confidential_organisation_has_no_place_either(desk):
    group = desk.enter("Group", "organisation", at=hidden_place(), shown=True)
    desk.change(group, confidential=True)
    assert not says_where(everything(desk))
    assert not Poster.objects.exists()


@pytest.mark.parametrize("kind", ["service", "organisation", "office"])
def test_it_never_gets_a_poster(desk, kind):
    entry = desk.enter(kind=kind, confidential=True)
    with desk.open(), pytest.raises(IsConfidential):
        desk.agree(Entry.objects.get(pk=entry.pk))
    assert not Poster.objects.exists()
    assert not desk.now(entry).is_public
    assert desk.verbs(entry.uid) == ["entry.opened"]


def test_agreeing_a_moment_before_hangs_no_poster_later(desk, neighbour):
    """Whatever else puts posters up anew, a confidential entry is passed over."""
    entry = desk.enter(at=hidden_place(), shown=True)
    desk.change(entry, confidential=True)
    desk.check(entry, neighbour)
    with desk.open():
        actions.confirm_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
        actions.put_posters_right(by=desk.house.marta.member)
    assert not Poster.objects.exists()


def test_a_service_of_a_confidential_organisation_does_not_lead_to_it(desk):
    group = desk.enter("Group", "organisation", confidential=True)
    service = desk.enter("Hotline", of=group, shown=True)
    page = desk.house.browser().get(f"/en/directory/{service.uid}/").content.decode()
    assert "Hotline" in page
    assert "Group" not in page
    assert desk.house.browser().get(f"/en/directory/{group.uid}/").status_code == 404


def test_it_can_be_shown_again_once_it_is_confidential_no_more(desk, public):
    desk.change(public, confidential=True)
    desk.change(public, confidential=False, at=place("Arriaga"))
    assert not Poster.objects.exists(), "who agreed before has not agreed again"
    with desk.open():
        desk.agree(Entry.objects.get(pk=public.pk))
    assert [spot.name for spot in poster_of(public).spots.all()] == ["Arriaga"]


# The form


@pytest.mark.parametrize(
    "typed",
    [{"street": STREET}, {"latitude": "15.1", "longitude": "-92.4"}, {"street": STREET, "city": TOWN}],
)
def test_the_form_refuses_an_address_beside_the_mark_and_keeps_what_was_typed(desk, typed):
    address = desk.address("new-entry", kind="service")
    answer = desk.house.browser(desk.house.marta).post(
        address, {"name": "House", "confidential": "on"} | typed
    )
    assert answer.context["form"].errors.keys() == {"confidential"}
    page = answer.content.decode()
    assert "A confidential place is written down nowhere." in page
    assert all(f'value="{value}"' in page for value in typed.values())
    assert desk.titles() == []


def test_the_form_takes_a_confidential_entry_without_an_address_and_its_page_says_why_there_is_none(desk):
    browser = desk.house.browser(desk.house.marta)
    typed = {"name": "House", "confidential": "on", "phones": "+52 1", "city": TOWN, "ours": "1"}
    answer = browser.post(desk.address("new-entry", kind="service"), typed)
    page = browser.get(answer["Location"]).content.decode()
    assert "Confidential: its place is written down nowhere." in page
    assert desk.address("show-entry", uid=answer["Location"].split("/")[-2]) not in page
    assert not says_where(everything(desk))


def test_tables_of_the_directory_lie_where_this_file_looks():
    places = {model.place for model in apps.get_app_config("directory").get_models()}
    assert places == {Place.VAULT, Place.COMMONS}


def test_what_others_suggested_forgets_too_where_it_is(desk, neighbour):
    entry = desk.enter(at=hidden_place())
    with desk.open(neighbour):
        now = Entry.objects.get(pk=entry.pk)
        there = Entry.objects.get(kind="location").document
        actions.suggest(entry=now, draft=changed(now, name="New", at=there), why="", by=neighbour.member)
    assert says_where(everything(desk))
    desk.change(entry, confidential=True)
    assert not says_where(everything(desk))


def test_nobody_suggests_where_a_confidential_entry_is(desk, neighbour):
    entry = desk.enter("House", confidential=True)
    typed = {"name": "House", "street": STREET, "written_in": "en"}
    desk.house.browser(neighbour).post(desk.address("change-entry", entry), typed)
    assert "House" in everything(desk)
    assert not says_where(everything(desk))
