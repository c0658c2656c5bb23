"""The outline of a floor: the ring that its outer walls make, where a drawing says which of its lines are walls."""

from collections.abc import Sequence

import shapely
from shapely import LineString, Point, Polygon

from floorplans.geometry import largest_part, make_polygon, ring_of, thin
from floorplans.shapes import Ring

# How wide gaps between walls may be, as shares of the sheet's longer side: the first with which they enclose a floor.
GAP_SHARES = (1 / 80, 1 / 40, 1 / 24, 1 / 16)
# Walls that enclose less of the rooms than this are no outer walls; less of their own box, they enclose nothing.
LEAST_OF_ROOMS = 0.9
LEAST_OF_BOX = 0.3
MOST_POINTS = 20_000
MOST_CORNERS = 200
# How far the outline may be moved outwards to have few corners, as shares of the longer side.
COARSER = (1 / 2000, 1 / 500, 1 / 200, 1 / 80)


def find_outline(walls: Sequence[Ring], rooms: Sequence[Ring], size: float) -> Ring:
    """The outer ring of the walls, with every room inside it; empty where the walls enclose no floor.

    Args:
        walls: runs of points along walls, windows and doors; may be empty.
        rooms: the rooms and desks that are sure.
        size: the sheet's longer side, in the same units.

    Returns:
        At most MOST_CORNERS corners, the first not repeated. It lies on the outside of the walls or a little further
        out, so that a place which stands in a corner is never outside.
    """
    runs = [LineString(thin(run, size / 4000)) for run in walls if len(run) > 1]
    if not runs or size <= 0 or sum(len(run.coords) for run in runs) > MOST_POINTS:
        return ()
    inside = [polygon for room in rooms if (polygon := make_polygon(room)) is not None]
    for share in GAP_SHARES:
        hull = _close(runs, size * share / 2)
        if hull is not None and _is_floor(hull, runs, inside, size * share / 2):
            whole = largest_part(shapely.union_all([hull, *inside]))
            return _with_few_corners(Polygon(whole.exterior), size) if whole is not None else ()
    return ()


def is_sound(outline: Ring) -> bool:
    """Whether a ring runs round once and encloses something."""
    if len(outline) < 3:
        return False
    polygon = Polygon(outline)
    return bool(polygon.is_valid and polygon.area > 0)


def corners_beyond(outline: Ring, places: Sequence[Ring], slack: float) -> tuple[bool, ...]:
    """Of each place whether one of its corners stands further outside the outline than the slack."""
    floor = Polygon(outline)
    shapely.prepare(floor)
    return tuple(any(floor.distance(Point(corner)) > slack for corner in place) for place in places)


def _close(runs: Sequence[LineString], reach: float) -> Polygon | None:
    """What the lines enclose once every gap of twice the reach is closed; on their outer side, without holes."""
    thick = shapely.union_all(shapely.buffer(runs, reach, quad_segs=1, cap_style="square", join_style="mitre"))
    outer = largest_part(thick)
    if outer is None:
        return None
    return largest_part(Polygon(outer.exterior).buffer(-reach * 0.98, join_style="mitre"))


def _is_floor(hull: Polygon, runs: Sequence[LineString], rooms: Sequence[Polygon], reach: float) -> bool:
    if hull.area < LEAST_OF_BOX * shapely.box(*shapely.total_bounds(runs)).buffer(reach).area:
        return False
    if not rooms:
        return True
    all_rooms = shapely.union_all(rooms)
    return bool(all_rooms.intersection(hull.buffer(reach / 5)).area >= LEAST_OF_ROOMS * all_rooms.area)


def _with_few_corners(polygon: Polygon, size: float) -> Ring:
    """The outline with few corners, moved outwards by as much as leaving corners out could have cut off."""
    for share in COARSER:
        wider = polygon.buffer(size * share, join_style="mitre").simplify(size * share)
        part = largest_part(wider)
        if part is not None and len(part.exterior.coords) <= MOST_CORNERS:
            return ring_of(part)
    hull = largest_part(polygon.convex_hull)
    return ring_of(hull) if hull is not None and len(hull.exterior.coords) <= MOST_CORNERS else ()
