"""The visits suite of Larch Unit: a supervised hub with the visiting rooms round it, and the court beside it."""

from floorplans.demo.clinic_fittings import furnish_accessible_toilet
from floorplans.demo.fittings import draw_double_door, place_lockers, place_round_table
from floorplans.demo.office_fittings import furnish_store
from floorplans.demo.rooms import Room, Side, glaze
from floorplans.demo.sheet import Box, Sheet
from floorplans.demo.visit_fittings import (
    WATCHED,
    add_watching_pane,
    furnish_family,
    furnish_legal,
    furnish_visiting,
)

# Corners, the side of the door, seats and features beyond those of every watched room.
VISITING: tuple[tuple[Box, Side, int, str], ...] = (
    ((0.8, 12.4, 4.9, 16.2), "e", 5, "hearing_loop"),
    ((0.8, 8.5, 4.9, 12.3), "e", 5, ""),
    ((5.0, 0.8, 8.6, 4.8), "s", 5, ""),
    ((8.7, 0.8, 12.3, 4.8), "s", 5, "bariatric"),
    ((12.4, 0.8, 16.0, 4.8), "s", 4, ""),
    ((16.1, 6.5, 20.2, 9.8), "w", 4, "video"),
    ((16.1, 9.9, 20.2, 13.2), "w", 4, "soundproof"),
)


def draw_visits(sheet: Sheet) -> None:
    """The hub and everything whose door opens off it."""
    for number, (corners, side, seats, more) in enumerate(VISITING, start=1):
        room = Room(sheet, corners, side, mirrored=number % 2 == 0)
        furnish_visiting(room, f"Visiting {number}", seats, f"{WATCHED} {more}".strip())
    family = Room(sheet, (0.8, 0.8, 4.9, 8.4), "e")
    furnish_family(family, "Family room")
    family.door(1.35, 0.35)
    add_watching_pane(family, 1.6, 3.2)
    furnish_legal(Room(sheet, (16.1, 0.8, 20.2, 4.8), "s"), "Legal visits")
    furnish_accessible_toilet(Room(sheet, (16.1, 13.3, 18.7, 16.2), "w"))
    store = Room(sheet, (18.8, 13.3, 20.2, 16.2), "s")
    store.door(0.15, 1.0)
    furnish_store(store, "Toys")
    _draw_hub(sheet)


def _draw_hub(sheet: Sheet) -> None:
    """The room from whose desk every visiting room is in view."""
    sheet.wall((4.9, 16.2, 16.1, 16.3), (16.0, 4.8, 16.1, 6.5))
    draw_double_door(sheet, (9.6, 16.25), (11.4, 16.25), side=-1)
    draw_double_door(sheet, (16.05, 4.95), (16.05, 6.35), side=1)
    sheet.circle("furniture", (10.5, 10.3), 1.75)
    sheet.circle("furniture", (10.5, 10.3), 1.1)
    for x, y, angle in ((10.5, 9.7, 0), (10.0, 10.6, 225), (11.0, 10.6, 135)):
        sheet.put("task-chair", (x, y), angle)
    sheet.name((10.5, 12.4), "Observation desk", css="small")
    for x, y, angle in ((7.0, 8.0, 135), (6.7, 9.4, 90), (13.9, 8.0, 225), (14.2, 9.4, 270)):
        sheet.put("armchair", (x, y), angle)
    sheet.circle("furniture", (7.7, 9.0), 0.35)
    sheet.circle("furniture", (13.3, 9.0), 0.35)
    sheet.put("sofa", (6.9, 14.4), 45)
    sheet.put("sofa", (14.1, 14.4), 315)
    for x in (7.0, 14.0):
        place_round_table(sheet, (x, 12.2), 0.45, (0, 90, 180, 270))
    sheet.rect("furniture", (12.1, 15.4, 12.9, 16.15))
    sheet.rect("furniture", (13.0, 15.4, 13.8, 16.15))
    sheet.rect("fixtures", (7.3, 15.6, 8.9, 16.15))
    sheet.put("basin", (8.1, 15.88), 0, group="fixtures")
    for at in ((5.4, 15.8), (14.2, 15.8), (5.4, 5.35)):
        sheet.put("plant", at)
    sheet.name((10.5, 6.6), "Visits hub", css="")


def draw_secure_court(sheet: Sheet) -> None:
    """A court open to the sky between visits and staff, glazed on its four sides."""
    x0, y0, x1, y1 = 20.5, 6.7, 27.6, 16.1
    sheet.wall((20.2, 6.4, 20.5, 16.4), (27.6, 6.4, 27.9, 16.4), (20.2, 6.4, 27.9, 6.7), (20.2, 16.1, 27.9, 16.4))
    sheet.rect("furniture", (x0, y0, x1, y1), css="green")
    sheet.path("furniture", "M21.4 7.6H24.2Q26.7 7.6 26.7 10.4V15.2H23.9Q21.4 15.2 21.4 12.4Z")
    sheet.path("furniture", "M22.9 9.1H24.2Q25.2 9.1 25.2 10.4V13.7H23.9Q22.9 13.7 22.9 12.4Z", css="green")
    sheet.put("tree", (24.05, 11.4))
    for x, y, angle in ((21.75, 14.2, 90), (26.35, 8.8, 270), (21.75, 9.2, 90)):
        sheet.put("bench", (x, y), angle)
    sheet.name((24.05, 14.45), "Secure court", css="small")
    glaze(sheet, "n", y0, (21.1, 23.6), (24.5, 27.0))
    glaze(sheet, "s", y1, (21.1, 23.0), (25.1, 27.0))
    glaze(sheet, "w", x0, (7.2, 9.4), (10.4, 12.8))
    glaze(sheet, "e", x1, (7.4, 10.4), (12.4, 15.4))
    sheet.door((24.6, 16.25), (23.5, 16.25), side=1)
    place_lockers(sheet, (28.0, 13.2, 28.4, 15.6), 6)
