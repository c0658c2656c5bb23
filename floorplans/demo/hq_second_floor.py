"""Draws the second floor of Alder House: three teams, boardroom, focus rooms; run as a module it rewrites its SVG."""

from pathlib import Path

from floorplans.demo.alder_house import SIZE, draw_core, draw_shell, draw_title
from floorplans.demo.fittings import (
    Spot,
    lay_level_bench,
    lay_upright_bench,
    number_desks,
    place_lockers,
    place_round_table,
)
from floorplans.demo.office_fittings import furnish_focus, furnish_kitchen, furnish_meeting, furnish_quiet
from floorplans.demo.rooms import Room
from floorplans.demo.sheet import Sheet
from floorplans.demo.symbols import SYMBOLS

DESK_WIDTH_M = 1.4

# The windows of the rooms to the south, from the west.
SOUTH_WINDOWS = (
    (1.4, 5.8),
    (7.0, 10.2),
    (11.8, 14.7),
    (16.1, 18.8),
    (20.0, 21.6),
    (22.7, 24.3),
    (25.6, 29.1),
    (30.5, 32.0),
    (33.1, 34.6),
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
    _breakout(sheet)
    _open_floor(sheet)
    draw_title(sheet, "Second floor")
    return sheet.compose(SIZE, "Alder House, second floor", SYMBOLS)


def _north_rooms(sheet: Sheet) -> None:
    """The boardroom in the corner, focus rooms beside it."""
    board = Room(sheet, (41.3, 0.8, 47.2, 6.9), "w")
    board.double_door(4.3, width=1.6)
    furnish_meeting(
        board, "Osprey boardroom", 16, "hearing_loop screen soundproof step_free video whiteboard", screen="right"
    )
    board.rect("furniture", (0.9, 5.4, 2.9, 5.85))
    sheet.put("plant", (46.85, 6.5))
    for name, x0, x1 in (("Siskin", 33.6, 35.8), ("Dipper", 35.9, 38.9), ("Redstart", 39.0, 41.2)):
        room = Room(sheet, (x0, 0.8, x1, 3.6), "s")
        room.door(0.15, 1.05)
        furnish_focus(room, name, "screen soundproof video")


def _south_rooms(sheet: Sheet) -> None:
    video = "screen step_free video"
    for name, seats, x0, x1, features in (
        ("Kestrel", 8, 11.1, 15.4, f"{video} whiteboard"),
        ("Merlin", 8, 15.5, 19.4, video),
        ("Plover", 4, 19.5, 22.1, "screen step_free"),
        ("Curlew", 4, 22.2, 24.8, video),
        ("Lapwing", 12, 24.9, 29.9, f"hearing_loop {video} whiteboard"),
        ("Swift", 4, 30.0, 32.5, "screen step_free"),
        ("Tern", 4, 32.6, 35.2, "step_free whiteboard"),
    ):
        room = Room(sheet, (x0, 14.7, x1, 19.2), "n", mirrored=name == "Tern")
        room.door(0.15, 1.1)
        furnish_meeting(room, name, seats, features, screen="far" if name == "Swift" else "left")


def _east_rooms(sheet: Sheet) -> None:
    kitchen = Room(sheet, (35.3, 13.1, 41.0, 16.4), "n")
    kitchen.door(4.6, 5.5)
    furnish_kitchen(kitchen, "Kitchen", ((1.1, 1.5), (3.0, 1.5)))
    kitchen.name((2.05, 0.5), "Kitchen")
    quiet = Room(sheet, (41.1, 13.1, 44.2, 16.4), "n")
    quiet.state("quiet", "Wellbeing room")
    quiet.door(0.2, 1.1)
    quiet.put("sofa", (1.0, 2.85), 180)
    quiet.put("armchair", (2.65, 2.4), 270)
    quiet.rect("fixtures", (2.3, 0.05, 3.05, 0.55))
    quiet.put("basin", (2.68, 0.3), 180, group="fixtures")
    quiet.name((1.9, 1.6), "Wellbeing", "room")
    for number, x0 in enumerate((11.3, 13.0), start=1):
        phone = Room(sheet, (x0, 10.9, x0 + 1.6, 12.7), "s")
        phone.door(0.1, 0.9)
        furnish_quiet(phone, f"Phone {number}")


def _desks(sheet: Sheet) -> None:
    """110 desks of 1400 mm, numbered from the north-west: along the north, then the south-west, then the east."""
    spots: list[Spot] = []
    for left, features in (
        (2.0, "dual_monitor"),
        (5.4, "dual_monitor"),
        (8.8, "dual_monitor sit_stand"),
        (12.2, "dual_monitor"),
        (20.6, "sit_stand"),
        (24.0, "dual_monitor sit_stand"),
        (27.4, "dual_monitor"),
        (30.8, "dual_monitor"),
    ):
        spots.extend(lay_upright_bench(sheet, left, 1.2, 4, features, width=DESK_WIDTH_M))
    for top, features in ((8.3, ""), (11.8, "sit_stand"), (15.9, "dual_monitor")):
        spots.extend(lay_level_bench(sheet, 1.7, top, 6, features, width=DESK_WIDTH_M))
    spots.extend(lay_level_bench(sheet, 36.6, 9.1, 4, "", width=DESK_WIDTH_M))
    spots.extend([((46.8, 8.9), 90, "accessible sit_stand"), ((46.8, 11.4), 90, "accessible sit_stand")])
    number_desks(sheet, "2.", spots, width=DESK_WIDTH_M)


def _breakout(sheet: Sheet) -> None:
    """Booths and a high table between the two halves of the north side."""
    sheet.zone((15.1, 0.8, 19.4, 6.7), "waiting", "Breakout")
    for y in (1.5, 4.0):
        sheet.rect("furniture", (15.3, y - 0.6, 17.5, y - 0.1), radius=0.08)
        sheet.rect("furniture", (15.7, y, 17.1, y + 0.7), radius=0.06)
        sheet.rect("furniture", (15.3, y + 0.8, 17.5, y + 1.3), radius=0.08)
    sheet.rect("furniture", (18.4, 2.0, 19.1, 5.0), radius=0.1)
    for y in (2.5, 3.5, 4.5):
        sheet.put("stool", (18.15, y))
    sheet.put("plant", (18.9, 1.2))
    sheet.put("plant", (18.9, 6.2))
    sheet.put("plant", (15.5, 6.2))
    sheet.name((17.2, 6.1), "Breakout", css="small")


def _open_floor(sheet: Sheet) -> None:
    """Lockers, shared tables, plants, and the names of the teams on the floor."""
    place_lockers(sheet, (15.5, 9.0, 15.95, 12.6), 10)
    place_lockers(sheet, (33.6, 3.75, 41.1, 4.2), 18)
    place_lockers(sheet, (0.85, 18.75, 6.85, 19.2), 14)
    place_lockers(sheet, (11.3, 8.9, 14.3, 9.35), 7)
    place_lockers(sheet, (11.3, 9.35, 14.3, 9.8), 7)
    place_round_table(sheet, (36.3, 5.8), 0.55, (0, 90, 180, 270))
    sheet.put("sofa", (39.4, 4.75), 180)
    sheet.circle("furniture", (39.4, 5.75), 0.35)
    sheet.put("armchair", (40.5, 5.9), 300)
    sheet.rect("furniture", (43.0, 8.3, 43.8, 11.5), radius=0.08)
    for y in (8.7, 9.5, 10.3, 11.1):
        sheet.put("stool", (42.75, y))
        sheet.put("stool", (44.05, y))
    for at in (
        (1.15, 7.3),
        (10.9, 7.4),
        (19.9, 7.7),
        (33.4, 6.3),
        (35.2, 12.6),
        (10.6, 13.9),
        (1.1, 14.7),
        (40.7, 7.5),
    ):
        sheet.put("plant", at)
    sheet.name((12.6, 7.75), "Finance", css="small")
    sheet.name((26.9, 7.65), "Digital Services", css="small")
    sheet.name((8.8, 14.75), "People and Culture", css="small")
    sheet.name((39.4, 8.2), "Touchdown", css="small")


if __name__ == "__main__":
    Path(__file__).with_name("hq-second-floor.svg").write_text(draw(), encoding="utf-8")
