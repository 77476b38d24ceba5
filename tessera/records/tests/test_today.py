"""What waits for a member: every part names its matters, and the most urgent stand first."""

from __future__ import annotations

import pytest

from tessera.records import today
from tessera.records.models import Record
from tessera.records.today import Matter, matters, register
from tessera.tracing.models import Person


@pytest.fixture
def sources(monkeypatch):
    registered = []
    monkeypatch.setattr(today, "_sources", registered)
    return registered


def matter(order, title):
    return Matter(order=order, title=title, said="", address="/", job="Lists")


def test_the_most_urgent_first_whoever_named_it(sources):
    register(lambda _vault, _member: [matter(20, "b"), matter(5, "a")])
    register(lambda _vault, _member: [matter(10, "c")])
    assert [one.title for one in matters(None, None)] == ["a", "c", "b"]


def test_a_part_that_registers_twice_is_asked_once(sources):
    def source(_vault, _member):
        return [matter(1, "once")]

    assert register(register(source)) is source
    assert [one.title for one in matters(None, None)] == ["once"]


def test_each_part_is_asked_about_this_member_in_this_room(sources):
    asked = []
    register(lambda vault, member: asked.append((vault, member)) or [])
    assert matters("room", "member") == []
    assert asked == [("room", "member")]


def test_rows_of_an_import_on_its_way_are_nobodys_record(house):
    """Whatever inherits from Record hides them by default; only who writes them asks for them."""
    assert Record._meta.abstract
    with house.open(house.marta):
        who = house.marta.member.id
        here = Person.objects.create(kind="sought", reference="1", created_by=who, changed_by=who)
        coming = Person.objects.create(
            kind="sought", reference="2", arriving=True, created_by=who, changed_by=who
        )
        assert list(Person.objects.all()) == [here]
        assert set(Person.with_arriving.all()) == {here, coming}
        assert here.uid != coming.uid
        assert str(here) == str(here.uid)
