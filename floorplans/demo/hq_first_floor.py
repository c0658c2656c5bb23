"""Draws the first floor of the demo trust's headquarters; run as a module it rewrites the SVG file beside it."""

from pathlib import Path

from shapely import Polygon

from floorplans.demo.fittings import (
    SYMBOLS,
    draw_lift,
    draw_stair,
    lay_level_bench,
    lay_upright_bench,
    place_lockers,
    place_meeting_table,
    place_round_table,
)
from floorplans.demo.sheet import Box, Point, Sheet

SIZE = (48, 20)
OUTSIDE = ((0.5, 0.5), (47.5, 0.5), (47.5, 16.7), (35.5, 16.7), (35.5, 19.5), (0.5, 19.5))
OUTER_WALL_M = 0.3


def draw() -> str:
    """The SVG document of the floor, 48 by 20 metres."""
    sheet = Sheet()
    _shell(sheet)
    _core(sheet)
    _north_rooms(sheet)
    _south_rooms(sheet)
    _east_rooms(sheet)
    _desks(sheet)
    _open_floor(sheet)
    _title(sheet)
    return sheet.compose(SIZE, "Trust headquarters, first floor", SYMBOLS)


def _shell(sheet: Sheet) -> None:
    """Outer walls, windows, columns."""
    outside = Polygon(OUTSIDE)
    sheet.walls.append(outside.difference(outside.buffer(-OUTER_WALL_M, join_style="mitre")))
    sheet.line("outline", *OUTSIDE, css="outline", closed=True)
    north = [(1.35 + 3.85 * bay, 1.35 + 3.85 * bay + 2.8) for bay in range(12)]
    for x0, x1 in north:
        sheet.window((x0, 0.5, x1, 0.8))
    for y0, y1 in ((1.4, 4.4), (6.2, 9.0), (9.8, 12.6), (15.4, 18.5)):
        sheet.window((0.5, y0, 0.8, y1))
    south = ((1.4, 5.8), (7.0, 9.2), (10.2, 13.0), (16.2, 19.1), (19.8, 22.7), (24.1, 26.4), (27.8, 30.4), (31.9, 34.5))
    for x0, x1 in south:
        sheet.window((x0, 19.2, x1, 19.5))
    for y0, y1 in ((1.5, 3.7), (4.1, 6.3), (7.7, 9.8), (10.3, 12.4)):
        sheet.window((47.2, y0, 47.5, y1))
    for x0, x1 in ((36.2, 38.2), (38.6, 40.4), (41.6, 43.8), (45.2, 46.6)):
        sheet.window((x0, 16.4, x1, 16.7))
    for x in (6.45, 14.8, 23.0, 31.2, 39.4):
        sheet.wall((x - 0.18, 6.9, x + 0.18, 7.26))
    for x in (6.45, 13.55, 23.45, 31.15):
        sheet.wall((x - 0.18, 14.5, x + 0.18, 14.86))


def _core(sheet: Sheet) -> None:
    """Stairs, lifts, toilets and what is plumbed and wired in the middle of the floor."""
    sheet.wall((16.0, 8.7, 31.9, 8.9), (16.0, 12.9, 31.9, 13.1), (16.0, 8.7, 16.2, 13.1), (31.7, 8.7, 31.9, 13.1))
    sheet.wall((19.0, 8.7, 19.2, 13.1), (21.4, 8.7, 21.6, 13.1), (24.0, 8.7, 24.2, 13.1), (19.2, 10.8, 21.4, 11.0))
    sheet.wall((27.0, 8.9, 27.1, 12.9), (29.3, 8.9, 29.4, 12.9), (29.4, 11.1, 31.7, 11.2))
    sheet.room((16.2, 8.9, 19.0, 12.9), "stairs", "Stair A")
    draw_stair(sheet, (16.2, 8.9, 19.0, 12.9))
    sheet.door((16.45, 13.0), (17.45, 13.0), side=-1)
    sheet.name((18.3, 12.3), "Stair A", css="small")
    for top, name in ((8.9, "Lift 1"), (11.0, "Lift 2")):
        sheet.room((19.2, top, 21.4, top + 1.9), "lift", name)
        draw_lift(sheet, (19.2, top, 21.4, top + 1.9))
    for y, side in ((8.8, 1), (13.0, -1)):
        sheet.door((21.9, y), (22.8, y), side=-side)
        sheet.door((23.7, y), (22.8, y), side=side)
    sheet.name((22.8, 10.95), "Lift", "lobby", css="small")
    _toilets(sheet)
    sheet.room((29.4, 11.2, 31.7, 12.9), "store", "Cleaner")
    sheet.door((29.7, 13.0), (30.5, 13.0), side=-1)
    sheet.rect("fixtures", (31.1, 12.3, 31.65, 12.85))
    sheet.rect("furniture", (29.45, 11.25, 31.65, 11.6))
    sheet.name((30.65, 11.98), "Cleaner", css="small")


