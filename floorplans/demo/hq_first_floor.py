"""Draws the first floor of the demo trust's headquarters; run as a module it rewrites the SVG file beside it."""

from pathlib import Path

from floorplans.demo.alder_house import SIZE, draw_core, draw_shell, draw_title
from floorplans.demo.fittings import (
    Spot,
    lay_level_bench,
    lay_upright_bench,
    number_desks,
    place_lockers,
    place_meeting_table,
    place_round_table,
)
from floorplans.demo.sheet import Box, Sheet
from floorplans.demo.symbols import SYMBOLS

# The windows of the rooms to the south, from the west.
SOUTH_WINDOWS = (
    (1.4, 5.8),
    (7.0, 9.2),
    (10.2, 13.0),
    (16.2, 19.1),
    (19.8, 22.7),
    (24.1, 26.4),
    (27.8, 30.4),
    (31.9, 34.5),
)


def draw() -> str:
    """The SVG document of the floor, 48 by 20 metres."""
    sheet = Sheet()
    draw_shell(sheet, SOUTH_WINDOWS)
    draw_core(sheet)
    _north_rooms(sheet)
    _south_rooms(sheet)
    _east_rooms(sheet)
    _desks(sheet)
    _open_floor(sheet)
    draw_title(sheet, "First floor")
    return sheet.compose(SIZE, "Alder House, first floor", SYMBOLS)


def _north_rooms(sheet: Sheet) -> None:
    sheet.wall((6.55, 0.8, 6.65, 5.3), (0.8, 5.2, 6.65, 5.3))
    sheet.room((0.8, 0.8, 6.55, 5.2), "meeting_room", "Rowan", seats=8, features="screen video whiteboard step_free")
    sheet.door((5.95, 5.25), (5.05, 5.25), side=1)
    place_meeting_table(sheet, (2.2, 2.2, 4.8, 3.4), sides=3, ends=1)
    sheet.rect("furniture", (0.85, 2.1, 0.95, 3.5), css="screen")
    sheet.rect("furniture", (2.3, 4.85, 4.3, 5.15))
    sheet.name((3.5, 2.8), "Rowan")
    sheet.wall((41.2, 0.8, 41.3, 7.0), (41.2, 6.9, 47.2, 7.0))
    sheet.room(
        (41.3, 0.8, 47.2, 6.9),
        "meeting_room",
        "Oak",
        seats=14,
        features="screen video whiteboard hearing_loop step_free",
    )
    sheet.door((41.25, 6.6), (41.25, 5.7), side=1)
    place_meeting_table(sheet, (43.75, 1.6, 45.15, 5.9), sides=6, ends=1, upright=True)
    sheet.rect("furniture", (43.4, 0.85, 45.5, 0.95), css="screen")
    sheet.rect("furniture", (43.2, 6.45, 46.6, 6.85))
    sheet.name((44.45, 3.75), "Oak")


def _south_rooms(sheet: Sheet) -> None:
    sheet.wall((0.8, 14.6, 15.5, 14.7), (23.4, 14.6, 35.2, 14.7))
    sheet.wall(*((x, 14.6, x + 0.1, 19.2) for x in (6.4, 9.6, 13.5, 15.4, 23.4, 27.0, 31.1)))
    sheet.room((0.8, 14.7, 6.4, 19.2), "meeting_room", "Willow", seats=10, features="screen video step_free")
    sheet.door((6.15, 14.65), (5.25, 14.65), side=-1)
    place_meeting_table(sheet, (1.75, 16.45, 5.05, 17.75), sides=4, ends=1)
    sheet.rect("furniture", (0.85, 16.3, 0.95, 17.9), css="screen")
    sheet.name((3.4, 17.1), "Willow")
    sheet.room((6.5, 14.7, 9.6, 19.2), "meeting_room", "Hazel", seats=4, features="screen")
    sheet.door((9.35, 14.65), (8.45, 14.65), side=-1)
    place_round_table(sheet, (7.95, 17.2), 0.6, (0, 90, 180, 270))
    sheet.rect("furniture", (6.55, 16.6, 6.63, 17.8), css="screen")
    sheet.name((7.95, 18.6), "Hazel")
    sheet.room((9.7, 14.7, 13.5, 19.2), "meeting_room", "Elder", seats=6, features="screen whiteboard step_free")
    sheet.door((9.95, 14.65), (10.85, 14.65), side=1)
    place_meeting_table(sheet, (11.05, 15.95, 12.15, 18.15), sides=3, ends=0, upright=True)
    sheet.rect("furniture", (11.0, 19.08, 12.2, 19.16), css="screen")
    sheet.name((11.6, 17.05), "Elder")
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
    sheet.room((23.5, 14.7, 27.0, 19.2), "visiting_room", "Visiting 1", seats=5, features="step_free hearing_loop")
    sheet.door((26.75, 14.65), (25.75, 14.65), side=-1)
    sheet.put("sofa", (24.0, 17.6), 90)
    sheet.put("armchair", (26.5, 17.1), 270)
    sheet.put("armchair", (26.5, 18.0), 270)
    sheet.put("armchair", (25.25, 18.75), 0)
    sheet.rect("furniture", (24.75, 17.2, 25.75, 17.85), radius=0.1)
    sheet.put("plant", (26.68, 18.9))
    sheet.rect("furniture", (23.55, 15.2, 23.9, 16.3))
    sheet.name((25.25, 16.35), "Visiting 1", css="small")


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
        f"Consulting {number}",
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
    sheet.name((left + 2.0, 16.2), f"Consulting {number}", css="small")


def _east_rooms(sheet: Sheet) -> None:
    sheet.wall((35.2, 13.0, 35.3, 16.4), (41.0, 13.0, 41.1, 16.4), (35.2, 13.0, 44.3, 13.1))
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
    sheet.room((41.1, 13.1, 44.3, 16.4), "meeting_room", "Birch", seats=4, features="whiteboard")
    sheet.door((44.05, 13.05), (43.15, 13.05), side=-1)
    place_meeting_table(sheet, (41.95, 14.5, 43.55, 15.4), sides=2, ends=0)
    sheet.rect("furniture", (41.12, 14.3, 41.2, 15.6), css="screen")
    sheet.name((42.75, 14.95), "Birch", css="small")
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


def _desks(sheet: Sheet) -> None:
    """56 desks in benches, numbered from the north-west in the order in which one walks past them."""
    spots: list[Spot] = []
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
    number_desks(sheet, "1.", spots)


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
    place_lockers(sheet, (40.72, 1.0, 41.17, 5.0), 10)
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


if __name__ == "__main__":
    Path(__file__).with_name("hq-first-floor.svg").write_text(draw(), encoding="utf-8")
