"""What an organisation kept that left, anybody here mends; and an administrator takes down what endangers somebody."""

from __future__ import annotations

import pytest

from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.directory import actions
from tessera.directory.actions import ChangedMeanwhile
from tessera.directory.models import Entry, Poster, Suggestion
from tessera.directory.tests.entered import changed, place, poster_of, said_in_commons
from tessera.vault.models import Wrap
from tessera.vault.returning.actions import travel
from tessera.vault.rooms.actions import part_with
from tessera.vault.tests.rooms import bring

LEFT = "of which nobody is in this room any more"
WHY = {"why": "A false address, people were waited for there"}


@pytest.fixture
def theirs(desk, neighbour):
    """A service that the neighbour keeps and shows to everybody."""
    entry = desk.enter("Their shelter", by=neighbour, at=place())
    with desk.open(neighbour):
        now = Entry.objects.get(pk=entry.pk)
        actions.show_to_everybody(entry=now, agreed_by="Us", with_mark=False, by=neighbour.member)
    return entry


def leave(desk, somebody, how="parted with") -> None:
    if how == "parted with":
        with desk.open():
            part_with(vault=desk.vault, organisation=somebody.member.organisation, by=desk.house.marta.member)
    else:
        Member.objects.filter(pk=somebody.member.pk).update(removed_at=somebody.member.joined_at)


@pytest.mark.parametrize("how", ["parted with", "accounts ended"])
@pytest.mark.parametrize("name", ["hide-entry", "delete-entry", "keep-entry", "confirm-entry"])
def test_what_nobody_here_keeps_any_more_is_anybodys_to_mend(desk, theirs, neighbour, name, how):
    typed = {"name": "Their shelter"}
    browser = desk.house.browser(desk.house.marta)
    refused = 404 if name == "delete-entry" else 403
    assert browser.post(desk.address(name, theirs), typed).status_code == refused
    leave(desk, neighbour, how)
    assert LEFT in desk.page(theirs)
    assert browser.post(desk.address(name, theirs), typed).status_code == 302
    assert Poster.objects.exists() is (name in {"keep-entry", "confirm-entry"})


def test_who_takes_it_up_keeps_it_also_once_the_others_are_back(desk, theirs, neighbour):
    leave(desk, neighbour)
    desk.post("keep-entry", theirs)
    bring(desk.house, desk.vault, neighbour, desk.house.marta)
    assert desk.now(theirs).keeper == desk.house.marta.member.organisation_id
    assert LEFT not in desk.page(theirs)
    assert desk.house.browser(neighbour).post(desk.address("keep-entry", theirs)).status_code == 403


def test_who_comes_back_keeps_what_nobody_took_up(desk, theirs, neighbour):
    leave(desk, neighbour)
    bring(desk.house, desk.vault, neighbour, desk.house.marta)
    assert LEFT not in desk.page(theirs)
    assert desk.house.browser(desk.house.marta).post(desk.address("keep-entry", theirs)).status_code == 403


def test_who_travels_has_not_left(desk, theirs, neighbour, third):
    # Of a room that one alone holds nobody could give them the key back.
    Wrap.objects.filter(member=neighbour.member.pk).exclude(vault=desk.vault.pk).delete()
    travel(by=neighbour.member)
    assert LEFT not in desk.page(theirs)
    assert desk.house.browser(desk.house.marta).post(desk.address("keep-entry", theirs)).status_code == 403


def test_what_others_suggested_to_who_left_waits_for_those_who_are_here(desk, theirs, neighbour, third):
    with desk.open(third):
        now = Entry.objects.get(pk=theirs.pk)
        draft = changed(now, alert="Moved")
        actions.suggest(entry=now, draft=draft, why="", by=third.member)
    said = "A suggestion for Their shelter"
    browser = desk.house.browser(desk.house.marta)
    assert said not in browser.get("/").content.decode()
    leave(desk, neighbour)
    assert said in browser.get("/").content.decode()
    with desk.open():
        waiting = Suggestion.objects.get().pk
    desk.post("suggestion", typed={"take": "1"}, uid=waiting)
    assert desk.now(theirs).document["alert"] == "Moved"


