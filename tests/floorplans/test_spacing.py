"""Distances between seats: hand-made points, and every pair of random ones."""

import math
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floorplans.spacing import find_near_seats


def test_pairs_are_named_once_with_their_distance_in_millimetres() -> None:
    seats = [(0.0, 0.0), (3.0, 4.0), (1.6, 0.0), (50.0, 50.0)]

    assert find_near_seats(seats) == ((0, 2, 1600), (1, 2, 4238))


@pytest.mark.parametrize(("apart_m", "found"), [(1.999, ((0, 1, 1999),)), (2.0, ()), (2.001, ())])
def test_pair_at_exactly_the_most_is_far_enough(apart_m: float, found: tuple[tuple[int, int, int], ...]) -> None:
    assert find_near_seats([(7.3, 1.1), (7.3, 1.1 + apart_m)], 2000) == found


@pytest.mark.parametrize("seats", [[], [(1.0, 1.0)]])
def test_fewer_than_two_seats_make_no_pair(seats: list[tuple[float, float]]) -> None:
    assert find_near_seats(seats) == ()


def test_two_seats_in_one_point_are_no_distance_apart() -> None:
    assert find_near_seats([(2.0, 2.0), (2.0, 2.0)]) == ((0, 1, 0),)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), max_size=30), st.integers(1, 5000))
def test_pairs_are_those_of_every_seat_with_every_other(spots: list[tuple[int, int]], most_mm: int) -> None:
    seats = [(x / 100, y / 100) for x, y in spots]
    every = (
        (one, other, round(math.dist(seats[one], seats[other]) * 1000))
        for one, other in combinations(range(len(seats)), 2)
    )

    assert find_near_seats(seats, most_mm) == tuple(pair for pair in every if pair[2] < most_mm)


def test_five_thousand_seats_take_a_fraction_of_a_second() -> None:
    """About 30 ms in an open office of 7 m² for each desk; the bound leaves room for a busy machine."""
    seats = [(2.6 * (number % 70), 2.7 * (number // 70)) for number in range(5000)]

    times = []
    for _ in range(3):
        began = time.perf_counter()
        assert len(find_near_seats(seats)) == 4928 + 4930 + 9719  # across, down, aslant
        times.append(time.perf_counter() - began)

    assert min(times) < 0.5
