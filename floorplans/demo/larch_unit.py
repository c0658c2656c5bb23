"""Draws the front of Larch Unit, a secure unit, as far as the door to its wards; rewrites its SVG as a module."""

from pathlib import Path

from shapely import Polygon

from floorplans.demo.clinic_fittings import furnish_accessible_toilet, furnish_toilet
from floorplans.demo.fittings import (
    Spot,
    draw_double_door,
    draw_sliding_door,
    lay_upright_bench,
    number_desks,
    place_lockers,
    place_round_table,
)
from floorplans.demo.larch_visits import draw_secure_court, draw_visits
from floorplans.demo.office_fittings import furnish_kitchen, furnish_meeting, furnish_store, place_chairs
from floorplans.demo.rooms import Room, glaze
from floorplans.demo.sheet import Sheet
from floorplans.demo.symbols import SYMBOLS

SIZE = (46, 30)
OUTSIDE = (
    (0.5, 0.5),
    (31.5, 0.5),
    (31.5, 3.0),
    (45.5, 3.0),
    (45.5, 29.5),
    (36.2, 29.5),
    (36.2, 23.5),
    (33.5, 23.5),
    (33.5, 28.5),
    (17.5, 28.5),
    (17.5, 23.5),
    (0.5, 23.5),
)
OUTER_WALL_M = 0.3


def draw() -> str:
    """The SVG document of the floor, 46 by 30 metres."""
    sheet = Sheet()
    _shell(sheet)
    draw_visits(sheet)
    draw_secure_court(sheet)
    _meeting_rooms(sheet)
    _tribunal(sheet)
    _way_in(sheet)
    _reception(sheet)
    _waiting(sheet)
    _vehicle_lock(sheet)
    _staff_rooms(sheet)
    _team_office(sheet)
    _title(sheet)
    return sheet.compose(SIZE, "Larch Unit", SYMBOLS)


def _shell(sheet: Sheet) -> None:
    """Outer walls and windows, and the ways out at the ends of the corridor."""
    outside = Polygon(OUTSIDE)
    sheet.walls.append(outside.difference(outside.buffer(-OUTER_WALL_M, join_style="mitre")))
    sheet.floor(OUTSIDE)
    sheet.wall((36.2, 23.2, 45.5, 23.5), (17.2, 22.4, 17.8, 23.5), (33.2, 22.4, 33.3, 23.5))
    glaze(sheet, "n", 0.8, (1.6, 4.1), (5.5, 8.1), (9.2, 11.8), (12.9, 15.5), (16.8, 19.5), (20.9, 23.4), (24.7, 27.2))
    glaze(sheet, "n", 3.3, (34.2, 36.8), (38.0, 40.6), (41.8, 44.4))
    glaze(sheet, "w", 0.8, (2.0, 4.4), (5.2, 7.6), (9.2, 11.6), (13.1, 15.5), (19.4, 22.4))
    glaze(sheet, "s", 23.2, (1.8, 4.4), (5.6, 8.2), (9.7, 11.9), (13.6, 16.4), (33.9, 35.8))
    glaze(sheet, "e", 45.2, (4.4, 7.0), (8.0, 10.6), (11.2, 12.9), (13.9, 15.6), (19.4, 21.8))
    glaze(sheet, "s", 28.2, (18.4, 19.8), (20.9, 22.5), (26.5, 28.3), (29.8, 32.4))
    draw_double_door(sheet, (0.65, 16.9), (0.65, 17.9), side=1)
    draw_double_door(sheet, (45.35, 16.9), (45.35, 17.9), side=-1)
    for x in (20.3, 29.85):
        sheet.wall((x - 0.05, 16.3, x + 0.05, 18.5))
        draw_double_door(sheet, (x, 16.5), (x, 18.3), side=1)
    sheet.wall((27.8, 4.8, 27.9, 6.5))
    draw_double_door(sheet, (27.85, 4.95), (27.85, 6.35), side=-1)


