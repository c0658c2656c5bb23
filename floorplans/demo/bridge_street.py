"""Bridge Street Clinic: an L of two wings round an entrance court; what stands in the same place on each floor."""

from shapely import Polygon

from floorplans.demo.clinic_fittings import draw_flights, furnish_accessible_toilet
from floorplans.demo.fittings import draw_lift
from floorplans.demo.rooms import Room, glaze, line_up
from floorplans.demo.sheet import Sheet

SIZE = (44, 32)
OUTSIDE = (
    (0.5, 0.5),
    (43.5, 0.5),
    (43.5, 11.7),
    (19.5, 11.7),
    (19.5, 13.2),
    (22.5, 13.2),
    (22.5, 16.8),
    (19.5, 16.8),
    (19.5, 31.5),
    (0.5, 31.5),
)
OUTER_WALL_M = 0.3

# Rooms of 3.9 by 4.2 m along the outer walls: the west column from the north, the north row from the west, and the
# row along the court from the west.
WEST = tuple((0.8, y0, 5.0, y1) for y0, y1 in line_up(0.8, 7, 3.9))
NORTH = tuple((x0, 0.8, x1, 5.0) for x0, x1 in line_up(7.2, 9, 3.9))
COURT = tuple((x0, 7.2, x1, 11.4) for x0, x1 in line_up(19.3, 5, 3.9))


def draw_shell(sheet: Sheet) -> None:
    """Outer walls and windows."""
    outside = Polygon(OUTSIDE)
    sheet.walls.append(outside.difference(outside.buffer(-OUTER_WALL_M, join_style="mitre")))
    sheet.floor(OUTSIDE)
    glaze(sheet, "n", 0.8, (5.5, 6.7), (7.4, 7.95), (8.35, 8.9), (9.4, 9.95), (10.35, 10.9))
    glaze(sheet, "n", 0.8, *((x0 + 0.6, x1 - 0.6) for x0, _, x1, _ in NORTH[1:]))
    glaze(sheet, "w", 0.8, *((y0 + 0.6, y1 - 0.6) for _, y0, _, y1 in WEST))
    glaze(sheet, "s", 11.4, *((x0 + 0.5, x1 - 0.5) for x0, _, x1, _ in COURT))
    glaze(sheet, "e", 19.2, (17.3, 18.9), (19.9, 22.8), (24.0, 26.8), (27.8, 30.6))
    glaze(sheet, "s", 31.2, (9.0, 12.2), (15.6, 18.5))
    glaze(sheet, "e", 43.2, (1.6, 4.2), (8.8, 10.6))
    for side, wall in (("n", 13.5), ("s", 16.5)):
        sheet.window((19.9, wall - 0.3, 21.9, wall) if side == "n" else (19.9, wall, 21.9, wall + 0.3))


def draw_core(sheet: Sheet) -> None:
    """The three stairs, the lift and the toilet beside it."""
    main = Room(sheet, (7.2, 7.2, 9.8, 11.5), "s")
    draw_flights(main, "Stair A")
    main.door(2.45, 1.5)
    sheet.room((10.5, 9.3, 12.7, 11.5), "lift", "Lift")
    sheet.wall((9.8, 9.2, 12.8, 9.3), (9.9, 9.3, 10.5, 11.5), (9.8, 11.5, 12.8, 11.6), (12.7, 9.2, 12.8, 11.6))
    draw_lift(sheet, (10.5, 9.3, 12.7, 11.5))
    furnish_accessible_toilet(Room(sheet, (9.9, 7.2, 12.7, 9.2), "e"))
    east = Room(sheet, (40.7, 7.2, 43.2, 11.4), "n")
    draw_flights(east, "Stair B")
    east.door(2.35, 1.4)
    south = Room(sheet, (0.8, 28.9, 5.0, 31.2), "e")
    draw_flights(south, "Stair C", landing=1.1)
    south.door(0.1, 1.0)


def draw_title(sheet: Sheet, floor: str) -> None:
    """Scale bar, north point and title, in the corner of the court."""
    left, base = 32.4, 30.6
    for metre in range(10):
        bar = (left + metre, base, left + metre + 1.0, base + 0.12)
        corners = ((bar[0], bar[1]), (bar[2], bar[1]), (bar[2], bar[3]), (bar[0], bar[3]))
        sheet.line("sheet", *corners, css="" if metre % 2 else "solid", closed=True)
    for metre in (0, 5, 10):
        sheet.name((left + metre, base + 0.4), f"{metre} m" if metre else "0", css="small")
    sheet.name((36.2, 29.3), "Bridge Street Clinic")
    sheet.name((36.2, 29.85), floor, css="small")
    sheet.path("sheet", "M42 29L42.3 29.9L42 29.7L41.7 29.9Z", css="solid")
    sheet.name((42.0, 28.8), "N", css="small")
