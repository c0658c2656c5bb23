"""Draws the first floor of Bridge Street Clinic: therapy rooms and a community team; rewrites its SVG as a module."""

from pathlib import Path

from floorplans.demo.bridge_street import COURT, NORTH, SIZE, WEST, draw_core, draw_shell, draw_title
from floorplans.demo.clinic_fittings import furnish_group, furnish_therapy, furnish_toilet, furnish_toilets
from floorplans.demo.fittings import (
    Spot,
    draw_double_door,
    lay_upright_bench,
    number_desks,
    place_lockers,
)
from floorplans.demo.office_fittings import (
    furnish_focus,
    furnish_kitchen,
    furnish_meeting,
    furnish_quiet,
    place_chairs,
)
from floorplans.demo.rooms import Room
from floorplans.demo.sheet import Sheet
from floorplans.demo.symbols import SYMBOLS

THERAPY = (
    ("Therapy 1", "panic_alarm soundproof step_free"),
    ("Therapy 2", "panic_alarm soundproof step_free"),
    ("Therapy 3", "hearing_loop panic_alarm soundproof step_free"),
    ("Therapy 4", "panic_alarm soundproof step_free video"),
    ("Therapy 5", "panic_alarm soundproof step_free video"),
    ("Play therapy", "child_friendly observation panic_alarm sink step_free"),
    ("Family room", "child_friendly panic_alarm screen soundproof step_free"),
    ("Therapy 6", "panic_alarm soundproof step_free"),
)


def draw() -> str:
    """The SVG document of the floor, 44 by 32 metres."""
    sheet = Sheet()
    draw_shell(sheet)
    sheet.window((22.2, 13.9, 22.5, 16.1))
    draw_core(sheet)
    _therapy_rooms(sheet)
    _north_wing(sheet)
    _meeting_rooms(sheet)
    _arrivals(sheet)
    _office_rooms(sheet)
    _desks(sheet)
    _office_floor(sheet)
    draw_title(sheet, "First floor")
    return sheet.compose(SIZE, "Bridge Street Clinic, first floor", SYMBOLS)


def _therapy_rooms(sheet: Sheet) -> None:
    for count, (corners, (name, features)) in enumerate(zip(NORTH[1:], THERAPY, strict=True)):
        seats = 6 if name == "Family room" else 4 - count % 2
        furnish_therapy(Room(sheet, corners, "s", mirrored=count % 2 == 1), name, features, seats)
    furnish_therapy(Room(sheet, COURT[0], "n"), "Counselling 1", "panic_alarm soundproof step_free", 3)
    furnish_therapy(Room(sheet, COURT[1], "n", mirrored=True), "Counselling 2", "panic_alarm soundproof step_free", 3)


def _north_wing(sheet: Sheet) -> None:
    x0, y0, x1, y1 = NORTH[0]
    furnish_toilets(Room(sheet, (x0, y0, x0 + 1.9, y1), "s"), "WC women")
    furnish_toilets(Room(sheet, (x1 - 1.9, y0, x1, y1), "s", mirrored=True), "WC men")
    group = Room(sheet, (COURT[3][0], 7.2, COURT[4][2], 11.4), "n")
    group.double_door(6.0, width=1.6)
    furnish_group(group, "Skylark", 14, "hearing_loop screen step_free whiteboard")
    place_lockers(sheet, group.span((0.8, 0.03, 3.4, 0.45)), 5)
    toilet = Room(sheet, (39.3, 7.2, 40.6, 9.4), "n")
    furnish_toilet(toilet)
    sheet.wall((39.2, 9.4, 40.7, 9.5))
    sheet.room((39.3, 9.5, 40.6, 11.4), "plant", "Riser")
    sheet.name((39.95, 10.5), "Riser", css="small")
    x0, _, x1, y1 = COURT[2]
    sheet.zone((x0 - 0.05, 7.15, x1 + 0.05, y1), "waiting", "Waiting")
    sheet.put("sofa", (x0 + 0.5, 8.6), 90)
    sheet.put("sofa", (x1 - 0.5, 8.6), 270)
    place_chairs(sheet, (x0 + 0.9, 11.05), (0.7, 0.0), 4, 0)
    sheet.rect("furniture", (x0 + 1.4, 8.2, x0 + 2.5, 8.9), radius=0.1)
    sheet.put("plant", (x0 + 0.35, 11.0))
    sheet.put("plant", (x1 - 0.35, 11.0))
    sheet.name((x0 + 1.95, 10.0), "Waiting", css="small")
    draw_double_door(sheet, (15.55, 5.15), (15.55, 7.05), side=1)
    sheet.wall((15.5, 5.0, 15.6, 7.2))


