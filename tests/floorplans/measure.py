"""Compares what was recognised with the truth that a person wrote down."""

import json
from dataclasses import dataclass
from pathlib import Path

from shapely import Point, Polygon

from floorplans.shapes import Recognition, Space


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


def read_truth(name: str) -> Truth:
    content = json.loads((Path(__file__).parent / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    return Truth(
        drawing=content["drawing"],
        rooms=tuple(
            TrueRoom(room["label"], tuple((float(x), float(y)) for x, y in room["points"]), room.get("shares", ""))
            for room in content["rooms"]
        ),
        not_in_a_room=tuple(content["not_in_a_room"]),
        covered=tuple(content["covered"]),
        unclear=tuple(content.get("unclear", ())),
    )


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