def _toilets(sheet: Sheet) -> None:
    sheet.room((24.2, 8.9, 27.0, 12.9), "wc", "WC women")
    sheet.door((24.45, 13.0), (25.35, 13.0), side=-1)
    sheet.wall((25.1, 8.9, 25.13, 10.4), (26.04, 8.9, 26.07, 10.4))
    for x in (24.65, 25.58, 26.53):
        sheet.put("toilet", (x, 9.27), 180, group="fixtures")
    for left in (24.2, 25.13, 26.07):
        sheet.wall((left, 10.38, left + 0.13, 10.41), (left + 0.79, 10.38, left + 0.93, 10.41))
        sheet.door((left + 0.79, 10.395), (left + 0.13, 10.395), side=1)
    for y in (11.4, 12.0, 12.6):
        sheet.put("basin", (26.78, y), -90, group="fixtures")
    sheet.name((25.5, 11.55), "WC", "women", css="small")
    sheet.room((27.1, 8.9, 29.3, 12.9), "wc", "WC men")
    sheet.door((27.35, 13.0), (28.25, 13.0), side=-1)
    sheet.wall((28.18, 8.9, 28.21, 10.4))
    for x in (27.64, 28.76):
        sheet.put("toilet", (x, 9.27), 180, group="fixtures")
    for left in (27.1, 28.21):
        sheet.wall((left, 10.38, left + 0.2, 10.41), (left + 0.9, 10.38, left + 1.09, 10.41))
        sheet.door((left + 0.9, 10.395), (left + 0.2, 10.395), side=1)
    for y in (11.5, 12.1):
        sheet.put("urinal", (29.13, y), -90, group="fixtures")
    sheet.put("basin", (27.33, 11.4), 90, group="fixtures")
    sheet.name((28.25, 11.55), "WC", "men", css="small")
    sheet.room((29.4, 8.9, 31.7, 11.1), "wc", "Accessible WC")
    sheet.door((31.45, 8.8), (30.45, 8.8), side=1)
    sheet.put("toilet", (29.95, 10.73), 0, group="fixtures")
    sheet.put("basin", (29.63, 9.75), 90, group="fixtures")
    sheet.circle("fixtures", (30.85, 10.05), 0.75, css="dashed")
    sheet.line("fixtures", (29.47, 10.35), (29.47, 11.0))
    sheet.line("fixtures", (30.4, 10.4), (30.4, 11.05))
    sheet.name((30.85, 10.05), "Accessible", "WC", css="small")


