"""Lists that come in again, and are taken back: posters stay true, the confidential nowhere, others' entries theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st

from tessera.directory import actions
from tessera.directory.models import Entry, Poster
from tessera.directory.tests.entered import place
from tessera.exchange.directory_lists import work
from tessera.exchange.models import State
from tessera.exchange.tests.list_desk import LAYOUTS, ORGANISATION, PLACE, SERVICE, ListDesk, listed, part
from tests.house import Somebody


def newer() -> dict[str, Any]:
    document = listed("+1 555 9999", "New street 2")
    document["organization"]["name"] = "Aid and more"
    return document


def phone(desk: ListDesk, uid: UUID = SERVICE) -> str:
    return str(desk.entry(uid).document["phones"][0]["number"])


def street(desk: ListDesk) -> str:
    return str(desk.entry(PLACE).document["addresses"][0]["address_1"])


def keep(desk: ListDesk, uid: UUID, by: Somebody | None = None) -> None:
    member = (by or desk.house.marta).member
    with desk.open(by):
        actions.keep_entry(entry=Entry.objects.get(uid=uid), by=member)


def hide(desk: ListDesk, uid: UUID) -> None:
    desk.change(desk.entry(uid), confidential=True)


# What is shown to everybody


def test_a_newer_list_brings_its_words_where_nobody_speaks_for_an_entry(desk: ListDesk) -> None:
    desk.take_in(listed())
    run, _page = desk.take_in(newer())
    assert (phone(desk), street(desk)) == ("+1 555 9999", "New street 2")
    assert desk.entry(ORGANISATION).title == "Aid and more"
    assert run.kept_changed == 0


def test_a_newer_list_changes_nothing_of_what_everybody_reads(desk: ListDesk, neighbour: Somebody) -> None:
    desk.take_in(listed())
    desk.show(SERVICE)
    run, page = desk.take_in(newer(), neighbour)
    assert (phone(desk), street(desk)) == ("+1 555 0001", "Old street 1")
    assert desk.posters_say_what_entries_say()
    assert run.kept_changed == 2
    assert (
        "2 stayed as they were: somebody changed them here, keeps them, or shows them to everybody." in page
    )


@pytest.mark.parametrize("who", ["keeps", "shows", "changed"])
def test_the_places_of_what_stays_stay_with_it(desk: ListDesk, neighbour: Somebody, who: str) -> None:
    desk.take_in(listed())
    if who == "keeps":
        keep(desk, SERVICE)
    elif who == "shows":
        desk.show(SERVICE)
    else:
        desk.change(desk.entry(SERVICE), alert="Closed today")
    desk.take_in(newer(), neighbour)
    assert (phone(desk), street(desk)) == ("+1 555 0001", "Old street 1")


def test_what_is_said_of_an_organisation_that_came_anew_is_found_with_its_services(desk: ListDesk) -> None:
    """The columns of a service that stays say how its organisation is called."""
    desk.take_in(listed())
    keep(desk, SERVICE)
    desk.take_in(newer())
    assert "aid and more" in desk.entry(SERVICE).search_text


def test_no_list_says_where_an_organisation_is_that_speaks_for_itself(
    desk: ListDesk, neighbour: Somebody
) -> None:
    group = desk.enter("Group", "organisation", shown=True)
    house = {"id": part(80), "name": "Trap", "location_type": "physical", "latitude": 1.0, "longitude": 2.0}
    house["organization_id"] = str(group.uid)
    desk.take_in({"locations": [house]}, neighbour)
    assert not desk.is_here(UUID(part(80)))
    desk.take_in(listed(service_at_locations=[{"id": part(81), "location": house}]), neighbour)
    assert desk.entry(UUID(part(80))).organisation is None
    assert desk.posters_say_what_entries_say()


def test_one_who_shows_an_entry_while_the_list_is_made_ready_is_not_written_over(
    desk: ListDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take_in(listed())
    made_ready, shown = work.made_ready, []

    def meanwhile(*args: Any, **named: Any) -> Any:
        if not shown:
            shown.append(SERVICE)
            actions.show_to_everybody(
                entry=Entry.objects.get(uid=SERVICE),
                agreed_by="x",
                with_mark=False,
                by=desk.house.marta.member,
            )
        return made_ready(*args, **named)

    monkeypatch.setattr(work, "made_ready", meanwhile)
    run, _page = desk.take_in(newer())
    assert (run.state, run.kept_changed) == (State.DONE, 2)
    assert desk.entry(SERVICE).is_shown
    assert phone(desk) == "+1 555 0001"
    assert desk.posters_say_what_entries_say()


# Taking back


def test_taking_back_leaves_what_stays_with_its_place_and_its_organisation(
    desk: ListDesk, neighbour: Somebody
) -> None:
    run, _page = desk.take_in(listed())
    keep(desk, SERVICE)
    desk.show(SERVICE)
    desk.take_back(run, neighbour)
    assert all(desk.is_here(uid) for uid in (SERVICE, PLACE, ORGANISATION))
    assert desk.posters_say_what_entries_say()
    assert all("Old street 1" in text and "Aid" in text for text in desk.all_exported())


def test_taking_back_leaves_the_places_of_an_organisation_that_stays(desk: ListDesk) -> None:
    document = listed()
    document["organization"]["locations"] = [{"id": part(81), "location_type": "physical"}]
    run, _page = desk.take_in(document)
    desk.show(ORGANISATION)
    desk.take_back(run)
    assert desk.is_here(ORGANISATION)
    assert desk.is_here(UUID(part(81)))
    assert not desk.is_here(SERVICE)
    assert not desk.is_here(PLACE)


def test_taking_back_leaves_nothing_else(desk: ListDesk) -> None:
    run, _page = desk.take_in(listed())
    desk.enter("Kitchen", at=place())
    desk.take_back(run)
    with desk.open():
        assert sorted(Entry.objects.values_list("kind", flat=True)) == ["location", "service"]
    assert not desk.is_here(ORGANISATION)


def test_a_place_that_somebody_took_away_here_does_not_come_back_with_the_list(desk: ListDesk) -> None:
    desk.take_in(listed())
    hide(desk, SERVICE)
    desk.change(desk.entry(SERVICE), confidential=False)
    run, _page = desk.take_in(listed())
    assert not desk.is_here(PLACE)
    assert run.kept_changed == 2  # the service, and the place that it is not at any more


def test_a_place_comes_in_for_whoever_else_is_there(desk: ListDesk) -> None:
    desk.take_in(listed())
    hide(desk, SERVICE)
    desk.change(desk.entry(SERVICE), confidential=False)
    other = part(90)
    at = {"id": part(91), "location": listed()["service_at_locations"][0]["location"]}
    desk.take_in(listed(id=other, service_at_locations=[at]))
    assert desk.is_here(PLACE)


STEPS = ("in", "newer in", "keep", "show", "show group", "hide", "change", "take back", "neighbour keeps")


def take_step(desk: ListDesk, step: str, neighbour: Somebody) -> None:
    """What somebody does next, where it can be done."""
    if step in {"in", "newer in"}:
        run, _page = desk.take_in(listed() if step == "in" else newer())
        assert run.state == State.DONE
    elif step == "take back":
        desk.take_back(desk.last_run())
    elif desk.is_here(SERVICE):
        entry = desk.entry(SERVICE)
        if step in {"keep", "neighbour keeps"} and entry.keeper is None:
            keep(desk, SERVICE, neighbour if step == "neighbour keeps" else desk.house.marta)
        elif step in {"hide", "change"} and entry.keeper in {None, desk.house.casa.pk}:
            desk.change(entry, confidential=step == "hide")
        elif step == "show" and not entry.confidential and entry.keeper in {None, desk.house.casa.pk}:
            desk.show(SERVICE)
        elif step == "show group" and desk.is_here(ORGANISATION):
            desk.show(ORGANISATION)


@settings(max_examples=25)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=6))
def test_in_any_order_posters_stay_true_and_everything_can_be_handed_out(
    desk: ListDesk, neighbour: Somebody, steps: list[str]
) -> None:
    with desk.open():
        Entry.objects.all().delete()
        Poster.objects.all().delete()
    for step in ("in", *steps):
        take_step(desk, step, neighbour)
        assert desk.posters_say_what_entries_say()
    hidden = desk.is_here(SERVICE) and desk.entry(SERVICE).confidential
    for text in desk.all_exported():
        assert not (hidden and "street" in text)
    desk.all_exported(public=True)


# Confidential entries


@pytest.mark.parametrize("hidden", [(SERVICE,), (SERVICE, ORGANISATION)])
@pytest.mark.parametrize("source", ["A list", "The same list, under another name"])
def test_a_list_read_again_does_not_bring_back_where_a_confidential_entry_is(
    desk: ListDesk, neighbour: Somebody, source: str, hidden: tuple[UUID, ...]
) -> None:
    desk.take_in(listed())
    for uid in hidden:
        hide(desk, uid)
    assert not desk.is_here(PLACE)
    for by in (desk.house.marta, neighbour):
        _run, page = desk.take_in(listed(), by, source)
        assert not desk.is_here(PLACE)
        assert "1 place was left out, because only confidential entries are there." in page
        assert not [text for text in desk.all_exported() if "Old street 1" in text]
    assert "service_at_locations" not in desk.entry(SERVICE).document


def test_nor_under_another_identifier_of_the_place(desk: ListDesk) -> None:
    desk.take_in(listed())
    hide(desk, SERVICE)
    document = listed()
    document["service_at_locations"][0]["location"]["id"] = part(82)
    desk.take_in(document)
    assert not desk.is_here(UUID(part(82)))


def test_nor_as_the_place_of_its_organisation(desk: ListDesk) -> None:
    group = desk.enter("Sisters", "organisation", confidential=True)
    house = {
        "id": str(PLACE),
        "name": "House",
        "location_type": "physical",
        "organization_id": str(group.uid),
    }
    desk.take_in({"locations": [house], "services": [listed(service_at_locations=[])]})
    assert not desk.is_here(PLACE)


def test_a_place_where_others_of_the_list_are_comes_in_and_leads_to_them_alone(desk: ListDesk) -> None:
    desk.take_in(listed())
    hide(desk, SERVICE)
    hide(desk, ORGANISATION)
    kitchen = listed(id=part(83), name="Kitchen")
    kitchen["service_at_locations"][0]["id"] = part(84)
    kitchen["service_at_locations"][0]["location"]["organization_id"] = str(ORGANISATION)
    desk.take_in({"services": [listed(), kitchen]})
    assert desk.entry(PLACE).organisation is None
    with desk.open():
        there = Entry.objects.filter(spots__location=PLACE).exclude(kind="location")
        assert [one.title for one in there] == ["Kitchen"]


def test_a_place_that_an_older_version_brought_back_goes_when_the_list_is_read(desk: ListDesk) -> None:
    run, _page = desk.take_in(listed())
    with desk.open():
        there = Entry.objects.get(uid=PLACE)
    hide(desk, SERVICE)
    with desk.open():
        Entry.objects.create(
            uid=PLACE, kind="location", document=there.document, import_run=run.pk, title="House",
            created_by=there.created_by, changed_by=there.changed_by,
        )  # fmt: skip
    desk.take_in(listed())
    assert not desk.is_here(PLACE)


def test_what_a_list_says_wrongly_is_quoted_only_as_long_as_its_files_are_here(desk: ListDesk) -> None:
    """A street that cannot be read as one would stay in the list's history, whatever became of the entry."""
    document = listed()
    document["service_at_locations"][0]["location"]["latitude"] = "Behind the bakery"
    desk.upload(document)
    run = desk.last_run()
    assert "Behind the bakery" in str(run.problems)
    run, page = desk.go_on(run)
    assert run.state == State.DONE
    assert "Behind the bakery" not in str(run.problems)
    assert "This is no number" in page