def _meeting_rooms(sheet: Sheet) -> None:
    """Three rooms in the north-west corner, one off the landing, two by the bay."""
    x0, y0, *_ = WEST[0]
    ribble = Room(sheet, (x0, y0, 7.1, 4.7), "s")
    ribble.door(6.1, 5.15)
    furnish_meeting(ribble, "Ribble", 10, "hearing_loop screen step_free video whiteboard", screen="left")
    for corners, name, features in (
        (WEST[1], "Lune", "screen step_free video"),
        (WEST[2], "Wyre", "screen step_free whiteboard"),
    ):
        room = Room(sheet, corners, "e")
        room.door(0.2, 1.15)
        furnish_meeting(room, name, 6, features)
    hodder = Room(sheet, (14.9, 7.2, 19.2, 11.4), "w")
    hodder.door(0.25, 1.2)
    furnish_meeting(hodder, "Hodder", 8, "screen step_free video", screen="far")
    calder = Room(sheet, (14.1, 27.4, 17.0, 31.2), "n")
    calder.door(0.15, 1.05)
    furnish_meeting(calder, "Calder", 4, "screen step_free whiteboard")
    brock = Room(sheet, (17.1, 27.4, 19.2, 31.2), "n", mirrored=True)
    brock.door(0.15, 1.05)
    furnish_focus(brock, "Brock", "screen video")


def _arrivals(sheet: Sheet) -> None:
    """The landing of stair and lift, the desk where visitors to the team are met, the bay over the entrance."""
    sheet.wall((12.7, 11.5, 14.9, 11.6))
    draw_double_door(sheet, (12.9, 11.55), (14.7, 11.55), side=-1)
    sheet.zone((19.2, 13.5, 22.2, 16.5), "waiting", "Breakout")
    sheet.put("sofa", (20.7, 14.0), 180)
    sheet.put("armchair", (21.7, 15.3), 270)
    sheet.put("armchair", (19.9, 16.0), 45)
    sheet.circle("furniture", (20.7, 15.1), 0.4)
    sheet.put("plant", (21.85, 16.15))
    sheet.name((20.7, 15.75), "Breakout", css="small")


def _office_rooms(sheet: Sheet) -> None:
    """What the team has walls round: kitchen, quiet rooms, records, print."""
    kitchen = Room(sheet, (7.2, 27.6, 12.2, 31.2), "n")
    kitchen.door(0.3, 1.25)
    furnish_kitchen(kitchen, "Kitchen", ((1.3, 2.0), (3.3, 1.5)))
    kitchen.name((3.6, 2.55), "Kitchen")
    for count, y0 in enumerate((16.8, 18.8)):
        quiet = Room(sheet, (0.8, y0, 3.1, y0 + 1.9), "e")
        quiet.door(0.15, 1.0)
        furnish_quiet(quiet, f"Quiet {count + 1}")
    sheet.wall((5.0, 28.8, 7.2, 28.9), (5.0, 12.7, 7.2, 12.8))
    draw_double_door(sheet, (5.2, 28.85), (7.0, 28.85), side=1)
    draw_double_door(sheet, (5.2, 12.75), (7.0, 12.75), side=1)


def _desks(sheet: Sheet) -> None:
    """70 desks: benches across the floor, single ones along the windows."""
    spots: list[Spot] = [((1.2, 13.7), 270, "accessible sit_stand"), ((1.2, 15.3), 270, "")]
    for left, features in ((4.1, "dual_monitor"), (7.5, "dual_monitor sit_stand"), (10.9, ""), (14.3, "dual_monitor")):
        spots.extend(lay_upright_bench(sheet, left, 13.8, 4, features))
    for left, features in ((14.3, ""), (10.9, "dual_monitor"), (7.5, "dual_monitor"), (4.1, "")):
        spots.extend(lay_upright_bench(sheet, left, 21.8, 3, features))
    spots.extend(((1.2, round(21.6 + 1.6 * row, 3)), 270, "") for row in range(5))
    spots.extend(((18.8, round(18.0 + 1.6 * row, 3)), 90, "dual_monitor") for row in range(6))
    spots.append(((18.1, 12.05), 0, "accessible sit_stand"))
    number_desks(sheet, "1.", spots)


def _office_floor(sheet: Sheet) -> None:
    """Lockers, printers and what stands between the benches; the team's names on the floor."""
    place_lockers(sheet, (7.3, 11.75, 8.5, 12.2), 3)
    place_lockers(sheet, (15.1, 11.6, 17.1, 12.05), 5)
    place_lockers(sheet, (12.5, 28.75, 12.95, 31.15), 6)
    sheet.put("copier", (13.55, 30.8), 0)
    sheet.zone((12.4, 28.3, 14.0, 31.2), "print", "Print")
    sheet.name((13.5, 29.6), "Print", css="small")
    for at in ((10.2, 12.1), (6.6, 27.4), (12.9, 27.0), (3.5, 20.9)):
        sheet.put("plant", at)
    for at, name in (((8.3, 21.0), "Adult community team"), ((13.4, 21.0), "Crisis and home treatment")):
        sheet.name(at, name, css="small")
    for at in ((22.2, 19.6), (23.3, 23.3), (21.4, 25.3), (31.6, 14.3), (36.2, 14.4), (41.2, 14.2), (31.8, 19.5)):
        sheet.put("tree", at)
    sheet.name((36.8, 20.0), "Entrance court below", css="small")


if __name__ == "__main__":
    Path(__file__).with_name("clinic-first-floor.svg").write_text(draw(), encoding="utf-8")
