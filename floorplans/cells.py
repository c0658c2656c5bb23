"""Closed shapes of a drawing as candidates for spaces, each with the labels that stand in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, STRtree

from floorplans.geometry import make_polygon
from floorplans.nearby import Effort, Nearby
from floorplans.notes import may_be_a_name
from floorplans.shapes import Drawing, Label, Ring, Shape

MOST_CELLS = 5_000
MOST_LABELS = 4
MOST_LINES = 2_000
# Lines within a shape are worth a look from this share of its outline on.
LINES_INSIDE = 0.05

# A shape that holds this many other spaces, or most of the drawing and two of them, is the floor's outline.
OUTLINE_HOLDS = 4
OUTLINE_SHARE = 0.5

# A room is wider and deeper than this many times the height of its name.
ROOMY = 3

_NEVER_A_ROOM = frozenset({"wall", "door", "window", "furniture", "fixture", "note"})
_PARTING = frozenset({"wall", "other", "room", "outline"})


@dataclass(slots=True)
class Cell:
    """A closed shape that may be a space, and the labels for which it is the smallest around."""

    polygon: Polygon
    shape: Shape
    labels: list[Label]
    is_outline: bool = False


def make_cells(drawing: Drawing, stated: Sequence[Ring]) -> list[Cell]:
    """Closed shapes that could be spaces, smallest first, exact duplicates once, without those that are stated.

    Of more than MOST_CELLS only the largest are taken.
    """
    cells: dict[tuple[int, ...], Cell] = {}
    step = max(drawing.width, drawing.height) / 5_000
    known = {_key_of(Polygon(ring), step) for ring in stated}
    for shape in drawing.shapes:
        polygon = make_polygon(shape.ring) if shape.role not in _NEVER_A_ROOM else None
        if polygon is None or polygon.area < step**2:
            continue
        key = _key_of(polygon, step)
        if key not in known and (key not in cells or not cells[key].shape.name):
            cells[key] = Cell(polygon, shape, [])
    return sorted(cells.values(), key=lambda cell: cell.polygon.area)[-MOST_CELLS:]


def _key_of(polygon: Polygon, step: float) -> tuple[int, ...]:
    """Equal for outlines that look the same on the drawing."""
    middle = polygon.centroid
    return tuple(round(number / step) for number in (*polygon.bounds, middle.x, middle.y, polygon.area**0.5))


def place_labels(cells: list[Cell], labels: Iterable[Label], effort: Effort) -> list[Label]:
    """Give each label to the smallest cell around its middle; return those that have none."""
    around = Nearby([cell.polygon for cell in cells], effort)
    outside = []
    for label in labels:
        found = around.find(Point(label.x, label.y), "intersects")
        smallest = next((cells[at] for at in found if cells[at].polygon.area > label.height**2 / 2), None)
        if smallest is None:
            outside.append(label)
        else:
            smallest.labels.append(label)
    return outside


def name_by_remarks(cells: Sequence[Cell], remarks: Sequence[Label], effort: Effort) -> list[Label]:
    """Give each cell without a label the one remark that stands in it, where that may be its name; answer the others.

    The cell has room for the name and more, as rooms have and the bubbles round marks have not; no named cell stands
    within it, and it is nothing that stands in a named room.
    """
    around = Nearby([cell.polygon for cell in cells], effort)
    rooms = [cell.polygon for cell in cells if cell.labels]
    named = Nearby(rooms, effort)
    standing: dict[int, list[Label]] = {}
    for label in remarks:
        found = around.find(Point(label.x, label.y), "intersects")
        if found:
            standing.setdefault(found[0], []).append(label)
    given = set()
    for at, (label, *others) in standing.items():
        cell = cells[at]
        if cell.labels or others or not may_be_a_name(label) or not _has_room(cell.polygon, label):
            continue
        within = (rooms[number] for number in named.find(cell.polygon, "within"))
        furnishes = any(len(named.find(room, "covers")) < OUTLINE_HOLDS for room in within)
        if not furnishes and not named.find(cell.polygon, "covers"):
            cell.labels.append(label)
            given.add(id(label))
    return [label for label in remarks if id(label) not in given]


def _has_room(polygon: Polygon, label: Label) -> bool:
    left, top, right, low = polygon.bounds
    return min(right - left, low - top) > ROOMY * label.height and right - left > label.width


def mark_outlines(cells: list[Cell], drawing: Drawing, effort: Effort) -> None:
    """Mark shapes that hold so many spaces that they are the floor and not a room."""
    named = [cell for cell in cells if cell.labels]
    inside = Nearby([cell.polygon for cell in named], effort)
    page = drawing.width * drawing.height
    for cell in cells:
        count = sum(1 for at in inside.find(cell.polygon, "covers") if named[at] is not cell)
        cell.is_outline = count >= OUTLINE_HOLDS or (count >= 2 and cell.polygon.area > OUTLINE_SHARE * page)


def take_crowds(cells: list[Cell]) -> list[Label]:
    """Take the labels out of outlines, and of shapes with more of them than share a space."""
    taken = []
    for cell in cells:
        if cell.is_outline or len(cell.labels) > MOST_LABELS:
            taken.extend(cell.labels)
            cell.labels = []
            cell.is_outline = True
    return taken


def labels_among_lines(cells: list[Cell], drawing: Drawing, effort: Effort) -> list[tuple[Cell, Label]]:
    """Labels of shapes inside which open lines run: the lines may part what the shape holds together."""
    if not any(cell.labels and not cell.is_outline for cell in cells):
        return []
    lines = np.array([LineString(line.points) for line in drawing.lines if line.role in _PARTING], dtype=object)
    tree = STRtree(lines)
    found: list[tuple[Cell, Label]] = []
    for cell in cells:
        if not cell.labels or cell.is_outline:
            continue
        near = tree.query(cell.polygon).tolist()
        if near and effort.affords(len(near) * (1 + len(cell.polygon.exterior.coords) // 16)):
            inside = float(shapely.length(shapely.intersection(lines[near[:MOST_LINES]], cell.polygon)).sum())
            if inside > LINES_INSIDE * cell.polygon.length:
                found.extend((cell, label) for label in cell.labels)
    return found
