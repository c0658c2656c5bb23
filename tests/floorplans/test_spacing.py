"""Distances between seats: hand-made points, and every pair of random ones."""

import math
import time
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from floorplans.spacing import ApartSeats, find_near_seats
from tests.floorplans.seat_layouts import LAYOUTS


def test_pairs_are_named_once_with_their_distance_in_millimetres() -> None:
    seats = [(0.0, 0.0), (3.0, 4.0), (1.6, 0.0), (50.0, 50.0)]

    assert [pair[:3] for pair in find_near_seats(seats)] == [(0, 2, 1600), (1, 2, 4238)]


@pytest.mark.parametrize(("apart_m", "found"), [(1.999, [(0, 1, 1999)]), (2.0, []), (2.001, [])])
def test_pair_at_exactly_the_most_is_far_enough(apart_m: float, found: list[tuple[int, int, int]]) -> None:
    assert [pair[:3] for pair in find_near_seats([(7.3, 1.1), (7.3, 1.1 + apart_m)], 2000)] == found


@pytest.mark.parametrize("seats", [[], [(1.0, 1.0)]])
def test_fewer_than_two_seats_make_no_pair(seats: list[tuple[float, float]]) -> None:
    assert tuple(find_near_seats(seats)) == ()


def test_two_seats_in_one_point_are_no_distance_apart() -> None:
    assert tuple(find_near_seats([(2.0, 2.0), (2.0, 2.0)])) == ((0, 1, 0, False, False),)


def test_pairs_are_read_by_number_from_either_end_and_in_part() -> None:
    found = find_near_seats([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], facings=(90.0, 270.0, 270.0))

    assert (found[0], found[-1]) == (ApartSeats(0, 1, 1000, False, True), ApartSeats(1, 2, 1000))
    assert list(found[1:]) == [ApartSeats(0, 2, 2000, False, True), ApartSeats(1, 2, 1000)]
    assert [type(value) for value in found[0]] == [int, int, int, bool, bool]


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=30), st.integers(1, 5000))
def test_pairs_are_those_of_every_seat_with_every_other(spots: list[tuple[int, int]], most_mm: int) -> None:
    seats = [(x / 100, y / 100) for x, y in spots]
    every = (
        (one, other, round(math.dist(seats[one], seats[other]) * 1000))
        for one, other in combinations(range(len(seats)), 2)
    )

    assert [pair[:3] for pair in find_near_seats(seats, most_mm)] == [pair for pair in every if pair[2] < most_mm]


WALL = ((1.0, -1.0), (1.0, 1.0))
"""Upright between two seats in (0, 0) and (2, 0)."""


@pytest.mark.parametrize(
    ("screen", "screened"),
    [
        (WALL, True),
        (((1.0, -1.0), (1.0, 0.0)), True),  # its end touches the line between both
        (((1.0, -1.0), (1.0, -0.001)), False),
        (((-1.0, -1.0), (-1.0, 1.0)), False),  # behind the first
        (((0.0, 0.5), (2.0, 0.5)), False),  # beside both
        (((0.5, 0.0), (1.5, 0.0)), True),  # along the line between both
        (((2.5, 0.0), (3.5, 0.0)), False),  # along it and behind the second
        (((-3.0, 5.0), (0.0, 1.0), (2.0, -1.0), (4.0, 4.0)), True),  # a run of pieces, of which the second crosses
        (((1.0, 1.0),), False),  # a point is no screen
    ],
)
def test_screen_stands_between_two_seats_where_it_crosses_or_touches_the_line_between_them(
    screen: tuple[tuple[float, float], ...], screened: bool
) -> None:
    (pair,) = find_near_seats([(0.0, 0.0), (2.0, 0.0)], screens=(screen,))

    assert (pair.distance_mm, pair.screened) == (2000, screened)


COORDINATE = st.integers(0, 40).map(lambda number: number / 8)
POINT = st.tuples(COORDINATE, COORDINATE)


@given(st.lists(POINT, min_size=2, max_size=8), st.lists(st.lists(POINT, min_size=2, max_size=4), max_size=5))
def test_screened_pairs_are_those_whose_line_meets_a_screen(
    seats: list[tuple[float, float]], screens: list[list[tuple[float, float]]]
) -> None:
    found = find_near_seats(seats, screens=[tuple(screen) for screen in screens])

    for pair in found:
        sight = LineString([seats[pair.one], seats[pair.other]])
        walls = [LineString(piece) for screen in screens for piece in pairwise(screen)]
        assert pair.screened == any(sight.intersects(wall) for wall in walls)


