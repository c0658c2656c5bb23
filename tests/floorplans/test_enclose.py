"""Rooms that are drawn as walls alone: lines with gaps, doors, stairs and furniture between them."""

import math

import pytest
from shapely import Polygon

from floorplans.linework import find_swing
from floorplans.recognise import recognise
from floorplans.shapes import Recognition
from tests.floorplans.drawings import read
from tests.floorplans.test_recognise import text

METRES = 'width="20000mm" height="10000mm" viewBox="0 0 20 10"'


def wall(*points: float) -> str:
    return f'<polyline points="{" ".join(map(str, points))}" fill="none" stroke="black"/>'


def box(x: float, y: float, width: float, height: float) -> str:
    return wall(x, y, x + width, y, x + width, y + height, x, y + height, x, y)


def swing(x: float, y: float, radius: float) -> str:
    """A door that hangs at (x, y), opens downwards, and closes to the right."""
    arc = f'<path d="M{x + radius} {y}A{radius} {radius} 0 0 1 {x} {y + radius}" fill="none" stroke="black"/>'
    return arc + wall(x, y, x, y + radius)


def proposal(body: str) -> Recognition:
    return recognise(read(body, METRES))


def areas_of(recognition: Recognition) -> dict[str, float]:
    return {space.label: round(Polygon(space.polygon).area, 1) for space in recognition.spaces}


# Two rooms of 5 by 4 m over a corridor; each has a door of 0.9 m in its lower wall.
SHELL = (
    wall(0, 0, 10, 0, 10, 6, 0, 6, 0, 0)
    + wall(5, 0, 5, 4)
    + wall(0, 4, 2, 4)
    + wall(2.9, 4, 7, 4)
    + wall(7.9, 4, 10, 4)
)
NAMES = text("Clinic 1", 2.5, 2, 0.4) + text("Clinic 2", 7.5, 2, 0.4)


def test_rooms_with_open_doorways_are_told_apart() -> None:
    found = proposal(SHELL + NAMES + text("Corridor", 5, 5, 0.4))
    assert areas_of(found) == {"Clinic 1": 20, "Clinic 2": 20, "Corridor": 20}
    assert [(space.kind, space.doubtful) for space in found.spaces[:2]] == [("clinic_room", False)] * 2


def test_room_does_not_take_in_the_corridor_that_has_no_name() -> None:
    assert areas_of(proposal(SHELL + text("Clinic 1", 2.5, 2, 0.4))) == {"Clinic 1": 20}


def test_walls_that_end_just_short_of_one_another_still_enclose() -> None:
    sides = wall(1, 1.03, 1, 5.98) + wall(1.02, 6, 6, 6.01) + wall(6.03, 6, 6.02, 1) + wall(6, 0.98, 1.03, 1)
    assert areas_of(proposal(box(0, 0, 20, 10) + sides + text("Store", 3, 3, 0.4)))["Store"] == pytest.approx(
        25, abs=0.4
    )


def test_swing_of_a_door_is_no_wall_and_its_opening_is_closed() -> None:
    doors = swing(2, 4, 0.9) + swing(7, 4, 0.9) + swing(12, 8, 0.9)
    assert areas_of(proposal(SHELL + doors + NAMES + text("Corridor", 5, 5.5, 0.4))) == {
        "Clinic 1": 20,
        "Clinic 2": 20,
        "Corridor": 20,
    }


@pytest.mark.parametrize(("turn", "expected"), [(90, True), (75, True), (45, False), (180, False)])
def test_swing_is_an_arc_of_about_a_quarter_turn(turn: float, expected: bool) -> None:
    arc = [(math.cos(math.radians(turn * n / 8)), math.sin(math.radians(turn * n / 8))) for n in range(9)]
    found = find_swing(arc)
    assert (found is not None) == expected
    if found is not None:
        assert (found.radius, *found.hinge) == pytest.approx((1, 0, 0))
    assert find_swing([(0, 0), (1, 0), (1, 1), (0, 1)]) is None


