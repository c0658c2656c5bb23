"""Rooms of an office furnished: meeting and training rooms, quiet rooms, kitchens, stores, rows of seats."""

import math

from floorplans.demo.fittings import place_meeting_table, place_round_table
from floorplans.demo.rooms import Room
from floorplans.demo.sheet import Point, Sheet

SEAT_PITCH_M = 0.68


def furnish_meeting(room: Room, name: str, seats: int, features: str, *, screen: str = "far") -> None:
    """A table of the right size with its chairs, and a screen on the far wall, to the left or to the right."""
    room.state("meeting_room", name, seats=seats, features=features)
    x, y = room.middle
    if seats <= 4 and min(room.width, room.depth) > 2.5:
        place_round_table(room.sheet, (x, y), 0.55, (0, 90, 180, 270)[:seats] if seats != 2 else (90, 270))
    else:
        _place_long_table(room, (x, y), seats)
    _hang_screen(room, screen)
    room.sheet.name((x, y), name, css="small")


def _place_long_table(room: Room, middle: Point, seats: int) -> None:
    x, y = middle
    x0, y0, x1, y1 = room.corners
    ends = 1 if seats % 2 == 0 and seats >= 8 else 0
    sides = (seats - 2 * ends) // 2
    length = SEAT_PITCH_M * sides + 0.12
    narrow = min(room.width, room.depth) <= 2.5
    breadth = 0.65 if narrow else 1.4 if seats >= 12 else 1.2
    upright = y1 - y0 > x1 - x0
    across, down = (breadth / 2, length / 2) if upright else (length / 2, breadth / 2)
    box = (round(x - across, 3), round(y - down, 3), round(x + across, 3), round(y + down, 3))
    place_meeting_table(room.sheet, box, sides=sides, ends=ends, upright=upright)


def _hang_screen(room: Room, where: str) -> None:
    width, depth = room.width, room.depth
    boxes = {
        "far": (width / 2 - 0.7, depth - 0.12, width / 2 + 0.7, depth - 0.03),
        "left": (0.03, depth / 2 - 0.6, 0.12, depth / 2 + 0.6),
        "right": (width - 0.12, depth / 2 - 0.6, width - 0.03, depth / 2 + 0.6),
    }
    if where in boxes:
        room.rect("furniture", boxes[where], css="screen")


def furnish_training(room: Room, name: str, seats: int, features: str, *, rows: int) -> None:
    """Rows of tables with chairs behind them, looking at the screen on the wall to the left of the door's side."""
    room.state("meeting_room", name, seats=seats, features=features)
    each = seats // rows
    width, depth = room.width, room.depth
    room.rect("furniture", (0.05, depth / 2 - 1.1, 0.15, depth / 2 + 1.1), css="screen")
    room.rect("furniture", (0.9, depth - 1.5, 1.5, depth - 0.5))
    pitch = (width - 3.0) / rows
    start = depth / 2 - each * 0.35
    for row in range(rows):
        u = round(2.3 + row * pitch, 3)
        for seat in range(0, each - each % 2, 2):
            v = round(start + seat * 0.7, 3)
            room.rect("furniture", (u, v + 0.02, u + 0.5, v + 1.38))
        for seat in range(each):
            room.put("chair", (u + 0.78, round(start + (seat + 0.5) * 0.7, 3)), 270)
    room.name((1.3, depth / 2), name)


def furnish_cabaret(room: Room, name: str, tables: tuple[Point, ...], features: str) -> None:
    """Round tables with six chairs each; the screen stands on the wall to the left."""
    room.state("meeting_room", name, seats=6 * len(tables), features=features)
    room.rect("furniture", (0.05, room.depth / 2 - 1.1, 0.15, room.depth / 2 + 1.1), css="screen")
    for u, v in tables:
        room.circle("furniture", (u, v), 0.7)
        for seat in range(6):
            bearing = math.radians(60 * seat)
            at = (round(u + 0.95 * math.sin(bearing), 3), round(v + 0.95 * math.cos(bearing), 3))
            room.put("chair", at, (60 * seat + 180) % 360)
    room.name((room.width / 2, room.depth / 2), name)


def furnish_quiet(room: Room, name: str, *, bookable: bool = False, features: str = "") -> None:
    """A shelf to work at and a chair, for one person and a telephone."""
    room.state("meeting_room" if bookable else "quiet", name, seats=1 if bookable else None, features=features)
    width, depth = room.width, room.depth
    room.rect("furniture", (0.2, depth - 0.62, width - 0.2, depth - 0.03))
    room.put("task-chair", (width / 2, depth - 0.95))
    room.name((width / 2, depth - 0.33) if room.entrance in "ns" else (0.3, depth - 0.62), name)


def furnish_focus(room: Room, name: str, features: str) -> None:
    """A small room for two: a table against the far wall, a chair at each end, a screen over it."""
    room.state("meeting_room", name, seats=2, features=features)
    width, depth = room.width, room.depth
    room.rect("furniture", (width / 2 - 0.45, depth - 1.3, width / 2 + 0.45, depth - 0.15), radius=0.08)
    room.rect("furniture", (width / 2 - 0.4, depth - 0.1, width / 2 + 0.4, depth - 0.03), css="screen")
    room.put("chair", (width / 2 - 0.72, depth - 0.75), 90)
    room.put("chair", (width / 2 + 0.72, depth - 0.75), 270)
    room.name((width / 2, depth - 0.72), name)


def furnish_kitchen(room: Room, name: str, tables: tuple[Point, ...] = ()) -> None:
    """Units with sink and hob along the far wall, a fridge at their end, and tables where told."""
    room.state("kitchen", name)
    width, depth = room.width, room.depth
    room.rect("furniture", (0.05, depth - 0.62, width - 0.75, depth - 0.03))
    room.rect("furniture", (width - 0.72, depth - 0.68, width - 0.05, depth - 0.03))
    sink = width * 0.35
    room.rect("fixtures", (sink - 0.45, depth - 0.52, sink + 0.45, depth - 0.12), radius=0.06)
    room.circle("fixtures", (sink - 0.2, depth - 0.32), 0.13)
    for at in tables:
        place_round_table(room.sheet, room.at(*at), 0.4, (0, 90, 180, 270))


def furnish_store(room: Room, name: str, kind: str = "store") -> None:
    """Shelves along the left and the far wall."""
    room.state(kind, name)
    width, depth = room.width, room.depth
    room.rect("furniture", (0.03, 1.2, 0.43, depth - 0.03))
    room.rect("furniture", (0.43, depth - 0.43, width - 0.03, depth - 0.03))
    room.line("furniture", (0.03, (1.2 + depth) / 2), (0.43, (1.2 + depth) / 2))
    room.line("furniture", ((0.43 + width) / 2, depth - 0.43), ((0.43 + width) / 2, depth - 0.03))
    room.name((width / 2 + 0.1, depth / 2), name)


def place_chairs(sheet: Sheet, start: Point, step: Point, count: int, angle: float) -> None:
    """A row of waiting chairs: the first stands at a point, each next one a step further."""
    for seat in range(count):
        sheet.put("chair", (round(start[0] + seat * step[0], 3), round(start[1] + seat * step[1], 3)), angle)
