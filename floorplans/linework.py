"""The line work of a plan as pieces that part rooms: doors closed, stairs' treads and furnishings left out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, STRtree

from floorplans.mesh import Indices, Numbers
from floorplans.shapes import Drawing, Point

MOST_PIECES = 40_000
# Real plans have two or three crossings a line; more than this are no plan, and would take minutes to cut up.
MOST_CROSSINGS = 150_000
SAMPLE = 64
MOST_TREADS = 8_000
MOST_SWINGS = 2_000
MOST_BESIDE = 40

_PARTING = frozenset({"wall", "window", "door", "room", "outline", "other"})
_WALLS = frozenset({"wall", "window", "door", "room", "outline"})
# Where this share of all line work stands on layers for walls, what is on no layer of its own is something else.
_WALLS_ARE_NAMED = 0.2

# A door's swing: an arc of a quarter turn, of which real ones are 0.6 to 1.3 m.
_QUARTER = (math.radians(60), math.radians(110))
_ROUND = 0.03
_FEWEST_CORNERS = 4
_LEAF = 0.15
_LONGEST_PIECE = 0.75


# The next tread lies so far, in doors: 0.1 to 0.4 m.
_TREAD = (0.1, 0.45)
Piece = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Linework:
    """k corners and the pieces between them; `door` is the usual width of a door in the same units, if it is known."""

    corners: Numbers
    pieces: Indices
    door: float | None


@dataclass(frozen=True, slots=True)
class Swing:
    """A door's arc: its middle (the hinge), its two ends, and its radius (the door's width)."""

    hinge: Point
    ends: tuple[Point, Point]
    radius: float


def read_linework(drawing: Drawing) -> Linework | None:
    """The pieces of a drawing that part rooms, cut where they cross; None where there are none.

    A door's swing is left out and its opening closed instead; so are the treads of stairs.
    """
    runs = _choose_runs(drawing)
    swings = _with_leaves([swing for run in runs if (swing := find_swing(run)) is not None], drawing)
    door = _usual([swing.radius for swing in swings])
    if door is None and drawing.metres_per_unit is not None:
        door = 0.9 / drawing.metres_per_unit
    swings = [swing for swing in swings if door is not None and 0.4 * door < swing.radius < 1.7 * door]
    arcs = {swing.ends for swing in swings}
    pieces = [(start, end) for run in runs if (run[0], run[-1]) not in arcs for start, end in pairwise(run)]
    pieces = _without_treads(pieces, door) if door is not None else pieces
    pieces += [(swing.hinge, end) for swing in swings for end in swing.ends]
    if not pieces:
        return None
    grid = max(drawing.width, drawing.height) / 100_000
    longest = sorted(pieces, key=lambda piece: -math.dist(*piece))[:MOST_PIECES]
    if _count_crossings(longest) > MOST_CROSSINGS:
        return None
    noded = shapely.unary_union(shapely.set_precision(shapely.multilinestrings(_lines_of(longest)), grid))
    return _number(shapely.get_parts(noded), door)


def _lines_of(pieces: Sequence[Piece]) -> np.ndarray[tuple[int, ...], np.dtype[np.object_]]:
    return np.asarray(shapely.linestrings(np.array(pieces, dtype=np.float64).reshape(-1, 2, 2)), dtype=object)


def _count_crossings(pieces: list[Piece]) -> float:
    """About how often the pieces cross or touch, from a sample of them."""
    lines = _lines_of(pieces)
    sample = lines[:: max(1, len(lines) // SAMPLE)]
    touched = len(STRtree(lines).query(sample, predicate="intersects")[0]) - len(sample)
    return touched / len(sample) * len(lines) / 2


def _choose_runs(drawing: Drawing) -> list[tuple[Point, ...]]:
    """Runs of points that may part rooms: those on layers for walls alone, where there are enough of these."""
    runs = [(line.points, line.role) for line in drawing.lines if line.role in _PARTING]
    runs += [((*shape.ring, shape.ring[0]), shape.role) for shape in drawing.shapes if shape.role in _PARTING]
    lengths = [math.fsum(math.dist(a, b) for a, b in pairwise(run)) for run, _ in runs]
    walls = math.fsum(length for length, (_, role) in zip(lengths, runs, strict=True) if role == "wall")
    named = walls > _WALLS_ARE_NAMED * math.fsum(lengths)
    return [run for run, role in runs if role in _WALLS or not named or find_swing(run) is not None]


def find_swing(run: Sequence[Point]) -> Swing | None:
    """The door's swing that a run of points draws, if it is an arc of about a quarter turn."""
    if not _FEWEST_CORNERS <= len(run) <= 80:
        return None
    start, middle, end = run[0], run[len(run) // 2], run[-1]
    centre = _centre(start, middle, end)
    if centre is None:
        return None
    radius = math.dist(centre, start)
    if any(abs(math.dist(centre, point) - radius) > _ROUND * radius for point in run):
        return None
    if any(math.dist(a, b) > _LONGEST_PIECE * radius for a, b in pairwise(run)):
        return None
    turn = 2 * math.asin(min(1.0, math.dist(start, end) / (2 * radius)))
    return Swing(centre, (start, end), radius) if _QUARTER[0] <= turn <= _QUARTER[1] else None


def _with_leaves(swings: list[Swing], drawing: Drawing) -> list[Swing]:
    """Those arcs at whose middle a door's leaf hangs: a line from there to one of the ends. Round corners have none."""
    runs = [line.points for line in drawing.lines if line.role != "note"]
    runs += [(*shape.ring, shape.ring[0]) for shape in drawing.shapes if shape.role != "note"]
    pieces = [piece for run in runs for piece in pairwise(run)] if swings else []
    tree = STRtree(_lines_of(pieces))
    doors = []
    for swing in swings[:MOST_SWINGS]:
        near = tree.query(shapely.Point(swing.hinge).buffer(_LEAF * swing.radius)).tolist()[:MOST_BESIDE]
        if any(_is_leaf(pieces[at], swing) for at in near):
            doors.append(swing)
    return doors


def _is_leaf(piece: Piece, swing: Swing) -> bool:
    reach = _LEAF * swing.radius
    for hinge, tip in (piece, piece[::-1]):
        if math.dist(hinge, swing.hinge) < reach and any(math.dist(tip, end) < reach for end in swing.ends):
            return True
    return False


def _centre(a: Point, b: Point, c: Point) -> Point | None:
    """The middle of the circle through three points; None where they lie on a line."""
    bx, by, cx, cy = b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]
    cross = 2 * (bx * cy - by * cx)
    size = bx * bx + by * by + cx * cx + cy * cy
    if abs(cross) <= 1e-6 * size:
        return None
    b2, c2 = bx * bx + by * by, cx * cx + cy * cy
    return a[0] + (cy * b2 - by * c2) / cross, a[1] + (bx * c2 - cx * b2) / cross