@pytest.mark.parametrize(
    ("left", "right", "face_to_face"),
    [
        (90.0, 270.0, True),
        (30.0, 270.0, True),
        (29.9, 270.0, False),
        (150.0, 330.0, True),
        (150.0, 330.1, False),
        (-270.0, 630.0, True),
        (270.0, 90.0, False),  # back to back
        (0.0, 0.0, False),  # side by side
        (90.0, 90.0, False),  # one behind the other
        (90.0, None, False),
        (None, None, False),
    ],
)
def test_two_face_each_other_where_each_is_turned_at_most_60_degrees_from_the_other(
    left: float | None, right: float | None, face_to_face: bool
) -> None:
    """Degrees run clockwise from up: 90 looks to the right, where the second sits."""
    (pair,) = find_near_seats([(0.0, 0.0), (2.0, 0.0)], facings=(left, right))

    assert pair.face_to_face is face_to_face


def scatter(dice: Random, number: int, wide_m: float) -> list[tuple[float, float]]:
    return [(dice.randrange(int(8 * wide_m)) / 8, dice.randrange(int(8 * wide_m)) / 8) for _ in range(number)]


@pytest.mark.parametrize(
    ("seed", "number", "wide_m", "most_mm"),
    [(1, 250, 12.0, 5000), (2, 250, 40.0, 5000), (3, 250, 12.0, 1500), (4, 900, 70.0, 5000)],
)
def test_dense_floor_has_the_pairs_and_screens_that_every_seat_with_every_other_and_every_wall_has(
    seed: int, number: int, wide_m: float, most_mm: int
) -> None:
    """Seats and walls on a grid of 12.5 cm, so that many touch, stand in line, or stand in one another's way."""
    dice = Random(seed)  # noqa: S311 - a layout, no secret
    seats = list(dict.fromkeys(scatter(dice, number, wide_m)))
    walls = [
        (x, y, x + dice.randrange(-24, 25) / 8, y + dice.randrange(-24, 25) / 8)
        for x, y in scatter(dice, number // 4, wide_m)
    ]
    walls += [(0.0, wide_m / 2, wide_m, wide_m / 2), (wide_m / 2, 0.0, wide_m / 2, wide_m)]
    facings = [None if dice.random() < 0.1 else 15.0 * dice.randrange(24) for _ in seats]

    found = find_near_seats(
        seats, most_mm, facings=facings, screens=[((x, y), (to_x, to_y)) for x, y, to_x, to_y in walls]
    )

    lines = MultiLineString([[wall[:2], wall[2:]] for wall in walls])
    expected = []
    for one, other in combinations(range(len(seats)), 2):
        apart = round(math.dist(seats[one], seats[other]) * 1000)
        if apart < most_mm:
            sight = LineString([seats[one], seats[other]])
            screened = sight.intersects(lines)
            faced = all(sees(seats[a], facings[a], seats[b]) for a, b in ((one, other), (other, one)))
            expected.append((one, other, apart, screened, faced))
    assert [tuple(pair) for pair in found] == expected
    assert 50 < sum(pair[3] for pair in expected) < len(expected)


def sees(seat: tuple[float, float], facing: float | None, other: tuple[float, float]) -> bool:
    """Whether somebody looks at another seat, or is turned at most 60 degrees away from it."""
    if facing is None or seat == other:
        return facing is not None
    towards = math.degrees(math.atan2(other[0] - seat[0], seat[1] - other[1]))
    turned = abs((facing - towards + 180) % 360 - 180)
    return turned <= 60 + 1e-6


@pytest.mark.parametrize("screen", [[(0.0, 0.0), (0.0, 3.0)], [(-1.0, -1.0), (1.0, 1.0)], [(0.0, 0.0), (0.0, 0.0)]])
def test_wall_that_touches_a_seat_screens_it_from_every_other(screen: list[tuple[float, float]]) -> None:
    around = [(math.cos(turn) * 2, math.sin(turn) * 2) for turn in (0.1, 0.9, 2.0, 3.0, 4.0, 5.0)]

    found = find_near_seats([(0.0, 0.0), *around], screens=[tuple(screen)])

    assert [pair.screened for pair in found if pair.one == 0] == [True] * 6


@pytest.mark.parametrize("name", LAYOUTS)
def test_five_thousand_seats_cost_little_processor_time(name: str) -> None:
    """The benchmark's budget is 100 ms; a machine that is busy with other tests counts up to twice of what it takes."""
    layout = LAYOUTS[name]()

    times = []
    for _ in range(3):
        began = time.process_time()
        found = find_near_seats(layout.seats, facings=layout.facings, screens=layout.screens)
        times.append(time.process_time() - began)

    assert (len(found), sum(pair.screened for pair in found), sum(pair.face_to_face for pair in found)) == COUNTED[name]
    assert min(times) < 0.15


COUNTED = {
    "an open office": (4928 + 4930 + 9719, 4930, 7280),  # across, down, aslant
    "benches with screens": (71774, 40812, 7400),
    "a hall with walls": (159920, 51920, 0),
    "a hall with a screen before each desk": (132570, 84454, 0),
}
"""Pairs, those that are screened, and those face to face; of all but the first as every pair and wall of them says."""
