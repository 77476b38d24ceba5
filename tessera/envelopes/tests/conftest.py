from __future__ import annotations

import pytest

from tessera.envelopes.tests.post import corresponding


@pytest.fixture
def desks(house):
    return corresponding(house)
