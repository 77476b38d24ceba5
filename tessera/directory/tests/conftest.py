"""Who and where the tests of the directory need: the network's room, and somebody of another organisation in it."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.accounts.models import Role
from tessera.directory.tests.entered import Desk
from tessera.vault.models import Vault
from tessera.vault.rooms.actions import open_network_room
from tessera.vault.tests.rooms import bring
from tests.house import Somebody


@pytest.fixture
def shared(house: Any) -> Vault:
    """The network's room, in which the directory lies."""
    return open_network_room(by=house.marta.member, name="Marta")


@pytest.fixture
def desk(house: Any, shared: Vault) -> Desk:
    return Desk(house, shared)


@pytest.fixture
def neighbour(house: Any, shared: Vault) -> Somebody:
    """A coordinator of another organisation."""
    return _let_in(house, shared, "Fatou")


@pytest.fixture
def third(house: Any, shared: Vault) -> Somebody:
    """A coordinator of a third organisation."""
    return _let_in(house, shared, "Awa")


@pytest.fixture
def reader(house: Any, shared: Vault) -> Somebody:
    """Somebody of Casa who may read and nothing else."""
    somebody = house.colleague(Role.READER, name="Irene")
    bring(house, shared, somebody, house.marta, "Irene")
    return somebody


def _let_in(house: Any, shared: Vault, name: str) -> Somebody:
    somebody, _vault = house.stranger(name=name)
    bring(house, shared, somebody, house.marta, name)
    return somebody
