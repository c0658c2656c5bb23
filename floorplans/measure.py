"""Compares what was recognised with the truth that a person wrote down, or with what the drawing itself tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely import Point, Polygon

from floorplans.shapes import DrawingRefused, Recognition, Space

AREA_DIFFERS = 0.1


@dataclass(frozen=True, slots=True)
class TrueRoom:
    """A labelled room: its label as written, points of which one lies inside, and the group that shares its space."""

    label: str
    points: tuple[tuple[float, float], ...]
    shares: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a person sees on a drawing."""

    drawing: str
    rooms: tuple[TrueRoom, ...]
    not_in_a_room: tuple[str, ...]
    covered: tuple[str, ...]
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Labels of rooms found and missed, and labels of proposals that are no such room."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def read_truth(text: str) -> Truth:
    """The truth as a person wrote it down, in JSON: `drawing`, `rooms` with `label`, `points` and perhaps `shares`.

    Raises:
        DrawingRefused: it is not written so.
    """
    try:
        content = json.loads(text)
        return Truth(
            drawing=str(content["drawing"]),
            rooms=tuple(_read_room(room) for room in content["rooms"]),
            not_in_a_room=tuple(content.get("not_in_a_room", ())),
            covered=tuple(content.get("covered", ())),
            unclear=tuple(content.get("unclear", ())),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as broken:
        raise DrawingRefused(
            "This is no list of true rooms. "
            'It should read {"drawing": "", "rooms": [{"label": "", "points": [[x, y]]}]}.'
        ) from broken


def _read_room(room: Mapping[str, Any]) -> TrueRoom:
    points = tuple((float(x), float(y)) for x, y in room["points"])
    return TrueRoom(str(room["label"]), points, str(room.get("shares", "")))


def score(truth: Truth, recognition: Recognition) -> Score:
    """A room is found when a proposal of its label holds one of its points, and no other room's first point.

    Rooms that share their space are no strangers; labels that are unclear count neither way.
    """
    left = list(recognition.spaces)
    found, missed = [], []
    for room in truth.rooms:
        match = next((space for space in left if _is_room(space, room, truth)), None)
        if match is None:
            missed.append(room.label)
        else:
            left.remove(match)
            found.append(room.label)
    wrong = tuple(
        space.label for space in left if space.label and space.kind != "desk" and space.label not in truth.unclear
    )
    return Score(tuple(found), tuple(missed), wrong)


def _is_room(space: Space, room: TrueRoom, truth: Truth) -> bool:
    polygon = Polygon(space.polygon)
    strangers = [
        other
        for other in truth.rooms
        if other is not room
        and not (room.shares and room.shares == other.shares)
        and polygon.contains(Point(other.points[0]))
    ]
    return space.label == room.label and not strangers and any(polygon.contains(Point(point)) for point in room.points)


def judge(recognition: Recognition) -> Score:
    """What the drawing itself tells: labels with a space, labels without one, and spaces that contradict it.

    A space contradicts its drawing where the area that is printed in it differs from the one that is drawn.
    """
    named = [space for space in recognition.spaces if space.label and space.kind != "desk"]
    wrong = [space for space in named if _differs(space, recognition.metres_per_unit)]
    return Score(
        found=tuple(space.label for space in named if space not in wrong),
        missed=tuple(label.label for label in recognition.unplaced_labels),
        wrong=tuple(space.label for space in wrong),
    )


def _differs(space: Space, metres_per_unit: float | None) -> bool:
    if metres_per_unit is None or not space.printed_m2:
        return False
    drawn = Polygon(space.polygon).area * metres_per_unit**2
    return abs(drawn - space.printed_m2) > AREA_DIFFERS * space.printed_m2
