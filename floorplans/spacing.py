"""How far apart seats are and what is between them: worked out once, when a plan is published."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import STRtree, points

from floorplans.shapes import Ring

MOST_MM = 5_000
"""No spacing that can be asked for is wider."""

FACING_DEG = 60
"""How far a person may be turned away from somebody whom they still face."""

_COSINE = math.cos(math.radians(FACING_DEG)) - 1e-9

Numbers = np.ndarray[Any, Any]


class ApartSeats(NamedTuple):
    """Two seats by their numbers, the smaller first, their distance, and how they stand to one another."""

    one: int
    other: int
    distance_mm: int
    screened: bool = False
    face_to_face: bool = False


def find_near_seats(
    seats_m: Sequence[tuple[float, float]],
    most_mm: int = MOST_MM,
    *,
    facings: Sequence[float | None] = (),
    screens: Sequence[Ring] = (),
) -> tuple[ApartSeats, ...]:
    """Name the pairs of seats that stand nearer to one another than the most.

    Args:
        seats_m: points in metres, y down; may be empty.
        most_mm: millimetres; a pair at exactly this distance is far enough and is left out.
        facings: where the person on each seat looks, in degrees clockwise from up; empty where none is known.
        screens: runs of points along walls and screens, in metres. A pair is screened where one of them crosses or
            touches the straight line between both seats.

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
    ones, others, apart = ones[order], others[order], apart[order]
    screened = _find_screened(where[ones], where[others], screens)
    facing = _find_facing(where, ones, others, facings)
    columns = (column.tolist() for column in (ones, others, apart, screened, facing))
    return tuple(map(ApartSeats, *columns))


def _find_screened(starts: Numbers, ends: Numbers, screens: Sequence[Ring]) -> Numbers:
    """Whether anything stands between each two points."""
    screened = np.zeros(len(starts), dtype=bool)
    pieces = [piece for run in screens for piece in pairwise(run)]
    if not pieces or not len(starts):
        return screened
    walls = np.asarray(pieces, dtype=float)
    sights = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)), dtype=object)
    at, wall = STRtree(np.asarray(shapely.linestrings(walls), dtype=object)).query(sights)
    begins, stops = walls[wall, 0], walls[wall, 1]
    sides = _side(begins, stops, starts[at]) * _side(begins, stops, ends[at])
    across = _side(starts[at], ends[at], begins) * _side(starts[at], ends[at], stops)
    screened[at[(sides <= 0) & (across <= 0)]] = True
    return screened


def _side(begins: Numbers, stops: Numbers, seen: Numbers) -> Numbers:
    """On which side of each line a point lies: above 0, below 0, or 0 on it. The boxes round both overlap already."""
    (x, y), (dx, dy) = (seen - begins).T, (stops - begins).T
    found: Numbers = dx * y - dy * x
    return found


def _find_facing(where: Numbers, ones: Numbers, others: Numbers, facings: Sequence[float | None]) -> Numbers:
    """Whether the persons on each two seats face each other."""
    if not any(facing is not None for facing in facings):
        return np.zeros(len(ones), dtype=bool)
    turned = np.radians(np.asarray([math.nan if facing is None else facing for facing in facings]))
    looks = np.stack([np.sin(turned), -np.cos(turned)], axis=1)
    across = where[others] - where[ones]
    least = np.hypot(*across.T) * _COSINE
    sees: Numbers = (looks[ones] * across).sum(axis=1) >= least
    is_seen: Numbers = (looks[others] * -across).sum(axis=1) >= least
    both: Numbers = sees & is_seen
    return both
