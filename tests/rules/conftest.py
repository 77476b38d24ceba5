"""One town for each file of tests: building it takes longer than asking it a thousand questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.rules.town import Town

_DATABASES = ["default", "keys"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a test does outside the rooms is rolled back; inside them it only adds."""
    for item in items:
        if "town" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=_DATABASES))


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        patched.setattr("tessera.sealing.stretching._MEMORY_KIB", 64)
        patched.setattr("tessera.sealing.stretching._PASSES", 1)
        # Each test is one transaction outside the rooms, within which no log can be emptied.
        for part in ("actions", "returning.actions", "rooms.actions", "trust.actions"):
            patched.setattr(f"tessera.vault.{part}.empty_write_ahead_log", lambda _connection: None)
        built = Town()
        # Nor does a room get another key within a test: its file would keep it, and the wraps be rolled back.
        patched.setattr("tessera.vault.rotation.is_under_way", lambda *_who: False)
        yield built
        built.tear_down()
        for database in _DATABASES:
            call_command("flush", database=database, interactive=False, verbosity=0)
