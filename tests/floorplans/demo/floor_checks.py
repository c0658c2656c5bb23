"""What every demo floor is asked of its file, places and doors; measured in the file, not in the code that drew it."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from shapely import LineString, Point, Polygon, STRtree, box, unary_union
from shapely.geometry.base import BaseGeometry

from floorplans.demo import demo_plan
from floorplans.faults import find_faults
from floorplans.plan import prepare_plan
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.results import PreparedPlace, PreparedPlan
from floorplans.shapes import Drawing, Recognition
from floorplans.shapes import Point as Corner
from tests.floorplans.backdrops import assert_harmless

ROOMS = ("meeting_room", "clinic_room", "visiting_room")
OUTER_WALL_M = 0.3
CHAIR_M = 0.9  # behind a desk, enough to push a chair back and stand up
NARROWEST_DOOR_M = 0.8
LARGEST_BACKDROP_BYTES = 30_000
LARGEST_PIECE_M2 = 30.0  # what is larger is a lawn
LARGEST_MULLION_M2 = 0.02
SWING = re.compile(r'class="swing" d="M(\S+) ([^\sA]+)A(\S+) \S+ 0 0 ([01]) (\S+) ([^"]+)"')

# Floor for each seat, in square metres: a theatre-style room needs 1.5, a board table 2.
LEAST_FOR_A_SEAT_M2 = 1.5
# Health Building Note 00-03: 16 for consulting and examination; interview and therapy rooms from 8.
LEAST_AREA_M2 = {"meeting_room": 4.5, "clinic_room": 14.0, "visiting_room": 12.0}
LARGEST_AREA_M2 = 80.0


@dataclass(frozen=True, slots=True)
class Floor:
    """A demo floor as the file has it, and as it is booked on."""

    name: str
    text: str
    drawing: Drawing
    recognition: Recognition
    plan: PreparedPlan

    def names(self, kind: str) -> list[str]:
        """The names of its places of a kind, in the order of the file."""
        return [place.name for place in self.plan.places if place.kind == kind]

    def counts(self) -> dict[str, int]:
        """How many places it has of each kind."""
        return dict(Counter(place.kind for place in self.plan.places))

    def place(self, name: str) -> PreparedPlace:
        """The only place of a name."""
        (found,) = (place for place in self.plan.places if place.name == name)
        return found

    def shapes(self, *roles: str) -> BaseGeometry:
        """What is drawn in some roles, as one geometry."""
        drawn: list[BaseGeometry] = [Polygon(shape.ring) for shape in self.drawing.shapes if shape.role in roles]
        drawn.extend(LineString(line.points) for line in self.drawing.lines if line.role in roles)
        return unary_union([each.buffer(0) if isinstance(each, Polygon) else each for each in drawn])


@cache
def open_floor(name: str) -> Floor:
    """Read a demo floor as an upload would be read."""
    data = demo_plan(name)
    drawing = read_svg(data)
    recognition = recognise(drawing)
    return Floor(name, data.decode(), drawing, recognition, prepare_plan(drawing, recognition))


def assert_believable(floor: Floor, draw: Callable[[], str], outside: tuple[Corner, ...]) -> None:
    """Everything that holds on every floor."""
    assert floor.text == draw()
    assert floor.plan.metres_per_unit == 1
    assert find_faults(floor.plan) == ()
    assert_harmless(floor.plan.backdrop_svg)
    assert len(gzip.compress(floor.plan.backdrop_svg.encode())) < LARGEST_BACKDROP_BYTES
    assert_desks_fit(floor)
    assert_rooms_have_floor(floor)
    assert_places_keep_apart(floor, outside)
    assert_rooms_have_doors(floor)
    assert_doors_open_freely(floor)
    assert_partitions_meet_no_glass(floor)


def assert_desks_fit(floor: Floor) -> None:
    """Each desk has one of the two usual sizes, and room for a chair behind it, clear of walls and other places."""
    outlines = {place.name: Polygon(place.outline) for place in floor.plan.places}
    walls = floor.shapes("wall")
    for place in floor.plan.places:
        if place.kind != "desk":
            continue
        left, top, right, bottom = outlines[place.name].bounds
        size = sorted((round(right - left, 3), round(bottom - top, 3)))
        assert size in ([0.8, 1.4], [0.8, 1.6]), place.name
        assert place.facing is not None, place.name
        behind = {
            0.0: box(left, bottom, right, bottom + CHAIR_M),
            90.0: box(left - CHAIR_M, top, left, bottom),
            180.0: box(left, top - CHAIR_M, right, top),
            270.0: box(right, top, right + CHAIR_M, bottom),
        }[place.facing]
        others = unary_union([walls, *(outline for name, outline in outlines.items() if name != place.name)])
        assert behind.intersection(others).area < 1e-6, place.name
        assert outlines[place.name].intersection(walls).area < 1e-6, place.name


def assert_rooms_have_floor(floor: Floor) -> None:
    """No room is too small or too large for what it is, nor for those whom it seats."""
    for place in floor.plan.places:
        if place.kind in ROOMS:
            area_m2, seats = place.area_m2 or 0.0, place.seats or 0
            assert LEAST_AREA_M2[place.kind] <= area_m2 <= LARGEST_AREA_M2, place.name
            assert seats >= 1, place.name
            assert area_m2 >= seats * LEAST_FOR_A_SEAT_M2, place.name


def assert_places_keep_apart(floor: Floor, outside: tuple[Corner, ...]) -> None:
    """All places lie within the outer walls, none on another, each with a name of its own."""
    inside = Polygon(outside).buffer(0.001 - OUTER_WALL_M, join_style="mitre")
    outlines = {place.name: Polygon(place.outline) for place in floor.plan.places}
    assert len(outlines) == len(floor.plan.places)
    assert [name for name, outline in outlines.items() if not inside.covers(outline)] == []
    overlaps = [
        (one, other)
        for one, other in combinations(outlines, 2)
        if outlines[one].intersection(outlines[other]).area > 1e-6
    ]
    assert overlaps == []


def assert_rooms_have_doors(floor: Floor) -> None:
    """The walls round each room leave an opening wide enough for a door, and a door stands in it."""
    walls, doors = floor.shapes("wall").buffer(0.01), floor.shapes("door")
    for place in floor.plan.places:
        if place.kind not in ROOMS:
            continue
        ring = Polygon(place.outline).buffer(0.05, join_style="mitre").exterior
        gaps = ring.difference(walls)
        openings = [gap for gap in getattr(gaps, "geoms", (gaps,)) if gap.length >= NARROWEST_DOOR_M]
        hung = [gap for gap in openings if doors.distance(Point(gap.interpolate(0.02))) < 0.1]
        assert hung, place.name


def assert_doors_open_freely(floor: Floor) -> None:
    """No piece of furniture stands where a leaf swings, and none in a wall."""
    pieces = [Polygon(shape.ring).buffer(0) for shape in floor.drawing.shapes if shape.role in ("furniture", "fixture")]
    tree = STRtree(pieces)
    swings = [_read_swing(*match) for match in SWING.findall(floor.text)]
    assert swings
    for swing in swings:
        for at in tree.query(swing):
            if pieces[at].area < LARGEST_PIECE_M2:
                assert swing.intersection(pieces[at]).area < 0.005, pieces[at].bounds
    walls = floor.shapes("wall")
    for piece in pieces:
        assert piece.intersection(walls).area < 0.01, piece.bounds


def _read_swing(*numbers: str) -> Polygon:
    """The quarter of a disc that a leaf sweeps, from the arc's start and end; the hinge is the corner between them."""
    x, y, radius, clockwise, latch_x, latch_y = (float(number) for number in numbers)
    corners = ((x, latch_y), (latch_x, y))
    turns = [(x - u) * (latch_y - v) - (y - v) * (latch_x - u) for u, v in corners]
    hinge = corners[0 if (turns[0] > 0) == (clockwise == 1) else 1]
    far = (x + latch_x - hinge[0], y + latch_y - hinge[1])
    swept = Point(hinge).buffer(0.97 * radius).intersection(Polygon([hinge, (x, y), far, (latch_x, latch_y)]))
    assert isinstance(swept, Polygon)
    return swept