# Identifiers of somebody else's


def test_a_list_does_not_write_over_what_others_keep(desk: ListDesk, neighbour: Somebody) -> None:
    theirs = desk.enter("Ours", phones=[{"id": part(1), "number": "+1 1"}], at=place(), shown=True)
    document = newer() | {"id": str(theirs.uid), "name": "Not theirs any more"}
    desk.take_in(document, neighbour)
    now = desk.entry(theirs.uid)
    assert (now.title, now.keeper, phone(desk, theirs.uid)) == ("Ours", theirs.keeper, "+1 1")
    assert desk.posters_say_what_entries_say()


def test_a_list_makes_nothing_else_of_an_entry_that_nobody_keeps(desk: ListDesk, neighbour: Somebody) -> None:
    """A service may not become of an organisation, whose services would then belong to a service."""
    desk.take_in(listed())
    taken = {"id": str(ORGANISATION), "name": "Taken", "status": "active"}
    desk.take_in({"services": [taken | {"organization_id": part(90)}]}, neighbour)
    assert (desk.entry(ORGANISATION).kind, desk.entry(ORGANISATION).title) == ("organisation", "Aid")
    desk.all_exported()


def test_what_a_list_only_names_takes_no_words_from_what_is_here(desk: ListDesk) -> None:
    desk.take_in(listed())
    desk.take_in({"services": [{"id": part(91), "name": "Kitchen", "status": "active",
                                "organization_id": str(ORGANISATION),
                                "service_at_locations": [{"id": part(92), "location_id": str(PLACE)}]}]})  # fmt: skip
    assert desk.entry(ORGANISATION).title == "Aid"
    assert street(desk) == "Old street 1"
    assert desk.entry(UUID(part(91))).organisation == ORGANISATION


