"""Whatever a document holds under names we do not know stays in the room: a property, with canaries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tessera.directory.actions import change_entry
from tessera.directory.describing import EntryDraft
from tessera.directory.documents import OWN, for_everybody
from tessera.directory.models import COMMONS, Entry
from tessera.directory.tests.entered import place, poster_of

CANARY = "Xochipilli"

# Names that lists do bring, of people and of what nobody agreed to show; and whatever else somebody invents.
_NAMED = """
contacts attributes metadata assured_email assured_date licenses accreditations program_id organization_id capacities
funding keeper by checks suggestions note_of_check agreed_by Name PHONES tessera_private __proto__
""".split()
# What pages show, written here once more: whoever adds to it in one place alone is asked.
_SHOWN = """
id name alternate_name description url website email status alert fees fees_description eligibility_description
application_process interpretation_services location_id location_type latitude longitude phones languages schedules
service_areas cost_options required_documents addresses service_at_locations
""".split()
_OURS_SHOWN = (
    "language texts filed_under themes serves led_by kind host_needs papers hours_notes office files country"
)


def unknown_names(known: frozenset[str]) -> st.SearchStrategy[str]:
    return (st.sampled_from(_NAMED) | st.text(max_size=12)).filter(lambda name: name not in known | {OWN})


def with_canaries() -> st.SearchStrategy[Any]:
    canary = st.text(max_size=5).map(lambda text: f"{CANARY}{text}")
    return st.recursive(
        canary,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "value", CANARY, "email"]), inner, min_size=1, max_size=3
            )
        ),
        max_leaves=4,
    )


def strange(known: frozenset[str] = frozenset(_SHOWN)) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(unknown_names(known), with_canaries(), min_size=1, max_size=3)


def says_canary(document: object) -> bool:
    return CANARY.lower() in json.dumps(document, ensure_ascii=False, default=str).lower()


ours_strange = strange(frozenset(_OURS_SHOWN.split()) | {"places", "mark"})


@given(strange(), ours_strange, strange())
def test_what_is_told_to_everybody_holds_nothing_under_unknown_names(above, ours, at):
    document = above | {"name": "Clinic", OWN: ours | {"themes": ["health"]}}
    document["service_at_locations"] = [at | {"id": "1", "location_id": "x"}]
    assert says_canary(document)
    told = for_everybody(document)
    assert not says_canary(told)
    assert told == {
        "name": "Clinic",
        OWN: {"themes": ["health"]},
        "service_at_locations": [{"id": "1", "location_id": "x"}],
    }


@given(strange())
def test_telling_changes_nothing_in_the_room(above):
    document = above | {"name": "Clinic", "service_at_locations": [dict(above)]}
    before = json.dumps(document)
    for_everybody(document)
    assert json.dumps(document) == before


def saved(desk, entry, document, at) -> Entry:
    with desk.open():
        now = Entry.objects.get(pk=entry.pk)
        draft = EntryDraft(now.kind, document, at)
        return change_entry(entry=now, draft=draft, seen=now.changed_at, by=desk.house.marta.member)


@pytest.mark.parametrize("kind", ["service", "organisation"])
def test_no_row_of_the_commons_holds_what_stands_under_unknown_names(desk, kind):
    entry = desk.enter(kind=kind, at=place(), shown=True)
    with desk.open():
        there = Entry.objects.get(kind="location").document

    @settings(max_examples=25)
    @given(strange(), ours_strange, strange())
    def nothing_strange_hangs(above, ours, about_place):
        now = saved(desk, entry, above | {"name": "Clinic", OWN: ours}, there | about_place)
        assert says_canary(now.document)
        rows = [list(model.objects.values()) for model in (COMMONS.entries, COMMONS.spots, COMMONS.facets)]
        assert not says_canary(rows)
        assert poster_of(entry).spots.get().name == "Tapachula"

    nothing_strange_hangs()


def test_what_only_the_room_knows_stays_in_the_room(desk):
    entry = desk.enter(contacts=[{"name": CANARY}], shown=True)
    desk.change(entry, name="Other")
    assert desk.now(entry).document["contacts"] == [{"name": CANARY}]
    assert not says_canary(poster_of(entry).document)


@pytest.mark.parametrize(
    "name", "phones schedules languages service_areas cost_options required_documents addresses".split()
)
def test_nor_do_parts_that_are_told(name):
    inner = {
        "attributes": [{"value": CANARY}],
        "metadata": CANARY,
        "contact_id": CANARY,
        "attention": CANARY,
        "unknown": CANARY,
    }
    document = {name: [{"id": "1"} | inner], "service_at_locations": [{"id": "2", name: [inner]}]}
    assert says_canary(document)
    told = for_everybody(document)
    assert told[name] == [{"id": "1"}]
    assert not says_canary(told)


@given(with_canaries())
def test_where_a_plain_value_belongs_nothing_nested_is_told(value):
    told = for_everybody(
        {"name": {"value": value}, OWN: {"themes": [[value]], "office": {"holder": "A", "unknown": value}}}
    )
    assert told == {OWN: {"office": {"holder": "A"}}}
