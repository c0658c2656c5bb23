"""Reads plain GeoJSON into a Drawing: rooms, walls and names of one floor, in metres."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from floorplans.gather import Gathering
from floorplans.geojson import Feature, load_json, read_features
from floorplans.shapes import Drawing, DrawingRefused, Label, Point
from floorplans.svg_text import text_width
from floorplans.units import split_length
from floorplans.view import LARGEST_FLOOR_M
from floorplans.words import find_kind, find_role
from floorplans.world import World, metres_at, world_at

# Text has no size on a map: this one is read well on a door of the same scale.
LABEL_HEIGHT_M = 0.4

_NAMES = ("name", "Name", "NAME", "label", "Label", "title", "ref", "room_name", "roomName", "number", "RoomNumber")
_ROLE_KEYS = ("indoor", "role", "category", "layer", "type", "feature_type", "class")
_LEVELS = ("level", "floor", "storey", "ordinal")
_RANGE = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*-\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_OUTDOORS = ("building", "highway", "landuse", "natural", "boundary")


def read_geojson(data: bytes, part: int | None = None) -> Drawing:
    """Read one floor from a GeoJSON document.

    Args:
        data: positions on WGS84 as the standard says, or in metres where they cannot be degrees of one building.
        part: which floor of several, by their order from the lowest; None for the one with the most rooms.

    Returns:
        Shapes, lines and labels in metres from the north-west corner, y down.

    Raises:
        DrawingRefused: with a sentence for the person who sent it.
    """
    features = read_features(load_json(data))
    counts = Counter(level for feature in features if feature.rings for level in _levels_of(feature))
    floors = sorted(counts, key=_height_of)
    notes = []
    wanted = ""
    if floors:
        number = floors.index(counts.most_common(1)[0][0]) if part is None else part
        if not 0 <= number < len(floors):
            raise DrawingRefused(f"This file has {len(floors)} floors, so there is no floor {number + 1}.")
        wanted = floors[number]
    if len(floors) > 1:
        notes.append(f"The file has {len(floors)} floors ({', '.join(floors[:10])}); read was {wanted}.")
    chosen = [feature for feature in features if not wanted or wanted in (_levels_of(feature) or (wanted,))]
    world, more = find_world([place for feature in chosen for place in _places(feature)])
    found = Gathering()
    for feature in chosen:
        _add_feature(feature, world, found)
    return found.finish(1.0, [*notes, *more])


def _height_of(level: str) -> tuple[float, str]:
    """Floors by their number, and after them those that are named."""
    parts = split_length(level)
    return (parts[0] if parts and not parts[1] else math.inf), level


def _levels_of(feature: Feature) -> tuple[str, ...]:
    """The floors on which a feature stands; empty where it does not say (OpenStreetMap writes "0;1" and "0-2")."""
    text = feature.text(*_LEVELS)
    span = _RANGE.fullmatch(text)
    if span is not None and 0 <= float(span[2]) - float(span[1]) <= 50:
        return tuple(str(number) for number in range(int(float(span[1])), int(float(span[2])) + 1))
    return tuple(word.strip() for word in text.split(";")[:20] if word.strip())


def _places(feature: Feature) -> list[Point]:
    return [place for run in (*feature.rings, *feature.lines, feature.points) for place in run]


def find_world(places: Sequence[Point]) -> tuple[World, list[str]]:
    """The frame for positions: degrees where they can be those of one building, else metres; and what to say of it.

    Raises:
        DrawingRefused: there are none, or they are spread over more than a floor.
    """
    if not places:
        raise DrawingRefused("The file holds no shapes, so there is nothing to show. Export the floor again.")
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    world = metres_at(left, north)
    notes = ["Positions cannot be degrees, so they were read as metres."]
    if min(left, -right) >= -180 and min(south, -north) >= -90:
        degrees = world_at((left + right) / 2, (south + north) / 2)
        if (right - left) * degrees.east_m <= LARGEST_FLOOR_M and (north - south) * degrees.north_m <= LARGEST_FLOOR_M:
            return World(left, north, degrees.east_m, degrees.north_m), []
    if max(right - left, north - south) > LARGEST_FLOOR_M:
        raise DrawingRefused(
            f"The file's shapes lie more than {LARGEST_FLOOR_M:,.0f} m apart, which no floor is. "
            "Export one building's floor alone, and try again."
        )
    return world, notes


def _add_feature(feature: Feature, world: World, found: Gathering) -> None:
    name = feature.text(*_NAMES)
    role = _role_of(feature)
    indoors = name and (
        role == "room" or feature.text("room") or feature.text("indoor") in ("room", "area", "corridor")
    )
    kind = find_kind(f"{name} {feature.text('room', 'category', 'use')} {feature.text('indoor')}") if indoors else ""
    for ring in feature.rings:
        found.add_run(
            _placed(ring, world), role, closed=True, name=name, data={"kind": kind, "name": name} if kind else {}
        )
    for line in feature.lines:
        found.add_run(_placed(line, world), role, closed=False)
    if name:
        for place in feature.points or _middle(feature):
            add_label(name, world.place(*place), role, found)


def _role_of(feature: Feature) -> str:
    for key in _ROLE_KEYS:
        role = find_role(feature.text(key))
        if role:
            return role
    if any(feature.text(key) for key in _OUTDOORS) and not feature.text("indoor"):
        return "outline"
    return "other"


def _placed(run: Sequence[Point], world: World) -> list[Point]:
    return [world.place(x, y) for x, y in run]


def _middle(feature: Feature) -> list[Point]:
    """Where the name of a shape stands: inside its largest ring."""
    from floorplans.geometry import label_point, make_polygon  # noqa: PLC0415 - only for shapes

    polygons = [polygon for ring in feature.rings if (polygon := make_polygon(ring[:-1])) is not None]
    return [label_point(max(polygons, key=lambda polygon: polygon.area))] if polygons else []


def add_label(name: str, place: Point, role: str, found: Gathering) -> None:
    """Write a name at a place of the plan, in metres."""
    width = text_width(name, LABEL_HEIGHT_M)
    found.labels.append(Label(name, *place, width, LABEL_HEIGHT_M, 0.0, found.next_order(), role, (name,)))
