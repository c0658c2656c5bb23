"""Finds which shapes lie on one another, counting its work so that no drawing can cost minutes."""

from collections.abc import Sequence
from typing import Literal

from shapely import Point, Polygon, STRtree

from floorplans.shapes import DrawingRefused

Predicate = Literal["intersects", "within", "contains", "covers"]

# One unit is about a microsecond: a comparison of two simple shapes. Real floors need thousands of them.
MOST_EFFORT = 1_000_000


class Effort:
    """What may still be spent on one drawing."""

    def __init__(self, units: int = MOST_EFFORT) -> None:
        self._left = units

    def affords(self, units: int) -> bool:
        """Spend the units if that leaves at least half of what is left, and say so."""
        if units > self._left // 2:
            return False
        self._left -= units
        return True

    def spend(self, units: int) -> None:
        """Spend the units.

        Raises:
            DrawingRefused: the drawing's shapes lie on one another so often that sorting them out would take minutes.
        """
        self._left -= units
        if self._left < 0:
            raise DrawingRefused(
                "Too many of the drawing's shapes lie on one another for its rooms to be told apart in time. "
                "Switch off layers that are not needed (hatching, furniture, earlier versions) and export it again."
            )


class Nearby:
    """An index over polygons."""

    def __init__(self, polygons: Sequence[Polygon], effort: Effort) -> None:
        self._tree = STRtree(polygons)
        self._sizes = [len(polygon.exterior.coords) for polygon in polygons]
        self._effort = effort

    def find(self, shape: Polygon | Point, predicate: Predicate) -> list[int]:
        """Numbers, ascending, of the polygons for which `shape predicate polygon` holds."""
        near = [int(at) for at in self._tree.query(shape)]
        own = len(shape.exterior.coords) if isinstance(shape, Polygon) else 1
        self._effort.spend(sum(1 + (own + self._sizes[at]) // 16 for at in near))
        if not near:
            return []
        return sorted(int(at) for at in self._tree.query(shape, predicate=predicate))
