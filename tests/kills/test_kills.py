"""Killed at any change to the disk, in everything that writes: what was acknowledged is there, and nothing by half.

Each scenario says what a person does, and what has to hold when the server was killed in the middle of it and
somebody comes back. Where it is killed comes from a seed. TESSERA_TEST_KILLS says how often, all scenarios together.
"""

from __future__ import annotations

import os
import random

import pytest

from tessera.vault.tests.test_migrating import release  # noqa: F401 - a fixture

from .files import BackingUp, Migrating
from .keys import Joining, Rekeying
from .killing import run
from .leaving import Arriving, Closing
from .posting import Posting
from .records import Creating, Deleting, Ending, Importing
from .scenario import starts_again
from .trust import LockingDown, Reopened, Replacing

KILLS = int(os.environ.get("TESSERA_TEST_KILLS", "110"))
SCENARIOS = [
    Creating,
    Importing,
    Deleting,
    Ending,
    Rekeying,
    Joining,
    LockingDown,
    Reopened,
    Replacing,
    BackingUp,
    Migrating,
    Arriving,
    Closing,
    Posting,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_killed_anywhere_nothing_is_lost_or_left_by_half(house, request, scenario):
    chance = random.Random(scenario.__name__)  # noqa: S311 - picks moments
    story = scenario(house, request)
    changes = [played(story).changes for _twice in range(2)][-1]  # the first time things are made that stay
    times = -(-KILLS // len(SCENARIOS))
    killed = 0
    for _time in range(times):
        at, torn = chance.randrange(changes), chance.random() < 0.25
        with_it = f"killed before change {at} of {changes}{', torn' * torn}"
        try:
            killed += played(story, die_before=at, torn=torn).killed
        except BaseException as error:
            error.add_note(with_it)
            raise
    assert killed > times / 2


def played(story, **dying):
    story.prepare()
    ending = run(story.does, **dying)
    story.let_somebody_in(ending.said)
    starts_again(story.house)
    story.holds(ending.said)
    return ending
