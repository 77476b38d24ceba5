"""The index over the words of records: made with its triggers, and never apart from the records."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tessera.tracing.actions import change_record, delete_record
from tessera.tracing.models import Person
from tessera.tracing.search_index import INDEX, keep_triggers
from tessera.tracing.tests.described import described, written
from tessera.tracing.writing import delete_people, write_arriving


def _triggers(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def _is_whole(alias: str) -> bool:
    """FTS5 compares the index with the table it was made from, and errs where they differ."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX.name}({INDEX.name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    return True


def test_a_new_room_has_the_triggers(house):
    with house.open(house.marta) as room:
        assert set(INDEX.triggers) <= _triggers(room.alias)


def test_triggers_that_a_rebuilt_table_lost_are_made_again(house):
    with house.open(house.marta) as room:
        with connections[room.alias].cursor() as cursor:
            for name in INDEX.triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        keep_triggers(room.alias)
        assert set(INDEX.triggers) <= _triggers(room.alias)
        keep_triggers(room.alias)  # and once more does no harm


def _letters(alias: str) -> bytes:
    """Everything the index has written down, as it lies in the file once that is decrypted."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT block FROM {INDEX.name}_data ORDER BY id")  # noqa: S608
        return b"".join(bytes(block) for (block,) in cursor.fetchall())


# Of the three letters of an entry, the first may be left to the entry before.
TELLING = [b"xq", b"qz", b"zw", b"jb"]


STAYING = {"one of many": 40, "one of few": 3}  # the one is taken out, the other's index is read in anew


@pytest.mark.parametrize("how", ["delete", "change", *STAYING])
def test_what_is_deleted_leaves_no_letters_in_the_index(house, how):
    written(house, described(name="Amina Example", reference="STAYS"))
    (person,) = written(house, described(name="Pxqzw Wjbrk", reference="GOES"))
    with house.open(house.marta) as room:
        assert all(letters in _letters(room.alias) for letters in TELLING)
        if how == "delete":
            delete_record(person=person, by=house.marta.member)
        elif how == "change":
            draft = described(name="Hodan Example", reference="GOES")
            change_record(person=person, draft=draft, seen=person.changed_at, by=house.marta.member)
        else:
            written_many = [
                described(name=f"Example {n}", reference=f"STAYS {n}") for n in range(STAYING[how])
            ]
            write_arriving(written_many, run=uuid4(), by=house.marta.member.id, at=person.created_at)
            delete_people(Person.objects.filter(reference="GOES"))
        assert not any(letters in _letters(room.alias) for letters in TELLING)
        assert _is_whole(room.alias)


def test_a_room_of_before_forgets_what_its_index_still_held(house):
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute(f"INSERT INTO {INDEX.name}({INDEX.name}, rank) VALUES ('secure-delete', 0)")  # noqa: S608
    written(house, described(name="Amina Example", reference="STAYS"))
    (person,) = written(house, described(name="Pxqzw Wjbrk", reference="GOES"))
    with house.open(house.marta) as room:
        person.delete()
        assert any(letters in _letters(room.alias) for letters in TELLING), (
            "this room does not show the fault"
        )
        executor = MigrationExecutor(connections[room.alias])
        executor.migrate([("tracing", "0002_search_index")])
        MigrationExecutor(connections[room.alias]).migrate([("tracing", "0003_index_forgets")])
        assert not any(letters in _letters(room.alias) for letters in TELLING)
        assert _is_whole(room.alias)


def test_the_index_stays_whole(house):
    people = written(house, *[described(name=f"Example {n}", circumstances="ሰላም " * n) for n in range(5)])
    with house.open(house.marta) as room:
        Person.objects.filter(pk=people[1].pk).update(search_text="other words")
        Person.objects.filter(pk=people[2].pk).update(sex="F")
        Person.objects.filter(pk__in=[people[3].pk, people[4].pk]).delete()
        assert _is_whole(room.alias)
        with connections[room.alias].cursor() as cursor:
            cursor.execute(f"SELECT rowid FROM {INDEX.name} WHERE {INDEX.name} MATCH 'other'")  # noqa: S608
            assert cursor.fetchall() == [(people[1].pk,)]
