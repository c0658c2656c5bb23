"""How far apart seats are: worked out once, when a plan is published."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from shapely import STRtree, points

MOST_MM = 5_000
"""No spacing that can be asked for is wider."""


class ApartSeats(NamedTuple):
    """Two seats by their numbers, the smaller first, and their distance."""

    one: int
    other: int
    distance_mm: int


def find_near_seats(seats_m: Sequence[tuple[float, float]], most_mm: int = MOST_MM) -> tuple[ApartSeats, ...]:
    """Name the pairs of seats that stand nearer to one another than the most.

    Args:
        seats_m: points in metres, y down; may be empty.
        most_mm: millimetres; a pair at exactly this distance is far enough and is left out.

    Returns:
        Pairs by their numbers in the order given, distances rounded to the millimetre; O(n log n + pairs).
    """
    if len(seats_m) < 2:
        return ()
    where = np.asarray(seats_m, dtype=float)
    seats = np.asarray(points(where), dtype=object)
    ones, others = STRtree(seats).query(seats, predicate="dwithin", distance=most_mm / 1000)
    once = ones < others
    ones, others = ones[once], others[once]
    apart = np.rint(np.hypot(*(where[ones] - where[others]).T) * 1000).astype(int)
    near = apart < most_mm
    ones, others, apart = ones[near], others[near], apart[near]
    order = np.lexsort((others, ones))
    return tuple(map(ApartSeats, *(column[order].tolist() for column in (ones, others, apart))))
