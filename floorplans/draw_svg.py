"""Draws a plan's backdrop: a stand-alone SVG document made of our own shapes alone, never of the upload's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from lxml import etree

from floorplans.frame import Frame
from floorplans.geometry import thin
from floorplans.shapes import Drawing, Label, Line, Point, Shape
from floorplans.svg_text import text_width

SVG = "http://www.w3.org/2000/svg"

# Painted in this order, what lies on the floor first.
_LAYERS = ("outline", "room", "stairs", "furniture", "fixture", "wall", "window", "door", "note")
_SHORT = {
    "outline": "o",
    "room": "r",
    "other": "r",
    "stairs": "s",
    "furniture": "f",
    "fixture": "x",
    "wall": "w",
    "window": "g",
    "door": "d",
    "note": "d",
}

_USUALLY_FILLED = frozenset({"outline", "stairs", "furniture", "fixture", "window", "note"})

MOST_POINTS_DRAWN = 40_000
"""Points of lines and outlines; some 4 bytes each once they are packed, so a floor's picture stays below 200 KB."""

_FILLED = 0.8
"""How much of a room's width, from the middle of one wall to that of the other, its name may take."""

_WIDEST_FACE = 1.15
"""How much wider than in Arial text is in the widest of the faces that stand in for it."""

_Box = tuple[float, float, float, float]
_NO_WALLS: _Box = (-inf, -inf, inf, inf)

# k is a thousandth of the plan's longer side: line weights that read the same on a ward and on a campus.
_STYLE = (
    "path{{fill:none;stroke:#5c6a75;stroke-width:{hair};stroke-linejoin:round;stroke-linecap:round}}"
    ".o{{fill:#fff;stroke:#212b32;stroke-width:{bold}}}"
    ".r{{stroke:#768692;stroke-width:{fine}}}.b{{fill:#f4f6f7}}"
    ".s{{fill:#eef1f3;stroke:#768692}}.f{{fill:#fff;stroke:#98a4ae}}.x{{fill:#fff;stroke:#768692}}"
    ".w{{stroke:#212b32;stroke-width:{fine}}}.w.b{{fill:#3d4a54;stroke-width:{hair}}}"
    ".g{{fill:#fff;stroke:#5c6a75}}.d{{stroke:#768692}}.n{{fill:none}}"
    "text{{fill:#4c6272;font-family:Arial,Helvetica,sans-serif;text-anchor:middle}}"
    "@media (prefers-color-scheme:dark){{path{{stroke:#8d9aa5}}.o{{fill:#1c2329;stroke:#d8dde0}}.b{{fill:#242d34}}"
    ".s{{fill:#242d34}}.f,.x{{fill:#1c2329;stroke:#6f7d88}}.w{{stroke:#d8dde0}}.w.b{{fill:#aeb7bd}}.g{{fill:#1c2329}}"
    ".n{{fill:none}}text{{fill:#b7c2ca}}}}"
)


# Floors that lie over a picture are not painted: it would be hidden by them.
_SEEN_THROUGH = ".o,.b,.s,.f,.x,.g{fill:none}"


def draw_backdrop(drawing: Drawing, labels: Iterable[Label], frame: Frame, *, over_pictures: bool = False) -> str:
    """The SVG document of a floor without its places; viewBox "0 0 width height" in the frame's units.

    It holds only svg, style, path, text and tspan elements, refers to nothing and runs nothing. Over pictures it is
    line work that they can be seen through.
    """
    weight = max(frame.width, frame.height) / 1000
    sizes = {name: _number(share * weight, 4) for name, share in (("hair", 0.35), ("fine", 0.7), ("bold", 1.2))}
    root = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    root.set("viewBox", f"0 0 {_number(frame.width, frame.decimals)} {_number(frame.height, frame.decimals)}")
    etree.SubElement(root, f"{{{SVG}}}style").text = _STYLE.format(**sizes) + (_SEEN_THROUGH if over_pictures else "")
    for name, path in _paths(drawing, frame):
        element = etree.SubElement(root, f"{{{SVG}}}path")
        element.set("class", name)
        element.set("d", path)
    rooms = [shape for shape in drawing.shapes if shape.role == "room" or (shape.role == "other" and shape.name)]
    boxes = [_box_of(shape.ring) for shape in rooms]
    for label in labels:
        _write_label(root, label, _room_around(label, boxes), frame)
    return etree.tostring(root, encoding="unicode")


def _paths(drawing: Drawing, frame: Frame) -> list[tuple[str, str]]:
    """Class and path data, layer by layer; things of one class that follow one another share a path."""
    layers: dict[str, list[_Run]] = {layer: [] for layer in _LAYERS}
    things: list[Shape | Line] = [*drawing.shapes, *drawing.lines]
    for run in _most_to_see([_make_run(thing, frame) for thing in things]):
        layers[run.layer].append(run)
    paths: list[tuple[str, list[str]]] = []
    for runs in layers.values():
        for run in sorted(runs, key=lambda run: run.order):
            path = _relative(run.steps, frame.decimals) + ("z" if run.closed else "")
            if paths and paths[-1][0] == run.name and run.name != "r b":
                paths[-1][1].append(path)
            else:
                paths.append((run.name, [path]))
    return [(name, "".join(parts)) for name, parts in paths]


