"""Draws the ground floor of Alder House: entrance, conference suite, café; run as a module it rewrites its SVG file."""

from pathlib import Path

from floorplans.demo.alder_house import SIZE, draw_core, draw_shell, draw_title
from floorplans.demo.fittings import (
    Spot,
    draw_double_door,
    draw_folding_wall,
    draw_sliding_door,
    lay_level_bench,
    lay_upright_bench,
    number_desks,
    place_lockers,
    place_round_table,
)
from floorplans.demo.office_fittings import (
    furnish_cabaret,
    furnish_focus,
    furnish_meeting,
    furnish_store,
    furnish_training,
    place_chairs,
)
from floorplans.demo.rooms import Room
from floorplans.demo.sheet import Sheet
from floorplans.demo.symbols import SYMBOLS

# The windows to the south, from the west; the main entrance stands between the fourth and the fifth.
SOUTH_WINDOWS = ((1.4, 5.8), (7.0, 9.2), (10.2, 13.0), (15.8, 17.8), (21.2, 23.0), (24.1, 26.5), (28.0, 30.4))


def draw() -> str:
    """The SVG document of the floor, 48 by 20 metres."""
    sheet = Sheet()
    draw_shell(sheet, SOUTH_WINDOWS)
    draw_core(sheet)
    _conference_suite(sheet)
    _conference_foyer(sheet)
    _entrance(sheet)
    _south_rooms(sheet)
    _east_rooms(sheet)
    _cafe(sheet)
    _kitchen(sheet)
    _office(sheet)
    _desks(sheet)
    draw_title(sheet, "Ground floor")
    return sheet.compose(SIZE, "Alder House, ground floor", SYMBOLS)


def _conference_suite(sheet: Sheet) -> None:
    """Three rooms that become two or one when the walls between them are folded away."""
    features = "hearing_loop screen step_free video"
    severn = Room(sheet, (0.8, 0.8, 9.0, 7.0), "s")
    furnish_training(severn, "Severn", 24, features, rows=4)
    severn.double_door(6.2, width=1.7, outward=True)
    trent = Room(sheet, (9.1, 0.8, 16.2, 7.0), "s")
    tables = ((2.0, 1.75), (2.0, 4.55), (4.9, 1.75), (4.9, 4.55))
    furnish_cabaret(trent, "Trent", tables, f"{features} whiteboard")
    trent.double_door(3.0, width=1.7, outward=True)
    thames = Room(sheet, (16.3, 0.8, 27.8, 7.0), "s", mirrored=True)
    furnish_training(thames, "Thames", 36, features, rows=6)
    thames.double_door(9.4, width=1.7, outward=True)
    thames.double_door(0.5, width=1.6, outward=True)
    draw_folding_wall(sheet, 9.05, 1.1, 6.7)
    draw_folding_wall(sheet, 16.25, 1.1, 6.7)


def _conference_foyer(sheet: Sheet) -> None:
    sheet.wall((0.8, 10.3, 15.9, 10.4))
    sheet.rect("furniture", (0.85, 8.4, 1.5, 10.2))
    sheet.circle("fixtures", (1.18, 8.8), 0.16)
    sheet.circle("fixtures", (1.18, 9.3), 0.16)
    for x in (3.6, 6.2, 8.8, 11.4):
        sheet.circle("furniture", (x, 9.0), 0.4)
        for at in ((x - 0.6, 9.0), (x + 0.6, 9.0), (x, 9.6)):
            sheet.put("stool", at)
    sheet.put("plant", (1.2, 7.5))
    sheet.put("plant", (15.5, 9.5))
    place_lockers(sheet, (12.6, 9.85, 15.2, 10.3), 5)
    sheet.name((7.5, 9.95), "Conference foyer", css="small")
    store = Room(sheet, (13.5, 10.4, 15.9, 12.9), "n")
    store.door(0.2, 1.1)
    furnish_store(store, "AV store")


