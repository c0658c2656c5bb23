"""Alder House, the demo trust's headquarters: what stands in the same place on each of its floors."""

from shapely import Polygon

from floorplans.demo.fittings import draw_lift, draw_stair
from floorplans.demo.sheet import Sheet

SIZE = (48, 20)
OUTSIDE = ((0.5, 0.5), (47.5, 0.5), (47.5, 16.7), (35.5, 16.7), (35.5, 19.5), (0.5, 19.5))
OUTER_WALL_M = 0.3


def draw_shell(sheet: Sheet, south_windows: tuple[tuple[float, float], ...]) -> None:
    """Outer walls, windows, columns; the windows to the south are the floor's own, each from x to x."""
    outside = Polygon(OUTSIDE)
    sheet.walls.append(outside.difference(outside.buffer(-OUTER_WALL_M, join_style="mitre")))
    sheet.floor(OUTSIDE)
    north = [(1.35 + 3.85 * bay, 1.35 + 3.85 * bay + 2.8) for bay in range(12)]
    for x0, x1 in north:
        sheet.window((x0, 0.5, x1, 0.8))
    for y0, y1 in ((1.4, 4.8), (5.6, 6.7), (7.4, 10.0), (10.7, 13.9), (15.4, 18.5)):
        sheet.window((0.5, y0, 0.8, y1))
    for x0, x1 in south_windows:
        sheet.window((x0, 19.2, x1, 19.5))
    for y0, y1 in ((1.5, 3.7), (4.1, 6.3), (7.7, 9.8), (10.3, 12.4)):
        sheet.window((47.2, y0, 47.5, y1))
    for x0, x1 in ((36.2, 38.2), (38.6, 40.4), (41.6, 43.8), (45.2, 46.6)):
        sheet.window((x0, 16.4, x1, 16.7))
    for x in (6.45, 14.8, 23.0, 31.2, 39.4):
        sheet.wall((x - 0.18, 6.9, x + 0.18, 7.26))
    for x in (6.45, 13.55, 23.45, 31.15):
        sheet.wall((x - 0.18, 14.5, x + 0.18, 14.86))


def draw_core(sheet: Sheet) -> None:
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
    _draw_toilets(sheet)
    sheet.room((29.4, 11.2, 31.7, 12.9), "store", "Cleaner")
    sheet.door((29.7, 13.0), (30.5, 13.0), side=-1)
    sheet.rect("fixtures", (31.1, 12.3, 31.65, 12.85))
    sheet.rect("furniture", (29.45, 11.25, 31.65, 11.6))
    sheet.name((30.65, 11.98), "Cleaner", css="small")
    _draw_comms(sheet)
    _draw_escape_stair(sheet)


def _draw_toilets(sheet: Sheet) -> None:
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
    sheet.name((30.62, 9.85), "Accessible", "WC", css="small")


def _draw_comms(sheet: Sheet) -> None:
    """The comms room against the core, and the bay of printers below it."""
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


def _draw_escape_stair(sheet: Sheet) -> None:
    """Stair B runs up along its long sides from the door, its landing at the outer wall."""
    sheet.wall((44.3, 12.9, 44.5, 16.4), (44.3, 12.9, 47.2, 13.1))
    sheet.room((44.5, 13.1, 47.2, 16.4), "stairs", "Stair B")
    sheet.door((44.75, 13.0), (45.75, 13.0), side=1)
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


def draw_title(sheet: Sheet, floor: str) -> None:
    """Scale bar, north point and title, on the empty corner of the sheet."""
    left, base = 37.0, 18.7
    for metre in range(10):
        bar = (left + metre, base, left + metre + 1.0, base + 0.12)
        corners = ((bar[0], bar[1]), (bar[2], bar[1]), (bar[2], bar[3]), (bar[0], bar[3]))
        sheet.line("sheet", *corners, css="" if metre % 2 else "solid", closed=True)
    for metre in (0, 5, 10):
        sheet.name((left + metre, base + 0.4), f"{metre} m" if metre else "0", css="small")
    sheet.name((40.1, 17.6), "Alder House", css="")
    sheet.name((40.1, 18.15), floor, css="small")
    sheet.path("sheet", "M46 17.3L46.3 18.2L46 18L45.7 18.2Z", css="solid")
    sheet.name((46.0, 17.12), "N", css="small")
