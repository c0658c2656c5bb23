"""The words of drawings: what was read from a file, and what was recognised in it."""

from dataclasses import dataclass

Point = tuple[float, float]
Ring = tuple[Point, ...]

# `note` is what explains the drawing and is no part of the building: dimension lines, leaders, grids, arrows.
ROLES = ("wall", "window", "door", "stairs", "fixture", "furniture", "room", "outline", "note", "other")

Box = tuple[float, float, float, float]


class DrawingRefused(Exception):
    """A drawing that cannot be taken; its text says what happened, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """Open line work: two or more points in root units, y down."""

    points: tuple[Point, ...]
    role: str
    order: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed outline, its last point not repeated, in root units, y down.

    `role` is one of ROLES; `data` holds the element's data-* attributes without their prefix;
    `opacity` is that of the fill (0 when not filled); `order` is the place in painting order.
    """

    ring: Ring
    role: str
    order: int
    id: str = ""
    name: str = ""
    data: tuple[tuple[str, str], ...] = ()
    opacity: float = 1.0
    stroked: bool = True

    def datum(self, key: str) -> str:
        """The value of a data-* attribute, or the empty string."""
        return dict(self.data).get(key, "")


@dataclass(frozen=True, slots=True)
class Label:
    """Written text: x, y is the middle of its box, width the widest line's, height one line's.

    The angle is in degrees clockwise.     `text` is all its lines joined; `lines` are they as written, one or more.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    angle: float
    order: int
    role: str = "other"
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawn symbol that was placed by reference; angle in degrees clockwise.

    `outline` is the box round what it draws, turned with it (four corners, or empty where it draws nothing);
    `text` is what an attribute of the placed symbol says, such as the number of a desk.
    """

    name: str
    x: float
    y: float
    angle: float
    outline: Ring = ()
    text: str = ""
    role: str = "other"


@dataclass(frozen=True, slots=True)
class Picture:
    """A bitmap inside the drawing, still as it was sent.

    `corners` are those of its box from top left, clockwise, in root units; `size` is the box's width and height before
    it was turned, and `aspect` how the bitmap is fitted into it, as SVG's preserveAspectRatio says. `clip` is what of
    the box is seen, as left, top, right and bottom in its own units; None all of it.
    """

    data: bytes
    corners: tuple[Point, Point, Point, Point]
    size: tuple[float, float] = (0.0, 0.0)
    aspect: str = "none"
    opacity: float = 1.0
    clip: "Box | None" = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A length that the drawing states in words beside a line: metres, and the line's length in root units."""

    length_m: float
    units: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a file holds: geometry and text in its own root units, y down, in painting order.

    `metres_per_unit` is None where the file states no believable size; `measures` are lengths written on the drawing.
    `y_up` says that the file itself counts y upwards: its own y is the negative of ours.
    """

    x: float
    y: float
    width: float
    height: float
    metres_per_unit: float | None
    lines: tuple[Line, ...]
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    symbols: tuple[Symbol, ...] = ()
    notes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    y_up: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """A proposed desk or room; polygon in root units, confidence 0 to 1, facing in degrees clockwise from up.

    `printed_m2` is the area that is written in it, where there is one.
    """

    label: str
    kind: str
    confidence: float
    doubtful: bool
    polygon: Ring
    area_m2: float | None
    seats: int | None
    features: tuple[str, ...]
    source: str
    facing: float | None = None
    printed_m2: float | None = None


@dataclass(frozen=True, slots=True)
class UnplacedLabel:
    """Text that stands in no closed shape; x, y in root units."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """Everything that was proposed, and everything that was not, with the reason."""

    metres_per_unit: float | None
    spaces: tuple[Space, ...]
    symbols: tuple[Symbol, ...]
    unplaced_labels: tuple[UnplacedLabel, ...]
    notes: tuple[str, ...]
    y_up: bool = False
