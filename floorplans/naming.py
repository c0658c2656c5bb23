"""Names, kinds and confidence of spaces, from the labels in their cells or the names of their shapes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from shapely import Polygon, box

from floorplans.cells import Cell
from floorplans.geometry import count_corners, ring_of, without
from floorplans.nearby import Effort, Nearby
from floorplans.shapes import Drawing, Label, Space
from floorplans.words import find_kind, is_made_up, split_area

# What each circumstance leaves of full confidence; below DOUBTFUL a person should look.
DOUBTFUL = 0.7
SURE = 0.97
LABEL_STICKS_OUT = 0.9
SEVERAL_LABELS = 0.9
LABELS_APART = 0.6
CUT_BY_LINES = 0.85
NAMED_BY_ELEMENT = 0.68
NAMED_BY_ID = 0.5

MOST_LABELS = 4

_DASH_AT_LINE_START = re.compile(r"(\w) -(\w)")


def name_cells(cells: list[Cell]) -> tuple[list[Space], list[Label]]:
    """Spaces from cells with labels, and the labels that name no space: they stand in an outline or a crowd."""
    spaces: list[Space] = []
    loose: list[Label] = []
    for cell in cells:
        if cell.is_outline or len(cell.labels) > MOST_LABELS:
            loose.extend(cell.labels)
        elif cell.labels:
            spaces.append(_name_cell(cell))
    return spaces, loose


def _name_cell(cell: Cell) -> Space:
    lines = sorted(cell.labels, key=lambda label: (round(label.y / max(label.height, 1e-9)), label.x))
    text, area_m2 = split_area(_DASH_AT_LINE_START.sub(r"\1-\2", " ".join(label.text for label in lines)))
    confidence = SURE * (CUT_BY_LINES if cell.is_part else 1.0)
    if len(lines) > 1:
        confidence *= SEVERAL_LABELS if _stand_together(lines) else LABELS_APART
    if not all(_fits(label, cell.polygon) for label in lines):
        confidence *= LABEL_STICKS_OUT
    return Space(
        label=text or lines[0].text,
        kind=find_kind(text),
        confidence=round(confidence, 2),
        doubtful=confidence < DOUBTFUL,
        polygon=ring_of(cell.polygon),
        area_m2=area_m2,
        seats=None,
        features=(),
        source="label",
    )


def _stand_together(labels: Sequence[Label]) -> bool:
    """Whether labels in reading order are lines of one name: each close below or beside the one before."""
    for above, below in pairwise(labels):
        across = abs(above.x - below.x) - (above.width + below.width) / 2
        down = abs(above.y - below.y)
        if across > above.height or down > 2 * max(above.height, below.height):
            return False
    return True


def _fits(label: Label, polygon: Polygon) -> bool:
    """Whether most of the label's box lies inside."""
    upright = 45 < abs(label.angle) % 180 < 135
    across, down = (label.height, label.width) if upright else (label.width, label.height)
    frame = box(label.x - across / 2, label.y - down / 2, label.x + across / 2, label.y + down / 2)
    return frame.area == 0 or polygon.intersection(frame).area > 0.8 * frame.area


def name_by_element(cells: list[Cell], found: list[Space], effort: Effort) -> list[Space]:
    """Shapes without a label whose element carries a person's name for them: offered, marked doubtful."""
    named = []
    holding = Nearby([Polygon(space.polygon) for space in found], effort)
    for cell in cells:
        shape = cell.shape
        name = shape.name if not is_made_up(shape.name) else ""
        identity = "" if is_made_up(shape.id) else shape.id.replace("_x0020_", " ").replace("_", " ").strip()
        label = name or identity
        if cell.labels or cell.is_outline or shape.role == "outline" or not label:
            continue
        if holding.find(cell.polygon, "contains"):
            continue
        named.append(
            Space(
                label=label,
                kind=find_kind(label),
                confidence=NAMED_BY_ELEMENT if name else NAMED_BY_ID,
                doubtful=True,
                polygon=ring_of(cell.polygon),
                area_m2=None,
                seats=None,
                features=(),
                source="element name" if name else "element id",
            )
        )
    return named


def cut_out_inner(spaces: list[Space], drawing: Drawing, effort: Effort) -> list[Space]:
    """Take smaller spaces out of the larger ones that they stand in, where that leaves a plain outline."""
    polygons = [Polygon(space.polygon) for space in spaces]
    nearby = Nearby(polygons, effort)
    reach = max(drawing.width, drawing.height) / 2_000
    result = []
    for number, space in enumerate(spaces):
        outer = polygons[number]
        for at in nearby.find(outer, "intersects"):
            inner = polygons[at]
            if at == number or inner.area >= outer.area:
                continue
            effort.spend(50 + count_corners(inner) * count_corners(outer) // 8)
            if inner.intersection(outer).area < 0.9 * inner.area:
                continue
            rest = without(outer, inner, reach)
            if rest is not None and not rest.interiors and rest.area > 0.9 * (outer.area - inner.area):
                outer = rest
        result.append(replace(space, polygon=ring_of(outer)))
    return result
