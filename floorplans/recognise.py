"""Proposes desks and rooms from a drawing: closed shapes and the words that stand in them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shapely import Point as Spot
from shapely import Polygon, STRtree, box

from floorplans.geometry import cut_polygon, make_polygon, ring_of, without
from floorplans.shapes import Drawing, Label, Recognition, Shape, Space, UnplacedLabel
from floorplans.words import BOOKABLE, KINDS, find_kind, is_made_up, split_area

# What each circumstance leaves of full confidence; below DOUBTFUL a person should look.
DOUBTFUL = 0.7
SURE = 0.97
LABEL_STICKS_OUT = 0.9
SEVERAL_LABELS = 0.9
LABELS_APART = 0.6
CUT_BY_LINES = 0.85
NAMED_BY_ELEMENT = 0.68
NAMED_BY_ID = 0.5

# A shape that holds this many other spaces, or most of the drawing and two of them, is the floor's outline.
OUTLINE_HOLDS = 4
OUTLINE_SHARE = 0.5
MOST_LABELS = 4
_DASH_AT_LINE_START = re.compile(r"(\w) -(\w)")
_NEVER_A_ROOM = frozenset({"wall", "door", "window", "furniture", "fixture"})


@dataclass(slots=True)
class _Cell:
    """A closed shape that may be a space, and the labels for which it is the smallest around."""

    polygon: Polygon
    shape: Shape
    labels: list[Label]
    confidence: float = SURE
    is_outline: bool = False


def recognise(drawing: Drawing) -> Recognition:
    """Propose the spaces of a drawing; what is not proposed is named among unplaced labels or notes.

    Shapes with our own data-kind and data-name are taken as they say, with confidence 1. Any other closed shape that
    is the smallest around a label becomes a space of that name; where several labels share one shape and open lines
    cut it, each gets its part.
    """
    notes = list(drawing.notes)
    stated, taken = _read_convention(drawing)
    seen, covered = split_covered(drawing)
    labels = [label for label in seen if id(label) not in taken]
    if covered:
        notes.append(f"Labels that another shape covers, left out: {_list_names(covered)}.")
    cells = _make_cells(drawing, [space.polygon for space in stated])
    outside = _place_labels(cells, labels)
    _mark_outlines(cells, drawing)
    cells = _cut_shared_cells(cells, drawing)
    found, loose = _name_cells(cells)
    found.extend(_name_by_element(cells, found))
    spaces = [*stated, *_cut_out_inner(found, drawing)]
    notes.extend(_say_what_is_doubtful(spaces, cells, found))
    return Recognition(
        metres_per_unit=drawing.metres_per_unit,
        spaces=tuple(_with_area(space, drawing.metres_per_unit) for space in spaces),
        symbols=drawing.symbols,
        unplaced_labels=tuple(UnplacedLabel(label.text, label.x, label.y) for label in [*outside, *loose]),
        notes=tuple(notes),
    )


def _read_convention(drawing: Drawing) -> tuple[list[Space], set[int]]:
    """Spaces that the drawing states in our own attributes, and the labels (by identity) that repeat their names."""
    spaces: list[Space] = []
    taken: set[int] = set()
    for shape in drawing.shapes:
        kind, name = shape.datum("kind"), shape.datum("name") or shape.name
        polygon = make_polygon(shape.ring) if kind in KINDS and name else None
        if polygon is None:
            continue
        seats = shape.datum("seats")
        spaces.append(
            Space(
                label=name,
                kind=kind,
                confidence=1.0,
                doubtful=False,
                polygon=ring_of(polygon),
                area_m2=None,
                seats=int(seats) if seats.isascii() and seats.isdigit() and len(seats) < 5 else None,
                features=tuple(sorted(set(shape.datum("features").split()))),
                source="stated",
                facing=_read_facing(shape.datum("facing")),
            )
        )
        taken.update(id(label) for label in drawing.labels if polygon.covers(Spot(label.x, label.y)))
    return spaces, taken


def _read_facing(text: str) -> float | None:
    return float(text) % 360 if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() else None


def split_covered(drawing: Drawing) -> tuple[list[Label], list[str]]:
    """Labels that can be read on the drawing, each once; and the texts of those that a later shape paints over."""
    opaque = [
        (shape, polygon) for shape in drawing.shapes if shape.opacity > 0.9 and (polygon := make_polygon(shape.ring))
    ]
    tree = STRtree([polygon for _, polygon in opaque])
    seen: dict[tuple[str, int, int], Label] = {}
    covered: list[str] = []
    for label in drawing.labels:
        over = tree.query(Spot(label.x, label.y), predicate="within")
        if any(opaque[at][0].order > label.order for at in over):
            covered.append(label.text)
            continue
        step = max(label.height / 2, 1e-9)
        seen.setdefault((label.text, round(label.x / step), round(label.y / step)), label)
    if len(covered) > len(drawing.labels) / 2:
        return list(drawing.labels), []
    return list(seen.values()), covered


def _make_cells(drawing: Drawing, stated: Sequence[tuple[tuple[float, float], ...]]) -> list[_Cell]:
    """Closed shapes that could be spaces, smallest first, exact duplicates once."""
    cells: dict[tuple[int, ...], _Cell] = {}
    step = max(drawing.width, drawing.height) / 5_000
    known = {_key_of(Polygon(ring), step) for ring in stated}
    for shape in drawing.shapes:
        polygon = make_polygon(shape.ring) if shape.role not in _NEVER_A_ROOM else None
        if polygon is None or polygon.area < step**2:
            continue
        key = _key_of(polygon, step)
        if key not in known and (key not in cells or not cells[key].shape.name):
            cells[key] = _Cell(polygon, shape, [])
    return sorted(cells.values(), key=lambda cell: cell.polygon.area)


def _key_of(polygon: Polygon, step: float) -> tuple[int, ...]:
    """Equal for outlines that look the same on the drawing."""
    middle = polygon.centroid
    return tuple(round(number / step) for number in (*polygon.bounds, middle.x, middle.y, polygon.area**0.5))


def _place_labels(cells: list[_Cell], labels: list[Label]) -> list[Label]:
    """Give each label to the smallest cell around its middle; return those that have none."""
    tree = STRtree([cell.polygon for cell in cells])
    outside = []
    for label in labels:
        around = [int(at) for at in tree.query(Spot(label.x, label.y), predicate="intersects")]
        around = [at for at in around if cells[at].polygon.area > label.height**2 / 2]
        if around:
            cells[min(around)].labels.append(label)
        else:
            outside.append(label)
    return outside


def _mark_outlines(cells: list[_Cell], drawing: Drawing) -> None:
    """Mark shapes that hold so many spaces that they are the floor and not a room."""
    tree = STRtree([cell.polygon for cell in cells])
    page = drawing.width * drawing.height
    for number, cell in enumerate(cells):
        inner = [int(at) for at in tree.query(cell.polygon, predicate="covers") if int(at) != number]
        count = sum(1 for at in inner if cells[at].labels)
        cell.is_outline = count >= OUTLINE_HOLDS or (count >= 2 and cell.polygon.area > OUTLINE_SHARE * page)


def _cut_shared_cells(cells: list[_Cell], drawing: Drawing) -> list[_Cell]:
    """Where open lines part a shape that holds several labels, give each label its part."""
    lines = [line.points for line in drawing.lines if line.role in ("wall", "other", "room", "outline")]
    result: list[_Cell] = []
    for cell in cells:
        if len(cell.labels) < 2:
            result.append(cell)
            continue
        parts = cut_polygon(cell.polygon, lines) if len(cell.labels) <= 200 else [cell.polygon]
        if len(parts) == 1:
            result.append(cell)
            continue
        result.extend(_share_labels(cell, parts))
    return result


def _share_labels(cell: _Cell, parts: list[Polygon]) -> Iterable[_Cell]:
    left = list(cell.labels)
    for part in parts:
        mine = [label for label in left if part.covers(Spot(label.x, label.y))]
        left = [label for label in left if label not in mine]
        if mine and not (cell.is_outline and part.interiors):
            yield _Cell(part, cell.shape, mine, cell.confidence * CUT_BY_LINES)
        elif mine:
            yield _Cell(part, cell.shape, mine, cell.confidence, is_outline=True)
    if left:
        yield _Cell(cell.polygon, cell.shape, left, cell.confidence, is_outline=True)


def _name_cells(cells: list[_Cell]) -> tuple[list[Space], list[Label]]:
    """Spaces from cells with labels, and the labels that name no space because they stand in an outline or a crowd."""
    spaces: list[Space] = []
    loose: list[Label] = []
    for cell in cells:
        if not cell.labels:
            continue
        if cell.is_outline or len(cell.labels) > MOST_LABELS:
            loose.extend(cell.labels)
            continue
        spaces.append(_name_cell(cell))
    return spaces, loose


def _name_cell(cell: _Cell) -> Space:
    lines = sorted(cell.labels, key=lambda label: (round(label.y / max(label.height, 1e-9)), label.x))
    text, area_m2 = split_area(_DASH_AT_LINE_START.sub(r"\1-\2", " ".join(label.text for label in lines)))
    confidence = cell.confidence
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
    across, down = (
        (label.width, label.height)
        if abs(label.angle) % 180 < 45 or abs(label.angle) % 180 > 135
        else (label.height, label.width)
    )
    frame = box(label.x - across / 2, label.y - down / 2, label.x + across / 2, label.y + down / 2)
    return frame.area == 0 or polygon.intersection(frame).area > 0.8 * frame.area


def _name_by_element(cells: list[_Cell], found: list[Space]) -> list[Space]:
    """Shapes without a label whose element carries a person's name for them: offered, marked doubtful."""
    named = []
    tree = STRtree([Polygon(space.polygon) for space in found])
    for cell in cells:
        shape = cell.shape
        name = shape.name if shape.name and not is_made_up(shape.name) else ""
        identity = "" if is_made_up(shape.id) else shape.id.replace("_x0020_", " ").replace("_", " ").strip()
        if cell.labels or cell.is_outline or not (name or identity) or shape.role == "outline":
            continue
        if len(tree.query(cell.polygon, predicate="contains")):
            continue
        confidence = NAMED_BY_ELEMENT if name else NAMED_BY_ID
        label = name or identity
        named.append(
            Space(
                label,
                find_kind(label),
                confidence,
                True,
                ring_of(cell.polygon),
                None,
                None,
                (),
                "element name" if name else "element id",
            )
        )
    return named


