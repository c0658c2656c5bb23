"""Rooms of a clinic furnished: consulting, treatment and therapy, utilities, toilets that everybody can use."""

import math

from floorplans.demo.rooms import Room

CONSULTING = "couch sink step_free"


def furnish_consulting(room: Room, name: str, features: str = CONSULTING, seats: int = 3) -> None:
    """Desk and chairs beside the door, couch behind a curtain, basin on the wall of the door.

    Health Building Note 00-03 gives a consulting and examination room of 16 square metres this arrangement.
    """
    room.state("clinic_room", name, seats=seats, features=features)
    width, depth = room.width, room.depth
    room.door(0.2, 1.2)
    couch = "wide-couch" if "bariatric" in features else "couch"
    room.put(couch, (width - 0.8, depth - 1.3), 0)
    _draw_curtain(room, width - 1.75, depth - 2.5)
    room.rect("furniture", (0.05, depth - 2.0, 0.75, depth - 0.35))
    room.put("monitor", (0.4, depth - 1.15), 270, group="furniture")
    room.put("task-chair", (1.1, depth - 1.1), 270)
    room.put("chair", (0.45, depth - 2.35), 0)
    if seats > 2:
        room.put("chair", (1.3, depth - 2.3), 330)
    room.rect("fixtures", (width - 2.0, 0.03, width - 0.05, 0.58))
    room.put("basin", (width - 1.45, 0.3), 180, group="fixtures")
    room.put("trolley", (width - 0.4, 0.9), 90)
    room.name((width / 2 - 0.1, depth / 2 - 0.3), name)


def _draw_curtain(room: Room, u: float, v: float) -> None:
    """The track of a curtain round the corner at the far right."""
    room.line(
        "furniture",
        (u, room.depth - 0.05),
        (u, v + 0.2),
        (u + 0.06, v + 0.06),
        (u + 0.2, v),
        (room.width - 0.05, v),
        css="dashed",
    )


def furnish_treatment(room: Room, name: str, features: str = "couch sink step_free") -> None:
    """A couch that can be reached from all sides, worktop with clinical basin, trolleys, a stool, a chair."""
    room.state("clinic_room", name, seats=4, features=features)
    width, depth = room.width, room.depth
    room.double_door(0.25, width=1.5)
    couch = "wide-couch" if "bariatric" in features else "couch"
    room.put(couch, (width / 2, depth - 1.75), 0)
    room.rect("fixtures", (width - 0.6, 0.6, width - 0.03, depth - 0.6))
    room.put("basin", (width - 0.3, 1.3), 90, group="fixtures")
    room.circle("furniture", (width / 2 - 0.85, depth - 1.2), 0.19)
    room.put("trolley", (width / 2 - 0.95, depth - 2.1), 0)
    room.put("trolley", (width / 2 + 0.8, depth - 2.6), 90)
    room.put("chair", (0.45, depth - 0.45), 135)
    if "hoist" in features:
        room.line("fixtures", (width / 2, 1.2), (width / 2, depth - 0.15), css="dashed")
        room.line("fixtures", (width / 2 - 0.9, 1.3), (width / 2 + 0.9, 1.3), css="dashed")
    room.name((width / 2 - 0.2, depth / 2 - 0.95), name)


def furnish_phlebotomy(room: Room, name: str) -> None:
    """Two blood-taking chairs with a screen between them, a couch for those who faint, worktop and basin."""
    room.state("clinic_room", name, seats=5, features="phlebotomy_chair couch sink fridge step_free")
    width, depth = room.width, room.depth
    room.door(0.2, 1.2)
    for u in (0.85, 2.35):
        room.put("blood-chair", (u, depth - 1.35), 180)
        room.circle("furniture", (u + 0.1, depth - 2.15), 0.19)
    room.line("furniture", (1.6, depth - 0.05), (1.6, depth - 2.1), css="dashed")
    room.put("couch", (width - 0.4, depth - 1.05), 0)
    room.rect("fixtures", (1.6, 0.03, width - 0.7, 0.58))
    room.put("basin", (2.2, 0.3), 180, group="fixtures")
    room.rect("furniture", (width - 0.68, 0.03, width - 0.05, 0.65))
    room.put("chair", (1.75, 1.05), 180)
    room.name((width / 2 + 0.2, depth / 2 - 0.35), name)