def _north_rooms(sheet: Sheet) -> None:
    sheet.wall((6.2, 0.8, 6.3, 5.3), (0.8, 5.2, 6.3, 5.3))
    sheet.room((0.8, 0.8, 6.2, 5.2), "meeting_room", "Rowan (8)", seats=8, features="screen video whiteboard step_free")
    sheet.door((5.95, 5.25), (5.05, 5.25), side=1)
    place_meeting_table(sheet, (2.2, 2.2, 4.8, 3.4), sides=3, ends=1)
    sheet.rect("furniture", (0.85, 2.1, 0.95, 3.5), css="screen")
    sheet.rect("furniture", (2.3, 4.85, 4.3, 5.15))
    sheet.name((3.5, 2.8), "Rowan (8)")
    sheet.wall((41.6, 0.8, 41.7, 7.0), (41.6, 6.9, 47.2, 7.0))
    sheet.room(
        (41.7, 0.8, 47.2, 6.9),
        "meeting_room",
        "Oak (14)",
        seats=14,
        features="screen video whiteboard hearing_loop step_free",
    )
    sheet.door((41.65, 6.6), (41.65, 5.7), side=1)
    place_meeting_table(sheet, (43.75, 1.6, 45.15, 5.9), sides=6, ends=1, upright=True)
    sheet.rect("furniture", (43.4, 0.85, 45.5, 0.95), css="screen")
    sheet.rect("furniture", (43.2, 6.45, 46.6, 6.85))
    sheet.name((44.45, 3.75), "Oak", "(14)")


def _south_rooms(sheet: Sheet) -> None:
    sheet.wall((0.8, 14.6, 15.5, 14.7), (23.4, 14.6, 35.2, 14.7))
    sheet.wall(*((x, 14.6, x + 0.1, 19.2) for x in (6.4, 9.6, 13.5, 15.4, 23.4, 27.0, 31.1)))
    sheet.room((0.8, 14.7, 6.4, 19.2), "meeting_room", "Willow (10)", seats=10, features="screen video step_free")
    sheet.door((6.15, 14.65), (5.25, 14.65), side=-1)
    place_meeting_table(sheet, (1.75, 16.45, 5.05, 17.75), sides=4, ends=1)
    sheet.rect("furniture", (0.85, 16.3, 0.95, 17.9), css="screen")
    sheet.name((3.4, 17.1), "Willow (10)")
    sheet.room((6.5, 14.7, 9.6, 19.2), "meeting_room", "Hazel (4)", seats=4, features="screen")
    sheet.door((9.35, 14.65), (8.45, 14.65), side=-1)
    place_round_table(sheet, (7.95, 17.2), 0.6, (0, 90, 180, 270))
    sheet.rect("furniture", (6.55, 16.6, 6.63, 17.8), css="screen")
    sheet.name((7.95, 18.6), "Hazel (4)")
    sheet.room((9.7, 14.7, 13.5, 19.2), "meeting_room", "Elder (6)", seats=6, features="screen whiteboard step_free")
    sheet.door((9.95, 14.65), (10.85, 14.65), side=1)
    place_meeting_table(sheet, (11.05, 15.95, 12.15, 18.15), sides=3, ends=0, upright=True)
    sheet.rect("furniture", (11.0, 19.08, 12.2, 19.16), css="screen")
    sheet.name((11.6, 17.05), "Elder", "(6)")
    sheet.room((13.6, 14.7, 15.4, 19.2), "store", "Store")
    sheet.door((15.2, 14.65), (14.3, 14.65), side=-1)
    sheet.rect("furniture", (13.65, 15.9, 14.05, 19.15))
    sheet.rect("furniture", (14.05, 18.75, 15.35, 19.15))
    sheet.line("furniture", (13.65, 17.0), (14.05, 17.0))
    sheet.line("furniture", (13.65, 18.1), (14.05, 18.1))
    sheet.name((14.7, 17.2), "Store", css="small")
    _reception(sheet)
    _visiting_room(sheet)
    for left in (27.1, 31.2):
        _consulting_room(sheet, left, mirrored=left > 30)


def _reception(sheet: Sheet) -> None:
    sheet.zone((15.5, 14.75, 23.4, 19.2), "waiting", "Reception and waiting")
    sheet.path("furniture", "M16.3 15.5H18.5Q19.4 15.5 19.4 16.4V17.3H18.75V16.5Q18.75 16.15 18.4 16.15H16.3Z")
    sheet.rect("furniture", (16.0, 17.0, 17.4, 17.4))
    sheet.put("task-chair", (17.2, 16.55), 0)
    sheet.put("task-chair", (18.3, 16.75), 45)
    for x in (20.5, 21.15, 21.8, 22.45):
        sheet.put("chair", (x, 18.85), 0)
    for y in (15.9, 16.55, 17.2):
        sheet.put("chair", (23.1, y), 270)
    sheet.rect("furniture", (21.2, 16.6, 22.2, 17.2), radius=0.08)
    for at in ((19.9, 18.85), (23.05, 18.85), (15.85, 18.85)):
        sheet.put("plant", at)
    sheet.name((17.4, 18.2), "Reception", css="small")
    sheet.name((21.7, 15.6), "Waiting", css="small")


