"""A net of triangles over a plan's line work: which parts hang together, and through how wide a passage."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPoint, Polygon, STRtree

Indices = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Each round halves the pieces of walls that the net does not follow yet.
ROUNDS = 6
MOST_CORNERS = 120_000


@dataclass(frozen=True, slots=True)
class Mesh:
    """n triangles and the m passages between neighbours; `wide` is a passage's width, `open` where no wall lies on it.

    `outer` marks triangles that touch the frame round the plan.
    """

    triangles: npt.NDArray[np.object_]
    areas: Numbers
    one: Indices
    other: Indices
    wide: Numbers
    open: Flags
    outer: Flags
    tree: STRtree

    def locate(self, x: float, y: float) -> int | None:
        """The number of the triangle round a point."""
        found = self.tree.query(shapely.Point(x, y), predicate="intersects")
        return int(found[0]) if len(found) else None


def make_mesh(ends: Numbers, pieces: Indices, frame: Numbers) -> Mesh | None:
    """Triangulate the corners of line work so that its pieces are sides of triangles.

    Args:
        ends: k corners, x and y.
        pieces: pairs of corners that a wall joins.
        frame: four corners well outside of the plan.

    Returns:
        The net; None where there are too few or too many corners to make one.
    """
    corners, pieces = ends, np.sort(pieces[pieces[:, 0] != pieces[:, 1]], axis=1)
    for _ in range(ROUNDS):
        found = _triangulate(np.vstack((corners, frame))) if len(corners) <= MOST_CORNERS else None
        if found is None:
            return None
        points, triangles, numbers = found
        sides = _sides(numbers)
        keys = np.unique(sides.min(axis=1) * len(points) + sides.max(axis=1))
        mapped = np.sort(_number_of(points, corners)[pieces], axis=1)
        missing = ~np.isin(mapped[:, 0] * len(points) + mapped[:, 1], keys)
        if not missing.any():
            break
        corners, pieces = _halve(corners, pieces, missing)
    walls = np.unique(mapped[:, 0] * len(points) + mapped[:, 1])
    return _join(points, triangles, numbers, walls, _number_of(points, frame))


def _triangulate(points: Numbers) -> tuple[Numbers, npt.NDArray[np.object_], Indices] | None:
    """Corners in order, the triangles, and the numbers of each one's three corners."""
    collection = shapely.delaunay_triangles(MultiPoint(points))
    triangles = shapely.get_parts(collection)
    if len(triangles) < 2:
        return None
    places = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    ordered = np.unique(places[:, :, 0].ravel() + 1j * places[:, :, 1].ravel())
    numbers = np.searchsorted(ordered, places[:, :, 0] + 1j * places[:, :, 1])
    return np.column_stack((ordered.real, ordered.imag)), triangles, numbers.astype(np.int64)


def _number_of(points: Numbers, wanted: Numbers) -> Indices:
    """The numbers of places among the net's corners (in their order)."""
    ordered = points[:, 0] + 1j * points[:, 1]
    found = np.searchsorted(ordered, wanted[:, 0] + 1j * wanted[:, 1])
    return np.minimum(found, len(points) - 1).astype(np.int64)


def _sides(numbers: Indices) -> Indices:
    return np.concatenate((numbers[:, [0, 1]], numbers[:, [1, 2]], numbers[:, [2, 0]]))


def _halve(corners: Numbers, pieces: Indices, missing: Flags) -> tuple[Numbers, Indices]:
    """The pieces that are missing from the net, each in two."""
    split = pieces[missing]
    middles = (corners[split[:, 0]] + corners[split[:, 1]]) / 2
    added = np.arange(len(corners), len(corners) + len(split))
    halves = np.concatenate((np.column_stack((split[:, 0], added)), np.column_stack((split[:, 1], added))))
    return np.vstack((corners, middles)), np.sort(np.concatenate((pieces[~missing], halves)), axis=1)


def _join(
    points: Numbers, triangles: npt.NDArray[np.object_], numbers: Indices, walls: Indices, frame: Indices
) -> Mesh:
    """Pair up the triangles that share a side."""
    sides = _sides(numbers)
    owner = np.tile(np.arange(len(numbers)), 3)
    keys = sides.min(axis=1) * len(points) + sides.max(axis=1)
    order = np.argsort(keys, kind="stable")
    keys, owner = keys[order], owner[order]
    pairs = np.flatnonzero(keys[1:] == keys[:-1])
    shared = keys[pairs]
    start, end = points[shared // len(points)], points[shared % len(points)]
    return Mesh(
        triangles=triangles,
        areas=shapely.area(triangles),
        one=owner[pairs],
        other=owner[pairs + 1],
        wide=np.hypot(*(start - end).T),
        open=~np.isin(shared, walls),
        outer=np.asarray(np.isin(numbers, frame).any(axis=1)),
        tree=STRtree(triangles),
    )


def find_parts(count: int, one: Indices, other: Indices) -> Indices:
    """For each of `count` things the smallest number of those that the pairs join it to."""
    part = np.arange(count)
    while True:
        lowest = np.minimum(part[one], part[other])
        before = part.copy()
        np.minimum.at(part, part[one], lowest)
        np.minimum.at(part, part[other], lowest)
        part = part[part]
        while not np.array_equal(part, part[part]):
            part = part[part]
        if np.array_equal(part, before):
            return part


def part_through(mesh: Mesh, width: float) -> Indices:
    """Parts of the plan in which something as wide can move about; a narrow corner goes to the part that it opens to.

    Returns:
        For each triangle the number of its part.
    """
    passable = mesh.open & (mesh.wide > width)
    part = find_parts(len(mesh.triangles), mesh.one[passable], mesh.other[passable])
    sizes = np.bincount(part, minlength=len(part))
    settled = sizes[part] > 1
    narrow = np.flatnonzero(mesh.open & ~passable)
    order = narrow[np.argsort(-mesh.wide[narrow], kind="stable")]
    return _take_in(part, settled, mesh.one[order], mesh.other[order])


def _take_in(part: Indices, settled: Flags, one: Indices, other: Indices) -> Indices:
    """Add what is not settled to what it opens to, the widest opening first; what is settled stays apart."""
    root = part.tolist()
    firm = settled.tolist()
    for first, second in zip(part[one].tolist(), part[other].tolist(), strict=True):
        a, b = first, second
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a != b and not (firm[a] and firm[b]):
            keep, join = (a, b) if firm[a] else (b, a)
            root[join] = keep
    return find_parts(len(part), np.arange(len(part)), np.array(root, dtype=np.int64))


def outline_of(mesh: Mesh, members: Indices) -> Polygon | None:
    """The outline of some of the net's triangles, holes and all; None where they are no single area."""
    merged = shapely.unary_union(mesh.triangles[members])
    if isinstance(merged, Polygon):
        return merged if merged.area > 0 else None
    parts = [part for part in getattr(merged, "geoms", ()) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: float(part.area), default=None)
