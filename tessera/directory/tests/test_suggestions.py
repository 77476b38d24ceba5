"""What others would write in an entry: its keeper takes it over or says why not, once, and not over anything newer."""

from __future__ import annotations

import pytest

from tessera.accounts.rules import NotAllowed
from tessera.directory import actions, queries
from tessera.directory.actions import AlreadyAnswered
from tessera.directory.models import Entry, Suggestion
from tessera.directory.rules import NotTheirs
from tessera.directory.tests.entered import changed, place, poster_of
from tests.at_once import at_once


@pytest.fixture
def entry(desk):
    return desk.enter("Clinic", phones=[{"id": "1", "number": "+52 1"}])


@pytest.fixture
def suggested(desk, entry, neighbour):
    """A neighbour knows another name and where it is."""
    return suggest(desk, entry, neighbour, name="Clinic of the river", at=place("Ixtepec"))


def suggest(desk, entry, by, **said) -> Suggestion:
    with desk.open(by):
        now = Entry.objects.get(pk=entry.pk)
        return actions.suggest(entry=now, draft=changed(now, **said), why="I was there.", by=by.member)


def answer(desk, suggestion, *, take=True, by=None) -> None:
    by = by or desk.house.marta
    with desk.open(by):
        fresh = Suggestion.objects.select_related("entry").get(pk=suggestion.pk)
        if take:
            actions.take_over(suggestion=fresh, by=by.member)
        else:
            actions.decline(suggestion=fresh, answer="It moved back.", by=by.member)


def test_a_suggestion_changes_nothing_until_it_is_taken_over(desk, entry, suggested):
    assert desk.now(entry).title == "Clinic"
    assert desk.titles("location") == []
    answer(desk, suggested)
    now = desk.now(entry)
    assert (now.title, now.document["phones"]) == ("Clinic of the river", [{"id": "1", "number": "+52 1"}])
    with desk.open():
        assert [spot.name for spot in Entry.objects.get(pk=entry.pk).spots.all()] == ["Ixtepec"]
        assert Suggestion.objects.get().taken_over is True
    assert desk.verbs(entry.uid) == ["entry.opened", "suggestion.made", "suggestion.taken-over"]


def test_what_is_taken_over_does_not_move_the_entry_to_another_keeper(desk, entry, suggested):
    answer(desk, suggested)
    assert desk.now(entry).keeper == entry.keeper


def test_a_declined_suggestion_keeps_its_reason_and_changes_nothing(desk, entry, suggested):
    answer(desk, suggested, take=False)
    assert desk.now(entry).document == entry.document
    with desk.open():
        kept = Suggestion.objects.get()
    assert (kept.taken_over, kept.answer) == (False, "It moved back.")
    assert desk.verbs(entry.uid) == ["entry.opened", "suggestion.made", "suggestion.declined"]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("then", [True, False])
def test_it_is_answered_once(desk, entry, suggested, first, then):
    answer(desk, suggested, take=first)
    with pytest.raises(AlreadyAnswered):
        answer(desk, suggested, take=then)
    assert desk.now(entry).title == ("Clinic of the river" if first else "Clinic")


def test_it_is_not_taken_over_what_was_saved_since(desk, entry, suggested):
    desk.change(entry, name="As its keeper knows")
    with pytest.raises(AlreadyAnswered):
        answer(desk, suggested)
    assert desk.now(entry).title == "As its keeper knows"
    answer(desk, suggested, take=False)  # declining is still possible


def test_of_two_suggestions_for_one_state_the_second_has_to_be_made_anew(desk, entry, neighbour, third):
    one, other = (suggest(desk, entry, who, name=who.login) for who in (neighbour, third))
    answer(desk, one)
    with pytest.raises(AlreadyAnswered):
        answer(desk, other)
    assert desk.now(entry).title == neighbour.login


def test_of_two_who_answer_at_the_same_moment_one_is_told(desk, entry, suggested):
    outcomes = at_once(lambda: answer(desk, suggested), lambda: answer(desk, suggested, take=False))
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyAnswered", "NoneType"]
    taken = outcomes[0] is None
    assert desk.now(entry).title == ("Clinic of the river" if taken else "Clinic")
    with desk.open():
        assert Suggestion.objects.get().taken_over is taken


def test_only_the_people_of_its_keeper_answer(desk, suggested, neighbour, reader):
    for take in (True, False):
        for somebody, refused in ((neighbour, NotTheirs), (reader, NotAllowed)):
            with pytest.raises(refused):
                answer(desk, suggested, take=take, by=somebody)
    with desk.open():
        assert Suggestion.objects.get().taken_over is None


def test_what_waits_is_told_to_the_keeper_alone_and_no_longer_once_it_is_answered(
    desk, entry, suggested, neighbour
):
    with desk.open():
        assert list(queries.suggestions_for(desk.house.marta.member)) == [suggested]
        assert not queries.suggestions_for(neighbour.member)
    answer(desk, suggested, take=False)
    with desk.open():
        assert not queries.suggestions_for(desk.house.marta.member)
        assert not queries.open_suggestions(entry)


def test_what_is_taken_over_hangs_outside_at_once(desk, neighbour):
    entry = desk.enter("Clinic", shown=True)
    suggestion = suggest(desk, entry, neighbour, name="Clinic of the river")
    assert poster_of(entry).title == "Clinic"
    answer(desk, suggestion)
    assert poster_of(entry).title == "Clinic of the river"


def test_suggestions_go_with_their_entry(desk, entry, suggested):
    with desk.open():
        actions.delete_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
        assert not Suggestion.objects.exists()
