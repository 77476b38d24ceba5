"""Maps as SVG inside the page: outlines of countries, and a circle for each place with its number. No file, no script.

Plate carrée with degrees of longitude shortened at the middle of the map. Outlines are Natural Earth's (`world/README.md`):
1:110 million for a continent or more, 1:50 million for less.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from django.utils.formats import localize
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from numpy.typing import NDArray

WIDTH, HEIGHT = 720, 420  # units of the drawing: about pixels where it is wide
_CELL = 36  # circles nearer than this become one
_SMALLEST = 3.0  # degrees from south to north that are shown at least
_FINE_BELOW = 45.0  # degrees below which the finer outlines are drawn
_RADII = (6.0, 22.0)
_REACH = 26  # around a circle: what a finger meets on a narrow screen, where the drawing is half as large
_POLE = 90.0
_HAIR = 1e-6  # what turning a longitude round the globe may lose of it
_TOO_SMALL = 3.0  # units: islands and borders smaller than this are left out

Area = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that a map shows, and where a point of it lies on the drawing."""

    south: float
    west: float
    north: float
    east: float

    def x(self, longitude: Points) -> Points:
        return (longitude - self.west) / (self.east - self.west) * WIDTH

    def y(self, latitude: Points) -> Points:
        return (self.north - latitude) / (self.north - self.south) * HEIGHT


def view_of(latitudes: Points, longitudes: Points) -> View:
    """What shows all of these points with some land around them, in the drawing's proportions.

    `longitudes` are such as `_together` gives, so that east of the date line they go on beyond 180 degrees.
    """
    south, north = float(latitudes.min()), float(latitudes.max())
    west, east = float(longitudes.min()), float(longitudes.max())
    middle, centre = (south + north) / 2, (west + east) / 2
    shortened = max(math.cos(math.radians(middle)), 0.2)
    tall = max((north - south) * 1.3, (east - west) * 1.3 * shortened * HEIGHT / WIDTH, _SMALLEST)
    tall = min(tall, 2 * _POLE)
    wide = min(max(tall * WIDTH / HEIGHT / shortened, east - west), 360.0)
    low = min(max(middle - tall / 2, -_POLE), _POLE - tall)
    return View(low, centre - wide / 2, low + tall, centre + wide / 2)


def draw(
    points: Iterable[tuple[float, float]], address_of: Callable[[Area], str], *, said: str
) -> SafeString:
    """An `svg` element with a circle for each place; empty where there is no point.

    `points` are latitude and longitude in degrees. `address_of` makes the link of a circle from the area it stands for, and
    `said` is what the whole drawing is called.
    """
    found = np.array(list(points), np.float64).reshape(-1, 2)
    if not len(found):
        return SafeString("")
    found[:, 1] = _together(found[:, 1])
    view = view_of(found[:, 0], found[:, 1])
    circles = mark_safe("".join(_circles(found, view, address_of)))  # noqa: S308 - made by format_html
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}"><path class="land" d="{}"/>{}</svg>',
        WIDTH,
        HEIGHT,
        said,
        _outlines(view),
        circles,
    )


def _together(longitudes: Points) -> Points:
    """The same longitudes, counted eastward from beyond the widest gap between them: Fiji and Samoa are neighbours."""
    around = np.sort(longitudes)
    gaps = np.diff(around, append=around[0] + 360)
    first = around[(int(np.argmax(gaps)) + 1) % len(around)]
    return np.where(longitudes < first, longitudes + 360, longitudes)