@dataclass(frozen=True, slots=True)
class _Run:
    """One thing to draw: where it is painted, its class, its points in whole steps, and whether it closes."""

    layer: str
    order: int
    name: str
    steps: Sequence[tuple[int, int]]
    closed: bool

    @property
    def reach(self) -> int:
        """The longer side of what it covers, in steps."""
        across, down = [x for x, _ in self.steps], [y for _, y in self.steps]
        return max(max(across) - min(across), max(down) - min(down))


def _make_run(thing: Shape | Line, frame: Frame) -> _Run:
    layer = thing.role if thing.role in _LAYERS else "room"
    filled = isinstance(thing, Shape) and thing.opacity > 0.1
    name = _SHORT[layer]
    if filled and layer in ("room", "wall"):
        name += " b"
    elif not filled and layer in _USUALLY_FILLED:
        name += " n"
    return _Run(layer, thing.order, name, _count_steps(thing, frame), isinstance(thing, Shape))


def _most_to_see(runs: Sequence[_Run]) -> list[_Run]:
    """All that can be seen; of a drawing with more points than a screen can show, the largest things."""
    seen = [run for run in runs if len(set(run.steps)) > 1]
    if sum(len(run.steps) for run in seen) <= MOST_POINTS_DRAWN:
        return seen
    largest = sorted(seen, key=lambda run: -run.reach)
    drawn = accumulate(len(run.steps) for run in largest)
    return [run for run, points in zip(largest, drawn, strict=True) if points - len(run.steps) < MOST_POINTS_DRAWN]


def _count_steps(thing: Shape | Line, frame: Frame) -> Sequence[tuple[int, int]]:
    """The points of a thing in whole steps of the frame, without those that no screen tells from a straight run."""
    points: Sequence[Point] = thing.points if isinstance(thing, Line) else (*thing.ring, thing.ring[0])
    step = 10.0**-frame.decimals
    thinned = thin(frame.map_ring(points), max(2 * step, max(frame.width, frame.height) / 12_000))
    rounded = [frame.count_steps(x, y) for x, y in thinned]
    return rounded[:-1] if isinstance(thing, Shape) else rounded


def _relative(points: Sequence[tuple[int, int]], decimals: int) -> str:
    """Path data from whole steps: the first point as it is, each next one from the one before."""
    (x, y), *rest = points
    words = [f"M{_steps(x, decimals)} {_steps(y, decimals)}"]
    for next_x, next_y in rest:
        if (next_x, next_y) == (x, y):
            continue
        if next_y == y:
            words.append(f"h{_steps(next_x - x, decimals)}")
        elif next_x == x:
            words.append(f"v{_steps(next_y - y, decimals)}")
        else:
            words.append(f"l{_steps(next_x - x, decimals)} {_steps(next_y - y, decimals)}")
        x, y = next_x, next_y
    return "".join(words)


def _steps(steps: int, decimals: int) -> str:
    return _number(steps / 10**decimals, decimals)


def _number(value: float, decimals: int) -> str:
    """The shortest decimal text."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _box_of(ring: Sequence[Point]) -> _Box:
    across, down = [x for x, _ in ring], [y for _, y in ring]
    return min(across), min(down), max(across), max(down)


def _room_around(label: Label, boxes: Iterable[_Box]) -> float:
    """The width that a level label has to itself in the smallest room around its middle; no limit where none is."""
    if round(label.angle) % 180:
        return inf
    around = [box for box in boxes if box[0] < label.x < box[2] and box[1] < label.y < box[3]]
    left, _, right, _ = min(around, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), default=_NO_WALLS)
    return 2 * min(label.x - left, right - label.x)


def _write_label(root: etree._Element, label: Label, room: float, frame: Frame) -> None:
    lines = label.lines or (label.text,)
    widest = max(text_width(line, 1.0) for line in lines)
    drawn = min(label.height, label.width / widest if widest else label.height)
    size = min(drawn, room * _FILLED / (widest * _WIDEST_FACE) if widest else drawn) * frame.scale
    if size <= 0:
        return
    x, y = frame.map_point((label.x, label.y))
    element = etree.SubElement(root, f"{{{SVG}}}text")
    element.set("font-size", _number(size, frame.decimals + 1))
    if round(label.angle) % 360:
        element.set(
            "transform", f"rotate({_number(label.angle, 1)} {_number(x, frame.decimals)} {_number(y, frame.decimals)})"
        )
    for number, line in enumerate(lines):
        part = etree.SubElement(element, f"{{{SVG}}}tspan")
        part.set("x", _number(x, frame.decimals))
        down = (number - (len(lines) - 1) / 2) * 1.15 * size + 0.36 * size
        part.set("y", _number(y + down, frame.decimals + 1))
        part.text = "".join(letter for letter in line if letter.isprintable())
