"""Pieces that stand on the demo floors: tables with their chairs, benches, stairs and lifts."""

from collections.abc import Iterable

from shapely import box

from floorplans.demo.sheet import Box, Point, Sheet

# The middle of a desk, the way somebody faces who sits there, and its features.
Spot = tuple[Point, int, str]


def draw_stair(sheet: Sheet, corners: Box) -> None:
    """A dog-leg stair: two flights with a half landing at the top of the box, and the arrow up."""
    x0, y0, x1, y1 = corners
    middle, landing, foot = (x0 + x1) / 2, y0 + 1.25, y1 - 1.15
    sheet.line(
        "stairs",
        (middle - 0.06, landing),
        (middle - 0.06, foot),
        (middle + 0.06, foot),
        (middle + 0.06, landing),
        closed=True,
    )
    treads = 9
    for tread in range(treads):
        y = landing + (foot - landing) * tread / (treads - 1)
        sheet.line("stairs", (x0, y), (middle - 0.06, y))
        sheet.line("stairs", (middle + 0.06, y), (x1, y))
    left, right = (x0 + middle) / 2, (x1 + middle) / 2
    sheet.line("stairs", (left, foot + 0.2), (left, landing - 0.55), (right, landing - 0.55), (right, foot - 0.15))
    sheet.line("stairs", (right - 0.12, foot - 0.4), (right, foot - 0.1), (right + 0.12, foot - 0.4))


def draw_lift(sheet: Sheet, corners: Box) -> None:
    """A car in its shaft, its doors to the right."""
    x0, y0, x1, y1 = corners
    car = (x0 + 0.25, y0 + 0.15, x1 - 0.15, y1 - 0.15)
    sheet.rect("stairs", car)
    sheet.line("stairs", (car[0], car[1]), (car[2], car[3]))
    sheet.line("stairs", (car[0], car[3]), (car[2], car[1]))
    middle = (y0 + y1) / 2
    sheet.openings.append(box(x1 - 0.05, middle - 0.55, x1 + 0.25, middle + 0.55))
    for x in (x1 + 0.02, x1 + 0.1):
        sheet.line("doors", (x, middle - 0.55), (x, middle - 0.01))
        sheet.line("doors", (x, middle + 0.01), (x, middle + 0.55))


def place_meeting_table(sheet: Sheet, corners: Box, *, sides: int, ends: int, upright: bool = False) -> None:
    """A table with chairs along its two long sides and at its ends."""
    x0, y0, x1, y1 = corners
    sheet.rect("furniture", corners, radius=0.18)
    length = y1 - y0 if upright else x1 - x0
    for seat in range(sides):
        along = length * (seat + 0.5) / sides
        if upright:
            sheet.put("chair", (x0 - 0.28, y0 + along), 90)
            sheet.put("chair", (x1 + 0.28, y0 + along), 270)
        else:
            sheet.put("chair", (x0 + along, y0 - 0.28), 180)
            sheet.put("chair", (x0 + along, y1 + 0.28), 0)
    if ends and upright:
        sheet.put("chair", ((x0 + x1) / 2, y0 - 0.28), 180)
        sheet.put("chair", ((x0 + x1) / 2, y1 + 0.28), 0)
    elif ends:
        sheet.put("chair", (x0 - 0.28, (y0 + y1) / 2), 90)
        sheet.put("chair", (x1 + 0.28, (y0 + y1) / 2), 270)


def place_round_table(sheet: Sheet, middle: Point, radius: float, chairs: tuple[int, ...]) -> None:
    """A round table with a chair at each of the given bearings."""
    offsets = {0: (0.0, -1.0), 90: (1.0, 0.0), 180: (0.0, 1.0), 270: (-1.0, 0.0)}
    sheet.circle("furniture", middle, radius)
    for bearing in chairs:
        x, y = offsets[bearing]
        reach = radius + 0.24
        sheet.put("chair", (middle[0] + x * reach, middle[1] + y * reach), (bearing + 180) % 360)