def _visiting_room(sheet: Sheet) -> None:
    sheet.room(
        (23.5, 14.7, 27.0, 19.2), "visiting_room", "Visiting room 1 (5)", seats=5, features="step_free hearing_loop"
    )
    sheet.door((26.75, 14.65), (25.75, 14.65), side=-1)
    sheet.put("sofa", (24.0, 17.6), 90)
    sheet.put("armchair", (26.5, 17.1), 270)
    sheet.put("armchair", (26.5, 18.0), 270)
    sheet.put("armchair", (25.25, 18.75), 0)
    sheet.rect("furniture", (24.75, 17.2, 25.75, 17.85), radius=0.1)
    sheet.put("plant", (26.68, 18.9))
    sheet.rect("furniture", (23.55, 15.2, 23.9, 16.3))
    sheet.name((25.25, 16.35), "Visiting", "room 1 (5)", css="small")


def _consulting_room(sheet: Sheet, left: float, *, mirrored: bool) -> None:
    """A consulting and examination room of 4.0 by 4.5 m: couch behind a curtain, clinical basin, desk."""

    def at(x: float) -> float:
        return left + (4.0 - x if mirrored else x)

    def across(x0: float, y0: float, x1: float, y1: float) -> Box:
        return min(at(x0), at(x1)), y0, max(at(x0), at(x1)), y1

    number = 2 if mirrored else 1
    sheet.room(
        (left, 14.7, left + 4.0, 19.2),
        "clinic_room",
        f"Consulting {number} (3)",
        seats=3,
        features="couch sink step_free",
    )
    sheet.door((at(0.25), 14.65), (at(1.25), 14.65), side=-1 if mirrored else 1)
    sheet.put("couch", (at(3.3), 17.95))
    edge = at(2.35)
    sheet.path("furniture", f"M{edge:.3f} 19.15V16.9Q{edge:.3f} 16.7 {at(2.55):.3f} 16.7H{at(3.95):.3f}", css="dashed")
    sheet.rect("furniture", across(0.05, 17.3, 0.75, 18.9))
    sheet.put("task-chair", (at(1.1), 18.25), 90 if mirrored else 270)
    sheet.put("chair", (at(0.45), 16.85), 180)
    sheet.put("chair", (at(1.3), 17.1), 270 if not mirrored else 90)
    sheet.rect("fixtures", across(2.5, 14.75, 3.95, 15.3))
    sheet.put("basin", (at(3.1), 15.0), 180, group="fixtures")
    sheet.rect("fixtures", across(3.5, 15.35, 3.95, 15.75))
    sheet.name((left + 2.0, 16.2), f"Consulting {number} (3)", css="small")