def _circles(found: Points, view: View, address_of: Callable[[Area], str]) -> Iterator[str]:
    x, y = view.x(found[:, 1]), view.y(found[:, 0])
    cells = np.stack([x // _CELL, y // _CELL], axis=1)
    _distinct, of, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    of = of.reshape(-1)
    most = math.log1p(counts.max())
    for cell in np.argsort(-counts):
        here = of == cell
        number = int(counts[cell])
        least, widest = _RADII
        radius = least + (widest - least) * (math.log1p(number) / most if most else 0)
        latitudes, longitudes = found[here, 0], found[here, 1]
        area = (latitudes.min(), longitudes.min(), latitudes.max(), longitudes.max())
        yield _circle(
            round(x[here].mean()), round(y[here].mean()), round(radius), number, address_of(_rounded(area))
        )


def _circle(x: int, y: int, radius: int, number: int, address: str) -> str:
    shown = format_html('<text x="{}" y="{}">{}</text>', x, y, localize(number)) if number > 1 else ""
    said = ngettext("%(number)s entry", "%(number)s entries", number) % {"number": localize(number)}
    circle = '<a href="{}" aria-label="{}"><circle class="reach" cx="{}" cy="{}" r="{}"/><circle cx="{}" cy="{}" r="{}"/>{}</a>'
    return format_html(circle, address, said, x, y, max(radius, _REACH), x, y, radius, shown)


def _rounded(area: Iterable[float]) -> Area:
    """Outward to a thousandth of a degree, about a hundred metres, so that the points at the rim are inside."""
    south, west, north, east = (1000 * one for one in area)
    low, high = (
        (math.floor(south - _HAIR), math.floor(west - _HAIR)),
        (math.ceil(north + _HAIR), math.ceil(east + _HAIR)),
    )
    return low[0] / 1000, low[1] / 1000, high[0] / 1000, high[1] / 1000


def _outlines(view: View) -> str:
    """The `d` of a path: every line that crosses the view, to the unit of the drawing, as short as SVG allows."""
    drawn: list[str] = []
    lines, around = _lines("50m" if view.north - view.south < _FINE_BELOW else "110m")
    degree = HEIGHT / (view.north - view.south)
    large = np.maximum(around[:, 2] - around[:, 0], around[:, 3] - around[:, 1]) * degree >= _TOO_SMALL
    for turn in (0.0, -360.0, 360.0):
        crossing = (around[:, 1] + turn <= view.east) & (around[:, 3] + turn >= view.west)
        crossing &= (around[:, 0] <= view.north) & (around[:, 2] >= view.south) & large
        for number in np.flatnonzero(crossing):
            drawn += _pieces(lines[number][:, 0] + turn, lines[number][:, 1], view)
    return "".join(drawn)


def _pieces(longitude: Points, latitude: Points, view: View) -> Iterator[str]:
    x, y = np.rint(view.x(longitude)).astype(int), np.rint(view.y(latitude)).astype(int)
    near = (x > -WIDTH) & (x < 2 * WIDTH) & (y > -HEIGHT) & (y < 2 * HEIGHT)
    moved = np.ones(len(x), bool)
    moved[1:] = (np.abs(np.diff(x)) > 0) | (np.abs(np.diff(y)) > 0)
    keep = np.flatnonzero(near & moved)
    for run in np.split(keep, np.flatnonzero(np.diff(np.cumsum(~near)[keep]) != 0) + 1):
        if len(run) > 1:
            steps = zip(np.diff(x[run]), np.diff(y[run]), strict=True)
            moves = "".join(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in steps)
            yield f"M{x[run[0]]} {y[run[0]]}l{moves.lstrip()}"


@cache
def _lines(scale: str) -> tuple[list[Points], Points]:
    """Every coast and border as longitude and latitude, and south, west, north, east of each.

    TopoJSON stores whole numbers, each from the one before.
    """
    file = Path(__file__).with_name("world") / f"countries-{scale}.json.gz"
    atlas = json.loads(gzip.decompress(file.read_bytes()))
    scaled, moved = np.array(atlas["transform"]["scale"]), np.array(atlas["transform"]["translate"])
    lines = [np.cumsum(np.array(arc, np.float64), axis=0) * scaled + moved for arc in atlas["arcs"]]
    around = [(line[:, 1].min(), line[:, 0].min(), line[:, 1].max(), line[:, 0].max()) for line in lines]
    return lines, np.array(around)


def area_in(text: str) -> Area | None:
    """An area out of an address: "south,west,north,east"; None for anything else."""
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        return None
    inside = all(map(math.isfinite, (south, west, north, east)))
    return (south, west, north, east) if inside and south <= north and west <= east else None


def spans_of(area: Area) -> list[tuple[float, float]]:
    """Its longitudes as spans between -180 and 180 degrees, which are one: two where it touches the date line."""
    _south, west, _north, east = area
    if east - west >= 360:
        return [(-180.0, 180.0)]
    turns = 360 * math.floor((west + 180) / 360)
    begins, ends = west - turns, east - turns
    if ends >= 180:
        return [(begins, 180.0), (-180.0, ends - 360)]
    return [(begins, ends), (180.0, 180.0)] if begins == -180 else [(begins, ends)]


def area_text(area: Area) -> str:
    return escape(",".join(f"{one:.3f}" for one in area))
