"""The directory that lists come into: the network's room, and somebody of another organisation in it."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.exchange.tests.list_desk import ListDesk
from tessera.vault.models import Vault
from tessera.vault.rooms.actions import open_network_room
from tessera.vault.tests.rooms import bring
from tests.house import House, Somebody


@pytest.fixture
def shared(house: House) -> Vault:
    return open_network_room(by=house.marta.member, name="Marta")


@pytest.fixture
def desk(house: Any, shared: Vault) -> ListDesk:
    return ListDesk(house, shared)


@pytest.fixture
def neighbour(house: Any, shared: Vault) -> Somebody:
    """A coordinator of another organisation."""
    somebody, _vault = house.stranger(name="Fatou")
    bring(house, shared, somebody, house.marta, "Fatou")
    return somebody
