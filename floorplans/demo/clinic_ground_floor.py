"""Draws the ground floor of Bridge Street Clinic, an outpatient department; as a module it rewrites the SVG file."""

from pathlib import Path

from floorplans.demo.bridge_street import COURT, NORTH, SIZE, WEST, draw_core, draw_shell, draw_title
from floorplans.demo.clinic_fittings import (
    furnish_changing_places,
    furnish_consulting,
    furnish_group,
    furnish_phlebotomy,
    furnish_toilets,
    furnish_treatment,
    furnish_utility,
)
from floorplans.demo.fittings import draw_double_door, draw_sliding_door, place_lockers
from floorplans.demo.office_fittings import furnish_meeting, furnish_store, place_chairs
from floorplans.demo.rooms import Room
from floorplans.demo.sheet import Sheet
from floorplans.demo.symbols import SYMBOLS

CONSULTING_FEATURES = (
    "couch sink step_free",
    "couch sink step_free panic_alarm",
    "couch sink step_free",
    "couch sink step_free hearing_loop",
    "bariatric couch sink step_free",
    "couch sink step_free",
    "child_friendly couch sink step_free",
    "couch sink step_free panic_alarm",
)
EXAM_FEATURES = ("couch screen sink step_free", "couch sink step_free", "couch panic_alarm sink step_free")


def draw() -> str:
    """The SVG document of the floor, 44 by 32 metres."""
    sheet = Sheet()
    draw_shell(sheet)
    draw_core(sheet)
    _consulting_rooms(sheet)
    _north_wing(sheet)
    _middle(sheet)
    _group_room(sheet)
    _corridors(sheet)
    _hall(sheet)
    _waiting(sheet)
    _court(sheet)
    draw_title(sheet, "Ground floor")
    return sheet.compose(SIZE, "Bridge Street Clinic, ground floor", SYMBOLS)


def _consulting_rooms(sheet: Sheet) -> None:
    for number, corners in enumerate(WEST, start=1):
        room = Room(sheet, corners, "e", mirrored=number % 2 == 0)
        furnish_consulting(room, f"Consulting {number}", CONSULTING_FEATURES[number - 1])
    furnish_consulting(Room(sheet, (14.9, 19.4, 19.2, 23.3), "w"), "Consulting 8", CONSULTING_FEATURES[7])


def _north_wing(sheet: Sheet) -> None:
    x0, y0, x1, y1 = NORTH[0]
    furnish_toilets(Room(sheet, (x0, y0, x0 + 1.9, y1), "s"), "WC women")
    furnish_toilets(Room(sheet, (x1 - 1.9, y0, x1, y1), "s", mirrored=True), "WC men")
    for number, corners in enumerate((*NORTH[1:8], COURT[1], COURT[3]), start=1):
        room = Room(sheet, corners, "s" if corners in NORTH else "n", mirrored=number % 2 == 0)
        furnish_consulting(room, f"Exam {number}", EXAM_FEATURES[number % 3])
    furnish_treatment(Room(sheet, NORTH[8], "s"), "Treatment 1", "bariatric couch hoist sink step_free")
    furnish_treatment(Room(sheet, COURT[4], "n"), "Treatment 2", "couch fridge sink step_free")
    furnish_phlebotomy(Room(sheet, COURT[0], "n"), "Phlebotomy")
    store = Room(sheet, (39.3, 7.2, 40.6, 11.4), "n")
    furnish_store(store, "Store")
    store.door(1.2, 0.35)
    for number, (y0, y1) in enumerate(((7.2, 9.25), (9.35, 11.4)), start=1):
        room = Room(sheet, (14.9, y0, 19.2, y1), "w", mirrored=number == 2)
        room.door(0.1, 1.05)
        furnish_meeting(room, f"Interview {number}", 4, "panic_alarm soundproof step_free", screen="")
    x0, _, x1, y1 = COURT[2]
    sheet.zone((x0 - 0.05, 7.15, x1 + 0.05, y1), "waiting", "Sub-wait B")
    place_chairs(sheet, (x0 + 0.3, 8.0), (0.0, 0.58), 5, 90)
    place_chairs(sheet, (x1 - 0.3, 8.0), (0.0, 0.58), 5, 270)
    sheet.put("seats", (x0 + 1.95, 11.1))
    sheet.put("plant", (x0 + 0.35, 11.05))
    sheet.rect("furniture", (x0 + 1.6, 8.9, x0 + 2.3, 9.6), radius=0.1)
    sheet.name((x0 + 1.95, 10.2), "Sub-wait B", css="small")


