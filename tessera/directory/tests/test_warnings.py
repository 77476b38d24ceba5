"""Somebody says that an entry must be confidential: it is told at once, shown plainly, and taken over whole."""

from __future__ import annotations

import pytest

from tessera.directory import actions, queries
from tessera.directory.models import Entry, Poster, Suggestion
from tessera.directory.tests.entered import changed, place, said_in_commons
from tessera.directory.tests.test_confidential import STREET, everything, hidden_place, says_where

TYPED = {"name": "House of the women", "written_in": "en", "confidential": "on", "why": "They are looked for"}
WARNED = "Somebody says that this must not be shown: House of the women"


@pytest.fixture
def house_of_women(desk):
    """Everybody knows where it is."""
    return desk.enter("House of the women", at=hidden_place(), shown=True)


@pytest.fixture
def warning(desk, house_of_women, neighbour) -> Suggestion:
    desk.post("change-entry", house_of_women, TYPED, by=neighbour)
    with desk.open():
        return Suggestion.objects.get()


def today(desk, somebody) -> str:
    return desk.house.browser(somebody).get("/").content.decode()


def test_who_warns_is_told_what_happens_now(desk, house_of_women, neighbour):
    page = desk.post("change-entry", house_of_women, TYPED, by=neighbour).content.decode()
    assert "reads first thing on Today that it must not be shown" in page
    assert "says that this must not be shown" in page
    other = TYPED | {"confidential": "", "alert": "Closed"}
    assert (
        "sees what you suggest"
        in desk.post("change-entry", house_of_women, other, by=neighbour).content.decode()
    )


def test_a_warning_holds_no_place_and_is_kept(desk, warning):
    assert warning.confidential
    assert (warning.location, "service_at_locations" in warning.document) == (None, False)


def test_it_stands_first_on_today_until_it_is_answered(desk, house_of_women, warning, neighbour):
    kitchen = desk.enter("Kitchen")
    desk.post("change-entry", kitchen, {"name": "Kitchen", "alert": "Closed"}, by=neighbour)
    page = today(desk, desk.house.marta)
    assert page.index(WARNED) < page.index("A suggestion for Kitchen")
    assert desk.address("suggestion", uid=warning.pk) in page
    assert page.count("House of the women") == 1, "not as an ordinary suggestion beside it"
    assert WARNED not in today(desk, neighbour), "who may not answer has nothing to do there"
    desk.post("suggestion", typed={"answer": "It is not"}, uid=warning.pk)
    assert WARNED not in today(desk, desk.house.marta)


def test_its_page_says_so_in_a_row_of_its_own(desk, warning):
    answer = desk.house.browser(desk.house.marta).get(desk.address("suggestion", uid=warning.pk))
    rows = {str(label): (now, then) for label, now, then in answer.context["differences"]}
    label = "Confidential: for members only, and its place is written down nowhere"
    assert rows[label] == ("No", "Yes")
    assert rows["Street and number"] == (STREET, "")
    assert "They say that this must not be shown" in answer.content.decode()


def test_taken_over_its_place_is_forgotten_and_its_poster_gone(desk, house_of_women, warning):
    desk.post("suggestion", typed={"take": "1"}, uid=warning.pk)
    now = desk.now(house_of_women)
    assert now.confidential
    assert not now.is_public
    assert not Poster.objects.exists()
    assert not says_where(everything(desk))
    assert said_in_commons(house_of_women.uid) == ["poster.put-up", "poster.taken-down"]
    said = [verb for verb in desk.verbs(house_of_women.uid) if not verb.endswith(".shown")]
    assert said[-2:] == ["entry.shown-to-members", "suggestion.taken-over"]
    assert WARNED not in today(desk, desk.house.marta)


def test_what_is_suggested_for_a_confidential_entry_leaves_it_so_unless_it_says_otherwise(desk, neighbour):
    entry = desk.enter("House", confidential=True)
    for confidential in (True, False):
        with desk.open(neighbour):
            now = Entry.objects.get(pk=entry.pk)
            draft = changed(now, alert="Full", confidential=confidential, at=place())
            made = actions.suggest(entry=now, draft=draft, why="", by=neighbour.member)
        with desk.open():
            assert not queries.warnings_for(desk.house.marta.member)
            fresh = Suggestion.objects.select_related("entry").get(pk=made.pk)
            actions.take_over(suggestion=fresh, by=desk.house.marta.member)
        assert desk.now(entry).confidential is confidential
        assert desk.titles("location") == [], "nobody suggests where a confidential entry is"