def assert_partitions_meet_no_glass(floor: Floor) -> None:
    """Where a partition ends at a window, it ends at a mullion."""
    frames = [Polygon(shape.ring) for shape in floor.drawing.shapes if shape.role == "window"]
    mullions = [frame for frame in frames if frame.area < LARGEST_MULLION_M2]
    walls = floor.shapes("wall")
    for frame in frames:
        x0, y0, x1, y1 = frame.bounds
        level = x1 - x0 > y1 - y0
        if max(x1 - x0, y1 - y0) < 0.5:
            continue
        strip = (
            box(x0 + 0.1, y0 - 0.03, x1 - 0.1, y1 + 0.03) if level else box(x0 - 0.03, y0 + 0.1, x1 + 0.03, y1 - 0.1)
        )
        ends = strip.intersection(walls)
        bars = [bar.centroid for bar in mullions if bar.intersects(frame)]
        for end in getattr(ends, "geoms", (ends,)):
            if not end.is_empty:
                at = end.centroid
                aside = [abs(at.x - bar.x) if level else abs(at.y - bar.y) for bar in bars]
                assert min(aside, default=1.0) < 0.12, frame.bounds


def fixed_points(floor: Floor) -> dict[str, tuple[Corner, ...]]:
    """The stairs and lifts of a floor, which stand above one another in a building."""
    return {space.label: space.polygon for space in floor.recognition.spaces if space.kind in ("stairs", "lift")}