def _entrance(sheet: Sheet) -> None:
    """The main entrance with its two pairs of doors, the reception desk and seats for those who wait."""
    sheet.wall((17.9, 17.2, 18.0, 19.2), (21.0, 17.2, 21.1, 19.2), (17.9, 17.1, 21.1, 17.2))
    draw_sliding_door(sheet, (18.5, 19.35), (20.5, 19.35))
    draw_sliding_door(sheet, (18.5, 17.15), (20.5, 17.15))
    sheet.rect("furniture", (18.4, 17.5, 20.6, 18.9), css="dashed")
    sheet.zone((15.5, 14.75, 17.9, 19.2), "reception", "Reception")
    sheet.path("furniture", "M15.6 15H16.6Q17.4 15 17.4 15.8V18.6H16.75V16Q16.75 15.65 16.4 15.65H15.6Z")
    sheet.put("task-chair", (16.35, 16.6), 90)
    sheet.put("task-chair", (16.35, 17.8), 90)
    sheet.put("monitor", (17.1, 16.6), 90)
    sheet.put("monitor", (17.1, 17.8), 90)
    sheet.name((16.7, 18.95), "Reception", css="small")
    office = Room(sheet, (13.5, 14.7, 15.4, 19.2), "e", mirrored=True)
    office.state("office", "Security")
    office.door(0.2, 1.1)
    office.rect("furniture", (1.4, 1.15, 4.3, 1.85))
    office.put("task-chair", (2.2, 0.85), 0)
    office.put("task-chair", (3.5, 0.85), 0)
    office.name((2.8, 1.1), "Security")
    place_chairs(sheet, (23.05, 15.9), (0.0, 0.6), 5, 270)
    sheet.put("sofa", (22.0, 18.7), 0)
    sheet.rect("furniture", (21.6, 16.4, 22.2, 17.4), radius=0.08)
    sheet.put("plant", (22.9, 15.2))
    sheet.put("kiosk", (20.8, 16.3), 0)
    sheet.name((20.1, 15.4), "Entrance hall", css="small")
    sheet.name((19.5, 19.75), "Main entrance", css="small")


def _south_rooms(sheet: Sheet) -> None:
    robin = Room(sheet, (23.5, 14.7, 27.1, 19.2), "n")
    robin.door(0.2, 1.15)
    furnish_meeting(robin, "Robin", 6, "screen step_free video", screen="left")
    heron = Room(sheet, (27.2, 14.7, 31.1, 19.2), "n")
    heron.door(0.2, 1.15)
    furnish_meeting(heron, "Heron", 10, "hearing_loop screen step_free whiteboard", screen="far")
    post = Room(sheet, (31.2, 14.7, 35.2, 19.2), "n")
    post.state("store", "Post room")
    post.door(0.3, 1.25)
    draw_double_door(sheet, (35.35, 17.4), (35.35, 18.9), side=-1)
    post.rect("furniture", (3.3, 1.2, 3.95, 4.4))
    for shelf in range(1, 5):
        post.line("furniture", (3.3, 1.2 + 0.64 * shelf), (3.95, 1.2 + 0.64 * shelf))
    post.rect("furniture", (1.2, 2.1, 2.4, 3.0))
    post.put("copier", (2.6, 4.05), 180)
    post.put("trolley", (0.5, 1.7), 90)
    post.name((1.8, 1.7), "Post room")
    sheet.name((36.9, 18.15), "Deliveries", css="small")


def _east_rooms(sheet: Sheet) -> None:
    changing = Room(sheet, (35.3, 13.1, 38.4, 16.4), "n")
    changing.state("wc", "Showers")
    changing.door(0.2, 1.1)
    for u in (0.03, 1.05, 2.07):
        changing.rect("fixtures", (u, 2.2, u + 1.0, 3.25))
        changing.line("fixtures", (u, 2.2), (u + 1.0, 3.25))
        changing.circle("fixtures", (u + 0.5, 2.72), 0.06)
    changing.rect("furniture", (2.6, 0.3, 3.05, 1.9))
    changing.name((1.6, 1.5), "Showers")
    wren = Room(sheet, (41.1, 13.1, 44.2, 16.4), "n")
    wren.door(0.15, 1.05)
    furnish_meeting(wren, "Wren", 4, "screen step_free")
    dunnock = Room(sheet, (38.5, 13.1, 41.0, 16.4), "n")
    dunnock.door(0.15, 1.05)
    furnish_focus(dunnock, "Dunnock", "screen video")
    draw_double_door(sheet, (47.35, 13.2), (47.35, 14.2), side=-1)


