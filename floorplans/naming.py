"""Names, kinds and confidence of spaces, from the labels in their cells or the names of their shapes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shapely import Polygon, box

from floorplans.cells import Cell
from floorplans.enclose import ORDINARY, Enclosure
from floorplans.geometry import count_corners, open_holes, ring_of, without
from floorplans.label_groups import group_labels
from floorplans.nearby import Effort, Nearby
from floorplans.shapes import Drawing, Label, Space
from floorplans.words import find_kind, is_made_up, is_sentence, is_size, split_area

# What each circumstance leaves of full confidence; below DOUBTFUL a person should look.
DOUBTFUL = 0.7
SURE = 0.97
LABEL_STICKS_OUT = 0.9
SEVERAL_LABELS = 0.9
BY_LINES = 0.88
WIDE_OPENING = 0.75
SHARED = 0.7
NAMED_BY_ELEMENT = 0.68
NAMED_BY_ID = 0.5
# A shape below this share of the usual labelled space is a thing that stands in a room, if no word tells its kind.
THING = 0.02
FEWEST_USUAL = 3

_DASH_AT_LINE_START = re.compile(r"(\w) -(\w)")


def name_cells(cells: list[Cell]) -> list[Space]:
    """Spaces from cells with labels."""
    return [space for cell in cells if not cell.is_outline and cell.labels for space in _name_cell(cell)]


def name_enclosures(enclosures: Sequence[Enclosure]) -> tuple[list[Space], list[Label]]:
    """Spaces that line work encloses, each with its label; those that share one are each offered it, as doubtful.

    Labels that together make a sentence name nothing; they are answered apart.
    """
    spaces: list[Space] = []
    loose: list[Label] = []
    for enclosure in enclosures:
        once = {label.text: label for label in enclosure.labels}
        groups = group_labels(tuple(once.values()))
        names = [lines for lines in groups if not is_sentence(" ".join(line.text for line in lines))]
        loose.extend(line for lines in groups if lines not in names for line in lines)
        for name in names:
            confidence = SURE * BY_LINES * (1.0 if enclosure.closed <= ORDINARY else WIDE_OPENING)
            confidence *= 1.0 if len(names) == 1 else SHARED
            spaces.append(_make_space(name, enclosure.polygon, confidence))
    return spaces, loose


def _name_cell(cell: Cell) -> list[Space]:
    """One space for each name that stands in the cell; several names share its outline, each doubtful."""
    names = group_labels(cell.labels)
    spaces = []
    for lines in names:
        confidence = SURE * (1.0 if len(names) == 1 else SHARED)
        confidence *= SEVERAL_LABELS if len(lines) > 1 else 1.0
        spaces.append(_make_space(lines, cell.polygon, confidence))
    return spaces


def _make_space(lines: Sequence[Label], polygon: Polygon, confidence: float) -> Space:
    words = [label.text for label in lines if not is_size(label.text)]
    text, area_m2 = split_area(_DASH_AT_LINE_START.sub(r"\1-\2", " ".join(words)))
    if not all(_fits(label, polygon) for label in lines):
        confidence *= LABEL_STICKS_OUT
    return Space(
        label=text or lines[0].text,
        kind=find_kind(text),
        confidence=round(confidence, 2),
        doubtful=confidence < DOUBTFUL,
        polygon=ring_of(polygon),
        area_m2=area_m2,
        seats=None,
        features=(),
        source="label",
        printed_m2=area_m2,
    )


def _fits(label: Label, polygon: Polygon) -> bool:
    """Whether most of the label's box lies inside."""
    upright = 45 < abs(label.angle) % 180 < 135
    across, down = (label.height, label.width) if upright else (label.width, label.height)
    frame = box(label.x - across / 2, label.y - down / 2, label.x + across / 2, label.y + down / 2)
    return frame.area == 0 or polygon.intersection(frame).area > 0.8 * frame.area


def name_by_element(cells: list[Cell], found: list[Space], effort: Effort) -> list[Space]:
    """Shapes without a label whose element carries a person's name for them: offered, marked doubtful."""
    named = []
    areas = sorted(Polygon(space.polygon).area for space in found)
    least = THING * areas[len(areas) // 2] if len(areas) >= FEWEST_USUAL else 0.0
    holding = Nearby([Polygon(space.polygon) for space in found], effort)
    for cell in cells:
        shape = cell.shape
        name = shape.name if not is_made_up(shape.name) else ""
        identity = "" if is_made_up(shape.id) else shape.id.replace("_x0020_", " ").replace("_", " ").strip()
        label = name or identity
        if cell.labels or cell.is_outline or shape.role == "outline" or not label:
            continue
        kind = find_kind(label)
        if (kind == "room" and cell.polygon.area < least) or holding.find(cell.polygon, "contains"):
            continue
        named.append(
            Space(
                label=label,
                kind=kind,
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
            rest = open_holes(rest, reach / 4) if rest is not None else None
            if rest is not None and rest.area > 0.9 * (outer.area - inner.area):
                outer = rest
        result.append(replace(space, polygon=ring_of(outer)))
    return result
