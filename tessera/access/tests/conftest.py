"""What the tests of the rules stand on: rules that are published, and a network's room with readers in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tessera.access import editions
from tessera.access.models import Edition
from tessera.access.tests.invented import tables
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.vault.models import Vault
from tessera.vault.rooms.actions import open_network_room
from tessera.vault.tests.rooms import bring
from tests.house import Somebody


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each test has a database of its own, and in each of them the first edition is another."""
    editions._read.cache_clear()
    editions.worked_mark.cache_clear()
    yield
    editions._read.cache_clear()
    editions.worked_mark.cache_clear()


@pytest.fixture
def published(house: Any) -> Edition:
    """Two invented rules, as the first edition."""
    write_line(CommonsLine, "rules.shipped", by=None, edition=1, tables=editions.digest(tables()))
    return Edition.objects.create(number=1, tables=tables(), shipped="")


@pytest.fixture
def shared(house: Any, published: Edition) -> Vault:
    """The network's room, where the rules are kept."""
    return open_network_room(by=house.marta.member, name="Marta")


@pytest.fixture
def readers(house: Any, shared: Vault) -> list[Somebody]:
    """Coordinators of two other organisations, let into the network's room."""
    found = {name: house.stranger(name=name)[0] for name in ("Awa", "Binta")}
    for name, one in found.items():
        bring(house, shared, one, house.marta, name)
    return list(found.values())