def _middle(sheet: Sheet) -> None:
    """What both corridors of the west wing share: utilities, staff base, the toilet with a hoist."""
    clean = Room(sheet, (10.0, 19.4, 12.7, 22.4), "e")
    clean.door(0.1, 1.05)
    furnish_utility(clean, "Clean utility")
    dirty = Room(sheet, (10.5, 22.5, 12.7, 25.9), "e", mirrored=True)
    dirty.door(0.1, 1.05)
    furnish_utility(dirty, "Dirty utility", dirty=True)
    furnish_changing_places(Room(sheet, (8.8, 26.0, 12.7, 29.0), "s"))
    cleaner = Room(sheet, (7.2, 26.0, 8.7, 29.0), "w")
    cleaner.door(0.1, 0.95)
    cleaner.state("store", "Cleaner")
    cleaner.rect("fixtures", (2.3, 0.9, 2.9, 1.45))
    cleaner.rect("furniture", (1.5, 1.1, 2.3, 1.45))
    cleaner.name((1.2, 0.74), "Cleaner")
    _staff_base(sheet)
    sheet.wall((7.1, 19.3, 10.0, 19.4), (9.9, 19.3, 10.0, 22.5))
    sheet.zone((7.1, 19.4, 9.9, 22.4), "waiting", "Sub-wait A")
    place_chairs(sheet, (7.9, 19.75), (0.6, 0.0), 3, 180)
    place_chairs(sheet, (9.6, 20.4), (0.0, 0.6), 2, 270)
    place_chairs(sheet, (7.9, 22.05), (0.6, 0.0), 3, 0)
    sheet.name((8.3, 20.9), "Sub-wait A", css="small")


def _staff_base(sheet: Sheet) -> None:
    room = Room(sheet, (7.2, 22.5, 10.4, 25.9), "w")
    room.state("office", "Staff base")
    room.door(0.1, 1.05)
    sheet.cut(room.span((1.35, -0.1, 3.1, 0.0)))
    room.rect("furniture", (1.3, 0.05, 3.3, 0.75))
    room.put("task-chair", (1.9, 1.1), 180)
    room.put("task-chair", (2.8, 1.1), 180)
    room.rect("furniture", (0.6, 2.45, 2.4, 3.15))
    room.put("task-chair", (1.5, 2.1), 0)
    place_lockers(sheet, room.span((2.6, 2.0, 3.35, 3.15)), 3)
    room.name((1.5, 1.65), "Staff base")


def _group_room(sheet: Sheet) -> None:
    room = Room(sheet, (14.9, 23.4, 19.2, 31.2), "w")
    room.double_door(0.3, width=1.6)
    furnish_group(room, "Linnet", 14, "hearing_loop screen step_free whiteboard")
    place_lockers(sheet, room.span((5.0, 0.03, 7.6, 0.45)), 5)


def _corridors(sheet: Sheet) -> None:
    """Doors across the corridors, ways out at their ends, what stands along them."""
    sheet.wall((5.0, 19.3, 7.2, 19.4), (12.7, 19.3, 14.9, 19.4), (12.7, 11.5, 14.9, 11.6), (5.1, 29.0, 7.2, 29.1))
    draw_double_door(sheet, (5.2, 19.35), (7.0, 19.35), side=1)
    draw_double_door(sheet, (12.9, 19.35), (14.7, 19.35), side=1)
    draw_double_door(sheet, (12.9, 11.55), (14.7, 11.55), side=-1)
    draw_double_door(sheet, (5.2, 29.05), (7.0, 29.05), side=1)
    draw_double_door(sheet, (43.35, 5.5), (43.35, 6.7), side=-1)
    draw_double_door(sheet, (7.2, 31.35), (8.4, 31.35), side=1)
    sheet.rect("furniture", (5.2, 1.3, 5.8, 1.9))
    sheet.rect("furniture", (6.5, 1.0, 7.0, 2.4))
    sheet.name((6.1, 3.4), "Weighing", css="small")
    place_chairs(sheet, (9.6, 30.9), (0.6, 0.0), 5, 0)