def _cafe(sheet: Sheet) -> None:
    """Tables of two and four between conference suite and servery, high stools along the windows."""
    sheet.zone((28.0, 0.8, 41.1, 6.7), "kitchen", "Café")
    for x, y in ((30.2, 3.6), (33.0, 2.9), (35.9, 3.6), (38.6, 2.9), (31.6, 5.6), (34.5, 5.4), (37.3, 5.6)):
        place_round_table(sheet, (x, y), 0.45, (0, 90, 180, 270))
    sheet.rect("furniture", (29.4, 0.85, 38.4, 1.25))
    for stool in range(12):
        sheet.put("stool", (29.8 + 0.75 * stool, 1.5))
    sheet.put("sofa", (28.6, 5.6), 90)
    for at in ((28.9, 1.2), (40.7, 1.2), (39.4, 6.4), (35.9, 6.5), (28.5, 4.35)):
        sheet.put("plant", at)
    sheet.name((39.2, 4.6), "Café", css="")
    for left in (34.9, 37.1, 42.4, 44.8):
        sheet.rect("furniture", (left, 7.25, left + 1.8, 7.65))
        for plant in range(3):
            sheet.circle("furniture", (left + 0.35 + 0.55 * plant, 7.45), 0.15, css="green")


def _kitchen(sheet: Sheet) -> None:
    """The servery counter and the kitchen behind it."""
    room = Room(sheet, (42.9, 0.8, 47.2, 6.9), "w")
    room.state("kitchen", "Kitchen")
    room.door(0.2, 1.1)
    sheet.cut((42.8, 3.4, 42.9, 6.0))
    room.rect("furniture", (0.05, 3.55, 5.0, 4.25))
    for ring in range(4):
        room.circle("fixtures", (1.0 + 0.35 * (ring % 2), 3.75 + 0.3 * (ring // 2)), 0.11)
    room.rect("fixtures", (2.6, 3.65, 3.7, 4.15), radius=0.06)
    room.rect("furniture", (2.3, 1.5, 4.6, 2.3))
    room.rect("furniture", (5.2, 2.4, 6.05, 4.25))
    room.name((3.4, 1.9), "Kitchen")
    sheet.rect("furniture", (41.3, 1.6, 41.95, 6.4), radius=0.06)
    sheet.line("furniture", (41.15, 1.6), (41.15, 6.4))
    sheet.rect("furniture", (41.4, 2.0, 41.85, 2.9))
    sheet.rect("furniture", (41.4, 5.5, 41.85, 6.2))
    sheet.name((40.3, 5.2), "Servery", css="small")


def _office(sheet: Sheet) -> None:
    """The estates and facilities office, walled off from conference guests."""
    sheet.wall((13.4, 10.3, 13.5, 19.2))
    sheet.door((13.45, 14.35), (13.45, 13.4), side=-1)
    place_lockers(sheet, (6.0, 10.42, 10.0, 10.85), 10)
    sheet.put("copier", (12.95, 11.2), 270)
    for at in ((1.15, 18.9), (5.3, 18.9), (12.3, 14.9), (11.4, 10.75)):
        sheet.put("plant", at)
    sheet.name((12.45, 12.6), "Estates", css="small")


def _desks(sheet: Sheet) -> None:
    """26 desks in the office, 14 to touch down at beside the café."""
    spots: list[Spot] = [((13.0, 16.2), 90, "accessible sit_stand"), ((13.0, 18.1), 90, "accessible sit_stand")]
    spots.extend(lay_level_bench(sheet, 1.9, 11.9, 6, "dual_monitor"))
    spots.extend(lay_level_bench(sheet, 1.9, 15.9, 6, "sit_stand"))
    spots.extend(lay_level_bench(sheet, 35.7, 9.0, 5, ""))
    spots.extend(lay_upright_bench(sheet, 44.7, 8.2, 2, "dual_monitor"))
    number_desks(sheet, "0.", spots)


if __name__ == "__main__":
    Path(__file__).with_name("hq-ground-floor.svg").write_text(draw(), encoding="utf-8")
