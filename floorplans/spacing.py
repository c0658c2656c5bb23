"""How far apart seats are and what is between them: worked out once, when a plan is published."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, overload

import numpy as np
import shapely
from shapely import STRtree

from floorplans.shapes import Ring

MOST_MM = 5_000
"""No spacing that can be asked for is wider."""

FACING_DEG = 60
"""How far a person may be turned away from somebody whom they still face."""

_COSINE = math.cos(math.radians(FACING_DEG)) - 1e-9

_SEATS_AT_ONCE = 512
"""Of how many seats the walls are looked at together: what is compared then fits into a processor's cache."""

_NEARLY = 1e-7
"""Directions so near each other are compared exactly."""

Numbers = np.ndarray[Any, Any]


class ApartSeats(NamedTuple):
    """Two seats by their numbers, the smaller first, their distance, and how they stand to one another."""

    one: int
    other: int
    distance_mm: int
    screened: bool = False
    face_to_face: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NearSeats(Sequence[ApartSeats]):
    """Pairs of seats, kept as columns: a dense floor has hundreds of thousands, each an object only when read."""

    columns: tuple[Numbers, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[ApartSeats]:
        return map(ApartSeats, *(column.tolist() for column in self.columns))

    @overload
    def __getitem__(self, at: int) -> ApartSeats: ...
    @overload
    def __getitem__(self, at: slice) -> "NearSeats": ...
    def __getitem__(self, at: int | slice) -> "ApartSeats | NearSeats":
        if isinstance(at, slice):
            return NearSeats(tuple(column[at] for column in self.columns))
        return ApartSeats(*(column[at].item() for column in self.columns))


def find_near_seats(
    seats_m: Sequence[tuple[float, float]],
    most_mm: int = MOST_MM,
    *,
    facings: Sequence[float | None] = (),
    screens: Sequence[Ring] = (),
) -> NearSeats:
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
    x, y = np.array(seats_m, dtype=float).reshape(-1, 2).T.copy()
    left, right = _find_candidates(x, y, most_mm / 1000)
    apart = np.rint(np.hypot(x[right] - x[left], y[right] - y[left]) * 1000).astype(int)
    near = apart < most_mm
    sights = _Sights(x, y, left[near], right[near])
    ones, others = np.minimum(sights.left, sights.right), np.maximum(sights.left, sights.right)
    order = np.argsort(ones * len(x) + others)
    columns = (
        ones,
        others,
        apart[near],
        _find_screened(sights, most_mm / 1000, screens),
        _find_facing(sights, facings),
    )
    return NearSeats(tuple(column[order] for column in columns))


class _Sights(NamedTuple):
    """Seats, and lines between two of them: from the left one to the right one."""

    x: Numbers
    y: Numbers
    left: Numbers
    right: Numbers


def _find_candidates(x: Numbers, y: Numbers, most_m: float) -> tuple[Numbers, Numbers]:
    """Pairs among which are all that are near enough, each once, the left one first.

    The seats are put into upright strips as wide as the most, and in each strip from top to bottom: near a seat are
    only those that follow it in its own strip and those about as far down in the next one.
    """
    strip, top = x // most_m, y.min(initial=0.0)
    order = np.lexsort((y, strip))
    length = y.max(initial=0.0) - top + 3 * most_m
    along = strip[order] * length + (y[order] - top)
    own = _count_up(np.arange(1, len(x) + 1), np.searchsorted(along, along + most_m, "right"))
    beside = along + length
    following = _count_up(np.searchsorted(along, beside - most_m), np.searchsorted(along, beside + most_m, "right"))
    one, other = (order[np.concatenate(both)] for both in zip(own, following, strict=True))
    swapped = x[one] > x[other]
    return np.where(swapped, other, one), np.where(swapped, one, other)


def _reach(x: Numbers, y: Numbers, most_m: float) -> Numbers:
    """The box to the right of each seat in which all are that are near enough to it."""
    return np.asarray(shapely.box(x, y - most_m, x + most_m, y + most_m), dtype=object)


def _find_screened(sights: _Sights, most_m: float, screens: Sequence[Ring]) -> Numbers:
    """Whether anything stands between each two seats.

    A wall hides from a seat what lies between the directions of its ends. Of each seat the others stand in order of
    their direction, so that those which a wall can hide stand together; only they are compared with it.
    """
    screened = np.zeros(len(sights.left), dtype=bool)
    pieces = _cut_up(screens)
    if not len(pieces) or not len(screened):
        return screened
    x, y, left, right = sights
    lines = _Lines(x[left], y[left], x[right], y[right])
    directions = 4.0 * left + _direction(lines.to_x - lines.from_x, lines.to_y - lines.from_y)
    order = np.argsort(directions)
    directions = directions[order]
    tree = STRtree(np.asarray(shapely.linestrings(pieces.reshape(-1, 2, 2)), dtype=object))
    walls = _Lines(*pieces.T.copy())
    reached = _reach(x, y, most_m)
    for first in range(0, len(x), _SEATS_AT_ONCE):
        past = min(first + _SEATS_AT_ONCE, len(x))
        seat, wall = tree.query(reached[first:past])
        seat += first
        wall, begins, ends = _find_hidden(seat, wall, (x, y), walls)
        begun, over = np.searchsorted(directions, (4.0 * first - 2.0, 4.0 * past - 2.0))
        here = directions[begun:over]
        which, at = _count_up(np.searchsorted(here, begins), np.searchsorted(here, ends))
        at, wall = order[at + begun], wall[which]
        screened[at[_meet(_pick(lines, at), _pick(walls, wall))]] = True
    return screened


def _cut_up(runs: Sequence[Ring]) -> Numbers:
    """The straight pieces of the runs, each as the four numbers of its ends."""
    ends = np.fromiter(chain.from_iterable(chain.from_iterable(runs)), dtype=float).reshape(-1, 2)
    last = np.cumsum([len(run) for run in runs], dtype=int) - 1
    begins = np.delete(np.arange(len(ends)), last)
    return np.concatenate([ends[begins], ends[begins + 1]], axis=1)


class _Lines(NamedTuple):
    """Straight lines, from one point to another."""

    from_x: Numbers
    from_y: Numbers
    to_x: Numbers
    to_y: Numbers


def _pick(lines: _Lines, at: Numbers) -> _Lines:
    return _Lines(*(column[at] for column in lines))


def _direction(dx: Numbers, dy: Numbers) -> Numbers:
    """A number that grows with the angle: -1 is up, 0 to the right and 1 down, and -2 and 2 are to the left."""
    found: Numbers = dy / (np.abs(dx) + np.abs(dy) + 1e-300)
    return np.where(dx < 0, np.copysign(2.0, dy) - found, found)


def _find_hidden(
    seat: Numbers, wall: Numbers, seats: tuple[Numbers, Numbers], walls: _Lines
) -> tuple[Numbers, Numbers, Numbers]:
    """From which direction to which each wall hides what is to the right of a seat; all where it touches the seat.

    Directions are those of all seats one after the other. Walls that hide nothing there are left out.
    """
    x, y = seats[0][seat], seats[1][seat]
    ax, ay, bx, by = walls.from_x[wall] - x, walls.from_y[wall] - y, walls.to_x[wall] - x, walls.to_y[wall] - y
    one, other = _direction(ax, ay), _direction(bx, by)
    turn = ax * by - ay * bx
    begins, ends = np.where(turn >= 0, one, other), np.where(turn >= 0, other, one)
    squares = (ax * ax + ay * ay) * (bx * bx + by * by)
    touched = (turn * turn <= 1e-18 * squares) & (ax * bx + ay * by <= 0)
    all_around = touched | (begins > ends + _NEARLY)
    begins[all_around], ends[all_around] = -1.0, 1.0
    hides = (begins <= 1.0 + _NEARLY) & (ends >= -1.0 - _NEARLY)
    base = 4.0 * seat[hides]
    return wall[hides], base + begins[hides] - _NEARLY, base + ends[hides] + _NEARLY


def _count_up(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Every number from each first to before its last, and to which of them it belongs."""
    counts = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts - first, counts)


def _meet(one: _Lines, other: _Lines) -> Numbers:
    """Whether each line meets the other, or touches it."""
    met = _side(other, one.from_x, one.from_y) * _side(other, one.to_x, one.to_y) <= 0
    met &= _side(one, other.from_x, other.from_y) * _side(one, other.to_x, other.to_y) <= 0
    for one_from, one_to, from_, to in (
        (one.from_x, one.to_x, other.from_x, other.to_x),
        (one.from_y, one.to_y, other.from_y, other.to_y),
    ):
        met &= np.maximum(one_from, one_to) >= np.minimum(from_, to)
        met &= np.minimum(one_from, one_to) <= np.maximum(from_, to)
    return met


def _side(lines: _Lines, x: Numbers, y: Numbers) -> Numbers:
    """On which side of each line a point lies: above 0, below 0, or 0 on it."""
    found: Numbers = (lines.to_x - lines.from_x) * (y - lines.from_y) - (lines.to_y - lines.from_y) * (x - lines.from_x)
    return found


def _find_facing(sights: _Sights, facings: Sequence[float | None]) -> Numbers:
    """Whether the persons on each two seats face each other."""
    x, y, left, right = sights
    if not any(facing is not None for facing in facings):
        return np.zeros(len(left), dtype=bool)
    turned = np.radians(np.array([math.nan if facing is None else facing for facing in facings]))
    look_x, look_y = np.sin(turned), -np.cos(turned)
    dx, dy = x[right] - x[left], y[right] - y[left]
    least = np.hypot(dx, dy) * _COSINE
    sees: Numbers = look_x[left] * dx + look_y[left] * dy >= least
    is_seen: Numbers = -look_x[right] * dx - look_y[right] * dy >= least
    both: Numbers = sees & is_seen
    return both
