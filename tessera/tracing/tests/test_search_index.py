"""The index over the words of records: made with its triggers, and never apart from the records."""

from __future__ import annotations

from django.db import connections

from tessera.tracing.models import Person
from tessera.tracing.search_index import TABLE, TRIGGERS, keep_triggers
from tessera.tracing.tests.described import described, written


def _triggers(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def _is_whole(alias: str) -> bool:
    """FTS5 compares the index with the table it was made from, and errs where they differ."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    return True


def test_a_new_room_has_the_triggers(house):
    with house.open(house.marta) as room:
        assert set(TRIGGERS) <= _triggers(room.alias)


def test_triggers_that_a_rebuilt_table_lost_are_made_again(house):
    with house.open(house.marta) as room:
        with connections[room.alias].cursor() as cursor:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER {name}")
        keep_triggers(room.alias)
        assert set(TRIGGERS) <= _triggers(room.alias)
        keep_triggers(room.alias)  # and once more does no harm


def test_the_index_stays_whole(house):
    people = written(house, *[described(name=f"Example {n}", circumstances="ሰላም " * n) for n in range(5)])
    with house.open(house.marta) as room:
        Person.objects.filter(pk=people[1].pk).update(search_text="other words")
        Person.objects.filter(pk=people[2].pk).update(sex="F")
        Person.objects.filter(pk__in=[people[3].pk, people[4].pk]).delete()
        assert _is_whole(room.alias)
        with connections[room.alias].cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH 'other'")  # noqa: S608
            assert cursor.fetchall() == [(people[1].pk,)]
