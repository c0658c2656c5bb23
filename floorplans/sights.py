"""Lines of sight between seats, and the walls and screens that cross them."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from floorplans.shapes import Ring
from floorplans.strips import Numbers, Strips, count_up

SHORT_M = 2.5
"""Walls up to this length are looked for strip by strip, the few longer ones one by one."""

_BUCKETS = 128
"""Into how many directions what is to the right of a seat is cut, to find quickly which lines a wall can cross."""

_NEARLY = 1e-3
"""Part of such a direction by which two may differ and still be compared."""

_NEARLY_M = 1e-6
"""How much further walls are looked for than they can matter."""

_CLOSE_M2 = 1e-3
"""Points as near to a wall's line, times its length, are looked at closely."""


class Sights(NamedTuple):
    """Lines from one seat to another that is not to its left, by the numbers of both, and how far right and down."""

    left: Numbers
    right: Numbers
    dx: Numbers
    dy: Numbers


class Walls(NamedTuple):
    """Straight walls, from one point to another."""

    from_x: Numbers
    from_y: Numbers
    to_x: Numbers
    to_y: Numbers

    def side(self, wall: Numbers, x: Numbers, y: Numbers) -> Numbers:
        """On which side of each wall a point lies: above 0, below 0, or 0 in line with it."""
        from_x, from_y = self.from_x[wall], self.from_y[wall]
        found: Numbers = (self.to_x[wall] - from_x) * (y - from_y) - (self.to_y[wall] - from_y) * (x - from_x)
        return found


def lay_walls(runs: Sequence[Ring]) -> Walls:
    """The straight pieces of runs of points."""
    ends = np.fromiter(chain.from_iterable(chain.from_iterable(runs)), dtype=float).reshape(-1, 2)
    last = np.cumsum([len(run) for run in runs], dtype=int) - 1
    begins = np.delete(np.arange(len(ends)), last)
    return Walls(*ends[begins].T.copy(), *ends[begins + 1].T.copy())


class Screens:
    """Walls, in the order in which they are found around the seats."""

    def __init__(self, walls: Walls, seats: Strips, most_m: float) -> None:
        dx, dy = walls.to_x - walls.from_x, walls.to_y - walls.from_y
        length = np.hypot(dx, dy)
        short = np.flatnonzero(length <= SHORT_M)
        self._seats, self._most_m = seats, most_m
        margin_m = length[short].max(initial=0.0) / 2 + _NEARLY_M
        middles = seats.frame.lay((walls.from_x + dx / 2)[short], (walls.from_y + dy / 2)[short])
        self._short = Walls(*(column[short[middles.order]] for column in walls))
        self._near = middles.find(seats, margin_m, most_m + margin_m)
        self._long = Walls(*(column[length > SHORT_M] for column in walls))

    def find_crossed(self, viewers: range, sights: Sights) -> Numbers:
        """Which of the lines cross or touch a wall; a line may be named several times.

        A wall hides from a seat what lies between the directions of its ends. Of each seat the others stand in order
        of their direction, so that those which a wall can hide stand together; only they are compared with it.

        Args:
            viewers: the seats at which the lines begin.
            sights: lines from these seats to others.
        """
        directions = _Directions(viewers, sights)
        found = [np.empty(0, dtype=np.int64)]
        for walls, seat, wall in (
            (self._short, *self._near.among(viewers)),
            (self._long, *self._find_long(viewers)),
        ):
            if len(seat):
                found.append(_find_crossed(walls, wall, seat, self._seats, directions))
        return np.concatenate(found)

    def _find_long(self, viewers: range) -> tuple[Numbers, Numbers]:
        """Which of the long walls reach into the box to the right of each seat in which its lines are."""
        x, y = self._seats.x[viewers.start : viewers.stop], self._seats.y[viewers.start : viewers.stop]
        low_x, high_x = np.minimum(self._long.from_x, self._long.to_x), np.maximum(self._long.from_x, self._long.to_x)
        low_y, high_y = np.minimum(self._long.from_y, self._long.to_y), np.maximum(self._long.from_y, self._long.to_y)
        most_m = self._most_m
        near = (high_x >= x.min()) & (low_x <= x.max() + most_m) & (high_y >= y.min() - most_m)
        walls = np.flatnonzero(near & (low_y <= y.max() + most_m))
        x, y = x[:, np.newaxis], y[:, np.newaxis]
        reached = (high_x[walls] >= x) & (low_x[walls] <= x + most_m)
        reached &= (high_y[walls] >= y - most_m) & (low_y[walls] <= y + most_m)
        seat, wall = np.nonzero(reached)
        return seat + viewers.start, walls[wall]