def _meeting_rooms(sheet: Sheet) -> None:
    for name, seats, x0, x1, features in (
        ("Hawthorn", 6, 20.3, 24.0, "observation panic_alarm screen step_free video"),
        ("Spindle", 6, 24.1, 27.8, "panic_alarm screen step_free whiteboard"),
    ):
        room = Room(sheet, (x0, 0.8, x1, 4.8), "s")
        room.door(0.2, 1.2)
        furnish_meeting(room, name, seats, features, screen="far")
    for name, seats, x0, x1, features in (
        ("Sycamore", 12, 33.3, 38.9, "hearing_loop screen step_free video whiteboard"),
        ("Aspen", 6, 39.0, 42.1, "screen step_free video"),
    ):
        room = Room(sheet, (x0, 18.5, x1, 23.2), "n")
        room.door(0.2, 1.2)
        furnish_meeting(room, name, seats, features, screen="left")


def _tribunal(sheet: Sheet) -> None:
    """The room where tribunals sit, the room beside it where the parties wait, and the room for care reviews."""
    room = Room(sheet, (0.8, 18.5, 9.0, 23.2), "n")
    room.double_door(0.3, width=1.6)
    furnish_meeting(
        room, "Tribunal room", 14, "hearing_loop panic_alarm screen soundproof step_free video", screen="right"
    )
    sheet.put("plant", (8.6, 22.8))
    wait = Room(sheet, (9.1, 18.5, 12.6, 23.2), "n")
    wait.state("waiting", "Tribunal waiting")
    wait.door(0.2, 1.2)
    wait.put("sofa", (1.75, 4.2), 180)
    for v in (2.2, 3.1):
        wait.put("armchair", (0.5, v), 90)
        wait.put("armchair", (3.0, v), 270)
    wait.rect("furniture", (1.35, 2.4, 2.15, 3.1), radius=0.1)
    wait.name((1.5, 1.5), "Tribunal", "waiting")
    review = Room(sheet, (12.7, 18.5, 17.2, 23.2), "n")
    review.door(0.2, 1.2)
    furnish_meeting(review, "Juniper", 10, "hearing_loop panic_alarm screen step_free video", screen="left")


def _way_in(sheet: Sheet) -> None:
    """The airlock between the public and the secure side, and what belongs to it."""
    lock = Room(sheet, (22.6, 18.5, 26.0, 22.4), "n")
    lock.state("corridor", "Airlock")
    lock.double_door(0.8, width=1.8)
    draw_double_door(sheet, (23.4, 22.45), (25.2, 22.45), side=1)
    lock.rect("furniture", (0.9, 1.5, 1.2, 2.5))
    lock.rect("furniture", (2.1, 1.5, 2.4, 2.5))
    lock.name((1.7, 3.0), "Airlock")
    search = Room(sheet, (19.0, 18.5, 22.5, 22.4), "e")
    search.state("store", "Search room")
    search.door(0.2, 1.2)
    search.rect("furniture", (1.4, 2.7, 3.7, 3.45))
    search.put("chair", (3.4, 0.6), 270)
    search.rect("furniture", (0.1, 2.9, 0.9, 3.45))
    search.name((2.2, 1.5), "Search room")
    keys = Room(sheet, (26.1, 18.5, 29.0, 22.4), "e", mirrored=True)
    keys.state("store", "Keys and alarms")
    keys.door(0.2, 1.1)
    keys.rect("furniture", (0.3, 2.4, 3.6, 2.85))
    for cabinet in range(1, 6):
        keys.line("furniture", (0.3 + 0.55 * cabinet, 2.4), (0.3 + 0.55 * cabinet, 2.85))
    keys.name((2.3, 1.4), "Keys and", "alarms")
    control = Room(sheet, (29.1, 18.5, 33.2, 22.4), "n")
    control.state("office", "Control room")
    control.door(0.2, 1.2)
    control.rect("furniture", (0.4, 3.1, 3.7, 3.8))
    for u in (1.2, 2.05, 2.9):
        control.put("task-chair", (u, 2.75))
        control.put("monitor", (u, 3.5))
    control.name((2.3, 1.6), "Control room")
    property_store = Room(sheet, (17.3, 18.5, 18.9, 22.4), "n")
    property_store.door(0.15, 1.05)
    furnish_store(property_store, "Property")


