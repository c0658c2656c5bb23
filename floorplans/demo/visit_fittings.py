"""Rooms in which visitors are received, furnished: easy chairs round a low table, in sight of whoever keeps watch."""

from floorplans.demo.fittings import place_meeting_table
from floorplans.demo.rooms import PARTITION_M, Room

WATCHED = "observation panic_alarm step_free"


def add_watching_pane(room: Room, left: float, right: float) -> None:
    """A pane in the wall of the door, so that the room can be seen into."""
    room.sheet.window(room.span((left, -PARTITION_M, right, 0.0)))


def furnish_visiting(room: Room, name: str, seats: int, features: str = WATCHED) -> None:
    """A sofa and armchairs, heavy enough not to be lifted, and nothing between them and the door."""
    room.state("visiting_room", name, seats=seats, features=features)
    width, depth = room.width, room.depth
    room.door(0.2, 1.2)
    add_watching_pane(room, 1.5, width - 0.3)
    room.put("sofa", (width / 2 + 0.15, depth - 0.5), 180)
    room.put("armchair", (width - 0.5, depth - 1.6), 270)
    if seats > 3:
        room.put("armchair", (0.5, depth - 1.6), 90)
    if seats > 4:
        room.put("armchair", (width - 0.5, depth - 2.5), 270)
    room.rect("furniture", (width / 2 - 0.45, depth - 1.85, width / 2 + 0.45, depth - 1.25), radius=0.1)
    room.name((width / 2, depth / 2 - 0.5), name)


def furnish_family(room: Room, name: str) -> None:
    """Sofas at one end, a play mat, low table and toys at the other, a kitchenette by the door."""
    room.state("visiting_room", name, seats=8, features="child_friendly observation panic_alarm sink step_free")
    width, depth = room.width, room.depth
    room.put("sofa", (1.2, depth - 0.5), 180)
    room.put("sofa", (0.5, depth - 2.0), 90)
    room.put("armchair", (2.6, depth - 0.55), 200)
    room.rect("furniture", (1.3, depth - 2.2, 2.2, depth - 1.5), radius=0.1)
    room.rect("furniture", (width - 3.4, depth - 3.0, width - 0.8, depth - 0.9), radius=0.4, css="dashed")
    room.circle("furniture", (width - 2.1, depth - 1.9), 0.45)
    for u, v in ((-2.75, -1.9), (-1.45, -1.9), (-2.1, -1.25), (-2.1, -2.55)):
        room.put("stool", (width + u, depth + v))
    room.rect("furniture", (width - 2.8, depth - 0.45, width - 1.0, depth - 0.05))
    room.rect("fixtures", (width - 0.6, 0.3, width - 0.03, 2.1))
    room.put("basin", (width - 0.32, 1.2), 90, group="fixtures")
    room.name((width / 2, 1.3), name)


def furnish_legal(room: Room, name: str) -> None:
    """A table between a patient and two professionals; seen, not heard."""
    room.state("visiting_room", name, seats=4, features=f"{WATCHED} soundproof video")
    x, y = room.middle
    room.door(0.2, 1.2)
    add_watching_pane(room, 1.5, room.width - 0.4)
    place_meeting_table(room.sheet, (x - 0.8, y - 0.1, x + 0.8, y + 0.8), sides=2, ends=0)
    room.rect("furniture", (room.width - 0.12, 1.6, room.width - 0.03, 2.6), css="screen")
    room.name((room.width / 2, room.depth / 2 - 0.35), name)
