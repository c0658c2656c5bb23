"""A drawing and what was recognised in it, made ready to be booked on: places, and the picture behind them."""

from collections.abc import Sequence

from shapely import Point, Polygon, STRtree

from floorplans.draw_svg import draw_backdrop
from floorplans.floor_outline import find_outline, is_sound
from floorplans.frame import Frame, frame_of
from floorplans.geometry import label_point, make_polygon, ring_of
from floorplans.pictures import place_pictures
from floorplans.recognise import split_covered
from floorplans.results import PreparedPlace, PreparedPlan, guess_seats_of_area
from floorplans.shapes import Drawing, Label, Recognition, Ring, Space
from floorplans.words import BOOKABLE

# Kinds that a drawing made by others rarely distinguishes, and that can be met in.
ROOMS_TO_MEET_IN = frozenset({"room", "office", "classroom", "laboratory", "quiet"})

# A first guess that a person corrects.
SEATS_WHERE_UNKNOWN = 4
MOST_AROUND = 20

# What people do not breathe across; doors stand open.
_SCREENS = frozenset({"wall", "window"})
# What stands in the line of the outer walls beside them.
_EDGES = frozenset({"door", "outline"})


def prepare_plan(
    drawing: Drawing,
    recognition: Recognition,
    *,
    metres_per_unit: float | None = None,
    bookable_rooms: bool = False,
) -> PreparedPlan:
    """Make the plan of a floor from its drawing.

    Args:
        drawing: as read.
        recognition: as proposed or corrected; desks, meeting, clinic and visiting rooms become places.
        metres_per_unit: the scale that a person gave; else the one recognised, where there is one.
        bookable_rooms: whether named rooms, offices and the like become meeting rooms too (drawings made by others).

    Returns:
        Places in the order of recognition, with unique names; the backdrop is a stand-alone SVG document.

    Raises:
        ValueError: metres_per_unit is not above 0.
        DrawingRefused: the pictures in it cannot be taken; it says why.
    """
    if metres_per_unit is not None and not metres_per_unit > 0:
        raise ValueError("metres_per_unit must be above 0")
    scale = metres_per_unit or recognition.metres_per_unit
    frame = frame_of(drawing, scale)
    spaces = [(space, kind) for space in recognition.spaces if (kind := _bookable_kind(space, bookable_rooms))]
    names = unique_names([space.label for space, _ in spaces])
    places = tuple(
        _make_place(space, kind, name, frame, guess=bookable_rooms)
        for (space, kind), name in zip(spaces, names, strict=True)
    )
    kept = labels_that_name_nothing(drawing, [space for space, _ in spaces])
    screens = find_screens(drawing, frame)
    pictures = place_pictures(drawing, frame)
    return PreparedPlan(
        width=frame.width,
        height=frame.height,
        metres_per_unit=scale,
        backdrop_svg=draw_backdrop(drawing, kept, frame, over_pictures=bool(pictures)),
        places=places,
        pictures=pictures,
        screens=screens,
        outline=outline_floor(drawing, recognition, screens, frame),
    )


def find_screens(drawing: Drawing, frame: Frame) -> tuple[Ring, ...]:
    """The runs along walls and windows, in the plan's frame; closed outlines come back to their first point."""
    runs = [line.points for line in drawing.lines if line.role in _SCREENS]
    runs += [(*shape.ring, shape.ring[0]) for shape in drawing.shapes if shape.role in _SCREENS]
    return tuple(frame.map_ring(run) for run in runs)


def outline_floor(drawing: Drawing, recognition: Recognition, screens: Sequence[Ring], frame: Frame) -> Ring:
    """The outline of the floor in the plan's frame, from its walls and what the drawing calls one; empty without."""
    edges = [line.points for line in drawing.lines if line.role == "door"]
    edges += [(*shape.ring, shape.ring[0]) for shape in drawing.shapes if shape.role in _EDGES]
    rooms = [frame.map_ring(space.polygon) for space in recognition.spaces if not space.doubtful]
    walls = [*screens, *(frame.map_ring(edge) for edge in edges)]
    found = find_outline(walls, rooms, max(frame.width, frame.height))
    rounded = tuple((frame.round(x), frame.round(y)) for x, y in found)
    return rounded if is_sound(rounded) else ()


def _bookable_kind(space: Space, bookable_rooms: bool) -> str:
    """The kind that a space is booked as, or the empty string."""
    if space.kind in BOOKABLE:
        return space.kind
    return "meeting_room" if bookable_rooms and not space.doubtful and space.kind in ROOMS_TO_MEET_IN else ""


def unique_names(names: Sequence[str]) -> list[str]:
    """The names in their order; what stood before gets a number behind it."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    result = []
    for name in names:
        unique, number = name, numbers.get(name.casefold(), 1)
        while unique.casefold() in taken:
            number += 1
            unique = f"{name} ({number})"
        numbers[name.casefold()] = number
        taken.add(unique.casefold())
        result.append(unique)
    return result


def _make_place(space: Space, kind: str, name: str, frame: Frame, *, guess: bool) -> PreparedPlace:
    outline = frame.map_ring(space.polygon)
    polygon = make_polygon(outline)
    if polygon is not None and not Polygon(outline).is_valid:
        outline = tuple((frame.round(x), frame.round(y)) for x, y in ring_of(polygon))
    area_m2 = space.area_m2
    if polygon is not None and frame.in_metres:
        area_m2 = round(polygon.area, 2)
    x, y = label_point(polygon) if polygon is not None else outline[0]
    return PreparedPlace(
        name=name,
        kind=kind,
        outline=outline,
        label_x=frame.round(x),
        label_y=frame.round(y),
        seats=guess_seats(space, kind, area_m2, guess=guess),
        features=space.features,
        area_m2=area_m2,
        facing=space.facing,
    )


def guess_seats(space: Space, kind: str, area_m2: float | None, *, guess: bool) -> int | None:
    """Seats as drawn; one at a desk, and in a room, where that is wanted, as many as its area suggests."""
    if space.seats is not None or (kind != "desk" and not guess):
        return space.seats
    if kind == "desk":
        return 1
    if area_m2 is None:
        return SEATS_WHERE_UNKNOWN
    return guess_seats_of_area(area_m2)


def labels_that_name_nothing(drawing: Drawing, spaces: Sequence[Space]) -> list[Label]:
    """Labels that the backdrop shows; the page itself writes those that name a place in which they stand."""
    tree = STRtree([Polygon(space.polygon) for space in spaces])
    kept = []
    for label in split_covered(drawing)[0]:
        around = tree.query(Point(label.x, label.y), predicate="dwithin", distance=label.height / 2)
        names = [spaces[int(at)].label for at in around[:MOST_AROUND]]
        if not any(label.text in name or name in label.text for name in names):
            kept.append(label)
    return kept
