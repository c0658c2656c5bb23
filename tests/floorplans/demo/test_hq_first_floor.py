from itertools import combinations

import pytest
from shapely import Polygon, box, unary_union

from floorplans.demo import HQ_FIRST_FLOOR, demo_plan
from floorplans.demo.alder_house import OUTSIDE
from floorplans.demo.hq_first_floor import draw
from floorplans.faults import find_faults
from floorplans.plan import prepare_plan
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.results import PreparedPlan
from floorplans.shapes import Drawing
from tests.floorplans.backdrops import assert_harmless


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return read_svg(demo_plan(HQ_FIRST_FLOOR))


@pytest.fixture(scope="module")
def plan(drawing: Drawing) -> PreparedPlan:
    return prepare_plan(drawing, recognise(drawing))


def names_of(plan: PreparedPlan, kind: str) -> list[str]:
    return [place.name for place in plan.places if place.kind == kind]


def test_file_is_what_its_source_draws() -> None:
    assert demo_plan(HQ_FIRST_FLOOR).decode() == draw()


def test_unknown_demo_floor_is_not_found() -> None:
    for name in ("no-such-floor", "../demo/hq-first-floor", ""):
        with pytest.raises(FileNotFoundError):
            demo_plan(name)


def test_floor_is_drawn_at_real_scale(plan: PreparedPlan) -> None:
    assert (plan.width, plan.height, plan.metres_per_unit) == (48, 20, 1)


def test_floor_has_its_desks_and_rooms(plan: PreparedPlan) -> None:
    assert names_of(plan, "desk") == [f"1.{number:02}" for number in range(1, 57)]
    assert sorted(names_of(plan, "meeting_room")) == [
        "Birch",
        "Elder",
        "Hazel",
        "Oak",
        "Rowan",
        "Willow",
    ]
    assert names_of(plan, "clinic_room") == ["Consulting 1", "Consulting 2"]
    assert names_of(plan, "visiting_room") == ["Visiting 1"]


def test_rooms_have_their_seats(plan: PreparedPlan) -> None:
    assert {place.name: place.seats for place in plan.places if place.kind != "desk"} == {
        "Birch": 4,
        "Consulting 1": 3,
        "Consulting 2": 3,
        "Elder": 6,
        "Hazel": 4,
        "Oak": 14,
        "Rowan": 8,
        "Visiting 1": 5,
        "Willow": 10,
    }


def test_desks_are_1600_by_800_millimetres(plan: PreparedPlan) -> None:
    for place in plan.places:
        if place.kind == "desk":
            left, top, right, bottom = Polygon(place.outline).bounds
            sides = sorted((round(right - left, 3), round(bottom - top, 3)))
            assert sides == [0.8, 1.6], place.name


def test_rooms_have_the_floor_that_their_use_needs(plan: PreparedPlan) -> None:
    areas = {place.name: place.area_m2 or 0.0 for place in plan.places}
    # Health Building Note 00-03: a consulting and examination room has 16 m².
    assert min(areas["Consulting 1"], areas["Consulting 2"]) >= 16
    for place in plan.places:
        if place.kind == "meeting_room":
            assert areas[place.name] / (place.seats or 1) >= 2, place.name


def test_places_lie_inside_the_walls_and_clear_of_one_another(plan: PreparedPlan) -> None:
    inside = Polygon(OUTSIDE).buffer(-0.299, join_style="mitre")
    outlines = {place.name: Polygon(place.outline) for place in plan.places}
    assert [name for name, outline in outlines.items() if not inside.covers(outline)] == []
    overlaps = [
        (one, other)
        for one, other in combinations(outlines, 2)
        if outlines[one].intersection(outlines[other]).area > 1e-6
    ]
    assert overlaps == []


def test_nobody_s_chair_stands_in_another_s_way(plan: PreparedPlan) -> None:
    # Behind each desk's front edge 0.9 m are kept free of other desks and rooms, enough to push a chair back.
    outlines = {place.name: Polygon(place.outline) for place in plan.places}
    for place in plan.places:
        if place.kind != "desk" or place.facing is None:
            continue
        left, top, right, bottom = outlines[place.name].bounds
        behind = {
            0.0: box(left, bottom, right, bottom + 0.9),
            90.0: box(left - 0.9, top, left, bottom),
            180.0: box(left, top - 0.9, right, top),
            270.0: box(right, top, right + 0.9, bottom),
        }[place.facing]
        others = unary_union([outline for name, outline in outlines.items() if name != place.name])
        assert behind.intersection(others).area < 1e-6, place.name


def test_floor_has_no_faults(plan: PreparedPlan) -> None:
    assert find_faults(plan) == ()


def test_backdrop_is_harmless_small_and_names_what_is_not_booked(plan: PreparedPlan) -> None:
    assert_harmless(plan.backdrop_svg)
    assert len(plan.backdrop_svg) < 90_000
    for name in ("Kitchen", "Store", "Reception", "Stair A", "Comms"):
        assert f">{name}<" in plan.backdrop_svg
    assert "Rowan" not in plan.backdrop_svg
