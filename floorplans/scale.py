"""Finds a drawing's scale where its file states none: from dimensions, a scale bar or printed areas."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from shapely import LineString, Point, Polygon, STRtree

from floorplans.dimension import read_length_m
from floorplans.shapes import Drawing, Label, Line, Measure, Space
from floorplans.view import believe_scale

# Statements that agree within this share of their middle one are believed; of one alone, nothing is.
AGREE = 0.04
FEWEST = 2
MOST_LINES = 20_000
_UNITS = {"m": 1.0, "metres": 1.0, "meters": 1.0, "feet": 0.3048, "ft": 0.3048, "mm": 0.001}


def find_scale(drawing: Drawing, spaces: Sequence[Space]) -> tuple[float | None, list[str]]:
    """Metres in one root unit: the drawing's own, else what its dimensions, scale bar or printed areas agree upon.

    Returns:
        The scale or None, and a sentence on where it was found.
    """
    if drawing.metres_per_unit is not None:
        return drawing.metres_per_unit, []
    largest = max(drawing.width, drawing.height)
    for what, scales in (
        ("dimensions", [measure.length_m / measure.units for measure in (*drawing.measures, *_dimensions(drawing))]),
        ("scale bar", _scale_bar(drawing)),
        ("printed areas", _printed_areas(spaces)),
    ):
        agreed = _agree(scales)
        scale = believe_scale(agreed, largest)[0] if agreed is not None else None
        if scale is not None:
            return scale, [f"The scale was found from the {what} on the drawing: 1 m is {1 / scale:.4g} of its units."]
    return None, []


def _agree(scales: Sequence[float]) -> float | None:
    """The middle of what most of the statements say; None where they do not agree, or there are too few."""
    if len(scales) < FEWEST:
        return None
    middle = median(scales)
    near = [scale for scale in scales if abs(scale - middle) <= AGREE * middle]
    return median(near) if len(near) >= max(FEWEST, 0.6 * len(scales)) else None


def _dimensions(drawing: Drawing) -> list[Measure]:
    """Lengths written along a line, close to its middle: a dimension as drawing programs leave it."""
    stated = [(label, length) for label in drawing.labels if (length := read_length_m(label.text)) is not None]
    if len(stated) < FEWEST or drawing.measures:
        return []
    lines = [line for line in drawing.lines[:MOST_LINES] if len(line.points) == 2]
    tree = STRtree([LineString(line.points) for line in lines])
    found = []
    for label, length_m in stated:
        near = tree.query(Point(label.x, label.y), predicate="dwithin", distance=1.5 * label.height).tolist()
        fitting = [lines[at] for at in near if _runs_along(lines[at], label)]
        if fitting:
            best = min(fitting, key=lambda line: _off_middle(line, label))
            found.append(Measure(length_m, math.dist(*best.points)))
    return found


def _runs_along(line: Line, label: Label) -> bool:
    (ax, ay), (bx, by) = line.points
    turn = math.degrees(math.atan2(by - ay, bx - ax)) - label.angle
    long_enough = math.dist((ax, ay), (bx, by)) > label.width
    return long_enough and abs((turn + 90) % 180 - 90) < 3 and _off_middle(line, label) < 2.5 * label.height


def _off_middle(line: Line, label: Label) -> float:
    (ax, ay), (bx, by) = line.points
    return math.dist(((ax + bx) / 2, (ay + by) / 2), (label.x, label.y))


def _scale_bar(drawing: Drawing) -> list[float]:
    """A row of numbers at even steps that starts at 0 and names its unit: each step is a statement."""
    rows: dict[tuple[int, float], list[tuple[float, float, float]]] = {}
    for label in drawing.labels:
        number, unit = _number_of(label.text)
        if number is not None:
            place = (round(label.y / max(label.height, 1e-9)), round(label.height, 6))
            rows.setdefault(place, []).append((label.x, number, unit))
    for row in rows.values():
        ordered = sorted(row)
        named = {said for _, _, said in ordered if said}
        metres = named.pop() if len(named) == 1 else _unit_nearby(drawing)
        if len(ordered) < 3 or ordered[0][1] != 0 or not metres:
            continue
        steps = [(after[1] - before[1], after[0] - before[0]) for before, after in pairwise(ordered)]
        if all(value > 0 and across > 0 for value, across in steps):
            return [value * metres / across for value, across in steps]
    return []


def _number_of(text: str) -> tuple[float | None, float]:
    """A bare number, or one with its unit in metres; (None, 0) for anything else."""
    plain = text.strip().lower()
    digits = plain.rstrip("abcdefghijklmnopqrstuvwxyz. ")
    unit = plain[len(digits) :].strip(" .")
    is_number = digits.replace(".", "", 1).isdecimal() and digits.isascii() and len(digits) <= 6
    if not is_number or (unit and unit not in _UNITS):
        return None, 0.0
    return float(digits), _UNITS.get(unit, 0.0)


def _unit_nearby(drawing: Drawing) -> float:
    """The unit of a scale bar whose numbers stand bare: a label that says nothing else."""
    said = {_UNITS[label.text.strip().lower()] for label in drawing.labels if label.text.strip().lower() in _UNITS}
    return said.pop() if len(said) == 1 else 0.0


def _printed_areas(spaces: Sequence[Space]) -> list[float]:
    """Areas printed in rooms beside those that are drawn."""
    return [
        math.sqrt(space.area_m2 / area)
        for space in spaces
        if space.area_m2 and not space.doubtful and (area := Polygon(space.polygon).area) > 0
    ]
