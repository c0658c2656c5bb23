"""The plan's own frame: where a drawing's root units lie on it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from floorplans.affine import Affine
from floorplans.shapes import Drawing, Point, Ring

# Crop to what is drawn where less than this share of the sheet's width or height is used.
USED_SHARE = 0.85
MARGIN_SHARE = 0.015


@dataclass(frozen=True, slots=True)
class Frame:
    """Origin (root units), enlargement, size, and the decimals that are worth writing."""

    x: float
    y: float
    scale: float
    width: float
    height: float
    decimals: int
    in_metres: bool

    @property
    def affine(self) -> Affine:
        """The map from root units into the frame, unrounded."""
        return Affine(a=self.scale, d=self.scale, e=-self.x * self.scale, f=-self.y * self.scale)

    def round(self, value: float) -> float:
        """A length or coordinate of the frame, rounded as it is written."""
        return round(value, self.decimals) + 0.0

    def map_point(self, point: Point) -> Point:
        """Where a point in root units lies on the plan."""
        return self.round((point[0] - self.x) * self.scale), self.round((point[1] - self.y) * self.scale)

    def count_steps(self, x: float, y: float) -> tuple[int, int]:
        """A point of the frame in whole steps of its last decimal."""
        return round(x * 10**self.decimals), round(y * 10**self.decimals)

    def map_ring(self, points: Iterable[Point]) -> Ring:
        """Where points in root units lie on the plan, in their order."""
        return tuple(self.map_point(point) for point in points)


def frame_of(drawing: Drawing, metres_per_unit: float | None) -> Frame:
    """The frame of a drawing: its sheet, or where much of that is empty, what is drawn with a small margin."""
    scale = metres_per_unit or 1.0
    left, top, width, height = drawing.x, drawing.y, drawing.width, drawing.height
    used = _used_box(drawing)
    if used is not None and (used[2] < USED_SHARE * width or used[3] < USED_SHARE * height):
        margin = MARGIN_SHARE * max(used[2], used[3])
        left, top = used[0] - margin, used[1] - margin
        width, height = used[2] + 2 * margin, used[3] + 2 * margin
    width, height = width * scale, height * scale
    # A millimetre; without a scale, less than a thousandth of the width.
    decimals = 3 if metres_per_unit else max(0, math.ceil(math.log10(2_000 / max(width, height))))
    return Frame(
        left, top, scale, round(width, decimals), round(height, decimals), decimals, metres_per_unit is not None
    )


def _used_box(drawing: Drawing) -> tuple[float, float, float, float] | None:
    points = [point for shape in drawing.shapes for point in shape.ring] + [
        point for line in drawing.lines for point in line.points
    ]
    points += [point for picture in drawing.pictures for point in picture.corners]
    if not points:
        return None
    left, top = max(drawing.x, min(x for x, _ in points)), max(drawing.y, min(y for _, y in points))
    right = min(drawing.x + drawing.width, max(x for x, _ in points))
    bottom = min(drawing.y + drawing.height, max(y for _, y in points))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
