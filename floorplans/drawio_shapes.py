"""What draw.io's floor plan shapes are, and the outlines that they paint inside their own box."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from floorplans.shapes import Point
from floorplans.words import find_furnishing

Run = tuple[tuple[Point, ...], bool]
Paint = Callable[[float, float, float], list[Run]]

LEAF = 5.0
STEP = 25.0
_ARC_PIECES = 8


@dataclass(frozen=True, slots=True)
class DrawioShape:
    """A kind of cell: its role, its plain name, and its painter by width, height and wall thickness, if it has one."""

    role: str
    name: str
    paint: Paint | None
    is_dimension: bool = False


def find_shape(name: str) -> DrawioShape:
    """What a cell whose style names this shape is."""
    short = name.removeprefix("mxgraph.floorplan.")
    if short in _KNOWN and (short != name or "." not in name):
        return _KNOWN[short]
    if name.startswith(("text", "group", "image", "shape")):
        return DrawioShape("other", "", None)
    words = re.sub(r"[._]", " ", short)
    if name.startswith("mxgraph.floorplan."):
        return DrawioShape(find_furnishing(words) or "furniture", words, _rect)
    if name.startswith("mxgraph."):
        return DrawioShape("note", words, _rect)  # signs, arrows and icons of every other library
    return DrawioShape("other", words, _ellipse if name.startswith("ellipse") else _rect)


def _rect(width: float, height: float, _thickness: float) -> list[Run]:
    return [(_box(0.0, 0.0, width, height), True)]


def _box(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def _ellipse(width: float, height: float, _thickness: float) -> list[Run]:
    angles = [math.tau * step / (4 * _ARC_PIECES) for step in range(4 * _ARC_PIECES)]
    middle = (width / 2, height / 2)
    return [(tuple((middle[0] * (1 + math.cos(a)), middle[1] * (1 + math.sin(a))) for a in angles), True)]


def _wall(width: float, height: float, thickness: float) -> list[Run]:
    return [(_box(0.0, (height - thickness) / 2, width, thickness), True)]


def _wall_corner(width: float, height: float, thickness: float) -> list[Run]:
    t = thickness
    return [(((0.0, height), (0.0, 0.0), (width, 0.0), (width, t), (t, t), (t, height)), True)]


def _wall_u(width: float, height: float, thickness: float) -> list[Run]:
    w, h, t = width, height, thickness
    return [(((0.0, 0.0), (w, 0.0), (w, h), (w - t, h), (w - t, t), (t, t), (t, h), (0.0, h)), True)]


def _room(width: float, height: float, thickness: float) -> list[Run]:
    inner = _box(thickness, thickness, width - 2 * thickness, height - 2 * thickness)
    return [(_box(0.0, 0.0, width, height), True), (inner, True)]


def _door(width: float, height: float, _thickness: float) -> list[Run]:
    return [(_box(0.0, 0.0, width, min(LEAF, height)), True), *_swing(0.0, width, width)]


def _door_mirrored(width: float, height: float, _thickness: float) -> list[Run]:
    return [(_box(0.0, 0.0, width, min(LEAF, height)), True), *_swing(width, 0.0, width)]


def _double_door(width: float, height: float, _thickness: float) -> list[Run]:
    half = width / 2
    leaf = (_box(0.0, 0.0, width, min(LEAF, height)), True)
    return [leaf, *_swing(0.0, half, half), *_swing(width, half, half)]


def _swing(hinge: float, latch: float, radius: float) -> list[Run]:
    """The arc on which a leaf's edge swings from the latch, and the leaf standing open."""
    turns = [math.pi / 2 * step / _ARC_PIECES for step in range(_ARC_PIECES + 1)]
    side = 1.0 if latch > hinge else -1.0
    arc = tuple((hinge + side * radius * math.cos(turn), LEAF + radius * math.sin(turn)) for turn in turns)
    return [(arc, False), ((arc[-1], (hinge, LEAF)), False)]


def _stairs(width: float, height: float, _thickness: float) -> list[Run]:
    width = max(width, 50.0)
    steps = min(200, int(width // STEP))
    treads = [
        (((STEP * step, 0.0), (STEP * step, height)), False) for step in range(1, steps + 1) if STEP * step < width
    ]
    return [(_box(0.0, 0.0, width, height), True), *treads]


def _line(width: float, height: float, _thickness: float) -> list[Run]:
    return [(((0.0, height / 2), (width, height / 2)), False)]


def _dimension(width: float, height: float, _thickness: float) -> list[Run]:
    ends = [(((x, 15.0), (x, height)), False) for x in (0.0, width)]
    return [(((0.0, 20.0), (width, 20.0)), False), *ends]


def _dimension_below(width: float, height: float, _thickness: float) -> list[Run]:
    ends = [(((x, height - 15.0), (x, 0.0)), False) for x in (0.0, width)]
    return [(((0.0, height - 20.0), (width, height - 20.0)), False), *ends]


_KNOWN = {
    "wall": DrawioShape("wall", "wall", _wall),
    "wallCorner": DrawioShape("wall", "wall", _wall_corner),
    "wallU": DrawioShape("wall", "wall", _wall_u),
    "room": DrawioShape("wall", "room", _room),
    "window": DrawioShape("window", "window", _wall),
    "doorLeft": DrawioShape("door", "door", _door),
    "doorRight": DrawioShape("door", "door", _door_mirrored),
    "doorDouble": DrawioShape("door", "door", _double_door),
    "stairs": DrawioShape("stairs", "stairs", _stairs),
    "stairsRest": DrawioShape("stairs", "stairs", _stairs),
    "elevator": DrawioShape("stairs", "lift", _rect),
    "dimension": DrawioShape("note", "", _dimension, is_dimension=True),
    "dimensionBottom": DrawioShape("note", "", _dimension_below, is_dimension=True),
    "line": DrawioShape("other", "line", _line),
}