def _usual(radii: list[float]) -> float | None:
    """The middle one of three or more; two doors prove nothing."""
    return sorted(radii)[len(radii) // 2] if len(radii) >= 3 else None


def _without_treads(pieces: list[Piece], door: float) -> list[Piece]:
    """Leave out the treads of stairs: short lines with an equal one close by on either side, and those at the ends."""
    lengths = [math.dist(*piece) for piece in pieces]
    short = [at for at, length in enumerate(lengths) if 0.5 * door < length < 3 * door]
    if len(short) > MOST_TREADS:
        return pieces
    tree = STRtree(_lines_of([pieces[at] for at in short]))
    beside: dict[int, dict[int, float]] = {}
    for at in short:
        reach = LineString(pieces[at]).buffer(_TREAD[1] * door, cap_style="flat")
        for near in tree.query(reach).tolist()[:MOST_BESIDE]:
            step = _step_between(pieces[at], pieces[short[near]], door)
            if step is not None:
                beside.setdefault(at, {})[short[near]] = step
    inner = {at for at, steps in beside.items() if min(steps.values()) < 0 < max(steps.values())}
    flights = {at for at in inner if sum(1 for other in beside[at] if other in inner) >= 2}
    treads = inner | {other for flight in flights for at in beside[flight] for other in beside.get(at, ())}
    return [piece for at, piece in enumerate(pieces) if at not in treads]


def _step_between(tread: Piece, other: Piece, door: float) -> float | None:
    """How far an equal line lies to one side (below 0: to the other), if it is as close as the next tread would be."""
    (ax, ay), (bx, by) = tread
    (cx, cy), (dx, dy) = other
    length = math.dist(*tread)
    across = ((by - ay) / length, (ax - bx) / length)
    away = ((cx + dx - ax - bx) / 2, (cy + dy - ay - by) / 2)
    step = away[0] * across[0] + away[1] * across[1]
    aside = abs(away[0] * across[1] - away[1] * across[0])
    lean = abs((dx - cx) * across[0] + (dy - cy) * across[1])
    alike = abs(math.dist(*other) - length) < 0.1 * length and lean < 0.05 * length and aside < 0.15 * length
    return step if alike and _TREAD[0] * door < abs(step) < _TREAD[1] * door else None


def _number(lines: np.ndarray[tuple[int, ...], np.dtype[np.object_]], door: float | None) -> Linework | None:
    """Corners once each, and the pieces between them by number."""
    places, owner = shapely.get_coordinates(lines, return_index=True)
    if len(places) < 3:
        return None
    ordered, numbers = np.unique(places[:, 0] + 1j * places[:, 1], return_inverse=True)
    within = np.flatnonzero(owner[1:] == owner[:-1])
    pieces = np.column_stack((numbers[within], numbers[within + 1])).astype(np.int64)
    return Linework(np.column_stack((ordered.real, ordered.imag)), pieces, door)