def _cut_out_inner(spaces: list[Space], drawing: Drawing) -> list[Space]:
    """Take smaller spaces out of the larger ones that they stand in, where that leaves a plain outline."""
    polygons = [Polygon(space.polygon) for space in spaces]
    tree = STRtree(polygons)
    result = []
    reach = max(drawing.width, drawing.height) / 2_000
    for number, space in enumerate(spaces):
        outer = polygons[number]
        for at in tree.query(outer, predicate="intersects"):
            inner = polygons[int(at)]
            if int(at) == number or inner.area >= outer.area or inner.intersection(outer).area < 0.9 * inner.area:
                continue
            rest = without(outer, inner, reach)
            if rest is not None and not rest.interiors and rest.area > 0.9 * (outer.area - inner.area):
                outer = rest
        result.append(replace(space, polygon=ring_of(outer)))
    return result


def _with_area(space: Space, metres_per_unit: float | None) -> Space:
    if metres_per_unit is None:
        return space
    return replace(space, area_m2=round(Polygon(space.polygon).area * metres_per_unit**2, 2))


def _say_what_is_doubtful(spaces: list[Space], cells: list[_Cell], found: list[Space]) -> list[str]:
    notes = []
    twice = sorted(
        name
        for name, count in Counter(space.label for space in spaces if space.kind in (*BOOKABLE, "room")).items()
        if count > 1
    )
    if twice:
        notes.append(f"Names that stand on more than one space: {_list_names(twice)}.")
    rings = {space.polygon for space in found}
    nameless = sum(
        1 for cell in cells if not cell.labels and not cell.is_outline and ring_of(cell.polygon) not in rings
    )
    if nameless:
        notes.append(f"Closed shapes without a label, not proposed: {nameless}.")
    outlines = sum(1 for cell in cells if cell.is_outline)
    if outlines:
        notes.append(f"Shapes taken for the outline of the floor or of a group of rooms: {outlines}.")
    return notes


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
