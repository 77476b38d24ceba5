"""Maps: every place is in a circle that leads to it, and whatever an address says of an area is an area or none."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest
from hypothesis import given, strategies as st

from tessera.ui.maps import HEIGHT, WIDTH, Area, area_in, area_text, draw, spans_of, view_of

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


def points() -> st.SearchStrategy[list[tuple[float, float]]]:
    return st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=30)


def drawn(*found: tuple[float, float]) -> tuple[str, list[tuple[Area, int, int, int]]]:
    """The drawing, and of each circle: its area, where it stands, and the number of its places."""
    svg = draw(found, lambda area: f'?area={area_text(area)}&words="<x>"', said='Map "of" <b>')
    circles = re.findall(
        r'<a href="\?area=([^&]*)&[^>]*aria-label="([\d,]+) entr(?:y|ies)">'
        r'<circle class="reach"[^>]*><circle cx="(-?\d+)" cy="(-?\d+)"',
        svg,
    )
    return str(svg), [
        (area_in(area), int(x), int(y), int(number.replace(",", ""))) for area, number, x, y in circles
    ]


def inside(point: tuple[float, float], area: Area) -> bool:
    south, _west, north, _east = area
    return south <= point[0] <= north and any(west <= point[1] <= east for west, east in spans_of(area))


@given(points())
def test_every_place_lies_in_the_area_of_a_circle_and_each_is_counted_once(found):
    _svg, circles = drawn(*found)
    assert sum(number for _area, _x, _y, number in circles) == len(found)
    for point in found:
        assert any(inside(point, area) for area, _x, _y, _number in circles)
    for area, _x, _y, number in circles:
        assert sum(inside(point, area) for point in found) >= number


@given(points())
def test_every_circle_stands_on_the_drawing(found):
    _svg, circles = drawn(*found)
    for _area, x, y, _number in circles:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


@given(points())
def test_every_point_lies_in_the_view(found):
    latitudes, longitudes = np.array(found).T
    view = view_of(latitudes, longitudes)
    assert view.south < view.north
    assert view.west < view.east
    slack = 1e-6
    assert ((view.x(longitudes) >= -slack) & (view.x(longitudes) <= WIDTH + slack)).all()
    assert ((view.y(latitudes) >= -slack) & (view.y(latitudes) <= HEIGHT + slack)).all()


def test_without_a_point_there_is_no_drawing():
    assert draw([], lambda _area: "?", said="Map") == ""


@pytest.mark.parametrize(
    "point", [(14.9, -92.26), (0.0, 0.0), (0.0, 180.0), (0.0, -180.0), (85.0, 10.0), (-85.0, -70.0)]
)
def test_one_point_stands_on_a_map_of_its_surroundings(point):
    svg, ((area, x, y, number),) = drawn(point)
    assert number == 1
    assert inside(point, area)
    assert 0 <= x <= WIDTH
    assert 0 <= y <= HEIGHT
    assert "<text" not in svg, "one place needs no number"


def test_land_is_drawn_where_land_is():
    svg, _circles = drawn((14.9, -92.26))
    assert re.search(r'class="land" d="M-?\d', svg)


def test_places_near_each_other_are_one_circle_with_their_number():
    svg, circles = drawn(*[(14.9, -92.26)] * 1200, (19.4, -99.1))
    assert sorted(number for _area, _x, _y, number in circles) == [1, 1200]
    assert ">1,200</text>" in svg


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_pole_is_in_the_list_of_its_circle(pole):
    _svg, ((area, *_where),) = drawn((pole, 0.0))
    assert inside((pole, 0.0), area)


def test_nothing_said_becomes_part_of_the_drawing():
    svg, _circles = drawn((14.9, -92.26))
    assert "<b>" not in svg
    assert "<x>" not in svg
    assert 'aria-label="Map &quot;of&quot; &lt;b&gt;"' in svg


def test_the_same_places_make_the_same_drawing_in_any_order():
    found = [(14.9, -92.26), (19.4, -99.1), (-33.4, -70.6)]
    assert sorted(drawn(*found)[1]) == sorted(drawn(*reversed(found))[1])


@given(st.tuples(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES))
def test_an_area_comes_back_from_an_address(four):
    south, north = sorted((round(four[0], 3), round(four[2], 3)))
    west, east = sorted((round(four[1], 3), round(four[3], 3)))
    area = south, west, north, east
    assert area_in(unescape(area_text(area))) == area


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",,,",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "0,0,inf,1",
        "-inf,0,1,1",
        "2,0,1,1",
        "0,2,1,1",
        "0;0;1;1",
        "0,0,1,1\x00",
        "0,0,1,<script>",
        "0,0,1,1 OR 1=1",
        "1e999,0,1,1",
        "," * 10_000,
    ],
)
def test_what_is_no_area_is_none(text):
    assert area_in(text) is None


@given(st.text() | st.from_regex(r"[-+0-9.,eEinfa_ ]{0,60}", fullmatch=True))
def test_whatever_an_address_says_is_an_area_or_none(text):
    area = area_in(text)
    if area is not None:
        assert all(np.isfinite(area))
        assert area[0] <= area[2]
        assert area[1] <= area[3]


def test_neighbours_across_the_date_line_are_drawn_side_by_side():
    """Suva and Apia: 1,100 km apart, and 350 degrees where one counts from Greenwich only."""
    _svg, circles = drawn((-18.1, 178.4), (-13.8, -171.8))
    assert [number for *_where, number in circles] == [1, 1]
    (_suva, x, _y, _one), (_apia, further_east, _y2, _two) = sorted(circles, key=lambda one: one[1])
    assert 0 < x < further_east < WIDTH
    _svg, circles = drawn((-17.0, 179.9), (-17.0, -179.9))
    assert all(0 < x < WIDTH for _area, x, _y, _number in circles)
    assert all(area[3] - area[1] < 1 for area, *_where in circles)


@given(LONGITUDES, st.floats(0, 359), LONGITUDES)
def test_an_area_holds_what_lies_east_of_its_west_and_no_further(west, width, longitude):
    held = any(low <= longitude <= high for low, high in spans_of((0.0, west, 1.0, west + width)))
    away = (longitude - west) % 360
    if 0.01 < away < width - 0.01:
        assert held
    if width + 0.01 < away < 359.99:
        assert not held
