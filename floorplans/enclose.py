"""Finds the spaces that line work alone encloses: for each label the part of the plan in which it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from floorplans.geometry import largest_part, open_holes
from floorplans.label_groups import MOST_LINES, group_labels
from floorplans.linework import read_linework
from floorplans.mesh import Indices, Mesh, make_mesh, outline_of, part_through
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
MOST_SHARING = 6
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
class Net:
    """A drawing's line work as a mesh, its parts for each width of CLOSED, and which of them are outside."""

    mesh: Mesh
    door: float
    guessed: bool
    parts: list[Indices]
    outside: list[frozenset[int]]


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
    parts = [part_through(mesh, share * door) for share in CLOSED]
    return Net(mesh, door, work.door is None, parts, [frozenset(part[mesh.outer].tolist()) for part in parts])


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
    chosen: dict[tuple[int, int], list[Label]] = {}
    for label in labels:
        found = _choose(label, homes, everywhere, net)
        if found is not None:
            chosen.setdefault(found, []).append(label)
    spaces = []
    for (step, part), inside in chosen.items():
        outline = outline_of(net.mesh, np.flatnonzero(net.parts[step] == part))
        shared: dict[int, tuple[Polygon, list[Label]]] = {}
        for label in inside:
            plain = None if outline is None else _plain(outline, net.door, label)
            if plain is not None:
                shared.setdefault(hash(plain.wkb), (plain, []))[1].append(label)
        for polygon, sharing in shared.values():
            if len(group_labels(tuple({label.text: label for label in sharing}.values()))) <= MOST_SHARING:
                spaces.append(Enclosure(polygon, tuple(sharing), CLOSED[step]))
    placed = {id(label) for space in spaces for label in space.labels}
    return spaces, [label for label in labels if id(label) not in placed]


def find_rooms(net: Net) -> list[Polygon]:
    """Every space of a room's size that line work encloses, for a drawing whose labels cannot be read."""
    step = CLOSED.index(1.15)
    part, outside = net.parts[step], net.outside[step]
    areas = np.bincount(part, weights=net.mesh.areas, minlength=len(part))
    least = (1.5 * net.door) ** 2
    rooms = []
    for number in np.flatnonzero(areas >= least).tolist():
        polygon = outline_of(net.mesh, np.flatnonzero(part == number)) if number not in outside else None
        plain = _plain(polygon, net.door, None) if polygon is not None else None
        if plain is not None and not plain.buffer(-0.45 * net.door).is_empty:
            rooms.append(plain)
    return rooms


def _choose(
    label: Label, homes: dict[int, int | None], everywhere: Sequence[Label], net: Net
) -> tuple[int, int] | None:
    """The step and part that is this label's space: its own where there is one, else one that it shares."""
    home = homes[id(label)]
    if home is None:
        return None
    best: tuple[int, int] | None = None
    shared: tuple[int, int] | None = None
    smallest = 0.0
    for step, share in enumerate(CLOSED):
        part = net.parts[step]
        mine = int(part[home])
        if mine in net.outside[step]:
            continue
        strangers = [
            other
            for other in everywhere
            if (at := homes[id(other)]) is not None and part[at] == mine and other.text != label.text
        ]
        area = float(net.mesh.areas[part == mine].sum())
        if area > LARGEST_SHAFT * net.door**2 and find_kind(label.text) in _SHAFTS:
            continue
        if len(strangers) < MOST_LINES and len(group_labels([label, *strangers])) == 1:
            doubted = share > ORDINARY or (net.guessed and share > NARROW)
            if doubted and (best is not None or net.guessed or not _mostly_walls(net.mesh, part, mine)):
                continue
            if best is None or area < CUT_AWAY * smallest:
                best, smallest = (step, mine), area
        elif share <= ORDINARY:
            shared = (step, mine)
    return best or shared


def _mostly_walls(mesh: Mesh, part: Indices, mine: int) -> bool:
    """Whether walls stand round a part but for a small share of its outline."""
    edge = (part[mesh.one] == mine) != (part[mesh.other] == mine)
    open_side = float(mesh.wide[edge & mesh.open].sum())
    within = (part[mesh.one] == mine) & (part[mesh.other] == mine)
    whole = float(mesh.wide[edge].sum()) + 2 * float(mesh.wide[within & ~mesh.open].sum())
    return open_side <= MOST_OPEN * whole


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
