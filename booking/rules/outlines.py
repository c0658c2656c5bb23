"""Whether the outline of a floor can stand: few corners, all of them near the plan, and it runs round once."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from booking.model.drafts import Draft, Point

FEWEST_CORNERS, MOST_CORNERS = 3, 200
"""As many as an outline that is found has at the most; `floorplans.floor_outline` ends there too."""

BEYOND = 0.1
"""How far a corner may be set beyond the plan, as a share of its longer side: walls may stand on its very edge."""

TOO_MANY = f"An outline has {FEWEST_CORNERS} to {MOST_CORNERS} corners."
NO_RING = "The outline of the floor crosses itself or encloses nothing."


def fault_in_outline(outline: Sequence[Point], draft: Draft) -> str:
    """Why an outline cannot be that of a draft's floor; empty where it can.

    A corner that the draft has already may lie anywhere: it stood in the drawing.
    """
    if not FEWEST_CORNERS <= len(outline) <= MOST_CORNERS:
        return TOO_MANY
    known, slack = frozenset(draft.outline), BEYOND * max(draft.width, draft.height)
    for number, (x, y) in enumerate(outline, 1):
        inside = -slack <= x <= draft.width + slack and -slack <= y <= draft.height + slack
        if not inside and (x, y) not in known:
            return f"Corner {number} lies too far beyond the plan. Set it on the plan, or close beside it."
    return "" if runs_round_once(outline) else NO_RING


def runs_round_once(outline: Sequence[Point]) -> bool:
    """Whether a ring neither crosses nor touches itself, and encloses something."""
    ring = [point for at, point in enumerate(outline) if point != outline[at - 1]]
    if len(ring) < FEWEST_CORNERS or not _measure(ring):
        return False
    sides = [_Side.between(ring[at - 1], ring[at]) for at in range(len(ring))]
    for at, side in enumerate(sides):
        for other in sides[at + 2 : len(sides) - (at == 0)]:
            if side.is_near(other) and side.meets(other):
                return False
    return True


def _measure(ring: Sequence[Point]) -> float:
    """Twice the area, seen from the first corner, so that far away nothing is lost by rounding."""
    from_x, from_y = ring[0]
    near = [(x - from_x, y - from_y) for x, y in ring]
    return abs(sum(x * near[at - 1][1] - near[at - 1][0] * y for at, (x, y) in enumerate(near)))


class _Side(NamedTuple):
    """A stretch of line between two corners, with the box round it."""

    start: Point
    end: Point
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def between(cls, start: Point, end: Point) -> Self:
        (x1, y1), (x2, y2) = start, end
        return cls(start, end, min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2))

    def is_near(self, other: "_Side") -> bool:
        """Whether their boxes have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def meets(self, other: "_Side") -> bool:
        """Whether they have a point in common."""
        over = self.bears(other.start) * self.bears(other.end) < 0 > other.bears(self.start) * other.bears(self.end)
        return over or self.has(other.start) or self.has(other.end) or other.has(self.start) or other.has(self.end)

    def has(self, point: Point) -> bool:
        """Whether a point lies on it."""
        x, y = point
        return self.left <= x <= self.right and self.top <= y <= self.bottom and self.bears(point) == 0

    def bears(self, point: Point) -> float:
        """Above 0 where a point lies to the right of it, as seen walking along it on a screen."""
        (x1, y1), (x2, y2), (x, y) = self.start, self.end, point
        return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