def _east_rooms(sheet: Sheet) -> None:
    sheet.wall((35.2, 13.0, 35.3, 16.4), (41.0, 13.0, 41.1, 16.4), (44.3, 12.9, 44.5, 16.4))
    sheet.wall((35.2, 13.0, 44.3, 13.1), (44.3, 12.9, 47.2, 13.1))
    sheet.room((35.3, 13.1, 41.0, 16.4), "kitchen", "Kitchen")
    sheet.door((35.6, 13.05), (36.5, 13.05), side=1)
    sheet.path("furniture", "M37.2 13.15H40.95V15.6H40.35V13.75H37.2Z")
    sheet.rect("fixtures", (38.0, 13.25, 38.9, 13.65), radius=0.06)
    sheet.circle("fixtures", (38.25, 13.45), 0.13)
    sheet.rect("fixtures", (40.4, 14.1, 40.9, 14.7))
    sheet.rect("furniture", (40.35, 15.6, 40.95, 16.25))
    sheet.rect("furniture", (39.4, 13.2, 39.9, 13.65))
    for middle in ((36.6, 15.3), (38.7, 15.25)):
        place_round_table(sheet, middle, 0.4, (0, 90, 180, 270))
    sheet.name((37.65, 14.2), "Kitchen", css="small")
    sheet.room((41.1, 13.1, 44.3, 16.4), "meeting_room", "Birch (4)", seats=4, features="whiteboard")
    sheet.door((44.05, 13.05), (43.15, 13.05), side=-1)
    place_meeting_table(sheet, (41.95, 14.5, 43.55, 15.4), sides=2, ends=0)
    sheet.rect("furniture", (41.12, 14.3, 41.2, 15.6), css="screen")
    sheet.name((42.75, 14.95), "Birch (4)", css="small")
    sheet.room((44.5, 13.1, 47.2, 16.4), "stairs", "Stair B")
    sheet.door((44.75, 13.0), (45.75, 13.0), side=1)
    _escape_stair(sheet)
    sheet.wall((31.9, 8.7, 34.5, 8.8), (34.4, 8.7, 34.5, 11.0), (31.9, 10.9, 34.5, 11.0), (31.9, 13.0, 34.4, 13.1))
    sheet.room((31.9, 8.8, 34.4, 10.9), "plant", "Comms")
    sheet.door((34.45, 9.05), (34.45, 9.95), side=1)
    for x in (32.1, 32.75):
        sheet.rect("furniture", (x, 8.9, x + 0.6, 9.9))
        sheet.line("furniture", (x, 8.9), (x + 0.6, 9.9))
    sheet.name((32.7, 10.45), "Comms", css="small")
    sheet.zone((31.9, 11.0, 34.4, 13.0), "print", "Print")
    for y in (11.5, 12.45):
        sheet.put("copier", (32.32, y), 90)
    sheet.rect("furniture", (33.0, 11.05, 34.3, 11.45))
    sheet.name((33.5, 12.2), "Print", css="small")
    sheet.wall(
        (35.8, 8.7, 39.9, 8.8),
        (35.8, 11.0, 39.9, 11.1),
        (35.8, 8.7, 35.9, 11.1),
        (37.8, 8.7, 37.9, 11.1),
        (39.8, 8.7, 39.9, 11.1),
    )
    for left, name, hinge, latch in ((35.9, "Quiet 1", 36.05, 36.9), (37.9, "Quiet 2", 39.65, 38.8)):
        sheet.room((left, 8.8, left + 1.9, 11.0), "quiet", name)
        sheet.door((hinge, 11.05), (latch, 11.05), side=-1 if hinge < latch else 1)
        sheet.rect("furniture", (left + 0.25, 8.82, left + 1.65, 9.4))
        sheet.put("task-chair", (left + 0.95, 9.72), 0)
        sheet.name((left + 0.95, 9.11), name, css="small")


def _escape_stair(sheet: Sheet) -> None:
    """Stair B runs up along its long sides from the door, its landing at the outer wall."""
    middle, first, last = 45.85, 14.35, 15.4
    sheet.line(
        "stairs",
        (middle - 0.05, first),
        (middle + 0.05, first),
        (middle + 0.05, last),
        (middle - 0.05, last),
        closed=True,
    )
    for tread in range(6):
        y = first + (last - first) * tread / 5
        sheet.line("stairs", (44.5, y), (middle - 0.05, y))
        sheet.line("stairs", (middle + 0.05, y), (47.2, y))
    sheet.line("stairs", (45.2, first - 0.15), (45.2, 15.9), (46.5, 15.9), (46.5, first - 0.1))
    sheet.line("stairs", (46.38, first + 0.15), (46.5, first - 0.12), (46.62, first + 0.15))
    sheet.name((46.5, 13.7), "Stair B", css="small")


