"""Two people at the same entry: what one did a moment before counts for the other, who still has the older page."""

from __future__ import annotations

import pytest

from tessera.directory import actions
from tessera.directory.actions import AlreadyAnswered, ChangedMeanwhile
from tessera.directory.describing import CheckDraft
from tessera.directory.models import Entry, Poster, Suggestion
from tessera.directory.rules import IsConfidential, NotTheirs
from tessera.directory.tests.entered import NO_TO_ALL, changed, place, poster_of


def as_it_was(desk, entry, by=None) -> Entry:
    with desk.open(by):
        return Entry.objects.get(pk=entry.pk)


def hide(desk, entry) -> None:
    with desk.open():
        actions.show_to_members_only(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)


def test_what_became_confidential_is_not_shown(desk):
    entry = desk.enter(at=place())
    before = as_it_was(desk, entry)
    desk.change(entry, confidential=True)
    with desk.open(), pytest.raises(IsConfidential):
        desk.agree(before)
    assert not Poster.objects.exists()


@pytest.mark.parametrize("ended", ["hidden", "confidential"])
def test_a_check_puts_no_poster_up_again(desk, neighbour, ended):
    entry = desk.enter(at=place(), shown=True)
    before = as_it_was(desk, entry, neighbour)
    if ended == "hidden":
        hide(desk, entry)
    else:
        desk.change(entry, confidential=True)
    with desk.open(neighbour):
        draft = CheckDraft(before.created_at.date(), NO_TO_ALL)
        actions.check_firewall(entry=before, draft=draft, by=neighbour.member)
    assert not Poster.objects.exists()


def test_confirming_leaves_the_poster_as_the_entry_is(desk):
    entry = desk.enter("Before", shown=True)
    before = as_it_was(desk, entry)
    desk.change(entry, name="After")
    with desk.open():
        actions.confirm_entry(entry=before, by=desk.house.marta.member)
    assert poster_of(entry).title == "After"


def test_saving_a_form_does_not_show_again_what_was_hidden(desk):
    entry = desk.enter(shown=True)
    before = as_it_was(desk, entry)
    hide(desk, entry)
    with desk.open():
        draft = changed(before, name="Other")
        actions.change_entry(entry=before, draft=draft, seen=before.changed_at, by=desk.house.marta.member)
    assert not Poster.objects.exists()
    assert not desk.now(entry).is_public


def test_saving_a_form_takes_no_entry_from_who_keeps_it_by_now(desk, neighbour):
    entry = desk.enter(ours=False)
    before = as_it_was(desk, entry)
    with desk.open(neighbour):
        actions.keep_entry(entry=Entry.objects.get(pk=entry.pk), by=neighbour.member)
    draft, by = changed(before, name="Other"), desk.house.marta.member
    with desk.open(), pytest.raises(NotTheirs):
        actions.change_entry(entry=before, draft=draft, seen=before.changed_at, by=by)
    assert (desk.now(entry).keeper, desk.now(entry).title) == (
        neighbour.member.organisation_id,
        "Free clinic",
    )


def test_taking_over_a_suggestion_does_not_show_again_what_was_hidden(desk, neighbour):
    entry = desk.enter(shown=True)
    with desk.open(neighbour):
        now = Entry.objects.get(pk=entry.pk)
        made = actions.suggest(entry=now, draft=changed(now, name="New"), why="", by=neighbour.member)
    with desk.open():
        before = Suggestion.objects.select_related("entry").get(pk=made.pk)
    hide(desk, entry)
    with desk.open():
        actions.take_over(suggestion=before, by=desk.house.marta.member)
    assert desk.now(entry).title == "New"
    assert not Poster.objects.exists()


def test_a_suggestion_is_about_what_was_read_and_not_about_what_stands_there_by_now(desk, neighbour):
    entry = desk.enter()
    before = as_it_was(desk, entry, neighbour)
    desk.change(entry, name="Newer")
    with desk.open(neighbour):
        draft = changed(before, name="Older")
        made = actions.suggest(entry=before, draft=draft, why="", by=neighbour.member)
    with desk.open(), pytest.raises(AlreadyAnswered):
        actions.take_over(suggestion=made, by=desk.house.marta.member)
    assert desk.now(entry).title == "Newer"


def test_what_was_deleted_is_not_confirmed_checked_or_shown(desk, neighbour):
    entry = desk.enter(shown=True)
    before = as_it_was(desk, entry)
    with desk.open():
        actions.delete_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
        for act in (actions.confirm_entry, actions.show_to_members_only, actions.delete_entry):
            with pytest.raises(ChangedMeanwhile):
                act(entry=before, by=desk.house.marta.member)
        with pytest.raises(ChangedMeanwhile):
            desk.agree(before)
    assert not Poster.objects.exists()


@pytest.mark.parametrize("name", ["confirm-entry", "hide-entry", "keep-entry"])
def test_pressing_a_button_of_what_others_keep_by_now_says_so(desk, neighbour, name):
    entry = desk.enter(shown=True)
    answer = desk.house.browser(neighbour).post(desk.address(name, entry))
    assert answer.status_code == 403
    assert "Another organisation keeps this entry" in answer.content.decode()


def test_an_organisation_with_a_service_of_others_is_not_deleted(desk, neighbour):
    group = desk.enter("Group", "organisation")
    desk.enter("Theirs", of=group, by=neighbour)
    answer = desk.house.browser(desk.house.marta).post(desk.address("delete-entry", group), {"name": "Group"})
    assert answer.status_code == 403
    assert desk.titles("organisation") == ["Group"]