class _Directions:
    """Lines in order of the seats from which they come, and of their directions."""

    def __init__(self, viewers: range, sights: Sights) -> None:
        bits = len(sights.dx).bit_length()
        bucket = (sights.left - viewers.start) * _BUCKETS + _number(_direct(sights.dx, sights.dy)).astype(np.int64)
        numbers = np.sort(bucket << bits | np.arange(len(bucket)))
        self.order = numbers & (1 << bits) - 1
        counts = np.bincount(bucket, minlength=len(viewers) * _BUCKETS)
        self._begins = np.concatenate([[0], np.cumsum(counts)])
        self._viewers = viewers
        self.sights = Sights(*(column[self.order] for column in sights))

    def find_between(self, seat: Numbers, begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
        """The lines of each seat from one direction to another, and to which of these ranges each belongs."""
        base = (seat - self._viewers.start) * _BUCKETS
        first = np.clip(_number(begins) - _NEARLY, 0, _BUCKETS).astype(np.int64)
        past = np.clip(_number(ends) + (1 + _NEARLY), 0, _BUCKETS).astype(np.int64)
        return count_up(self._begins[base + first], self._begins[base + past])


def _direct(dx: Numbers, dy: Numbers) -> Numbers:
    """A number that grows with the angle: -1 is up, 0 to the right and 1 down, and -2 and 2 are to the left."""
    found: Numbers = dy / (np.abs(dx) + np.abs(dy) + 1e-300)
    left = np.flatnonzero(dx < 0)
    found[left] = np.copysign(2.0, dy[left]) - found[left]
    return found


def _number(direction: Numbers) -> Numbers:
    found: Numbers = direction * ((_BUCKETS - 1) / 2) + (_BUCKETS - 1) / 2
    return found


def _find_crossed(walls: Walls, wall: Numbers, seat: Numbers, seats: Strips, directions: _Directions) -> Numbers:
    """Which lines from the seats cross the walls, or touch them."""
    x, y = seats.x[seat], seats.y[seat]
    ax, ay, bx, by = walls.from_x[wall] - x, walls.from_y[wall] - y, walls.to_x[wall] - x, walls.to_y[wall] - y
    side = ax * by - ay * bx
    close = np.flatnonzero(np.abs(side) <= _CLOSE_M2)
    side[close] = walls.side(wall[close], x[close], y[close])
    touched = close[ax[close] * bx[close] + ay[close] * by[close] <= _CLOSE_M2]
    which, at = directions.find_between(seat, *_find_hidden(ax, ay, bx, by, side, touched))
    sights = directions.sights
    dx, dy = sights.dx[at], sights.dy[at]
    ax, ay, bx, by, side = ax[which], ay[which], bx[which], by[which], side[which]
    crossed = (dx * ay - dy * ax) * (dx * by - dy * bx) <= 0
    beyond = side + (bx - ax) * dy - (by - ay) * dx
    close = np.flatnonzero(np.abs(beyond) <= _CLOSE_M2)
    right = sights.right[at[close]]
    beyond[close] = walls.side(wall[which[close]], seats.x[right], seats.y[right])
    crossed &= side * beyond <= 0
    close = close[np.abs(side[close]) <= _CLOSE_M2]
    crossed[close] &= _overlap(ax[close], bx[close], dx[close]) & _overlap(ay[close], by[close], dy[close])
    return directions.order[at[np.flatnonzero(crossed)]]


def _find_hidden(
    ax: Numbers, ay: Numbers, bx: Numbers, by: Numbers, side: Numbers, touched: Numbers
) -> tuple[Numbers, Numbers]:
    """From which direction to which each wall hides what is to the right of a seat; all where it touches the seat."""
    one, other = _direct(ax, ay), _direct(bx, by)
    turned = np.flatnonzero(side < 0)
    one[turned], other[turned] = other[turned], one[turned]
    behind = np.flatnonzero(one > other + 1e-7)
    one[behind], other[behind] = -1.0, 1.0
    one[touched], other[touched] = -1.0, 1.0
    return one, other


def _overlap(one: Numbers, other: Numbers, end: Numbers) -> Numbers:
    """Whether what lies between two numbers has something in common with what lies between 0 and the end."""
    found: Numbers = np.maximum(one, other) >= np.minimum(end, 0.0)
    return found & (np.minimum(one, other) <= np.maximum(end, 0.0))
