"""Stretches of the two routes: where people were last heard of, and where they are found afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.shapes import ANCHOR_DATE
from tessera.cli.demo.words import places_americas as americas, places_atlantic as atlantic
from tessera.cli.demo.words.phrases import CRAFTS
from tessera.cli.demo.words.tables import Place, Wordings

Terrain = Literal["road", "rail", "river", "desert", "sea"]

# Old requests stay open: the network looks back seven years from its "today".
LOOKING_BACK_DAYS = 7 * 365


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a route.

    `slowest` is how many days later, at most, somebody is usually found; `crafts` the word list of what
    carries people there, and `most` how many at once.
    `not_for` are nationalities that would not come this way: nobody crosses the border they live behind.
    """

    terrain: Terrain
    starts: tuple[Place, ...]
    ends: tuple[Place, ...]
    slowest: int
    crafts: str
    most: int
    not_for: tuple[str, ...] = ()


BORDER = Stretch("road", americas.BORDER_STARTS, americas.SOUTH_ENDS, 60, "road", 110, not_for=("MX",))
RAILS = Stretch("rail", americas.RAIL_STARTS, americas.RAIL_ENDS, 45, "rail", 60)
RIVER = Stretch("river", americas.RIVER_STARTS, americas.RIVER_ENDS, 40, "raft", 20)
DESERT = Stretch("desert", americas.DESERT_STARTS, americas.DESERT_ENDS, 240, "guide", 20)
ATLANTIC = Stretch(
    "sea", atlantic.ATLANTIC_STARTS, atlantic.ATLANTIC_ENDS, 20, "ocean", 150, not_for=("MA", "DZ")
)
CANARY = Stretch("sea", atlantic.CANARY_STARTS, atlantic.CANARY_ENDS, 12, "strait", 60, not_for=("DZ",))
STRAIT = Stretch("sea", atlantic.STRAIT_STARTS, atlantic.STRAIT_ENDS, 15, "strait", 55)
SAHARA = Stretch("road", atlantic.ROAD_STARTS, atlantic.ROAD_ENDS, 90, "road", 60, not_for=("MA", "DZ"))


@dataclass(frozen=True, slots=True)
class Incident:
    """One departure many people shared: a boat, a lorry, a goods wagon."""

    stretch: Stretch
    left_on: date
    start: Place
    end: Place
    craft: Wordings
    aboard: int


@dataclass(frozen=True, slots=True)
class Journey:
    """The truth about one person's way: last heard of, and (to be) found."""

    stretch: Stretch
    heard_on: date
    heard_at: Place
    found_on: date
    found_at: Place
    incident: Incident | None = None


def invent_incidents(dice: Dice, stretch: Stretch, count: int) -> list[Incident]:
    crafts = list(CRAFTS[stretch.crafts].values())
    return [
        Incident(
            stretch=stretch,
            left_on=_some_day(dice, before=ANCHOR_DATE - timedelta(days=60)),
            start=dice.pick(stretch.starts),
            end=dice.pick(stretch.ends),
            craft=dice.pick(crafts),
            aboard=dice.between(stretch.most // 3, stretch.most),
        )
        for _ in range(count)
    ]


def invent_journey(dice: Dice, stretch: Stretch, incidents: list[Incident]) -> Journey:
    """A way along `stretch`; at sea mostly in one of the shared `incidents`, elsewhere mostly alone."""
    if dice.chance(0.45 if stretch.terrain == "sea" else 0.15):
        return _shared_journey(dice, dice.pick(incidents))
    heard_on = _some_day(dice, before=ANCHOR_DATE - timedelta(days=stretch.slowest + 10))
    return Journey(
        stretch=stretch,
        heard_on=heard_on,
        heard_at=dice.pick(stretch.starts),
        found_on=heard_on + timedelta(days=dice.between(2, stretch.slowest)),
        found_at=dice.pick(stretch.ends),
    )


def _shared_journey(dice: Dice, incident: Incident) -> Journey:
    return Journey(
        stretch=incident.stretch,
        heard_on=incident.left_on - timedelta(days=dice.between(0, 2)),
        heard_at=incident.start,
        found_on=incident.left_on + timedelta(days=dice.between(3, 15)),
        # Currents and roads spread a group: most are found at one place, some further along.
        found_at=incident.end if dice.chance(0.7) else dice.pick(incident.stretch.ends),
        incident=incident,
    )


def _some_day(dice: Dice, *, before: date) -> date:
    """A day of the years looked back on, recent ones likelier."""
    furthest = (before - ANCHOR_DATE).days + LOOKING_BACK_DAYS
    return before - timedelta(days=min(dice.between(0, furthest), dice.between(0, furthest)))
