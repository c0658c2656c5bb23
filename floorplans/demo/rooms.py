"""A room as somebody sees it from its door, so that one way of furnishing it serves every side of a corridor."""

from dataclasses import dataclass
from typing import Literal

from shapely import box

from floorplans.demo.sheet import Box, Point, Sheet

Side = Literal["n", "e", "s", "w"]

PARTITION_M = 0.1
DOOR_M = 0.95
_HEADINGS = {"s": 0, "w": 90, "n": 180, "e": 270}


@dataclass(frozen=True, slots=True)
class Room:
    """The clear floor of a room, its walls drawn round it; `entrance` is the wall with the door, by the compass.

    Positions inside are (u, v) in metres: u to the right along the wall of the door, v forward from it; mirrored,
    u runs to the left. Angles are clockwise from forward, and turn with the room.
    """

    sheet: Sheet
    corners: Box
    entrance: Side
    mirrored: bool = False

    def __post_init__(self) -> None:
        x0, y0, x1, y1 = self.corners
        around = box(x0 - PARTITION_M, y0 - PARTITION_M, x1 + PARTITION_M, y1 + PARTITION_M)
        self.sheet.walls.append(around.difference(box(*self.corners)))

    @property
    def width(self) -> float:
        """Along the wall of the door."""
        x0, y0, x1, y1 = self.corners
        return x1 - x0 if self.entrance in "ns" else y1 - y0

    @property
    def depth(self) -> float:
        """From the wall of the door to the one across from it."""
        x0, y0, x1, y1 = self.corners
        return y1 - y0 if self.entrance in "ns" else x1 - x0

    @property
    def middle(self) -> Point:
        """The middle in the plan's coordinates."""
        x0, y0, x1, y1 = self.corners
        return (x0 + x1) / 2, (y0 + y1) / 2

    def at(self, u: float, v: float) -> Point:
        """A position in the plan's coordinates."""
        x0, y0, x1, y1 = self.corners
        right = self.width - u if self.mirrored else u
        places = {
            "s": (x0 + right, y1 - v),
            "n": (x1 - right, y0 + v),
            "w": (x0 + v, y0 + right),
            "e": (x1 - v, y1 - right),
        }
        x, y = places[self.entrance]
        return round(x, 3), round(y, 3)

    def turn(self, angle: float) -> float:
        """An angle of the room as one of the plan."""
        return (_HEADINGS[self.entrance] + (-angle if self.mirrored else angle)) % 360

    def span(self, corners: Box) -> Box:
        """A box of the room as one of the plan."""
        u0, v0, u1, v1 = corners
        (x0, y0), (x1, y1) = self.at(u0, v0), self.at(u1, v1)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def rect(self, group: str, corners: Box, *, radius: float = 0.0, css: str = "") -> None:
        """A rectangle from (u0, v0) to (u1, v1)."""
        self.sheet.rect(group, self.span(corners), radius=radius, css=css)

    def put(self, symbol: str, at: Point, angle: float = 0.0, *, group: str = "furniture") -> None:
        """A symbol that faces forward at 0 degrees."""
        self.sheet.put(symbol, self.at(*at), self.turn(angle), group=group)

    def line(self, group: str, *points: Point, css: str = "", closed: bool = False) -> None:
        """A line through positions."""
        self.sheet.line(group, *(self.at(*point) for point in points), css=css, closed=closed)

    def circle(self, group: str, at: Point, radius: float, *, css: str = "") -> None:
        """A circle round a position."""
        self.sheet.circle(group, self.at(*at), radius, css=css)

    def door(self, hinge: float, latch: float, *, outward: bool = False, through: float = PARTITION_M) -> None:
        """A leaf in the wall of the door, between two places along it; `through` is the wall's thickness."""
        side = -1 if latch > hinge else 1
        side = side if self.mirrored == outward else -side
        self.sheet.door(self.at(hinge, -through / 2), self.at(latch, -through / 2), side=side)

    def double_door(self, left: float, *, width: float = 1.8, outward: bool = False) -> None:
        """Two leaves that meet in the middle."""
        middle = left + width / 2
        self.door(left, middle, outward=outward)
        self.door(left + width, middle, outward=outward)

    def state(self, kind: str, name: str, *, seats: int | None = None, features: str = "") -> None:
        """Say what the room is for."""
        self.sheet.room(self.corners, kind, name, seats=seats, features=features)

    def name(self, at: Point, *lines: str, css: str = "small") -> None:
        """Write a name round a position."""
        self.sheet.name(self.at(*at), *lines, css=css)


def line_up(start: float, count: int, size: float, *, gap: float = PARTITION_M) -> list[tuple[float, float]]:
    """The extents of rooms side by side, each from where it begins to where it ends."""
    return [(round(start + k * (size + gap), 3), round(start + k * (size + gap) + size, 3)) for k in range(count)]


def glaze(sheet: Sheet, side: Side, wall: float, *spans: tuple[float, float], thickness: float = 0.3) -> None:
    """Windows in an outer wall whose inner face stands at a coordinate; spans run along the wall."""
    for start, end in spans:
        match side:
            case "n":
                sheet.window((start, wall - thickness, end, wall))
            case "s":
                sheet.window((start, wall, end, wall + thickness))
            case "w":
                sheet.window((wall - thickness, start, wall, end))
            case "e":
                sheet.window((wall, start, wall + thickness, end))