def _hall(sheet: Sheet) -> None:
    """The way in, self check-in and the reception desk."""
    sheet.wall((7.1, 11.5, 7.2, 19.4), (12.7, 19.3, 12.8, 19.5), (19.2, 13.2, 19.3, 16.8))
    draw_sliding_door(sheet, (22.35, 14.0), (22.35, 16.0))
    draw_sliding_door(sheet, (19.25, 14.0), (19.25, 16.0))
    sheet.rect("furniture", (20.0, 14.0, 21.6, 16.0), css="dashed")
    draw_double_door(sheet, (7.15, 12.2), (7.15, 14.0), side=1)
    office = Room(sheet, (7.2, 14.5, 9.3, 19.3), "e")
    office.state("office", "Clinic office")
    office.door(0.15, 1.1)
    office.rect("furniture", (1.3, 1.35, 4.5, 2.05))
    for u in (2.0, 3.7):
        office.put("task-chair", (u, 1.05), 0)
    office.rect("furniture", (0.05, 1.5, 0.75, 2.05))
    office.name((3.2, 0.6), "Office")
    sheet.zone((9.5, 14.4, 11.75, 19.3), "reception", "Reception")
    sheet.path("furniture", "M11.1 19.2V15.3Q11.1 14.6 10.4 14.6H9.9V15.2H10.2Q10.5 15.2 10.5 15.5V19.2Z")
    sheet.rect("furniture", (11.1, 17.6, 11.6, 19.0))
    for y in (16.1, 17.3, 18.5):
        sheet.put("task-chair", (10.1, y), 90)
    for y in (16.1, 17.3, 18.5):
        sheet.put("monitor", (10.8, y), 90)
    sheet.name((12.65, 15.0), "Reception", css="small")
    for x in (16.4, 17.3, 18.2):
        sheet.put("kiosk", (x, 16.5), 0)
    sheet.name((17.3, 16.0), "Self check-in", css="small")


def _waiting(sheet: Sheet) -> None:
    """Seats along the walls and back to back, spaces for wheelchairs, a corner for children."""
    place_chairs(sheet, (15.4, 19.0), (0.6, 0.0), 6, 0)
    place_chairs(sheet, (15.7, 17.3), (0.6, 0.0), 5, 180)
    place_chairs(sheet, (15.3, 11.85), (0.6, 0.0), 4, 180)
    sheet.rect("furniture", (14.85, 17.0, 15.35, 17.6), css="dashed")
    sheet.rect("furniture", (17.5, 11.6, 19.1, 13.1), radius=0.3, css="dashed")
    sheet.circle("furniture", (18.3, 12.3), 0.35)
    for at in ((17.85, 12.0), (18.8, 12.1), (18.3, 12.85)):
        sheet.put("stool", at)
    sheet.put("plant", (18.9, 18.95))
    sheet.put("plant", (7.55, 11.95))
    sheet.put("plant", (12.4, 18.9))
    sheet.name((17.1, 18.2), "Waiting", css="small")


def _court(sheet: Sheet) -> None:
    """The entrance court: path from the street, beds and trees, benches, cycle stands, drop-off."""
    sheet.path("furniture", "M19.9 17.4H25V24.6Q25 27 22.8 27H19.9Z", css="green")
    sheet.path("furniture", "M28.4 12.4H43V16.4Q38 18 34.4 16.4H30Q28.4 16.4 28.4 15Z", css="green")
    sheet.path("furniture", "M29.8 17.6H34.6Q38.4 19 43 17.6V21.6H32.2Q29.8 21.6 29.8 19.4Z", css="green")
    trees = (
        (22.2, 19.6),
        (23.3, 23.3),
        (21.4, 25.3),
        (31.6, 14.3),
        (36.2, 14.4),
        (41.2, 14.2),
        (31.8, 19.5),
        (40.9, 19.7),
    )
    for at in trees:
        sheet.put("tree", at)
    sheet.path("furniture", "M22.6 13.6H27Q28 13.6 28 14.6V31.2M22.6 16.4H25.4Q26 16.4 26 17V31.2", css="dashed")
    for y, angle in ((19.5, 90), (22.5, 90)):
        sheet.put("bench", (25.45, y), angle)
    for x in range(6):
        sheet.line("furniture", (20.4 + 0.7 * x, 28.2), (20.4 + 0.7 * x, 29.6))
    sheet.name((22.1, 30.2), "Cycles", css="small")
    sheet.line("furniture", (32.4, 22.4), (32.4, 27.0), (42.0, 27.0), (42.0, 22.4))
    for edge in (34.8, 36.0, 38.4, 39.6):
        sheet.line("furniture", (edge, 22.4), (edge, 27.0))
    for edge in (34.8, 38.4):
        sheet.line("furniture", (edge, 22.4), (edge + 1.2, 23.9), (edge, 25.4), (edge + 1.2, 26.9), css="dashed")
    sheet.name((37.2, 27.5), "Accessible parking", css="small")
    for bench in (34.6, 37.6):
        sheet.put("bench", (bench, 17.1))
    sheet.name((36.3, 20.4), "Garden", css="small")
    sheet.name((24.6, 15.05), "Main entrance", css="small")
    sheet.name((27.0, 31.6), "Bridge Street", css="small")


if __name__ == "__main__":
    Path(__file__).with_name("clinic-ground-floor.svg").write_text(draw(), encoding="utf-8")
