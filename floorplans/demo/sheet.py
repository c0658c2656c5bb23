"""A draughtsman's tools for the demo floors: walls with openings, doors, windows, stairs, furniture; all in metres."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from shapely import Polygon, box, unary_union
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Box = tuple[float, float, float, float]

LEAF_THICKNESS_M = 0.044
GROUPS = (
    "outline",
    "rooms",
    "zones",
    "stairs",
    "furniture",
    "fixtures",
    "desks",
    "walls",
    "windows",
    "doors",
    "sheet",
    "names",
)

STYLE = """
  .outline{fill:#fff;stroke:none}
  .room{fill:#fff;stroke:none}
  .service{fill:#eceff1}
  .zone{fill:#f5f7f8;stroke:#b4bdc4;stroke-width:.02;stroke-dasharray:.16 .1}
  .walls path{fill:#2f3941;stroke:#161b1f;stroke-width:.02;fill-rule:evenodd}
  .windows rect{fill:#fff;stroke:#161b1f;stroke-width:.02}
  .windows line{fill:none;stroke:#3a7ca5;stroke-width:.025}
  .doors path{fill:#fff;stroke:#161b1f;stroke-width:.02}
  .doors .swing{fill:none;stroke:#6b7780;stroke-width:.014}
  .stairs *{fill:none;stroke:#4a565f;stroke-width:.018}
  .fixtures *{fill:#fff;stroke:#4a565f;stroke-width:.018}
  .furniture *{fill:#fff;stroke:#5f6b74;stroke-width:.016}
  .furniture .dashed,.fixtures .dashed{fill:none;stroke-dasharray:.08 .06;stroke-width:.012}
  .furniture .screen{fill:#5f6b74}
  .furniture .green{fill:#e3efe4;stroke:#5b7f5e}
  .leaf{fill:#cfe3d1;stroke:#5b7f5e}
  .desk{fill:#fdf6e7;stroke:#3d474e;stroke-width:.022}
  .desks use{fill:#5f6b74;stroke:#5f6b74;stroke-width:.01}
  .names{font-family:Arial,Helvetica,sans-serif;text-anchor:middle;fill:#161b1f;font-size:.5px}
  .names .small{font-size:.36px}
  .names .number{font-size:.2px;fill:#3d474e}
  .sheet path{fill:none;stroke:#161b1f;stroke-width:.02}
  .sheet .solid{fill:#161b1f}
"""


def number(value: float) -> str:
    """The shortest text of a length to the millimetre."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _path(points: Iterable[Point], *, closed: bool = False) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


@dataclass(slots=True)
class Sheet:
    """One drawing under way: elements by group, walls, and the openings to cut into them."""

    groups: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in GROUPS})
    walls: list[BaseGeometry] = field(default_factory=list)
    openings: list[BaseGeometry] = field(default_factory=list)

    def add(self, group: str, element: str) -> None:
        """Put an element into its group, after those already there."""
        self.groups[group].append(element)

    def wall(self, *boxes: Box) -> None:
        """Stand walls on the plan: each from (x0, y0) to (x1, y1)."""
        self.walls.extend(box(*corners) for corners in boxes)

    def rect(self, group: str, corners: Box, *, radius: float = 0.0, css: str = "") -> None:
        """A rectangle from (x0, y0) to (x1, y1)."""
        x0, y0, x1, y1 = corners
        rounded = f' rx="{number(radius)}"' if radius else ""
        named = f' class="{css}"' if css else ""
        size = f'width="{number(x1 - x0)}" height="{number(y1 - y0)}"'
        self.add(group, f'<rect{named} x="{number(x0)}" y="{number(y0)}" {size}{rounded}/>')

    def circle(self, group: str, middle: Point, radius: float, *, css: str = "") -> None:
        """A circle round a point."""
        named = f' class="{css}"' if css else ""
        self.add(group, f'<circle{named} cx="{number(middle[0])}" cy="{number(middle[1])}" r="{number(radius)}"/>')

    def line(self, group: str, *points: Point, css: str = "", closed: bool = False) -> None:
        """A line through points."""
        named = f' class="{css}"' if css else ""
        self.add(group, f'<path{named} d="{_path(points, closed=closed)}"/>')

    def path(self, group: str, data: str, *, css: str = "") -> None:
        """A path as written."""
        named = f' class="{css}"' if css else ""
        self.add(group, f'<path{named} d="{data}"/>')

    def put(self, symbol: str, at: Point, angle: float = 0.0, *, group: str = "furniture") -> None:
        """Place a symbol with its own middle at a point, turned clockwise; it faces up at 0 degrees."""
        turn = f" rotate({number(angle)})" if angle % 360 else ""
        self.add(group, f'<use href="#{symbol}" transform="translate({number(at[0])} {number(at[1])}){turn}"/>')

    def floor(self, outside: Iterable[Point]) -> None:
        """The floor within its outer walls: what is neither a room nor a place is for walking through."""
        named = 'data-kind="corridor" data-name="Circulation"'
        self.add("outline", f'<path class="outline" {named} d="{_path(outside, closed=True)}"/>')

    def room(self, corners: Box, kind: str, name: str, *, seats: int | None = None, features: str = "") -> None:
        """The clear floor of a room between its walls."""
        bookable = kind in ("meeting_room", "clinic_room", "visiting_room")
        x0, y0, x1, y1 = corners
        attributes = f'data-kind="{kind}" data-name={quoteattr(name)}'
        attributes += f' data-seats="{seats}"' if seats else ""
        attributes += f' data-features="{features}"' if features else ""
        css = "room" if bookable else "room service"
        outline = _path(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), closed=True)
        self.add("rooms", f'<path class="{css}" {attributes} d="{outline}"/>')

    def zone(self, corners: Box, kind: str, name: str) -> None:
        """An area of the open floor that has a use but no walls."""
        x0, y0, x1, y1 = corners
        size = f'width="{number(x1 - x0)}" height="{number(y1 - y0)}"'
        self.add(
            "zones",
            f'<rect class="zone" data-kind="{kind}" data-name={quoteattr(name)} '
            f'x="{number(x0)}" y="{number(y0)}" {size}/>',
        )

    def name(self, at: Point, *lines: str, css: str = "") -> None:
        """Write a name on one or more lines, its middle at a point."""
        size = {"small": 0.36, "number": 0.2}.get(css, 0.5)
        first = at[1] + 0.36 * size - (len(lines) - 1) * 0.6 * size
        named = f' class="{css}"' if css else ""
        if len(lines) == 1:
            self.add("names", f'<text{named} x="{number(at[0])}" y="{number(first)}">{escape(lines[0])}</text>')
            return
        parts = "".join(
            f'<tspan x="{number(at[0])}" y="{number(first + row * 1.2 * size)}">{escape(line)}</tspan>'
            for row, line in enumerate(lines)
        )
        self.add("names", f"<text{named}>{parts}</text>")

    def door(self, hinge: Point, latch: Point, *, side: int) -> None:
        """A leaf in the wall between hinge and latch; it opens to the right (1) or left (-1) of hinge-to-latch."""
        self._open_wall(hinge, latch)
        across, down = latch[0] - hinge[0], latch[1] - hinge[1]
        width = math.hypot(across, down)
        end = (hinge[0] - side * down, hinge[1] + side * across)
        thick = (across / width * LEAF_THICKNESS_M, down / width * LEAF_THICKNESS_M)
        self.line(
            "doors",
            hinge,
            end,
            (end[0] + thick[0], end[1] + thick[1]),
            (hinge[0] + thick[0], hinge[1] + thick[1]),
            closed=True,
        )
        sweep = 0 if side > 0 else 1
        start, stop = (f"{number(x)} {number(y)}" for x, y in (end, latch))
        arc = f"M{start}A{number(width)} {number(width)} 0 0 {sweep} {stop}"
        self.path("doors", arc, css="swing")

    def _open_wall(self, start: Point, end: Point) -> None:
        reach = 0.2
        (x0, x1), (y0, y1) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        self.openings.append(box(x0, y0 - reach, x1, y1 + reach) if y0 == y1 else box(x0 - reach, y0, x1 + reach, y1))

    def cut(self, corners: Box) -> None:
        """Leave an opening in whatever walls stand in a box."""
        self.openings.append(box(*corners))

    def window(self, corners: Box) -> None:
        """Glazing in the thickness of an outer wall, with a mullion about each 1.4 m."""
        x0, y0, x1, y1 = corners
        self.openings.append(box(*corners))
        self.rect("windows", corners)
        flat = x1 - x0 > y1 - y0
        length = x1 - x0 if flat else y1 - y0
        middle = (y0 + y1) / 2 if flat else (x0 + x1) / 2
        for offset in (-0.03, 0.03):
            ends = (x0, middle + offset, x1, middle + offset) if flat else (middle + offset, y0, middle + offset, y1)
            self.add("windows", "<line x1={} y1={} x2={} y2={}/>".format(*(f'"{number(end)}"' for end in ends)))
        panes = max(1, round(length / 1.4))
        for pane in range(1, panes):
            at = (x0 if flat else y0) + length * pane / panes
            bar = (at - 0.03, middle - 0.06, at + 0.03, middle + 0.06)
            self.rect("windows", bar if flat else (bar[1], bar[0], bar[3], bar[2]))

    def desk(self, name: str, middle: Point, facing: int, features: str = "", *, width: float = 1.6) -> None:
        """A desk 800 mm deep with its chair and screen; whoever sits there faces 0 up, 90 right and so on."""
        x, y = middle
        across, down = (width / 2, 0.4) if facing % 180 == 0 else (0.4, width / 2)
        size = (
            f'x="{number(x - across)}" y="{number(y - down)}" width="{number(2 * across)}" height="{number(2 * down)}"'
        )
        attributes = f'data-kind="desk" data-name="{name}" data-seats="1" data-facing="{facing}"'
        attributes += f' data-features="{features}"' if features else ""
        self.add("desks", f'<rect class="desk" {attributes} {size}/>')
        turn = math.radians(facing)
        back = (x - 0.62 * math.sin(turn), y + 0.62 * math.cos(turn))
        self.put("task-chair", back, facing)
        self.put("dual-monitor" if "dual_monitor" in features else "monitor", (x, y), facing, group="desks")
        self.name((x - 0.1 * math.sin(turn), y + 0.1 * math.cos(turn)), name, css="number")

    def wall_path(self) -> str:
        """The walls with their openings cut out."""
        solid = unary_union(self.walls).difference(unary_union(self.openings)).normalize()
        parts = [part for part in getattr(solid, "geoms", (solid,)) if isinstance(part, Polygon)]
        rings: list[Sequence[Point]] = []
        for part in parts:
            rings.extend([(x, y) for x, y in ring.coords[:-1]] for ring in (part.exterior, *part.interiors))
        return "".join(_path(ring, closed=True) for ring in rings)

    def compose(self, size: tuple[int, int], title: str, symbols: str) -> str:
        """The SVG document; width and height in whole metres."""
        width, height = size
        self.path("walls", self.wall_path())
        lines = [
            '<svg xmlns="http://www.w3.org/2000/svg" '
            f'width="{width}000mm" height="{height}000mm" viewBox="0 0 {width} {height}">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            f"<defs>\n{symbols}\n</defs>",
        ]
        for group in GROUPS:
            lines.append(f'<g id="{group}" class="{group}">')
            lines.extend(self.groups[group])
            lines.append("</g>")
        return "\n".join([*lines, "</svg>", ""])
