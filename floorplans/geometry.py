"""Rings to polygons that can be trusted, and lines that cut them."""

import math
from collections.abc import Sequence

from shapely import (
    GeometryCollection,
    LineString,
    MultiPolygon,
    Polygon,
    make_valid,
    maximum_inscribed_circle,
    shortest_line,
)
from shapely.geometry.base import BaseGeometry

from floorplans.shapes import Point, Ring

MOST_CORNERS = 1_000
MOST_CROSSING_CORNERS = 100
PIECE = 1_000


def make_polygon(ring: Ring) -> Polygon | None:
    """The valid polygon of a ring; of a ring that crosses itself its largest part; None when it encloses nothing.

    Rings of very many points are thinned first, and given up when they cross themselves all the same: sorting out
    the crossings costs the square of their number, and no room has such an outline.
    """
    if len(ring) > MOST_CORNERS:
        ring = thin((*ring, ring[0]), _size(ring) / 2_000)[:-1]
    if not 3 <= len(ring) <= MOST_CORNERS:
        return None
    polygon = Polygon(ring)
    if polygon.is_valid:
        return polygon if polygon.area > 0 else None
    return largest_part(make_valid(polygon)) if len(ring) <= MOST_CROSSING_CORNERS else None


def _size(ring: Ring) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def thin(points: Sequence[Point], tolerance: float) -> tuple[Point, ...]:
    """The same run with fewer points, none further away than the tolerance; worked piece by piece, however long."""
    if len(points) <= 2:
        return tuple(points)
    kept: list[Point] = []
    for start in range(0, len(points) - 1, PIECE):
        piece = points[start : start + PIECE + 1]
        kept.extend((float(x), float(y)) for x, y in LineString(piece).simplify(tolerance).coords[:-1])
    return (*kept, points[-1])


def count_corners(polygon: Polygon) -> int:
    """Points of its outline."""
    return len(polygon.exterior.coords) - 1


def largest_part(geometry: BaseGeometry) -> Polygon | None:
    """The polygon of largest area in a geometry, or None where it has none."""
    polygons = []
    waiting = [geometry]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Polygon) and part.area > 0:
            polygons.append(part)
        elif isinstance(part, MultiPolygon | GeometryCollection):
            waiting.extend(part.geoms)
    return max(polygons, key=lambda polygon: polygon.area, default=None)


def without(outer: Polygon, inner: Polygon, reach: float) -> Polygon | None:
    """What is left of a polygon beside another, without slivers narrower than twice `reach`; None when nothing is."""
    rest = largest_part(outer.difference(inner))
    if rest is None:
        return None
    plain = rest.buffer(-reach, join_style="mitre").buffer(reach, join_style="mitre")
    return largest_part(plain.simplify(reach / 10))


def open_holes(polygon: Polygon, width: float) -> Polygon:
    """The same area as one outline: a slit of this width leads to each hole; what cannot be reached is filled."""
    while polygon.interiors:
        path = shortest_line(polygon.interiors[0], polygon.exterior)
        cut = largest_part(polygon.difference(path.buffer(width / 2, cap_style="square")))
        if cut is None or len(cut.interiors) >= len(polygon.interiors):
            return Polygon(polygon.exterior)
        polygon = cut
    return polygon


def ring_of(polygon: Polygon) -> Ring:
    """The outline, its last point not repeated."""
    return tuple((float(x), float(y)) for x, y in polygon.exterior.coords[:-1])


def turned_box(points: Sequence[Point], degrees: float) -> Ring:
    """The four corners of the box round points whose sides are turned by an angle, clockwise with y down."""
    if not points:
        return ()
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    across = [x * cosine + y * sine for x, y in points]
    down = [y * cosine - x * sine for x, y in points]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return tuple((u * cosine - v * sine, u * sine + v * cosine) for u, v in corners)


def label_point(polygon: Polygon) -> Point:
    """The middle of the largest circle that fits inside: where a name is best written."""
    x, y = maximum_inscribed_circle(polygon, tolerance=max(polygon.length / 1000, 1e-9)).coords[0]
    return float(x), float(y)


def find_label_point(outline: Ring) -> Point:
    """Where a name is best written in an outline; the middle of its corners where it encloses nothing."""
    polygon = make_polygon(outline)
    if polygon is not None:
        return label_point(polygon)
    return sum(x for x, _ in outline) / len(outline), sum(y for _, y in outline) / len(outline)


def measure_area(outline: Ring) -> float:
    """The area of an outline in its own units squared; of one that crosses itself that of its largest part."""
    polygon = make_polygon(outline)
    return float(polygon.area) if polygon is not None else 0.0
