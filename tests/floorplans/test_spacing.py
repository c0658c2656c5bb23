"""Distances between seats: hand-made points, and every pair of random ones."""

import math
import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from floorplans.spacing import find_near_seats


def test_pairs_are_named_once_with_their_distance_in_millimetres() -> None:
    seats = [(0.0, 0.0), (3.0, 4.0), (1.6, 0.0), (50.0, 50.0)]

    assert [pair[:3] for pair in find_near_seats(seats)] == [(0, 2, 1600), (1, 2, 4238)]


@pytest.mark.parametrize(("apart_m", "found"), [(1.999, [(0, 1, 1999)]), (2.0, []), (2.001, [])])
def test_pair_at_exactly_the_most_is_far_enough(apart_m: float, found: list[tuple[int, int, int]]) -> None:
    assert [pair[:3] for pair in find_near_seats([(7.3, 1.1), (7.3, 1.1 + apart_m)], 2000)] == found


@pytest.mark.parametrize("seats", [[], [(1.0, 1.0)]])
def test_fewer_than_two_seats_make_no_pair(seats: list[tuple[float, float]]) -> None:
    assert find_near_seats(seats) == ()


def test_two_seats_in_one_point_are_no_distance_apart() -> None:
    assert find_near_seats([(2.0, 2.0), (2.0, 2.0)]) == ((0, 1, 0, False, False),)


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


@pytest.mark.parametrize("screened", [False, True])
def test_five_thousand_seats_take_a_tenth_of_a_second(screened: bool) -> None:
    """About 30 ms in an open office of 7 m² for each desk, 60 with a screen behind each; counted in processor time."""
    seats = [(2.6 * (number % 70), 2.7 * (number // 70)) for number in range(5000)]
    screens = [((x - 1.0, y + 1.35), (x + 1.0, y + 1.35)) for x, y in seats] if screened else []
    facings = [180.0 * (number // 70 % 2) for number in range(5000)] if screened else []

    times = []
    for _ in range(3):
        began = time.process_time()
        found = find_near_seats(seats, facings=facings, screens=screens)
        times.append(time.process_time() - began)

    assert len(found) == 4928 + 4930 + 9719  # across, down, aslant
    assert sum(pair.screened for pair in found) == (4930 if screened else 0)
    assert min(times) < 0.5
