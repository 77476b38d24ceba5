from __future__ import annotations

import pytest

from tessera.envelopes.tests.post import Desk


@pytest.fixture
def desks(house):
    """Casa's Marta and a stranger, whose rooms have letterboxes and have compared each other's words."""
    stranger, vault = house.stranger()
    one, other = Desk(house, house.marta, house.vault), Desk(house, stranger, vault)
    one.open_letterbox()
    other.open_letterbox()
    one.compare(other)
    other.compare(one)
    return one, other