def test_one_identifier_in_several_tables_of_a_list_is_several_entries(desk: ListDesk) -> None:
    same = part(93)
    document = {
        "organizations": [{"id": same, "name": "Aid", "description": "d"}],
        "locations": [{"id": same, "name": "House", "location_type": "physical", "organization_id": same}],
        "services": [{"id": same, "name": "Clinic", "status": "active", "organization_id": same,
                      "service_at_locations": [{"id": part(94), "location_id": same}]}],
    }  # fmt: skip
    for _time in range(2):
        run, _page = desk.take_in(document)
        assert run.state == State.DONE
        with desk.open():
            found = {one.title: one for one in Entry.objects.all()}
            assert sorted(found) == ["Aid", "Clinic", "House"]
            assert {found["Clinic"].organisation, found["House"].organisation} == {found["Aid"].uid}
            assert found["Clinic"].spots.get().location == found["House"].uid
    desk.all_exported()


def test_a_taxonomy_stays_one_whatever_else_a_list_calls_so(desk: ListDesk, neighbour: Somebody) -> None:
    taxonomy = {"id": part(95), "name": "aid", "description": "d"}
    term = {"id": part(96), "code": "c", "name": "Dental", "description": "d", "taxonomy_id": part(95)}
    word = {"id": part(97), "value": "yes", "taxonomy_term_id": part(96), "link_entity": "service"}
    first = {"taxonomies": [taxonomy], "taxonomy_terms": [term]}
    desk.take_in({"services": [listed(attributes=[word])]} | first)
    turned = {"taxonomies": [taxonomy | {"id": part(96)}], "taxonomy_terms": [term | {"id": part(95)}]}
    desk.take_in({"organizations": [{"id": part(98), "name": "B", "description": "d"}]} | turned, neighbour)
    for layout in LAYOUTS:
        assert b"Dental" in b"".join(desk.exported(layout).values())
