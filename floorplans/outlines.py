"""Points along SVG's basic shapes and paths, in the element's own units, flattened to a tolerance."""

import math
import re
from typing import NamedTuple

from svg.path import Arc, Close, CubicBezier, Move, QuadraticBezier, parse_path
from svg.path.path import PathSegment

from floorplans.shapes import DrawingRefused, Point
from floorplans.units import check_number

MOST_STEPS = 256
LONGEST_PATH = 2_000_000
MOST_POINTS = 600_000
TOO_MANY_POINTS = (
    f"The drawing's outlines have more than {MOST_POINTS:,} points, the most that can be read. "
    "Remove hatching and traced pictures, or simplify the paths, and export it again."
)

# What svg.path raises for text that is not a path: it asserts, indexes and divides without looking.
_BROKEN = (ValueError, IndexError, TypeError, AssertionError, ArithmeticError, AttributeError)
_TRIES = 2
_STRAIGHT = re.compile(r"\s*[Mm][-+.,\s\deEMmLlHhVvZz]*")
_WORD = re.compile(r"[MmLlHhVvZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LETTER = re.compile(r"[MmZzLlHhVvCcSsQqTtAa]")


class Trace(NamedTuple):
    """One run of points; closed means that its end joins its start (which is not repeated)."""

    points: tuple[Point, ...]
    closed: bool


def trace_rect(x: float, y: float, width: float, height: float, radii: tuple[float, float], tolerance: float) -> Trace:
    """The four corners, or the rounded outline; width and height above 0."""
    rx, ry = min(radii[0], width / 2), min(radii[1], height / 2)
    if rx <= 0 or ry <= 0:
        return Trace(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), closed=True)
    steps = _arc_steps(max(rx, ry), math.pi / 2, tolerance)
    corners = (
        (x + width - rx, y + ry, -90),
        (x + width - rx, y + height - ry, 0),
        (x + rx, y + height - ry, 90),
        (x + rx, y + ry, 180),
    )
    points = []
    for middle_x, middle_y, start in corners:
        for step in range(steps + 1):
            angle = math.radians(start + 90 * step / steps)
            points.append((middle_x + rx * math.cos(angle), middle_y + ry * math.sin(angle)))
    return Trace(tuple(points), closed=True)


