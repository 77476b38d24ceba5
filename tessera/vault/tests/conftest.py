"""Who and what tests of several files need."""

from __future__ import annotations

import pytest

from .leaving import forget_room, taken, write_down


@pytest.fixture
def fatou(house):
    return house.stranger(name="Fatou")[0]


@pytest.fixture
def copy(house):
    write_down(house)
    content = taken(house)
    forget_room(house.vault.id)
    return content
