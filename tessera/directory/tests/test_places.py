"""Places that several entries share: corrected for all of them by whoever keeps it, and left alone by everybody else."""

from __future__ import annotations

from tessera.directory.models import Entry, EntrySpot, PosterSpot
from tessera.directory.tests.entered import place


def at_one_place(desk, **further):
    """A clinic and a kitchen in one building."""
    first = desk.enter("Clinic", at=place("Tapachula"), shown=True)
    with desk.open():
        there = Entry.objects.get(kind="location")
    at = [{"id": "1", "location_id": str(there.uid)}]
    second = desk.enter("Kitchen", service_at_locations=at, **{"shown": True} | further)
    return first, second, there


def where(desk, entry) -> set[str]:
    with desk.open():
        return set(EntrySpot.objects.filter(entry=entry.pk).values_list("name", flat=True))


def test_whatever_else_is_at_a_place_follows_it(desk):
    first, second, there = at_one_place(desk)
    desk.change(first, at=there.document | place("Arriaga"))
    assert where(desk, first) == where(desk, second) == where(desk, there) == {"Arriaga"}
    assert set(PosterSpot.objects.values_list("name", flat=True)) == {"Arriaga"}


def test_who_moves_away_from_a_place_that_others_keep_gets_one_of_their_own(desk, neighbour):
    first, second, there = at_one_place(desk, by=neighbour, shown=False)
    desk.change(second, by=neighbour, at=there.document | place("Arriaga"))
    assert where(desk, first) == where(desk, there) == {"Tapachula"}
    assert where(desk, second) == {"Arriaga"}


def test_who_says_nothing_new_of_it_stays_there(desk, neighbour):
    _first, second, there = at_one_place(desk, by=neighbour, shown=False)
    desk.change(second, by=neighbour, name="Kitchen of the river", at=there.document)
    with desk.open():
        assert Entry.objects.get(kind="location").keeper == desk.house.marta.member.organisation_id
    assert where(desk, second) == {"Tapachula"}


def test_the_form_says_what_else_is_there(desk):
    first, _second, _there = at_one_place(desk)
    form = desk.page(first, name="change-entry")
    assert "what you change in it changes for them as well" in form
    assert "<bdi>Kitchen</bdi>" in form
    alone = desk.enter("Alone", at=place("Ixtepec"))
    assert "changes for them as well" not in desk.page(alone, name="change-entry")