def _reception(sheet: Sheet) -> None:
    """The reception behind glass, reached only from the control room."""
    room = Room(sheet, (28.9, 22.5, 33.2, 28.2), "n")
    room.state("reception", "Reception")
    room.door(0.2, 1.1)
    sheet.window((28.8, 23.4, 28.9, 26.8))
    room.rect("furniture", (3.55, 0.8, 4.25, 4.4))
    for v in (1.5, 2.6, 3.7):
        room.put("task-chair", (3.2, v), 90)
        room.put("monitor", (3.9, v), 90)
    room.rect("furniture", (0.05, 2.4, 0.65, 5.2))
    room.put("copier", (1.9, 5.25), 180)
    room.name((1.7, 2.6), "Reception")
    sheet.rect("furniture", (28.35, 23.4, 28.8, 26.8))


def _waiting(sheet: Sheet) -> None:
    """The public side: draught lobby, lockers, seats, toilets."""
    sheet.wall((22.9, 26.1, 26.1, 26.2), (22.9, 26.1, 23.0, 28.2), (26.0, 26.1, 26.1, 28.2))
    draw_sliding_door(sheet, (23.5, 28.35), (25.5, 28.35))
    draw_sliding_door(sheet, (23.5, 26.15), (25.5, 26.15))
    sheet.rect("furniture", (23.4, 26.5, 25.6, 27.9), css="dashed")
    furnish_accessible_toilet(Room(sheet, (17.8, 22.5, 20.4, 24.7), "e"))
    furnish_toilet(Room(sheet, (17.8, 24.8, 20.4, 26.4), "e"), "WC")
    store = Room(sheet, (17.8, 26.5, 20.4, 28.2), "e")
    store.door(0.15, 1.0)
    furnish_store(store, "Prams")
    place_lockers(sheet, (21.5, 22.55, 23.2, 23.0), 4)
    place_lockers(sheet, (25.5, 22.55, 28.05, 23.0), 6)
    sheet.name((24.3, 23.9), "Visitor lockers", css="small")
    place_chairs(sheet, (21.1, 27.9), (0.6, 0.0), 3, 0)
    place_chairs(sheet, (26.5, 27.9), (0.6, 0.0), 4, 0)
    place_chairs(sheet, (21.9, 24.6), (0.0, 0.6), 3, 90)
    place_chairs(sheet, (22.45, 24.6), (0.0, 0.6), 3, 90)
    sheet.name((26.2, 25.2), "Waiting", css="small")
    sheet.name((24.5, 28.95), "Main entrance", css="small")


def _vehicle_lock(sheet: Sheet) -> None:
    """The sally port, large enough for an ambulance, and the room by which people are admitted from it."""
    port = Room(sheet, (36.5, 23.5, 45.2, 29.2), "n")
    port.state("corridor", "Vehicle sally port")
    sheet.cut((45.0, 24.4, 45.6, 28.4))
    for x in (45.25, 45.4):
        sheet.line("doors", (x, 24.4), (x, 28.4))
    port.rect("furniture", (1.0, 1.6, 7.4, 3.9), radius=0.35, css="dashed")
    port.line("furniture", (2.3, 1.65), (2.3, 3.85), css="dashed")
    port.name((4.3, 4.9), "Vehicle sally port")
    admit = Room(sheet, (42.2, 18.5, 45.2, 23.2), "n")
    admit.state("office", "Admission")
    admit.double_door(0.3, width=1.5)
    draw_double_door(sheet, (42.8, 23.35), (44.3, 23.35), side=-1)
    admit.rect("furniture", (0.05, 2.0, 0.75, 3.6))
    admit.put("task-chair", (1.1, 2.8), 270)
    admit.put("chair", (2.7, 2.4), 270)
    admit.put("chair", (2.7, 3.0), 270)
    admit.name((1.7, 1.8), "Admission")


