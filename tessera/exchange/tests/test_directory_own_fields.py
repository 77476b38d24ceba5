"""What anybody can write under our own taxonomy: read by the kind of its field, told otherwise, and harmless on every page."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st

from tessera.directory.documents import own
from tessera.directory.models import Entry, Poster
from tessera.directory.vocabulary import EntryKind
from tessera.exchange.directories import OWN_FIELDS, Directory, Unreadable, read_directory, read_own, values
from tessera.exchange.directories.own_fields import MOST_WORDS
from tessera.exchange.models import State
from tessera.exchange.tests.list_desk import ORGANISATION, SERVICE, ListDesk, listed, own_word, part

GOOD: dict[str, Any] = {
    "language": "es",
    "kind": "22",
    "host_needs": "Water",
    "papers": "none",
    "hours_notes": "Ring twice",
    "country": "MX",
    "themes": ["health", "legal"],
    "serves": ["women"],
    "led_by": [],
    "files": ["Permits"],
    "office": {"holder": "Ana", "committee": "Water", "term_ends": "2031-01-01"},
}
WRONG = [
    ("themes", "not json"), ("themes", "5"), ("themes", '[{"a": 1}]'), ("themes", '"health"'), ("themes", "NaN"),
    ("themes", "[" * 3000), ("themes", "[" * 100_000), ("themes", '["health", null]'), ("files", "7"),
    ("themes", json.dumps(["x"] * (MOST_WORDS + 1))), ("office", '"x"'), ("office", '{"holder": ["x"]}'),
    ("office", "[]"), ("kind", '["10"]'), ("kind", '{"a": 1}'), ("language", '{"a": 1}'), ("papers", "[1]"),
    ("country", "7"), ("host_needs", "true"), ("hours_notes", "null"), ("serves", "9" * 5000), ("led_by", '["a'),
    ("texts", '{"name": 5}'), ("mark", '{"verdict": "firewall"}'), ("filed_under", "5"), ("places", "[5]"),
]  # fmt: skip


def read(field: str, value: str) -> Directory:
    document = listed()
    document["organization"]["attributes"] = [own_word(field, value)]
    return read_directory({"list.json": json.dumps(document).encode()}, source="A list")


def test_there_is_an_example_of_every_field() -> None:
    assert set(GOOD) == set(OWN_FIELDS)


@pytest.mark.parametrize("field", OWN_FIELDS)
def test_what_its_field_can_say_is_read(field: str) -> None:
    assert read_own(field, json.dumps(GOOD[field])) == GOOD[field]
    directory = read(field, json.dumps(GOOD[field]))
    assert not [one for one in directory.problems if one.code == "own_field_unreadable"]
    assert values(directory, directory.organizations[str(ORGANISATION)], "tessera-entry", field)


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_what_no_field_can_say_is_told_with_its_place_and_kept_as_a_word_of_the_list(
    field: str, value: str
) -> None:
    with pytest.raises(Unreadable):
        read_own(field, value)
    directory = read(field, value)
    (problem,) = (one for one in directory.problems if one.code == "own_field_unreadable")
    assert (problem.table, problem.row, problem.column) == ("list.json", 1, field)
    organisation = directory.organizations[str(ORGANISATION)]
    assert values(directory, organisation, "tessera-entry", field) == []
    (kept,) = values(directory, organisation, "tessera-source", field)
    assert value.startswith(kept[:1000])


def test_what_no_database_keeps_is_left_out_of_packed_texts_too(desk: ListDesk) -> None:
    said = json.dumps({"hol\0der": "A\0na \ud800"})
    assert read_own("office", said) == {"holder": "Ana ?"}
    document = listed()
    document["organization"]["attributes"] = [
        own_word("office", said),
        own_word("host_needs", '"Wa\\u0000ter"', 60),
        own_word("themes", '["hea\\u0000lth"]', 70),
    ]
    run, _page = desk.take_in(document)
    assert run.state == State.DONE
    desk.show(ORGANISATION)
    said_here = own(desk.entry(ORGANISATION).document)
    assert (said_here["host_needs"], said_here["themes"]) == ("Water", ["health"])
    assert desk.posters_say_what_entries_say()


@pytest.mark.parametrize("named_by", ["taxonomy", "taxonomy_detail"])
def test_a_term_is_ours_by_either_name_of_its_taxonomy(desk: ListDesk, named_by: str) -> None:
    word = own_word("themes", '["health"]')
    del word["taxonomy_term"][{"taxonomy": "taxonomy_detail", "taxonomy_detail": "taxonomy"}[named_by]]
    document = listed(attributes=[word, own_word("kind", "[5]", 60) | {"id": part(70)}])
    desk.take_in(document)
    entry = desk.entry(SERVICE)
    assert own(entry.document)["themes"] == ["health"]
    assert "kind" not in own(entry.document)
    assert len(entry.document["attributes"]) == 1


def test_the_upload_says_what_is_wrong_and_where(desk: ListDesk) -> None:
    answer = desk.upload(listed(attributes=[own_word("themes", "not json")]))
    page = desk.house.browser(desk.house.marta).get(answer["Location"]).content.decode()
    assert "This stands where Tessera keeps something of its own" in page
    assert "list.json, row 1" in page
    assert "<bdi>themes</bdi>" in page
    assert "not json" in page


def pages(desk: ListDesk, entry: Entry) -> list[str]:
    """Where an entry can be seen; its poster among them, where one hangs."""
    names = ["entry", "change-entry", "show-entry", "delete-entry"]
    if entry.kind == EntryKind.SERVICE:
        names.append("check-firewall")
    at = [desk.address(name, entry) for name in names if entry.kind != EntryKind.LOCATION]
    return [*at, f"/en/directory/{entry.uid}/"] if Poster.objects.filter(uid=entry.uid).exists() else at


def lists(desk: ListDesk) -> list[str]:
    kinds = [f"?kind={kind}" for kind in ("service", "organisation", "office")]
    places = [f"{kind}{show}" for kind in kinds for show in ("", "&show=map")]
    return [f"{desk.address('directory')}{one}" for one in places] + [
        f"/en/directory/{one}" for one in places
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["10", "es"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
WORDS = st.text(max_size=40)
SAID = st.one_of(
    JSON.map(json.dumps), st.text(max_size=12), WORDS.map(json.dumps), st.lists(WORDS, max_size=4).map(json.dumps),
    st.dictionaries(st.sampled_from(["holder", "term_ends", "x"]), WORDS, max_size=3).map(json.dumps),
)  # fmt: skip
DRAWN = st.dictionaries(
    st.sampled_from([*OWN_FIELDS, "texts", "mark", "places", "filed_under"]), SAID, max_size=11
)


@settings(max_examples=25)
@given(said=st.lists(DRAWN, min_size=8, max_size=8))
def test_whatever_stands_there_the_list_comes_in_and_every_page_can_be_read(
    desk: ListDesk, said: list[dict[str, str]]
) -> None:
    with desk.open():
        Entry.objects.all().delete()
        Poster.objects.all().delete()
    kinds = ("organizations", "services", "locations")
    document: dict[str, Any] = {kind: [] for kind in kinds}
    for number, fields in enumerate(said):
        kind = kinds[number % 3]
        words = [
            own_word(field, value, 10_000 + 100 * number + 3 * place)
            for place, (field, value) in enumerate(fields.items())
        ]
        further = {"status": "active"} if kind == "services" else {"location_type": "physical"}
        one = {"id": part(number + 1), "name": f"Entry {number}", "attributes": words}
        document[kind].append(one | (further if kind != "organizations" else {"description": "d"}))
    run, _page = desk.take_in(document)
    assert run.state == State.DONE
    with desk.open():
        entries = list(Entry.objects.all())
    for entry in entries:
        if entry.kind != EntryKind.LOCATION:
            desk.show(entry.uid)
    browser = desk.house.browser(desk.house.marta)
    for address in [*lists(desk), *(page for entry in entries for page in pages(desk, entry))]:
        assert browser.get(address).status_code == 200, address
    for public in (True, False):
        desk.all_exported(public=public)
    assert desk.posters_say_what_entries_say()


def test_an_office_says_so_by_whom_it_is_held(desk: ListDesk) -> None:
    document = listed()
    document["organization"]["attributes"] = [own_word("office", '{"holder": "Ana"}')]
    desk.take_in(document)
    assert desk.entry(ORGANISATION).kind == EntryKind.OFFICE
    assert desk.is_here(UUID(str(SERVICE)))
