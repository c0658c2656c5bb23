"""What every demo floor is asked of its file, places and doors; measured in the file, not in the code that drew it."""

import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from shapely import LineString, Point, Polygon, box, unary_union
from shapely.geometry.base import BaseGeometry

from floorplans.demo import demo_plan
from floorplans.faults import find_faults
from floorplans.plan import PreparedPlace, PreparedPlan, prepare_plan
from floorplans.read_svg import read_svg
from floorplans.recognise import recognise
from floorplans.shapes import Drawing, Recognition
from floorplans.shapes import Point as Corner
from tests.floorplans.backdrops import assert_harmless

ROOMS = ("meeting_room", "clinic_room", "visiting_room")
OUTER_WALL_M = 0.3
CHAIR_M = 0.9  # behind a desk, enough to push a chair back and stand up
NARROWEST_DOOR_M = 0.8
LARGEST_BACKDROP_BYTES = 30_000

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


def fixed_points(floor: Floor) -> dict[str, tuple[Corner, ...]]:
    """The stairs and lifts of a floor, which stand above one another in a building."""
    return {space.label: space.polygon for space in floor.recognition.spaces if space.kind in ("stairs", "lift")}
