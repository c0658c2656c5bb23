"""Finds the spaces that line work alone encloses: for each label the part of the plan in which it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from floorplans.geometry import largest_part, open_holes
from floorplans.label_groups import MOST_LINES, group_labels
from floorplans.linework import read_linework
from floorplans.mesh import Indices, Mesh, Numbers, make_mesh, outline_of, part_through
from floorplans.shapes import Drawing, Label
from floorplans.words import find_kind

# Widths that are taken for an opening, in doors: nothing, a gap between lines, a door, a double door.
CLOSED = (0.0, 0.12, 0.35, 0.7, 1.15, 1.7, 2.2)
ORDINARY = 1.2
NARROW = 0.5
# Where no door is drawn as one, its width is guessed as this share of the plan's longer side.
DOOR_SHARE = 1 / 60
# A wider opening closed must cut this much away before it is believed over a narrower one.
CUT_AWAY = 0.6
MOST_SHARING = 8
MOST_CROWDED = 60
# What is parted off by more than a door must have walls on all of its outline but this share.
MOST_OPEN = 0.15
# No stair, lift or toilet has a larger floor than this many doors squared (some 50 m²): it stands in an open hall.
LARGEST_SHAFT = 60.0
_SHAFTS = frozenset({"stairs", "lift", "wc"})
# What stands in a space is cut out of it from this many doors across, at most so many.
LEAST_CORE = 2.0
MOST_CORES = 12


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A space: its outline, the labels in it, and how wide the widest opening is that had to be closed, in doors."""

    polygon: Polygon
    labels: tuple[Label, ...]
    closed: float


@dataclass(frozen=True, slots=True)
class Step:
    """The parts of a plan for one width of CLOSED: each triangle's, and by part its area, openness and outsideness.

    `open` is the share of a part's outline on which no wall stands.
    """

    part: Indices
    area: Numbers
    open: Numbers
    outside: frozenset[int]


@dataclass(frozen=True, slots=True)
class Net:
    """A drawing's line work as a mesh, and its parts for each width of CLOSED."""

    mesh: Mesh
    door: float
    guessed: bool
    steps: list[Step]


