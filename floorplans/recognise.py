"""Proposes desks and rooms from a drawing: closed shapes and the words that stand in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shapely import Point, Polygon, STRtree

from floorplans.cells import (
    MOST_CELLS,
    MOST_LABELS,
    Cell,
    labels_among_lines,
    make_cells,
    mark_outlines,
    name_by_remarks,
    place_labels,
    take_crowds,
)
from floorplans.desks import as_desks, find_desks
from floorplans.enclose import Enclosure, Net, enclose, find_rooms, make_net
from floorplans.geometry import make_polygon, ring_of
from floorplans.label_groups import split_names
from floorplans.naming import cut_out_inner, name_by_element, name_cells, name_enclosures
from floorplans.nearby import Effort, Nearby
from floorplans.notes import split_notes
from floorplans.scale import find_scale
from floorplans.shapes import Drawing, Label, Recognition, Space, UnplacedLabel
from floorplans.stated import read_stated, without_stated
from floorplans.title_block import split_sheet
from floorplans.words import BOOKABLE, KINDS, find_kind

OPAQUE = 0.9
NAMES_IN_A_NOTE = 10
# Line work parts a shape where what it leaves of it round a label is below this share.
PARTED = 0.85
# Spaces without a name are offered where few have one and many have none.
FEW_NAMES = 4
MANY_TO_ONE = 3
FEWEST_NAMELESS = 8
MOST_NAMELESS = 300
NAMELESS = 0.3
# So many desks in one space, and it is an open office or the floor itself: no meeting or class has a desk for each.
DOZENS = 24
_MET_IN = frozenset({"meeting_room", "room", "office", "quiet"})
NOT_PROPOSED = "Closed shapes without a label, not proposed:"
NAMED_TWICE = "Names that stand on more than one space:"


def recognise(drawing: Drawing, *, words: Mapping[str, str] | None = None) -> Recognition:
    """Propose the spaces of a drawing; what is not proposed is named among unplaced labels or notes.

    Shapes with our own data-kind and data-name are taken as they say, with confidence 1. Any other closed shape that
    is the smallest around a label becomes a space of that name; where several labels share one shape and open lines
    cut it, each gets its part.

    Args:
        drawing: as read.
        words: a trust's own words for kinds of rooms, in small letters, each with one of KINDS.

    Raises:
        ValueError: a kind among the words that there is not.
        DrawingRefused: so many shapes lie on one another that sorting them out would take minutes.
    """
    if words and not set(words.values()) <= KINDS:
        raise ValueError("a kind of room that there is not")
    effort = Effort()
    stated = read_stated(drawing)
    seen, covered = split_covered(drawing)
    seen, sheet = split_sheet(seen)
    seen, remarks = split_notes(seen)
    seen, others = split_names(seen)
    cells = make_cells(drawing, [space.polygon for space in stated])
    outside = place_labels(cells, without_stated(seen, stated, effort), effort)
    remarks = name_by_remarks(cells, remarks, effort)
    mark_outlines(cells, drawing, effort)
    among = labels_among_lines(cells, drawing, effort)
    crowded = any(cell.labels and (cell.is_outline or len(cell.labels) > MOST_LABELS) for cell in cells)
    few = not stated and sum(1 for cell in cells if cell.labels) <= FEW_NAMES
    net = make_net(drawing) if outside or among or crowded or few else None
    enclosures, outside = _enclose(net, cells, outside, seen, among)
    walled, notes = name_enclosures(enclosures)
    found = [*name_cells(cells), *walled]
    if words:
        found = [replace(space, kind=find_kind(space.label, words)) for space in found]
    scale, more = find_scale(drawing, found)
    drawing = replace(drawing, metres_per_unit=scale, notes=_without_unknown(drawing.notes, scale))
    found = as_desks(found, drawing)
    found.extend(name_by_element(cells, found, effort))
    spaces = [*stated, *cut_out_inner(_doubt_crowded(found), drawing, effort)]
    if not stated:  # a drawing that states its places states them all
        spaces.extend(find_desks(drawing, seen, spaces))
        spaces.extend(_nameless(net, spaces))
        spaces = _doubt_crowded(spaces)
    return Recognition(
        metres_per_unit=scale,
        spaces=tuple(_with_area(space, scale) for space in spaces),
        symbols=drawing.symbols,
        unplaced_labels=tuple(
            UnplacedLabel(label.text, label.x, label.y) for label in [*outside, *notes, *others, *remarks, *sheet]
        ),
        notes=(*drawing.notes, *more, *_note_covered(covered), *_note_names(spaces), *_note_cells(cells, found)),
        y_up=drawing.y_up,
    )


def _enclose(
    net: Net | None, cells: list[Cell], outside: list[Label], seen: list[Label], among: list[tuple[Cell, Label]]
) -> tuple[list[Enclosure], list[Label]]:
    """The spaces of line work for labels without a shape of their own, and for those whose shape lines part further.

    Labels that get such a space are taken out of their shape; answers also those that have no space at all.
    """
    loose = [*outside, *take_crowds(cells)]
    if net is None:
        return [], loose
    enclosures, loose = enclose(net, loose, seen)
    smaller, _ = enclose(net, [label for _, label in among], seen)
    for cell, label in among:
        own = next((space for space in smaller if label in space.labels), None)
        if own is not None and label in cell.labels and own.polygon.area < PARTED * cell.polygon.area:
            cell.labels.remove(label)
            enclosures.append(replace(own, labels=(label,)))
    return _together(enclosures), loose


def _together(enclosures: Sequence[Enclosure]) -> list[Enclosure]:
    """Each outline once, with all the labels that have it."""
    found: dict[int, Enclosure] = {}
    for space in enclosures:
        known = found.get(id(space.polygon), replace(space, labels=()))
        found[id(space.polygon)] = replace(space, labels=(*known.labels, *space.labels))
    return list(found.values())


def split_covered(drawing: Drawing) -> tuple[list[Label], list[str]]:
    """Labels that can be read on the drawing, each once; and the texts of those that a later shape paints over.

    Where most would be covered the shapes are a layer to click on, and all labels are taken as seen.
    """
    opaque = [
        (shape, polygon)
        for shape in drawing.shapes
        if shape.opacity > OPAQUE and (polygon := make_polygon(shape.ring)) is not None
    ]
    around = Nearby([polygon for _, polygon in opaque], Effort())
    seen: dict[tuple[str, int, int], Label] = {}
    covered: list[str] = []
    for label in drawing.labels:
        if any(opaque[at][0].order > label.order for at in around.find(Point(label.x, label.y), "within")):
            covered.append(label.text)
            continue
        step = max(label.height / 2, 1e-9)
        seen.setdefault((label.text, round(label.x / step), round(label.y / step)), label)
    if len(covered) > len(drawing.labels) / 2:
        return list(drawing.labels), []
    return list(seen.values()), covered


def _without_unknown(notes: Sequence[str], scale: float | None) -> tuple[str, ...]:
    """The notes, without those that the scale is unknown where it was found."""
    return tuple(note for note in notes if scale is None or not note.endswith("scale is unknown."))


def _nameless(net: Net | None, spaces: Sequence[Space]) -> list[Space]:
    """Rooms without a name, doubtful, of a drawing in which hardly a name can be read, as its text is outlines."""
    named = sum(1 for space in spaces if space.kind != "desk")
    rooms = find_rooms(net)[:MOST_NAMELESS] if net is not None and named <= FEW_NAMES else []
    if len(rooms) < max(FEWEST_NAMELESS, MANY_TO_ONE * named):
        return []
    taken = STRtree([Polygon(space.polygon) for space in spaces if space.kind != "desk"])
    free = [room for room in rooms if not len(taken.query(room.representative_point(), predicate="within"))]
    return [Space("", "room", NAMELESS, True, ring_of(room), None, None, (), "walls") for room in free]


def _doubt_crowded(spaces: Sequence[Space]) -> list[Space]:
    """The spaces, of which one with dozens of desks in it is the floor or an open office, and no room to meet in."""
    desks = [Point(Polygon(space.polygon).centroid) for space in spaces if space.kind == "desk"]
    if len(desks) < DOZENS:
        return list(spaces)
    tree = STRtree(desks)
    return [
        replace(space, kind="office", doubtful=True)
        if space.kind in _MET_IN and len(tree.query(Polygon(space.polygon), predicate="contains")) >= DOZENS
        else space
        for space in spaces
    ]


def _with_area(space: Space, metres_per_unit: float | None) -> Space:
    if metres_per_unit is None:
        return space
    return replace(space, area_m2=round(Polygon(space.polygon).area * metres_per_unit**2, 2))


def _note_covered(covered: Sequence[str]) -> list[str]:
    return [f"Labels that another shape covers, left out: {_list_names(covered)}."] if covered else []


def _note_names(spaces: Sequence[Space]) -> list[str]:
    counts = Counter(space.label for space in spaces if space.label and space.kind in (*BOOKABLE, "room", "office"))
    twice = sorted(name for name, count in counts.items() if count > 1)
    return [f"{NAMED_TWICE} {_list_names(twice)}."] if twice else []


def _note_cells(cells: Sequence[Cell], found: Sequence[Space]) -> list[str]:
    notes = []
    rings = {space.polygon for space in found}
    nameless = [cell for cell in cells if not cell.labels and not cell.is_outline]
    count = sum(1 for cell in nameless if ring_of(cell.polygon) not in rings)
    if count:
        notes.append(f"{NOT_PROPOSED} {count}.")
    outlines = sum(1 for cell in cells if cell.is_outline)
    if outlines:
        notes.append(f"Shapes taken for the outline of the floor or of a group of rooms: {outlines}.")
    if len(cells) >= MOST_CELLS:
        notes.append(f"Only the {MOST_CELLS:,} largest closed shapes were looked at.")
    return notes


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_IN_A_NOTE])
    return shown if len(names) <= NAMES_IN_A_NOTE else f"{shown} and {len(names) - NAMES_IN_A_NOTE} more"