def _staff_rooms(sheet: Sheet) -> None:
    """Between court and office, and the lock that leads on to the wards."""
    lock = Room(sheet, (27.9, 0.8, 31.2, 4.8), "s")
    lock.state("corridor", "Ward airlock")
    lock.double_door(0.7, width=1.8)
    draw_double_door(sheet, (28.6, 0.65), (30.4, 0.65), side=1)
    lock.name((1.65, 2.1), "Ward airlock")
    riser = Room(sheet, (31.3, 3.3, 32.9, 4.8), "e")
    riser.state("plant", "Riser")
    riser.door(0.3, 1.15, outward=True)
    riser.name((0.75, 0.8), "Riser")
    base = Room(sheet, (29.9, 4.9, 32.9, 9.2), "w")
    base.state("office", "Staff base")
    base.door(0.2, 1.15)
    sheet.window((29.8, 6.3, 29.9, 8.9))
    base.rect("furniture", (1.4, 0.05, 4.1, 0.75))
    for u in (2.0, 3.3):
        base.put("task-chair", (u, 1.1), 180)
        base.put("monitor", (u, 0.4), 180)
    base.rect("furniture", (0.6, 2.4, 3.4, 2.95))
    base.name((2.6, 1.85), "Staff base")
    blackthorn = Room(sheet, (29.9, 9.3, 32.9, 12.9), "w")
    blackthorn.door(0.2, 1.15)
    furnish_meeting(blackthorn, "Blackthorn", 4, "panic_alarm screen step_free", screen="far")
    furnish_accessible_toilet(Room(sheet, (29.9, 13.0, 32.9, 14.7), "w"))
    furnish_toilet(Room(sheet, (29.9, 14.8, 32.9, 16.2), "w"), "Staff WC")


def _team_office(sheet: Sheet) -> None:
    """30 desks in three benches; kitchen and lockers between them and the door."""
    sheet.wall((33.0, 16.2, 45.2, 16.3))
    draw_double_door(sheet, (34.0, 16.25), (35.6, 16.25), side=-1)
    spots: list[Spot] = []
    for left, features in ((34.8, "dual_monitor"), (38.3, "dual_monitor sit_stand"), (41.8, "")):
        spots.extend(lay_upright_bench(sheet, left, 4.4, 5, features))
    middle, facing, _ = spots[4]
    spots[4] = (middle, facing, "accessible dual_monitor sit_stand")
    middle, facing, _ = spots[5]
    spots[5] = (middle, facing, "accessible dual_monitor sit_stand")
    number_desks(sheet, "L-", spots)
    kitchen = Room(sheet, (41.4, 13.3, 45.2, 16.2), "w")
    kitchen.door(0.2, 1.1)
    furnish_kitchen(kitchen, "Kitchen", ((1.7, 1.7),))
    kitchen.name((0.5, 2.2), "Kitchen")
    place_lockers(sheet, (36.2, 15.75, 41.2, 16.2), 12)
    sheet.put("copier", (33.45, 13.6), 90)
    place_round_table(sheet, (38.9, 14.3), 0.5, (0, 90, 180, 270))
    for at in ((34.2, 3.7), (44.8, 3.7), (40.9, 13.0), (33.4, 15.8)):
        sheet.put("plant", at)
    sheet.name((36.3, 13.7), "Team office", css="small")


def _title(sheet: Sheet) -> None:
    """Scale bar, north point and title, and what lies outside the walls."""
    left, base = 1.6, 28.6
    for metre in range(10):
        bar = (left + metre, base, left + metre + 1.0, base + 0.12)
        corners = ((bar[0], bar[1]), (bar[2], bar[1]), (bar[2], bar[3]), (bar[0], bar[3]))
        sheet.line("sheet", *corners, css="" if metre % 2 else "solid", closed=True)
    for metre in (0, 5, 10):
        sheet.name((left + metre, base + 0.4), f"{metre} m" if metre else "0", css="small")
    sheet.name((5.2, 27.3), "Larch Unit")
    sheet.name((5.2, 27.85), "Ground floor", css="small")
    sheet.path("sheet", "M11 27L11.3 27.9L11 27.7L10.7 27.9Z", css="solid")
    sheet.name((11.0, 26.8), "N", css="small")
    sheet.path("furniture", "M1 24.1H15.6V25.4Q13 26.2 9.6 25.6H1Z", css="green")
    for at in ((2.6, 25.1), (14.4, 25.3)):
        sheet.put("tree", at)


if __name__ == "__main__":
    Path(__file__).with_name("larch-unit.svg").write_text(draw(), encoding="utf-8")
