"""The outline of a floor from its walls: by hand, and on every drawing that says which of its lines are walls."""

import math
import time
from pathlib import Path

import pytest
from shapely import Polygon

from floorplans.demo import DEMO_FLOORS, demo_plan
from floorplans.floor_outline import MOST_CORNERS, find_outline, is_sound
from floorplans.propose import propose_plan
from floorplans.read_drawing import read_drawing
from floorplans.recognise import recognise
from floorplans.shapes import DrawingRefused, Ring
from tests.floorplans.drawings import svg
from tests.paths import shared_data

LONGEST_S = 2.0
"""Of CPU: what finding an outline may add to reading the largest drawing."""

# A floor of 40 by 20 m with a recess at the right bottom, and a door of 1 m in its left wall.
ELL = ((0.0, 9.0), (0.0, 0.0), (40.0, 0.0), (40.0, 10.0), (20.0, 10.0), (20.0, 20.0), (0.0, 20.0), (0.0, 10.0))
LEFT = ((1.0, 1.0), (19.0, 1.0), (19.0, 19.0), (1.0, 19.0))


def area_apart(one: Ring, other: Ring) -> float:
    return float(Polygon(one).symmetric_difference(Polygon(other)).area)


def test_outline_runs_along_the_outer_walls_over_a_door_and_round_a_recess() -> None:
    found = find_outline([ELL, ((20.0, 0.0), (20.0, 10.0))], [LEFT], 40.0)

    assert is_sound(found)
    assert area_apart(found, ELL) < 0.05 * 120, "5 cm along 120 m of wall"
    assert Polygon(found).covers(Polygon(ELL))


def test_room_that_stands_out_is_inside_all_the_same() -> None:
    bay = ((39.0, 2.0), (41.0, 2.0), (41.0, 4.0), (39.0, 4.0))

    assert Polygon(find_outline([ELL], [LEFT, bay], 42.0)).covers(Polygon(bay))


@pytest.mark.parametrize(
    ("walls", "rooms"),
    [
        ([], [LEFT]),
        ([((5.0, 5.0), (15.0, 5.0))], [LEFT]),  # a partition, and no outer wall
        ([((5.0, 5.0), (15.0, 5.0))], []),
        ([((0.0, 0.0), (40.0, 0.0), (40.0, 20.0))], []),  # half of the outer wall
        ([((1.0, 1.0), (5.0, 1.0), (5.0, 5.0), (1.0, 5.0), (1.0, 1.0))], [LEFT]),  # one room of several
        ([((0.0, 0.0),)], [LEFT]),
    ],
)
def test_walls_that_enclose_no_floor_have_no_outline(walls: list[Ring], rooms: list[Ring]) -> None:
    assert find_outline(walls, rooms, 40.0) == ()


@pytest.mark.parametrize(
    ("ring", "sound"),
    [
        (((0, 0), (4, 0), (4, 4)), True),
        (((0, 0), (4, 0)), False),
        (((0, 0), (4, 4), (4, 0), (0, 4)), False),
        (((0, 0), (1, 0), (2, 0)), False),
    ],
)
def test_sound_is_a_ring_that_runs_round_once(ring: Ring, sound: bool) -> None:
    assert is_sound(ring) is sound


def test_round_wall_keeps_to_few_corners() -> None:
    angles = [math.tau * at / 1_000 for at in range(1_001)]
    ring = tuple((20 + 18 * math.cos(angle), 20 + 18 * math.sin(angle)) for angle in angles)

    found = find_outline([ring], [], 40.0)

    assert 8 < len(found) <= MOST_CORNERS
    assert area_apart(found, ring) < 0.03 * Polygon(ring).area


def test_drawing_says_its_outline_by_its_walls_and_a_draft_has_it() -> None:
    body = (
        '<rect class="wall" x="10" y="10" width="80" height="60" fill="none" stroke="black"/>'
        '<rect class="room" x="20" y="20" width="30" height="30" fill="none" stroke="black"/>'
        '<text x="25" y="35" font-size="3">Room 12</text>'
    )
    drawing = read_drawing(svg(body), "a.svg")

    proposed = propose_plan(drawing, recognise(drawing))

    left, top, right, bottom = Polygon(proposed.outline).bounds
    assert (right - left, bottom - top) == pytest.approx((80, 60), abs=0.5)
    assert Polygon(proposed.outline).covers(Polygon(proposed.proposals[0].outline))


@pytest.mark.parametrize("name", [floor.name for floor in DEMO_FLOORS])
def test_demo_floor_has_an_outline_with_every_place_in_it(name: str) -> None:
    assert_outlined(demo_plan(name), f"{name}.svg", least=0.5)


LOOKED_AT = (
    "evacuation_plan_1.xml", "evacuation_plan_5.xml", "Floorplan.xml", "floor_plan_3.xml", "floor_plan_4.xml",
    "floorplan-apartment.drawio", "interior_design_2.xml", "floorplan.dxf",
)  # fmt: skip
"""Drawings whose outline was drawn over them and looked at: it runs along the outer walls of each."""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_drawing_of_others_has_the_outline_that_was_looked_at(name: str) -> None:
    path = next(path for folder in ("svg", "cad") for path in shared_data(folder).rglob(name))

    assert assert_outlined(path.read_bytes(), name)


def assert_outlined(data: bytes, name: str, *, least: float = 0.0) -> bool:
    """Whether it has an outline; where it has, every sure proposal lies in it and it is worked out soon."""
    try:
        drawing = read_drawing(data, name)
    except DrawingRefused:
        return False
    recognition = recognise(drawing)
    started = time.process_time()
    proposed = propose_plan(drawing, recognition)
    assert time.process_time() - started < LONGEST_S * 2, name
    if not proposed.outline:
        assert not least, name
        return False
    floor = Polygon(proposed.outline)
    slack = max(proposed.width, proposed.height) / 1000
    assert floor.is_valid
    assert len(proposed.outline) <= MOST_CORNERS
    assert floor.area >= least * proposed.width * proposed.height
    beyond = [
        each.name
        for each, space in zip(proposed.proposals, recognition.spaces, strict=True)
        if not space.doubtful and not floor.buffer(slack).covers(Polygon(each.outline))
    ]
    assert beyond == [], Path(name).name
    return True