def furnish_therapy(room: Room, name: str, features: str, seats: int = 4) -> None:
    """Easy chairs round a low table, a small desk by the window, nothing clinical; the way out stays free."""
    room.state("clinic_room", name, seats=seats, features=features)
    width, depth = room.width, room.depth
    room.door(0.2, 1.2)
    room.put("armchair", (width - 0.5, 1.95), 270)
    room.put("armchair", (width - 0.75, depth - 0.85), 225)
    room.put("sofa" if seats > 4 else "armchair", (1.7, depth - 0.55), 180)
    if seats > 3:
        room.put("armchair", (0.45, depth - 1.7), 90)
    room.circle("furniture", (width / 2 + 0.25, depth / 2 + 0.35), 0.36)
    room.rect("furniture", (width - 1.75, 0.05, width - 0.45, 0.65))
    room.put("task-chair", (width - 1.2, 0.95), 180)
    room.put("plant", (0.35, depth - 0.35))
    if "child_friendly" in features:
        room.rect("furniture", (0.1, depth - 1.15, 1.0, depth - 0.75), radius=0.1)
        room.rect("furniture", (0.3, 1.35, 1.75, 2.1), radius=0.2, css="dashed")
    room.name((width / 2 + 0.2, depth / 2 - 0.35), name)


def furnish_group(room: Room, name: str, seats: int, features: str) -> None:
    """A ring of chairs in the middle of the room, a screen on the far wall, cupboards beside the door."""
    room.state("meeting_room", name, seats=seats, features=features)
    width, depth = room.width, room.depth
    across, forward = min(width / 2 - 0.6, 2.6), min(depth / 2 - 0.6, 1.6)
    for seat in range(seats):
        bearing = 2 * math.pi * (seat + 0.5) / seats
        u = width / 2 + across * math.sin(bearing)
        v = depth / 2 + forward * math.cos(bearing)
        room.put("chair", (round(u, 3), round(v, 3)), round(math.degrees(bearing) + 180) % 360)
    room.rect("furniture", (width - 0.12, depth / 2 - 0.8, width - 0.03, depth / 2 + 0.8), css="screen")
    room.name((width / 2, depth / 2), name)


def furnish_utility(room: Room, name: str, *, dirty: bool = False) -> None:
    """Worktops on two walls with sinks; the dirty one has a macerator and a slop hopper, the clean one a fridge."""
    room.state("store", name)
    width, depth = room.width, room.depth
    room.rect("fixtures", (0.03, depth - 0.6, width - 0.03, depth - 0.03))
    room.put("basin", (width - 0.5, depth - 0.32), 0, group="fixtures")
    room.rect("fixtures", (width - 0.6, 1.15, width - 0.03, depth - 0.6))
    if dirty:
        room.put("toilet", (0.4, depth - 0.42), 180, group="fixtures")
        room.circle("fixtures", (width - 0.31, depth - 1.0), 0.2)
    else:
        room.rect("furniture", (0.03, depth - 0.63, 0.65, depth - 0.03))
        room.line("furniture", (0.03, depth - 0.63), (0.65, depth - 0.03))
    room.name((width / 2 - 0.2, depth / 2 - 0.1), *name.split(" ", 1))


def furnish_accessible_toilet(room: Room, name: str = "Accessible WC") -> None:
    """A toilet of 2.2 by 1.5 m or more, set out as in Approved Document M: rails, basin in reach, turning space."""
    room.state("wc", name)
    width, depth = room.width, room.depth
    room.door(width - 0.1, width - 1.1, outward=True)
    room.put("toilet", (0.5, depth - 0.38), 180, group="fixtures")
    room.put("basin", (0.2, depth - 1.3), 270, group="fixtures")
    room.line("fixtures", (0.06, depth - 0.85), (0.06, depth - 0.2))
    room.line("fixtures", (0.95, depth - 0.75), (0.95, depth - 0.1))
    room.circle("fixtures", (width - 0.85, depth / 2), 0.75, css="dashed")
    room.name((width - 0.85, depth / 2), *name.split(" ", 1))