def _desks(sheet: Sheet) -> None:
    """56 desks in benches, numbered from the north-west in the order in which one walks past them."""
    spots: list[tuple[Point, int, str]] = []
    for left, top, rows, features in (
        (8.0, 1.55, 3, ""),
        (12.0, 1.55, 3, "sit_stand dual_monitor"),
        (16.0, 1.75, 2, "sit_stand"),
        (24.7, 1.55, 3, "dual_monitor"),
        (28.7, 1.55, 3, ""),
        (32.7, 1.55, 3, "dual_monitor"),
        (36.7, 1.9, 2, "sit_stand"),
    ):
        spots.extend(lay_upright_bench(sheet, left, top, rows, features))
    for left, top, columns, features in ((2.3, 8.95, 3, "dual_monitor"), (8.9, 8.95, 3, ""), (41.2, 8.9, 2, "")):
        spots.extend(lay_level_bench(sheet, left, top, columns, features))
    spots.extend([((46.72, 8.75), 90, "accessible sit_stand"), ((46.72, 11.35), 90, "accessible sit_stand")])
    for count, (middle, facing, features) in enumerate(spots, start=1):
        sheet.desk(f"1.{count:02}", middle, facing, features)


def _open_floor(sheet: Sheet) -> None:
    """What stands between the benches: lockers, plants, breakout seats, a project table."""
    sheet.zone((18.9, 0.8, 23.4, 6.6), "waiting", "Breakout")
    sheet.path("furniture", "M20.2 4.05H22.1A.65 .65 0 0 1 22.1 5.35H20.2A.65 .65 0 0 1 20.2 4.05Z")
    for x in (20.25, 21.15, 22.05):
        sheet.put("stool", (x, 3.78))
        sheet.put("stool", (x, 5.62))
    sheet.put("sofa", (20.2, 1.35), 180)
    sheet.put("armchair", (22.3, 1.5), 225)
    sheet.put("armchair", (22.3, 2.65), 315)
    sheet.circle("furniture", (20.9, 2.3), 0.38)
    sheet.put("plant", (23.05, 1.15))
    sheet.put("plant", (19.25, 6.25))
    sheet.name((21.15, 4.7), "Breakout", css="small")
    place_lockers(sheet, (0.85, 5.35, 4.85, 5.8), 10)
    place_lockers(sheet, (41.12, 1.0, 41.57, 5.0), 10)
    place_lockers(sheet, (15.5, 9.0, 15.95, 12.6), 9)
    place_lockers(sheet, (16.05, 5.35, 17.55, 5.8), 4)
    place_round_table(sheet, (2.6, 12.6), 0.6, (0, 90, 180, 270))
    sheet.put("sofa", (6.6, 13.0), 0)
    sheet.put("sofa", (8.6, 13.0), 0)
    sheet.circle("furniture", (7.6, 12.1), 0.35)
    for at in (
        (1.15, 13.95),
        (4.6, 13.0),
        (11.0, 13.9),
        (10.8, 6.3),
        (27.4, 6.2),
        (35.4, 6.3),
        (40.6, 12.5),
        (40.75, 6.4),
        (1.15, 7.0),
    ):
        sheet.put("plant", at)
    for left in (12.4, 13.3):
        sheet.rect("furniture", (left, 12.2, left + 0.9, 12.65))
        sheet.line("furniture", (left + 0.45, 12.2), (left + 0.45, 12.65))


def _title(sheet: Sheet) -> None:
    """Scale bar, north point and title, on the empty corner of the sheet."""
    left, base = 37.0, 18.7
    for metre in range(10):
        bar = (left + metre, base, left + metre + 1.0, base + 0.12)
        corners = ((bar[0], bar[1]), (bar[2], bar[1]), (bar[2], bar[3]), (bar[0], bar[3]))
        sheet.line("sheet", *corners, css="" if metre % 2 else "solid", closed=True)
    for metre in (0, 5, 10):
        sheet.name((left + metre, base + 0.4), f"{metre} m" if metre else "0", css="small")
    sheet.name((40.1, 17.6), "Trust headquarters", css="")
    sheet.name((40.1, 18.15), "First floor", css="small")
    sheet.path("sheet", "M46 17.3L46.3 18.2L46 18L45.7 18.2Z", css="solid")
    sheet.name((46.0, 17.12), "N", css="small")


if __name__ == "__main__":
    Path(__file__).with_name("hq-first-floor.svg").write_text(draw(), encoding="utf-8")
