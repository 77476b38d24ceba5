"""What goes out of the directory: to everybody what hangs on posters, to members nothing of where the confidential is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tessera.directory.documents import OWN, for_everybody, own
from tessera.directory.models import Entry, Poster, Vocabulary
from tessera.exchange.directories import read_directory
from tessera.exchange.directories.hsds import TABLES, children_of
from tessera.exchange.tests.list_desk import LAYOUTS, PLACE, SERVICE, ListDesk, listed, part
from tessera.exchange.tests.test_directory_lists import everything

ADDRESS = {"city": "Tapachula", "address_type": "physical", "country": "MX"}


def filled(table: str, numbers: Iterator[int], depth: int = 3) -> dict[str, Any]:
    """A document in which every text of every part is a word of its own, and so told apart wherever it comes out."""
    document: dict[str, Any] = {"id": part(next(numbers))}
    for field in TABLES[table].fields:
        if field.is_free_text and field.name not in {"link_entity", "resource_type"}:
            document[field.name] = f"canary{next(numbers)}x"
    for child in children_of(table) if depth else ():
        if child not in {"service_at_location", "attribute", "metadata"}:
            document[TABLES[child].plural] = [filled(child, numbers, depth - 1)]
    return document


def canaries(said: Any) -> set[str]:
    match said:
        case dict():
            return set[str]().union(*map(canaries, said.values()))
        case list():
            return set[str]().union(*map(canaries, said))
        case str() if said.startswith("canary"):
            return {said}
    return set()


def put_in(desk: ListDesk, kind: str, document: dict[str, Any], **said: Any) -> Entry:
    """An entry with this document to the letter, also where no form would make such a one."""
    entry = desk.enter("x", kind, **said)
    with desk.open():
        Entry.objects.filter(pk=entry.pk).update(document=document | {"id": str(entry.uid)})
    return desk.now(entry)


def at(place: Entry, numbers: Iterator[int]) -> list[dict[str, Any]]:
    """That a service is offered at a place, with a telephone and hours there."""
    there = filled("service_at_location", numbers)
    return [there | {"location_id": str(place.uid)}]


@pytest.fixture
def full(desk: ListDesk) -> dict[str, Entry]:
    """Of each kind one that is shown, one that is not, and one that is confidential, all of them full of words."""
    numbers = count(1)
    made = {}
    for case, choices in {
        "shown": {},
        "members": {},
        "confidential": {"confidential": True},
    }.items():
        group = put_in(desk, "organisation", filled("organization", numbers), **choices)
        place = put_in(desk, "location", filled("location", numbers), of=group if case == "shown" else None)
        service = filled("service", numbers) | {"service_at_locations": at(place, numbers)}
        clinic = put_in(desk, "service", service, of=group, **choices)
        made |= {f"{case} group": group, f"{case} place": place, f"{case} clinic": clinic}
    with desk.open():
        for name in ("shown group", "shown clinic"):
            desk.agree(Entry.objects.get(pk=made[name].pk))
    return made


def test_everybody_gets_what_hangs_on_posters_and_nothing_else(
    desk: ListDesk, full: dict[str, Entry]
) -> None:
    hanging = canaries([poster.document for poster in Poster.objects.all()])
    assert len(hanging) > 40
    for text in desk.all_exported(public=True):
        found = {word for word in canaries_of_all(full) if word in text}
        assert found == hanging
        assert not [name for name, entry in full.items() if "shown" not in name and str(entry.uid) in text]


def canaries_of_all(entries: dict[str, Entry]) -> set[str]:
    return set[str]().union(*(canaries(entry.document) for entry in entries.values()))


def test_what_a_poster_leaves_out_of_a_shown_entry_is_in_no_file_for_everybody(
    desk: ListDesk, full: dict[str, Entry]
) -> None:
    clinic = full["shown clinic"].document
    left_out = canaries(clinic) - canaries(for_everybody(clinic))
    assert {clinic["accreditations"], clinic["contacts"][0]["name"]} <= left_out
    for text in desk.all_exported(public=True):
        assert not [word for word in left_out if word in text]


def test_an_organisation_that_did_not_agree_is_not_named_by_its_service(desk: ListDesk) -> None:
    for name, choices in {"Hidden sisters": {"confidential": True}, "Quiet brothers": {}}.items():
        group = desk.enter(name, "organisation", description=f"{name} are behind the church", **choices)
        desk.enter(f"Kitchen {name[0]}", of=group, shown=True)
    for text in desk.all_exported(public=True):
        assert "Kitchen H" in text
        assert not [word for word in ("sisters", "brothers", "church") if word in text]


def test_words_that_a_list_uses_are_for_members_and_what_it_files_under_for_everybody(desk: ListDesk) -> None:
    term = {"id": part(61), "code": "c", "name": "Dental care", "description": "d", "taxonomy": "aid"}
    said = {"id": part(60), "value": "Police ask", "taxonomy_term_id": part(61), "taxonomy_term": term}
    desk.take_in(listed(attributes=[said]))
    desk.show(SERVICE)
    for text in desk.all_exported():
        assert "Police ask" in text
    for text in desk.all_exported(public=True):
        assert "Dental care" in text
        assert "Police ask" not in text
    back = read_directory(desk.exported("json", public=True), source="x")
    assert [one["name"] for one in back.terms.values() if one["taxonomy"] == "filed-under"] == ["Dental care"]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=15)
@given(data=st.data())
def test_whatever_an_entry_says_the_file_says_no_more_than_its_poster(
    desk: ListDesk, layout: str, data: st.DataObject
) -> None:
    """Words of any field, ours among them, of entries of any kind, shown or not."""
    with desk.open():
        Entry.objects.all().delete()
        Poster.objects.all().delete()
    numbers = count(1)
    for kind, table in (("organisation", "organization"), ("service", "service"), ("office", "organization")):
        document = filled(table, numbers)
        kept = data.draw(st.sets(st.sampled_from(sorted(document))))
        document = {name: document[name] for name in {*kept, "name"}}
        document[OWN] = {
            "themes": [f"canary{next(numbers)}x"],
            "texts": {"name": {"es": f"canary{next(numbers)}x"}, "alert": {"es": f"canary{next(numbers)}x"}},
            "note": f"canary{next(numbers)}x",
            "office": {"holder": f"canary{next(numbers)}x", "staff": f"canary{next(numbers)}x"},
        }
        entry = put_in(desk, kind, document, confidential=data.draw(st.booleans()))
        if data.draw(st.booleans()) and not entry.confidential:
            desk.show(entry.uid)
    text = "\n".join(one.decode() for one in desk.exported(layout, public=True).values())
    hanging = canaries([poster.document for poster in Poster.objects.all()])
    assert {word for word in (f"canary{n}x" for n in range(next(numbers))) if word in text} == hanging


# Confidential entries


def whereabouts(full: dict[str, Entry]) -> set[str]:
    """Every word of where the confidential ones are."""
    clinic, place = full["confidential clinic"].document, full["confidential place"].document
    return canaries([clinic["service_at_locations"], place])


def test_members_are_handed_nothing_of_where_the_confidential_is(
    desk: ListDesk, full: dict[str, Entry]
) -> None:
    """Also where an older version left a place in the room: its words, its telephones, its hours, its notes."""
    place, clinic = full["confidential place"], full["confidential clinic"]
    point = {"latitude": 15.137429, "longitude": -92.461733}
    with desk.open():
        Entry.objects.filter(pk=place.pk).update(document=place.document | point)
        document = (
            clinic.document | point | {"addresses": [{"id": part(900), "address_1": "Calle 9"} | ADDRESS]}
        )
        Entry.objects.filter(pk=clinic.pk).update(document=document)
    told = {*whereabouts(full), str(place.uid), "15.137429", "92.461733", "Calle 9"}
    assert len(told) > 30
    for text in desk.all_exported():
        assert not [word for word in told if word in text]
        assert clinic.document["description"] in text
        assert all(word in text for word in canaries(full["members place"].document))


def test_a_place_where_others_are_goes_out_without_saying_that_the_confidential_is_there(
    desk: ListDesk,
) -> None:
    group = desk.enter("Group", "organisation", at={"location_type": "physical", "name": "House"})
    with desk.open():
        house = Entry.objects.get(kind="location")
    desk.enter("Kitchen", service_at_locations=[{"id": part(1), "location_id": str(house.uid)}])
    desk.change(group, confidential=True)
    for layout in LAYOUTS:
        back = read_directory(desk.exported(layout), source="x")
        assert [one.get("organization_id") for one in back.locations.values()] == [None]
        assert [one["name"] for one in back.locations.values()] == ["House"]


def test_the_words_of_its_list_that_say_where_it_is_stay_here(desk: ListDesk) -> None:
    """The Illinois export states the point of a service beside it where it names no location."""
    headings = "Services-ID,Title,Organization ID,Geolocation,Service type,Location ID"
    desk.take_in({"services.csv": f'{headings}\n7,Shelter,8,"15.1374, -92.4617",Beds,\n'.encode()})
    with desk.open():
        shelter = Entry.objects.get(title="Shelter")
    assert all("15.1374" in text for text in desk.all_exported())
    desk.change(shelter, confidential=True)
    for text in desk.all_exported():
        assert "Shelter" in text
        assert "15.1374" not in text


# Whatever is in the room can go out


def test_a_service_of_nobody_goes_out_and_comes_back_as_such(desk: ListDesk) -> None:
    entry = desk.enter("Street kitchen")
    for layout in LAYOUTS:
        out = desk.exported(layout)
        before = everything(desk.house, desk.vault)
        with desk.open():
            Entry.objects.all().delete()
        desk.take_in(out)
        after = everything(desk.house, desk.vault)
        assert after.keys() == before.keys() == {entry.uid}
        assert after[entry.uid][:2] == ("service", None)


def test_what_names_something_that_is_gone_goes_out_without_it(desk: ListDesk) -> None:
    program = {"id": part(70), "name": "Health", "description": "d"}
    document = listed(program=program)
    document["organization"]["programs"] = [program]
    desk.take_in(document)
    with desk.open():
        Entry.objects.exclude(uid=SERVICE).delete()
    for layout in LAYOUTS:
        back = read_directory(desk.exported(layout), source="x")
        (service,) = back.services.values()
        assert not {"program_id", "service_at_locations"} & service.keys()
    assert not desk.is_here(PLACE)


@pytest.mark.parametrize("gone", ["taxonomy", "taxonomy_term"])
def test_nor_does_a_place_of_nobody_or_a_word_of_no_vocabulary_keep_it_here(
    desk: ListDesk, gone: str
) -> None:
    taxonomy = {"id": part(62), "name": "aid", "description": "d"}
    term = {"id": part(61), "code": "c", "name": "Dental", "description": "d", "taxonomy_detail": taxonomy}
    said = {"id": part(60), "value": "yes", "taxonomy_term_id": part(61), "taxonomy_term": term}
    document = listed(attributes=[said])
    document["organization"]["locations"] = [{"id": str(PLACE), "location_type": "physical"}]
    desk.take_in(document)
    with desk.open():
        Entry.objects.filter(kind="organisation").delete()
        assert Vocabulary.objects.filter(table=gone).delete()[0]
    for layout in LAYOUTS:
        back = read_directory(desk.exported(layout), source="x")
        assert "organization_id" not in back.locations[str(PLACE)]
        assert [one.get("name") for one in back.terms.values() if one["id"] == part(61)] == (
            ["Dental"] if gone == "taxonomy" else []
        )


def test_there_are_two_layouts_and_no_others(desk: ListDesk) -> None:
    browser = desk.house.browser(desk.house.marta)
    assert browser.get(desk.address("export-directory", layout="xml")).status_code == 404


def test_what_everybody_gets_comes_back_as_it_hung(desk: ListDesk) -> None:
    desk.take_in(listed(alert="Closed today", accreditations="Of the ministry"))
    desk.show(SERVICE)
    hung = Poster.objects.get(uid=SERVICE).document
    out = desk.exported("json", public=True)
    with desk.open():
        Entry.objects.all().delete()
    desk.take_in(out)
    back = desk.entry(SERVICE).document
    assert {name: back[name] for name in ("name", "alert", "phones")} == {
        name: hung[name] for name in ("name", "alert", "phones")
    }
    assert desk.entry(PLACE).document["addresses"] == own(hung)["places"][0]["addresses"]
    assert "Of the ministry" not in json.dumps(back)