def furnish_toilet(room: Room, name: str = "WC") -> None:
    """One toilet and its basin."""
    room.state("wc", name)
    width, depth = room.width, room.depth
    room.door(width - 0.1, width - 0.95, outward=True)
    room.put("toilet", (width / 2, depth - 0.38), 180, group="fixtures")
    room.put("basin", (0.22, depth - 1.15), 270, group="fixtures")
    room.name((width / 2 + 0.1, depth / 2 - 0.25), name)


def furnish_toilets(room: Room, name: str, *, cubicles: int = 2) -> None:
    """Cubicles along the far wall, basins along the right one."""
    room.state("wc", name)
    width, depth = room.width, room.depth
    room.door(0.1, 0.95)
    pitch = width / cubicles
    for cubicle in range(cubicles):
        left, right = cubicle * pitch, (cubicle + 1) * pitch
        room.put("toilet", (round((left + right) / 2, 3), depth - 0.38), 180, group="fixtures")
        room.sheet.wall(room.span((left, depth - 1.53, left + 0.12, depth - 1.5)))
        room.sheet.wall(room.span((left + 0.82, depth - 1.53, right, depth - 1.5)))
        front = depth - 1.515
        side = -1 if room.mirrored else 1
        room.sheet.door(room.at(left + 0.82, front), room.at(left + 0.12, front), side=side)
        if cubicle:
            room.sheet.wall(room.span((left - 0.015, depth - 1.5, left + 0.015, depth)))
    for basin in range(cubicles):
        room.put("basin", (width - 0.22, depth - 2.0 - 0.6 * basin), 90, group="fixtures")
    room.name((width / 2 - 0.2, depth / 2 - 0.55), *name.split(" ", 1))


def furnish_changing_places(room: Room) -> None:
    """A Changing Places toilet of at least 12 square metres (BS 8300): bench, hoist on rails, space on both sides."""
    room.state("wc", "Changing places")
    width, depth = room.width, room.depth
    room.door(width - 0.2, width - 1.25, outward=True)
    room.put("toilet", (width / 2 - 0.2, depth - 0.4), 180, group="fixtures")
    room.line("fixtures", (width / 2 - 0.7, depth - 0.85), (width / 2 - 0.7, depth - 0.1))
    room.line("fixtures", (width / 2 + 0.3, depth - 0.85), (width / 2 + 0.3, depth - 0.1))
    room.put("basin", (0.25, depth - 0.5), 270, group="fixtures")
    room.put("wide-couch", (width - 0.5, depth - 1.15), 0)
    room.rect("fixtures", (0.05, 0.2, 0.95, 1.15))
    room.line("fixtures", (0.05, 0.2), (0.95, 1.15))
    for u in (0.5, width - 0.5):
        room.line("fixtures", (u, 0.15), (u, depth - 0.15), css="dashed")
    room.line("fixtures", (0.5, depth / 2), (width - 0.5, depth / 2), css="dashed")
    room.circle("fixtures", (width / 2, depth / 2 - 0.2), 0.9, css="dashed")
    room.name((width / 2, depth / 2 - 0.2), "Changing", "places")


def draw_flights(room: Room, name: str, *, landing: float = 1.2) -> None:
    """A dog-leg stair: up on the left from the landing at the door, half a turn at the far wall, on up at the right."""
    room.state("stairs", name)
    width, depth = room.width, room.depth
    middle, last = width / 2, depth - landing
    well = ((middle - 0.05, landing), (middle + 0.05, landing), (middle + 0.05, last), (middle - 0.05, last))
    room.line("stairs", *well, closed=True)
    treads = max(4, round((last - landing) / 0.25))
    for tread in range(treads + 1):
        v = landing + (last - landing) * tread / treads
        room.line("stairs", (0, v), (middle - 0.05, v))
        room.line("stairs", (middle + 0.05, v), (width, v))
    left, right, turn = middle / 2, middle * 1.5, depth - landing / 2
    room.line("stairs", (left, landing - 0.2), (left, turn), (right, turn), (right, landing - 0.1))
    room.line("stairs", (right - 0.12, landing + 0.2), (right, landing - 0.1), (right + 0.12, landing + 0.2))
    room.name((middle, landing / 2 - 0.15 if room.entrance in "ns" else 0.72), name)
