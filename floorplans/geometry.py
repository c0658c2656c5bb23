"""Rings to polygons that can be trusted, and lines that cut them."""

import math
from collections.abc import Iterable, Sequence

from shapely import (
    GeometryCollection,
    LineString,
    MultiPolygon,
    Polygon,
    make_valid,
    maximum_inscribed_circle,
    polygonize,
    unary_union,
)
from shapely.geometry.base import BaseGeometry

from floorplans.nearby import Effort
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


def ring_of(polygon: Polygon) -> Ring:
    """The outline, its last point not repeated."""
    return tuple((float(x), float(y)) for x, y in polygon.exterior.coords[:-1])


def cut_polygon(polygon: Polygon, lines: Iterable[Sequence[Point]], effort: Effort) -> list[Polygon]:
    """The parts into which open lines cut a polygon; the polygon alone where none cuts through, or too many do.

    Lines are drawn out a little at both ends, for they often stop just short of the wall.
    """
    reach = polygon.length / 200
    longer = [LineString(_drawn_out(line, reach)) for line in lines]
    near = [line.intersection(polygon) for line in longer if line.intersects(polygon)]
    pieces = sum(len(part.coords) for line in near for part in getattr(line, "geoms", (line,)))
    if not near or not effort.affords(pieces**2 // 4):
        return [polygon]
    parts = [part for part in polygonize([unary_union([polygon.exterior, *near])]).geoms if isinstance(part, Polygon)]
    inside = [part for part in parts if polygon.covers(part.representative_point()) and part.area > polygon.area / 1000]
    return inside or [polygon]


def _drawn_out(points: Sequence[Point], reach: float) -> list[Point]:
    return [_beyond(points[1], points[0], reach), *points[1:-1], _beyond(points[-2], points[-1], reach)]


def _beyond(start: Point, end: Point, reach: float) -> Point:
    across, down = end[0] - start[0], end[1] - start[1]
    length = (across**2 + down**2) ** 0.5
    return end if length == 0 else (end[0] + across / length * reach, end[1] + down / length * reach)


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
