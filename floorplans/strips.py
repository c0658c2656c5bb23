"""Points in upright strips, so that those near others are found with a few searches for all of them together."""

import math
from typing import Any, NamedTuple

import numpy as np

Numbers = np.ndarray[Any, Any]


def count_up(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Every number from each first to before its last, and to which of them it belongs."""
    counts = np.maximum(last - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) + np.repeat(first - (np.cumsum(counts) - counts), counts)


class Frame(NamedTuple):
    """Where the strips begin, how wide they are, and how far each is from the next when they are put in one row."""

    left: float
    top: float
    wide_m: float
    length: float

    def lay(self, x: Numbers, y: Numbers) -> "Strips":
        """Put points into the strips."""
        strip = (x - self.left) // self.wide_m
        order = np.lexsort((y, strip))
        x, y, strip = x[order], y[order], strip[order]
        return Strips(x, y, strip, strip * self.length + (y - self.top), order, self)


class Near(NamedTuple):
    """For each seat the first of the points that are near it and the one behind the last, once for each strip."""

    begins: Numbers
    ends: Numbers

    def total(self) -> int:
        """How many points are near a seat, of all seats together."""
        return int(np.maximum(self.ends - self.begins, 0).sum())

    def among(self, seats: range) -> tuple[Numbers, Numbers]:
        """Every seat with every point near it."""
        which, point = count_up(
            self.begins[:, seats.start : seats.stop].ravel(), self.ends[:, seats.start : seats.stop].ravel()
        )
        return which % len(seats) + seats.start, point


class Strips(NamedTuple):
    """Points from strip to strip, from left to right, and in each strip from top to bottom.

    `along` is where each point is when the strips are put in one row; `order` their numbers before they were sorted.
    """

    x: Numbers
    y: Numbers
    strip: Numbers
    along: Numbers
    order: Numbers
    frame: Frame

    def find_following(self, reach_m: float) -> Near:
        """Among which points are all near each that are behind it in its strip, or in the next ones."""
        near = self.find(self, 0.0, reach_m)
        near.begins[0] = np.arange(1, len(self.x) + 1)
        return near

    def find(self, seats: "Strips", left_m: float, reach_m: float) -> Near:
        """Among which points are all near each seat: up to one distance to its left, and to another elsewhere."""
        wide_m = self.frame.wide_m
        inside_m = seats.x - self.frame.left - seats.strip * wide_m
        begins, ends = [], []
        for further in range(-math.ceil(left_m / wide_m), math.ceil(reach_m / wide_m) + 1):
            apart_m = np.maximum(further * wide_m - inside_m, 0.0)
            down_m = np.sqrt(np.maximum(reach_m**2 - apart_m**2, 0.0))
            if further < 0:
                down_m[inside_m - (further + 1) * wide_m > left_m] = -1.0
            beside = seats.along + further * self.frame.length
            begins.append(np.searchsorted(self.along, beside - down_m))
            ends.append(np.searchsorted(self.along, beside + down_m, "right"))
        return Near(np.stack(begins), np.stack(ends))