# An administrator of the network


def test_an_administrator_takes_down_what_others_keep_and_they_read_why(desk, theirs, neighbour):
    assert "Take it from public view" in desk.page(theirs)
    desk.post("hide-entry", theirs, WHY)
    assert not Poster.objects.exists()
    now = desk.now(theirs)
    assert (now.is_public, now.title, now.keeper) == (
        False,
        "Their shelter",
        neighbour.member.organisation_id,
    )
    said = [verb for verb in desk.verbs(theirs.uid) if verb != "entry.shown"]
    assert said[-2:] == ["entry.hidden-for-its-keeper", "entry.shown-to-members"]
    assert said_in_commons(theirs.uid) == ["poster.put-up", "poster.taken-down"]
    page = desk.page(theirs, by=neighbour)
    assert "Casa took it from public view" in page
    assert WHY["why"] in page
    today = desk.house.browser(neighbour).get("/").content.decode()
    assert "Taken from public view: Their shelter" in today
    assert WHY["why"] in today
    assert "Taken from public view" not in desk.house.browser(desk.house.marta).get("/").content.decode()


def confirm(desk, entry, by):
    desk.post("confirm-entry", entry, by=by)


def change(desk, entry, by):
    desk.change(entry, by=by, alert="A new door")


def show(desk, entry, by):
    desk.post("show-entry", entry, {"agreed_by": "Us"}, by=by)


@pytest.mark.parametrize("look", [confirm, change, show])
def test_once_its_keeper_has_looked_at_it_nothing_says_so_any_more(desk, theirs, neighbour, look):
    desk.post("hide-entry", theirs, WHY)
    look(desk, theirs, neighbour)
    assert WHY["why"] not in desk.page(theirs, by=neighbour)
    assert WHY["why"] not in desk.house.browser(neighbour).get("/").content.decode()
    assert Poster.objects.exists() is (look == show)


def test_nobody_else_takes_down_what_others_keep(desk, theirs, third):
    coordinator = desk.house.colleague(Role.COORDINATOR, name="Rosa")
    bring(desk.house, desk.vault, coordinator, desk.house.marta)
    for somebody in (coordinator, third):
        assert "Take it from public view" not in desk.page(theirs, by=somebody)
        answer = desk.house.browser(somebody).post(desk.address("hide-entry", theirs), WHY)
        assert answer.status_code == 403
        with desk.open(somebody), pytest.raises(NotAllowed):
            actions.hide_for_its_keeper(entry=theirs, why="", by=somebody.member)
    assert poster_of(theirs)


def test_a_button_of_ones_own_entry_pressed_when_others_keep_it_takes_nothing_down(desk, theirs):
    """The form that takes down says why; the one for one's own entries does not."""
    answer = desk.house.browser(desk.house.marta).post(desk.address("hide-entry", theirs))
    assert answer.status_code == 403
    assert poster_of(theirs)


def test_what_hangs_no_more_is_not_taken_down_twice(desk, theirs, neighbour):
    with desk.open():
        before = Entry.objects.get(pk=theirs.pk)
    desk.post("hide-entry", theirs, by=neighbour)
    assert "Take it from public view" not in desk.page(theirs)
    with desk.open(), pytest.raises(ChangedMeanwhile):
        actions.hide_for_its_keeper(entry=before, why="", by=desk.house.marta.member)
    assert desk.now(theirs).hidden_on is None


def test_an_administrator_is_warned_too_while_everybody_sees_it(desk, theirs, neighbour, third):
    typed = {"name": "Their shelter", "confidential": "on"}
    desk.post("change-entry", theirs, typed, by=third)
    warned = "Somebody says that this must not be shown: Their shelter"
    marta = desk.house.browser(desk.house.marta)
    page = marta.get("/").content.decode()
    assert warned in page
    assert f'href="{desk.address("entry", theirs)}"' in page, "the suggestion is for its keeper to answer"
    desk.post("hide-entry", theirs, WHY)
    assert warned not in marta.get("/").content.decode()
    assert warned in desk.house.browser(neighbour).get("/").content.decode()
