"""Opening, changing, confirming, keeping and deleting entries: who may, what goes with them, and the lines that remain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.accounts.models import Role
from tessera.accounts.rules import NotAllowed
from tessera.directory import actions
from tessera.directory.actions import ChangedMeanwhile
from tessera.directory.describing import EntryDraft
from tessera.directory.models import Entry, EntryFacet, EntryMeaning, EntrySpot, FirewallCheck, Suggestion
from tessera.directory.rules import NotTheirs
from tessera.directory.tests.entered import changed, place
from tessera.vault.tests.rooms import bring
from tests.at_once import at_once

ORGANISATION, SERVICE, LOCATION = "organisation", "service", "location"


def test_an_entry_is_opened_with_its_place_and_what_lists_go_by(desk):
    entry = desk.enter(at=place(latitude=14.9, longitude=-92.26), tessera={"themes": ["health"]})
    with desk.open():
        assert {(spot.name, spot.country, spot.name_key) for spot in entry.spots.all()} == {
            ("Tapachula", "MX", "tapachula")
        }
        assert list(entry.facets.values_list("kind", "value")) == [("theme", "health")]
        assert Entry.objects.get(kind=LOCATION).document["latitude"] == 14.9
        assert Entry.objects.get(pk=entry.pk).verified_on == timezone.localdate()


def test_changing_replaces_what_was_made_of_the_old_document(desk):
    entry = desk.enter("Dentist", at=place(), tessera={"themes": ["health"]})
    now = desk.change(entry, name="Lawyer", tessera={"themes": ["legal"]})
    assert (now.title, "dentist" in now.search_text) == ("Lawyer", False)
    with desk.open():
        assert list(EntryFacet.objects.values_list("value", flat=True)) == ["legal"]
        assert EntrySpot.objects.filter(entry=entry.pk).count() == 1
        assert EntryMeaning.objects.filter(entry=entry.pk).count() == 1


def test_an_address_typed_anew_changes_the_place_and_makes_no_second(desk):
    entry = desk.enter(at=place("Tapachula"))
    with desk.open():
        there = Entry.objects.get(kind=LOCATION).document
    desk.change(entry, at=there | place("Arriaga"))
    with desk.open():
        assert [spot.name for spot in EntrySpot.objects.filter(entry=entry.pk)] == ["Arriaga"]
        assert Entry.objects.filter(kind=LOCATION).count() == 1


def test_services_are_found_by_the_name_their_organisation_has_now(desk):
    group = desk.enter("Las Patronas", ORGANISATION)
    service = desk.enter("Meals", of=group)
    assert "patronas" in desk.now(service).search_text
    desk.change(group, name="La Sagrada Familia")
    assert "patronas" not in desk.now(service).search_text
    assert "sagrada" in desk.now(service).search_text


@pytest.mark.parametrize("seen", [None, "before"])
def test_what_was_saved_meanwhile_is_not_written_over(desk, seen):
    entry = desk.enter()
    was = desk.now(entry)
    desk.change(entry, name="As Irene saved it")
    with desk.open(), pytest.raises(ChangedMeanwhile):
        actions.change_entry(
            entry=Entry.objects.get(pk=entry.pk),
            draft=changed(was, name="As Marta typed it"),
            seen=was.changed_at if seen else None,
            by=desk.house.marta.member,
        )
    assert desk.now(entry).title == "As Irene saved it"


def test_of_two_who_save_at_the_same_moment_one_is_told(desk, neighbour):
    entry = desk.enter(ours=False)
    was = desk.now(entry)

    def saves(somebody, name):
        with desk.open(somebody):
            mine = Entry.objects.get(pk=entry.pk)
            draft = changed(mine, name=name)
            actions.change_entry(entry=mine, draft=draft, seen=was.changed_at, by=somebody.member)

    outcomes = at_once(lambda: saves(desk.house.marta, "First"), lambda: saves(neighbour, "Second"))
    assert sorted(type(one).__name__ for one in outcomes) == ["ChangedMeanwhile", "NoneType"]
    assert desk.now(entry).title == ("First" if outcomes[0] is None else "Second")


def test_only_the_people_of_its_keeper_change_an_entry(desk, neighbour):
    entry = desk.enter(shown=True)
    by = neighbour.member
    with desk.open(neighbour):
        now = Entry.objects.get(pk=entry.pk)
        for forbidden in (
            lambda: actions.change_entry(
                entry=now, draft=changed(now, name="Theirs"), seen=now.changed_at, by=by
            ),
            lambda: actions.confirm_entry(entry=now, by=by),
            lambda: actions.show_to_members_only(entry=now, by=by),
            lambda: actions.delete_entry(entry=now, by=by),
            lambda: actions.keep_entry(entry=now, by=by),
        ):
            with pytest.raises(NotTheirs):
                forbidden()
        with pytest.raises(NotTheirs):
            actions.show_to_everybody(entry=now, agreed_by="Me", with_mark=True, by=by)
    assert desk.titles() == ["Free clinic"]
    assert desk.verbs(entry.uid) == ["entry.opened", "entry.shown-to-everybody"]


def test_what_nobody_keeps_anybody_mends(desk, neighbour):
    entry = desk.enter(ours=False)
    assert desk.change(entry, by=neighbour, name="Mended").title == "Mended"
    with desk.open(neighbour):
        actions.delete_entry(entry=Entry.objects.get(pk=entry.pk), by=neighbour.member)
    assert desk.titles() == []


def test_nobody_opens_an_entry_in_the_name_of_another_organisation(desk, neighbour):
    draft = EntryDraft(SERVICE, {"name": "Theirs"})
    with desk.open(), pytest.raises(NotTheirs):
        actions.open_entry(draft=draft, keeper=neighbour.member.organisation_id, by=desk.house.marta.member)
    assert desk.titles() == []


def test_readers_write_nothing(desk, reader):
    entry = desk.enter(ours=False)
    draft, by = EntryDraft(SERVICE, {"name": "Typed"}), reader.member
    with desk.open(reader):
        now = Entry.objects.get(pk=entry.pk)
        for forbidden in (
            lambda: actions.open_entry(draft=draft, keeper=None, by=by),
            lambda: actions.change_entry(entry=now, draft=draft, seen=now.changed_at, by=by),
            lambda: actions.confirm_entry(entry=now, by=by),
            lambda: actions.suggest(entry=now, draft=draft, why="", by=by),
            lambda: actions.keep_entry(entry=now, by=by),
            lambda: actions.delete_entry(entry=now, by=by),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
    assert desk.verbs(entry.uid) == ["entry.opened"]


def test_confirming_says_that_it_is_right_today_and_changes_nothing_else(desk):
    entry = desk.enter()
    with desk.open():
        Entry.objects.update(verified_on=timezone.localdate() - timedelta(days=400))
        actions.confirm_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
    now = desk.now(entry)
    assert now.verified_on == timezone.localdate()
    assert (now.changed_at, now.document) == (entry.changed_at, entry.document)
    assert desk.verbs(entry.uid) == ["entry.opened", "entry.confirmed"]


# Keeping


def test_whoever_keeps_an_entry_decides_from_then_on(desk, neighbour):
    entry = desk.enter(ours=False)
    with desk.open(neighbour):
        actions.keep_entry(entry=Entry.objects.get(pk=entry.pk), by=neighbour.member)
    assert desk.now(entry).keeper == neighbour.member.organisation_id
    with pytest.raises(NotTheirs):
        desk.change(entry, name="Ours again")
    assert desk.verbs(entry.uid) == ["entry.opened", "entry.taken-up"]


def test_of_two_organisations_that_take_an_entry_up_at_once_one_keeps_it(desk, neighbour):
    entry = desk.enter(ours=False)

    def keeps(somebody):
        with desk.open(somebody):
            actions.keep_entry(entry=Entry.objects.get(pk=entry.pk), by=somebody.member)

    people = [desk.house.marta, neighbour]
    outcomes = at_once(*[lambda one=one: keeps(one) for one in people])
    kept_by = [
        one.member.organisation_id for one, outcome in zip(people, outcomes, strict=True) if outcome is None
    ]
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "NotTheirs"]
    assert kept_by == [desk.now(entry).keeper]


def test_keeping_takes_more_than_writing(desk):
    entry = desk.enter(ours=False)
    worker = desk.house.colleague(Role.CASE_WORKER, name="Rosa")
    bring(desk.house, desk.vault, worker, desk.house.marta)
    with desk.open(worker), pytest.raises(NotAllowed):
        actions.keep_entry(entry=Entry.objects.get(pk=entry.pk), by=worker.member)


# Deleting


def test_deleting_leaves_nothing_of_an_entry_but_its_lines(desk, neighbour):
    entry = desk.enter(at=place(), tessera={"themes": ["health"]})
    desk.check(entry, neighbour)
    with desk.open(neighbour):
        now = Entry.objects.get(pk=entry.pk)
        actions.suggest(entry=now, draft=changed(now, name="Other"), why="", by=neighbour.member)
    with desk.open():
        actions.delete_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
        for model in (Entry, EntrySpot, EntryFacet, EntryMeaning, FirewallCheck, Suggestion):
            assert not model.objects.exists(), model
    assert desk.verbs(entry.uid) == [
        "entry.opened",
        "firewall.checked",
        "suggestion.made",
        "entry.deleted",
    ]


def test_a_place_stays_while_anything_is_at_it(desk):
    first = desk.enter("Clinic", at=place())
    with desk.open():
        there = Entry.objects.get(kind=LOCATION)
    second = desk.enter("Kitchen", service_at_locations=[{"id": "1", "location_id": str(there.uid)}])
    for entry, places_left in ((first, 1), (second, 0)):
        with desk.open():
            actions.delete_entry(entry=Entry.objects.get(pk=entry.pk), by=desk.house.marta.member)
            assert Entry.objects.filter(kind=LOCATION).count() == places_left


def test_an_organisation_goes_with_its_services_and_their_places(desk):
    group = desk.enter("Group", ORGANISATION, at=place("Arriaga"))
    desk.enter("Meals", of=group, at=place("Ixtepec"))
    desk.enter("Of somebody else")
    with desk.open():
        actions.delete_entry(entry=Entry.objects.get(pk=group.pk), by=desk.house.marta.member)
        assert Entry.objects.filter(kind=LOCATION).count() == 0
    assert desk.titles() == ["Of somebody else"]


def test_an_organisation_stays_whole_while_another_keeps_a_service_of_it(desk, neighbour):
    group = desk.enter("Group", ORGANISATION, shown=True)
    desk.enter("Ours", of=group)
    desk.enter("Theirs", of=group, by=neighbour)
    with desk.open(), pytest.raises(NotTheirs):
        actions.delete_entry(entry=Entry.objects.get(pk=group.pk), by=desk.house.marta.member)
    assert desk.titles() == ["Ours", "Theirs"]
    assert desk.titles(ORGANISATION) == ["Group"]
    assert desk.now(group).is_public