def lay_upright_bench(
    sheet: Sheet, left: float, top: float, rows: int, features: str, *, width: float = 1.6
) -> list[Spot]:
    """Desks back to back in two columns, a screen between them; down one side and up the other."""
    sheet.rect("furniture", (left + 0.785, top, left + 0.815, top + width * rows), css="screen")
    down = [((left + 0.4, top + width * (row + 0.5)), 90, features) for row in range(rows)]
    up = [((left + 1.2, top + width * (row + 0.5)), 270, features) for row in reversed(range(rows))]
    return [*down, *up]


def lay_level_bench(
    sheet: Sheet, left: float, top: float, columns: int, features: str, *, width: float = 1.6
) -> list[Spot]:
    """Desks back to back in two rows, a screen between them."""
    sheet.rect("furniture", (left, top + 0.785, left + width * columns, top + 0.815), css="screen")
    north = [((left + width * (column + 0.5), top + 0.4), 180, features) for column in range(columns)]
    south = [((left + width * (column + 0.5), top + 1.2), 0, features) for column in reversed(range(columns))]
    return [*north, *south]


def number_desks(sheet: Sheet, prefix: str, spots: Iterable[Spot], *, width: float = 1.6) -> None:
    """Stand desks on their spots, numbered from 01 in their order."""
    for count, (middle, facing, features) in enumerate(spots, start=1):
        sheet.desk(f"{prefix}{count:02}", middle, facing, features, width=width)


def place_lockers(sheet: Sheet, corners: Box, doors: int) -> None:
    """A bank of lockers or low cabinets, divided into its doors along the longer side."""
    x0, y0, x1, y1 = corners
    sheet.rect("furniture", corners)
    for door in range(1, doors):
        if x1 - x0 > y1 - y0:
            x = x0 + (x1 - x0) * door / doors
            sheet.line("furniture", (x, y0), (x, y1))
        else:
            y = y0 + (y1 - y0) * door / doors
            sheet.line("furniture", (x0, y), (x1, y))


def draw_sliding_door(sheet: Sheet, start: Point, end: Point) -> None:
    """Two leaves that part in the middle, in a wall that runs from start to end along one axis."""
    (x0, y0), (x1, y1) = start, end
    upright = x0 == x1
    sheet.cut((x0 - 0.2, y0, x0 + 0.2, y1) if upright else (x0, y0 - 0.2, x1, y0 + 0.2))
    middle = (y0 + y1) / 2 if upright else (x0 + x1) / 2
    for first, last, off in ((y0 if upright else x0, middle, -0.03), (middle, y1 if upright else x1, 0.03)):
        leaf = (x0 + off - 0.025, first, x0 + off + 0.025, last) if upright else None
        level = (first, y0 + off - 0.025, last, y0 + off + 0.025)
        x_low, y_low, x_high, y_high = leaf or level
        corners = ((x_low, y_low), (x_high, y_low), (x_high, y_high), (x_low, y_high))
        sheet.line("doors", *corners, closed=True)


def draw_double_door(sheet: Sheet, start: Point, end: Point, *, side: int) -> None:
    """Two leaves that meet in the middle; they open to the right (1) or left (-1) of start-to-end."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    sheet.door(start, middle, side=side)
    sheet.door(end, middle, side=-side)


def draw_folding_wall(sheet: Sheet, x: float, y0: float, y1: float, *, panels: int = 4) -> None:
    """A wall of panels between two rooms side by side, which opens along the line x from y0 to y1."""
    sheet.cut((x - 0.1, y0, x + 0.1, y1))
    pitch = (y1 - y0) / panels
    for panel in range(panels):
        top, bottom = y0 + panel * pitch, y0 + (panel + 1) * pitch - 0.03
        sheet.line("doors", (x - 0.04, top), (x + 0.04, top), (x + 0.04, bottom), (x - 0.04, bottom), closed=True)