def test_walls_of_two_lines_enclose_by_their_inner_faces() -> None:
    shell = box(0, 0, 10, 6) + box(0.3, 0.3, 9.4, 5.4) + wall(4.9, 0.3, 4.9, 5.7) + wall(5.1, 0.3, 5.1, 5.7)
    assert areas_of(proposal(shell + text("A", 2, 3, 0.4) + text("B", 7, 3, 0.4))) == {"A": 24.8, "B": 24.8}


def test_treads_of_stairs_do_not_part_the_stairwell() -> None:
    treads = "".join(wall(1, 1 + 0.28 * step, 3, 1 + 0.28 * step) for step in range(1, 12))
    found = proposal(box(1, 1, 2, 6) + box(0, 0, 20, 10) + treads + text("Stairs", 2, 3, 0.3))
    assert areas_of(found)["Stairs"] == 12


def test_corridor_that_runs_round_rooms_leaves_them_out() -> None:
    found = proposal(
        wall(0, 0, 20, 0, 20, 10, 0, 10, 0, 0)
        + wall(4, 3, 16, 3, 16, 7, 4, 7, 4, 3)
        + text("Corridor", 10, 9, 0.4)
        + text("Core", 10, 5, 0.4)
    )
    assert areas_of(found) == {"Core": 48, "Corridor": pytest.approx(152, abs=0.2)}
    assert all(Polygon(space.polygon).is_valid for space in found.spaces)


def test_names_that_share_a_space_each_get_it_in_doubt() -> None:
    found = proposal(wall(0, 0, 12, 0, 12, 6, 0, 6, 0, 0) + text("Desk area", 3, 3, 0.4) + text("Library", 9, 3, 0.4))
    assert [(space.label, space.doubtful, round(Polygon(space.polygon).area)) for space in found.spaces] == [
        ("Desk area", True, 72),
        ("Library", True, 72),
    ]


def test_lines_of_a_name_and_its_area_are_one_label() -> None:
    name = text("Treatment", 2.5, 1.6, 0.4) + text("room 2", 2.5, 2.1, 0.4) + text("20.0 m²", 2.5, 2.6, 0.4)
    spaces = proposal(SHELL + name).spaces
    assert [(space.label, space.kind) for space in spaces] == [("Treatment room 2", "clinic_room")]


def test_two_numbers_close_together_are_two_names() -> None:
    found = proposal(
        box(0, 0, 4, 4) + box(4, 0, 4, 4) + wall(0, 0, 9, 0) + text("1.01", 3.6, 2, 0.4) + text("1.02", 4.4, 2, 0.4)
    )
    assert areas_of(found) == {"1.01": 16, "1.02": 16}


def test_label_in_no_enclosed_space_stays_unplaced() -> None:
    found = proposal(wall(0, 0, 10, 0) + wall(0, 0, 0, 6) + text("Garden", 5, 3, 0.4))
    assert ([*found.spaces], [label.label for label in found.unplaced_labels]) == ([], ["Garden"])


def test_stairs_in_an_open_hall_do_not_become_the_hall() -> None:
    found = proposal(wall(0, 0, 20, 0, 20, 10) + wall(20, 10, 0, 10, 0, 0) + text("Stairs", 10, 5, 0.4))
    assert ([*found.spaces], [label.label for label in found.unplaced_labels]) == ([], ["Stairs"])


def test_dimension_lines_part_no_room() -> None:
    note = f'<g class="dimensions">{wall(2.5, 0, 2.5, 4)}</g>'
    assert areas_of(proposal(SHELL + note + text("Clinic 1", 1.2, 2, 0.3)))["Clinic 1"] == 20


def test_rooms_turned_by_any_angle_are_found() -> None:
    found = proposal(f'<g transform="translate(8 1) rotate(33) scale(0.8)">{SHELL + NAMES}</g>')
    assert areas_of(found) == {"Clinic 1": pytest.approx(12.8, abs=0.2), "Clinic 2": pytest.approx(12.8, abs=0.2)}


def test_rooms_of_a_plan_without_readable_names_are_offered_in_doubt() -> None:
    grid = "".join(box(4 * column, 3 * row, 4, 3) for column in range(4) for row in range(3))
    found = proposal(grid)
    assert [(space.label, space.doubtful, round(Polygon(space.polygon).area)) for space in found.spaces] == [
        ("", True, 12)
    ] * 12
    assert proposal(SHELL).spaces == ()
