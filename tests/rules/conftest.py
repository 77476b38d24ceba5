"""One town for each file of tests: building it takes longer than asking it a thousand questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.rules.town import Town


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Transactions are real, as in `house`: vaults and jobs have connections of their own."""
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        patched.setattr("tessera.sealing.stretching._MEMORY_KIB", 64)
        patched.setattr("tessera.sealing.stretching._PASSES", 1)
        built = Town()
        yield built
        built.tear_down()
        for database in ("default", "keys"):
            call_command("flush", database=database, interactive=False, verbosity=0)