def trace_ellipse(x: float, y: float, rx: float, ry: float, tolerance: float) -> Trace:
    """The outline round (x, y), starting at the right, clockwise on a page."""
    steps = max(12, _arc_steps(max(rx, ry), math.tau, tolerance))
    angles = [math.tau * step / steps for step in range(steps)]
    return Trace(tuple((x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles), closed=True)


def trace_points(numbers: list[float], *, closed: bool) -> Trace:
    """Polyline or polygon; an odd last number is ignored, as browsers do."""
    return Trace(tuple(zip(numbers[0::2], numbers[1::2], strict=False)), closed)


def trace_path(text: str, tolerance: float, most_points: int) -> list[Trace]:
    """The runs of a path, each curve and arc as short straight pieces.

    Raises:
        ValueError: the text is not a path.
        DrawingRefused: a number is not finite, or the path is too long or has more than `most_points` points.
    """
    if len(text) > LONGEST_PATH:
        raise DrawingRefused(
            f"One path of the drawing is longer than {LONGEST_PATH:,} characters, which no outline of a room needs. "
            "Simplify it in the drawing program, or remove traced pictures, and try again."
        )
    if _STRAIGHT.fullmatch(text):
        return _trace_straight(text, most_points)
    runs: list[Trace] = []
    points: list[Point] = []
    left = most_points
    for segment in _segments(text):
        if isinstance(segment, Move):
            _end_run(runs, points, closed=False)
            points = [_checked(segment.end)]
        elif isinstance(segment, Close):
            _end_run(runs, points, closed=True)
            points = [_checked(segment.end)]
        else:
            more = _flatten(segment, tolerance)
            left -= len(more)
            if left < 0:
                raise DrawingRefused(TOO_MANY_POINTS)
            points.extend(more)
    _end_run(runs, points, closed=False)
    return runs


def _trace_straight(text: str, most_points: int) -> list[Trace]:
    """The runs of a path of straight lines alone, which is most of a plan.

    Where the numbers of a command break off, what stood before them counts, as in browsers.
    """
    runs: list[Trace] = []
    points: list[Point] = []
    x = y = start_x = start_y = 0.0
    command, at, left = "", 0, most_points
    words = _WORD.findall(text)
    while at < len(words):
        if words[at].isalpha():
            command, at = words[at], at + 1
            if command in "Zz":
                _end_run(runs, points, closed=True)
                x, y = start_x, start_y
                points = [(x, y)]
                continue
        taken = 1 if command in "HhVv" else 2
        numbers = words[at : at + taken]
        if not command or command in "Zz" or len(numbers) < taken or any(word.isalpha() for word in numbers):
            break
        x, y = _step(command, [float(word) for word in numbers], (x, y))
        at += taken
        left -= 1
        if left < 0:
            raise DrawingRefused(TOO_MANY_POINTS)
        if command in "Mm":
            _end_run(runs, points, closed=False)
            points = []
            start_x, start_y = x, y
            command = "L" if command == "M" else "l"
        points.append((check_number(x), check_number(y)))
    _end_run(runs, points, closed=False)
    return runs


def _step(command: str, numbers: list[float], here: Point) -> Point:
    """Where a straight command leads to from here."""
    x, y = here
    match command:
        case "H":
            return numbers[0], y
        case "h":
            return x + numbers[0], y
        case "V":
            return x, numbers[0]
        case "v":
            return x, y + numbers[0]
        case "M" | "L":
            return numbers[0], numbers[1]
        case _:
            return x + numbers[0], y + numbers[1]


def _segments(text: str) -> list[PathSegment]:
    """Segments; where the text breaks off in the middle, those before the broken one, as browsers do."""
    try:
        return list(parse_path(text))
    except _BROKEN as broken:
        starts = [match.start() for match in _LETTER.finditer(text)]
        for start in reversed(starts[1:][-_TRIES:]):
            try:
                return list(parse_path(text[:start]))
            except _BROKEN:
                continue
        raise ValueError("not a path") from broken


def _end_run(runs: list[Trace], points: list[Point], *, closed: bool) -> None:
    if closed and len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if len(points) > 1:
        runs.append(Trace(tuple(points), closed))


def _checked(point: complex) -> Point:
    return check_number(point.real), check_number(point.imag)


def _flatten(segment: PathSegment, tolerance: float) -> list[Point]:
    match segment:
        case CubicBezier():
            bend = max(
                abs(segment.start - 2 * segment.control1 + segment.control2),
                abs(segment.control1 - 2 * segment.control2 + segment.end),
            )
            steps = _curve_steps(0.75 * bend, tolerance)
        case QuadraticBezier():
            steps = _curve_steps(0.25 * abs(segment.start - 2 * segment.control + segment.end), tolerance)
        case Arc():
            _checked(segment.radius)
            if segment.start == segment.end:
                return []
            if segment.radius.real == 0 or segment.radius.imag == 0:
                steps = 1
            else:
                radius = max(segment.radius.real, segment.radius.imag) * segment.radius_scale
                steps = _arc_steps(radius, math.radians(abs(segment.delta)), tolerance)
        case _:
            return [_checked(segment.end)]
    inner = [_checked(segment.point(step / steps)) for step in range(1, steps)]
    return [*inner, _checked(segment.end)]


def _curve_steps(error: float, tolerance: float) -> int:
    """Pieces so that none strays further than the tolerance: the error falls with their square."""
    check_number(error)
    return max(1, min(MOST_STEPS, math.ceil(math.sqrt(error / tolerance))))


def _arc_steps(radius: float, turn: float, tolerance: float) -> int:
    """Pieces of an arc so that no chord strays further than the tolerance."""
    if tolerance >= radius:
        return max(1, math.ceil(turn / (math.pi / 2)))
    step = 2 * math.acos(1 - tolerance / radius)
    return max(1, min(MOST_STEPS, math.ceil(turn / step)))
