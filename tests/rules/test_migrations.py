"""Tables are what the models say, and whatever a migration does by hand says in which place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tessera.common.places import Place
from tests.rules.project import our_apps

BY_HAND = (RunPython, RunSQL)


def by_hand(operations: list[Operation]) -> Iterator[RunPython | RunSQL]:
    for one in operations:
        if isinstance(one, SeparateDatabaseAndState):
            yield from by_hand([*one.database_operations, *one.state_operations])
        elif isinstance(one, BY_HAND):
            yield one


def complaints_about(name: str, operations: list[Operation]) -> list[str]:
    return [
        f"{name}: {type(one).__name__} does not say where it runs. Give it hints={{'place': 'vault'}}, or commons, or keys."
        for one in by_hand(operations)
        if one.hints.get("place") not in set(Place)
    ]


@pytest.mark.django_db(databases=["default", "keys"])
def test_no_migration_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"Make the missing migration, and look at it:\n{capsys.readouterr().out}")


def test_what_is_done_by_hand_says_where() -> None:
    ours = {config.label for config in our_apps()}
    migrations = MigrationLoader(None).disk_migrations
    found = [
        said
        for (app, name), migration in migrations.items()
        if app in ours
        for said in complaints_about(f"{app}.{name}", migration.operations)
    ]
    assert not found, "\n" + "\n".join(found)


def test_a_migration_that_does_not_say_where_is_noticed() -> None:
    def forwards(apps: object, schema_editor: object) -> None: ...

    hidden = SeparateDatabaseAndState([RunSQL("DROP TABLE a", hints={"place": "attic"})])
    assert len(complaints_about("bad", [RunPython(forwards), hidden])) == 2
    assert not complaints_about("good", [RunSQL("DROP TABLE a", hints={"place": "vault"})])