def make_net(drawing: Drawing) -> Net | None:
    """The net over a drawing's line work; None where it has none, or too much."""
    work = read_linework(drawing)
    if work is None:
        return None
    size = max(drawing.width, drawing.height)
    left, top = drawing.x - size / 4, drawing.y - size / 4
    right, bottom = drawing.x + drawing.width + size / 4, drawing.y + drawing.height + size / 4
    mesh = make_mesh(work.corners, work.pieces, np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
    if mesh is None:
        return None
    door = work.door or size * DOOR_SHARE
    return Net(mesh, door, work.door is None, [_make_step(mesh, share * door) for share in CLOSED])


def _make_step(mesh: Mesh, width: float) -> Step:
    part = part_through(mesh, width)
    one, other, count = part[mesh.one], part[mesh.other], len(part)
    edge = one != other
    inner = ~edge & ~mesh.open
    through = edge & mesh.open
    opened = _sum(one[through], mesh.wide[through], count) + _sum(other[through], mesh.wide[through], count)
    whole = _sum(one[edge], mesh.wide[edge], count) + _sum(other[edge], mesh.wide[edge], count)
    whole = whole + 2 * _sum(one[inner], mesh.wide[inner], count)
    return Step(
        part=part,
        area=_sum(part, mesh.areas, count),
        open=opened / np.maximum(whole, 1e-12),
        outside=frozenset(part[mesh.outer].tolist()),
    )


def _sum(part: Indices, amounts: Numbers, count: int) -> Numbers:
    """By part, the sum of amounts."""
    return np.bincount(part, amounts, count).astype(np.float64)


def enclose(net: Net, labels: Sequence[Label], everywhere: Sequence[Label]) -> tuple[list[Enclosure], list[Label]]:
    """Give each label the space that line work draws round it.

    Args:
        net: over the lines and outlines that are the walls.
        labels: those that want a space.
        everywhere: all labels of the drawing; a space is one label's own where no other stands in it.

    Returns:
        The spaces, each with its label, or with up to MOST_SHARING that share it; and the labels that have none.
    """
    homes = {id(label): net.mesh.locate(label.x, label.y) for label in everywhere}
    crowds: list[dict[int, list[Label]]] = [{} for _ in net.steps]
    for label in everywhere:
        home = homes[id(label)]
        for step, crowd in zip(net.steps, crowds, strict=True):
            if home is not None:
                crowd.setdefault(int(step.part[home]), []).append(label)
    chosen: dict[tuple[int, int], list[Label]] = {}
    for label in labels:
        found = _choose(label, homes[id(label)], crowds, net)
        if found is not None:
            chosen.setdefault(found, []).append(label)
    spaces = [space for (number, part), inside in chosen.items() for space in _draw(net, number, part, inside)]
    placed = {id(label) for space in spaces for label in space.labels}
    return spaces, [label for label in labels if id(label) not in placed]


def _draw(net: Net, number: int, part: int, inside: Sequence[Label]) -> list[Enclosure]:
    """The outline of a part for the labels in it; several where a neck between them is too thin to pass."""
    if len({label.text for label in inside}) > MOST_SHARING * MOST_LINES:
        return []
    outline = outline_of(net.mesh, np.flatnonzero(net.steps[number].part == part))
    shared: dict[bytes, tuple[Polygon, list[Label]]] = {}
    for label in inside:
        plain = None if outline is None else _plain(outline, net.door, label)
        if plain is not None:
            shared.setdefault(plain.wkb, (plain, []))[1].append(label)
    return [
        Enclosure(polygon, tuple(sharing), CLOSED[number])
        for polygon, sharing in shared.values()
        if len(group_labels(tuple({label.text: label for label in sharing}.values()))) <= MOST_SHARING
    ]


def find_rooms(net: Net) -> list[Polygon]:
    """Every space of a room's size that line work encloses, for a drawing whose labels cannot be read."""
    step = net.steps[CLOSED.index(1.15)]
    least = (1.5 * net.door) ** 2
    rooms = []
    for number in np.flatnonzero(step.area >= least).tolist():
        polygon = outline_of(net.mesh, np.flatnonzero(step.part == number)) if number not in step.outside else None
        plain = _plain(polygon, net.door, None) if polygon is not None else None
        if plain is not None and not plain.buffer(-0.45 * net.door).is_empty:
            rooms.append(plain)
    return rooms


def _choose(label: Label, home: int | None, crowds: list[dict[int, list[Label]]], net: Net) -> tuple[int, int] | None:
    """The step and part that is this label's space: its own where there is one, else one that it shares."""
    if home is None:
        return None
    best: tuple[int, int] | None = None
    shared: tuple[int, int] | None = None
    smallest = 0.0
    shaft = find_kind(label.text) in _SHAFTS
    for number, (share, step) in enumerate(zip(CLOSED, net.steps, strict=True)):
        mine = int(step.part[home])
        area = float(step.area[mine])
        if mine in step.outside or (shaft and area > LARGEST_SHAFT * net.door**2):
            continue
        crowd = crowds[number].get(mine, ())
        strangers = [other for other in crowd if other.text != label.text] if len(crowd) <= MOST_CROWDED else None
        own = strangers is not None and len(strangers) < MOST_LINES and len(group_labels([label, *strangers])) == 1
        if own:
            doubted = share > ORDINARY or (net.guessed and share > NARROW)
            if doubted and (best is not None or net.guessed or step.open[mine] > MOST_OPEN):
                continue
            if best is None or area < CUT_AWAY * smallest:
                best, smallest = (number, mine), area
        elif share <= ORDINARY and strangers is not None:
            shared = (number, mine)
    return best or shared


def _plain(polygon: Polygon, door: float, label: Label | None) -> Polygon | None:
    """The outline without what stands in the space, and without slits between double lines.

    Where a neck is too thin to pass, the part round the label. Rooms that stand in the space, as in a corridor that
    runs round them, stay out of it: a slit leads to each.
    """
    least = (LEAST_CORE * door) ** 2
    cores = [ring for ring in polygon.interiors if Polygon(ring).area > least][:MOST_CORES]
    reach = door / 20
    filled = Polygon(polygon.exterior, cores)
    opened = filled.buffer(-reach, join_style="mitre").buffer(reach, join_style="mitre")
    parts = [part for part in shapely.get_parts(opened).tolist() if isinstance(part, Polygon) and part.area > 0]
    if label is not None:
        around = [part for part in parts if part.covers(shapely.Point(label.x, label.y))]
        parts = around or parts
    if not parts:
        return None
    whole = max(parts, key=lambda part: float(part.area))
    plain = largest_part(shapely.simplify(whole, reach / 4))
    return open_holes(plain if plain is not None and plain.is_valid else whole, door / 50)
