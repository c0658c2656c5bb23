"""Reads a DXF file into a Drawing: line work by layer, blocks with their attributes, and text."""

import io
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ezdxf import recover
from ezdxf.document import Drawing as Document
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert
from ezdxf.filemanagement import read
from ezdxf.lldxf.const import DXFError
from ezdxf.lldxf.tagger import binary_tags_loader

from floorplans.dxf_shapes import add_dimension, add_entity
from floorplans.dxf_text import add_attributes, attribute_words
from floorplans.gather import LONGEST_NAME, Gathering
from floorplans.geometry import turned_box
from floorplans.shapes import Drawing, DrawingRefused, Symbol
from floorplans.view import believe_scale
from floorplans.words import find_furnishing, find_role

MOST_ENTITIES = 60_000
DEEPEST_BLOCK = 8

# What ezdxf lets out besides its own errors when a file is damaged.
_DAMAGED = (DXFError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, OSError)

# $INSUNITS in metres. Source: AutoCAD DXF reference, HEADER section.
_METRES = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0, 8: 2.54e-8, 9: 2.54e-5, 10: 0.9144, 14: 0.1, 15: 10.0}
# $LUNITS: engineering and architectural formats are defined for drawings in inches.
_IN_INCHES = (3, 4)
_NOTE_WORDS = frozenset({"note", "notes", "text", "anntext", "title", "titleblock", "border", "viewport", "view"})
_UNPLOTTED = frozenset({"defpoints"})
_DASHED = ("DASH", "HIDDEN", "CENTER", "DOT", "PHANTOM", "VERDECKT", "STRICH")

_NOTES = {
    "hidden": "Hidden elements or layers that were left out: {}.",
    "bitmap": "Pictures inside the drawing, which are not read: {}.",
    "external": "References to other files or addresses, which are never followed: {}.",
    "deep": "Blocks that contain themselves or nest too deep and were left out: {}.",
    "unread": "Things of a kind that is not read (solids, tables, surfaces): {}.",
}


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block of the outermost level; `starts` is how many shapes and lines had been found when it began."""

    insert: Insert
    words: str
    role: str
    starts: list[int]


@dataclass(frozen=True, slots=True)
class _Here:
    """What holds for an entity from the blocks that it stands in."""

    depth: int = 0
    layer: str = ""
    role: str = ""
    placed: _Placed | None = None


def read_dxf(data: bytes) -> Drawing:
    """Read a floor's drawing from a DXF file, text or binary.

    Args:
        data: the file as it was uploaded; nothing that it refers to is opened.

    Returns:
        Line work, closed shapes, labels and placed blocks in world units, y down (the file's own y negated).

    Raises:
        DrawingRefused: with a sentence for the person who sent it.
    """
    document = _load(data)
    found = Gathering()
    try:
        _walk(document, found)
        if not (found.lines or found.shapes):
            _walk_paper(document, found)
    except _DAMAGED as broken:
        raise DrawingRefused(_SPOILT) from broken
    left, top, right, bottom = found.extent()
    largest = max(right - left, bottom - top)
    scale, notes = believe_scale(_METRES.get(_header(document, "$INSUNITS")), largest)
    if scale is None and _header(document, "$LUNITS") in _IN_INCHES:
        scale, notes = believe_scale(_METRES[1], largest)
    counted = [_NOTES[what].format(count) for what, count in sorted(found.counts.items())]
    return found.finish(scale, [*notes, *counted], y_up=True)


_TOO_MANY = (
    f"With its blocks in place the drawing has more than {MOST_ENTITIES:,} entities, the most that can be read. "
    "Freeze or purge what is not needed, and export it again."
)
_SPOILT = (
    "The DXF drawing is damaged, so it cannot be read. In the CAD program run AUDIT or RECOVER, "
    "save it as DXF again (2010 or 2013) and upload the new file."
)


def _load(data: bytes) -> Document:
    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)
    try:
        if data.startswith(b"AutoCAD Binary DXF"):
            return Document.load(binary_tags_loader(data, errors="surrogateescape"))
        return _load_text(data)
    except _DAMAGED as broken:
        raise DrawingRefused(_SPOILT) from broken


def _load_text(data: bytes) -> Document:
    """The document; read plainly, which is twice as fast, and where that fails with ezdxf's repairs."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    try:
        return read(io.StringIO(text, newline=None))
    except _DAMAGED:
        return recover.read(io.BytesIO(data))[0]


def _header(document: Document, key: str) -> int:
    value = document.header.get(key, 0)
    return value if isinstance(value, int) else 0


def _refuse_bombs(document: Document, layout: Iterable[DXFEntity]) -> None:
    """Refuse blocks in blocks that would place more than may be read, before any is placed."""
    sizes: dict[str, int] = {}

    def size_of(entities: Iterable[DXFEntity], depth: int) -> int:
        total = 0
        for entity in entities:
            total += 1
            if isinstance(entity, Insert) and depth < DEEPEST_BLOCK:
                total += max(1, entity.mcount) * block_size(str(entity.dxf.get("name", "")), depth + 1)
            if total > MOST_ENTITIES:
                raise DrawingRefused(_TOO_MANY)
        return total

    def block_size(name: str, depth: int) -> int:
        if name not in sizes:
            sizes[name] = 1  # while it is being counted, for blocks that contain themselves
            sizes[name] = size_of(document.blocks.get(name), depth) if name in document.blocks else 0
        return sizes[name]

    size_of(layout, 0)


def _walk_paper(document: Document, found: Gathering) -> None:
    """Floors that were drawn on a sheet of paper space; the first that holds anything."""
    for name in tuple(document.layout_names())[1:5]:
        _walk_entities(document, document.layout(name), found)
        if found.lines or found.shapes:
            return


def _walk(document: Document, found: Gathering) -> None:
    _walk_entities(document, document.modelspace(), found)


def _walk_entities(document: Document, layout: Iterable[DXFEntity], found: Gathering) -> None:
    """Visit everything that is plotted, in order; an explicit stack, so that no nesting can exhaust ours."""
    _refuse_bombs(document, layout)
    hidden = {layer.dxf.name.lower() for layer in document.layers if layer.is_off() or layer.is_frozen()}
    waiting: list[tuple[Iterator[DXFEntity], _Here]] = [(iter(layout), _Here())]
    visited = 0
    while waiting:
        entities, here = waiting[-1]
        if here.placed is not None and not here.placed.starts:
            here.placed.starts.extend((len(found.shapes), len(found.lines)))
        entity = next(entities, None)
        if entity is None:
            waiting.pop()
            if here.placed is not None:
                _finish_symbol(here.placed, found)
            continue
        visited += 1
        if visited > MOST_ENTITIES:
            raise DrawingRefused(_TOO_MANY)
        if not isinstance(entity, DXFGraphic):
            continue
        layer = _layer_of(entity, here)
        if layer.lower() in hidden or layer.lower() in _UNPLOTTED or entity.dxf.get("invisible", 0):
            found.count("hidden")
            continue
        role = _role_of(entity, layer) or here.role or "other"
        if isinstance(entity, Insert):
            waiting.extend(_enter(entity, _Here(here.depth + 1, layer, role), found))
        elif entity.dxftype() == "DIMENSION":
            add_dimension(entity, found)
        else:
            add_entity(entity, role, found)


def _layer_of(entity: DXFGraphic, here: _Here) -> str:
    """The layer that decides; what stands on layer 0 of a block is on the layer of the block's reference."""
    layer = str(entity.dxf.get("layer", "0"))
    return here.layer if layer == "0" and here.layer else layer


def _role_of(entity: DXFGraphic, layer: str) -> str:
    """What the layer's own name says; of a bound reference the part behind its file's name."""
    words = layer.rpartition("$")[2][:200]
    line_type = str(entity.dxf.get("linetype", "")).upper()
    parts = words.lower().replace("-", " ").replace("_", " ").split()
    if _NOTE_WORDS & set(parts) or any(word in line_type for word in _DASHED):
        return "note"
    return find_role(words)


def _enter(insert: Insert, here: _Here, found: Gathering) -> list[tuple[Iterator[DXFEntity], _Here]]:
    """The entities of a placed block, in world coordinates; notes the block itself as a symbol."""
    block = insert.block()
    name = str(insert.dxf.get("name", ""))[:200]
    if block is None or insert.mcount > MOST_ENTITIES:
        found.count("external")
        return []
    if block.block is not None and block.block.is_xref:
        found.count("external")
        return []
    if here.depth > DEEPEST_BLOCK:
        found.count("deep")
        return []
    inside: list[tuple[Iterator[DXFEntity], _Here]] = []
    for one in insert.multi_insert() if insert.mcount > 1 else (insert,):
        role = find_furnishing(name) or here.role
        inside.append((_content(one, here, found), _Here(here.depth, here.layer, role, _placed(one, here, role))))
    return inside[::-1]


def _placed(insert: Insert, here: _Here, role: str) -> _Placed | None:
    """What to remember of a block, where it is no part of another one and no block that the program made itself."""
    if here.depth != 1 or str(insert.dxf.get("name", "*")).startswith("*"):
        return None
    return _Placed(insert, attribute_words(insert), role, [])


def _content(insert: Insert, here: _Here, found: Gathering) -> Iterator[DXFEntity]:
    """What a block draws, in world coordinates, and the labels of its attributes."""
    add_attributes(insert, here.role, found)
    yield from insert.virtual_entities()


def _finish_symbol(placed: _Placed, found: Gathering) -> None:
    """Note a placed block with the box round what it drew."""
    place = placed.insert.ocs().to_wcs(placed.insert.dxf.insert)
    turn = float(placed.insert.dxf.get("rotation", 0.0))
    points = [point for shape in found.shapes[placed.starts[0] :] for point in shape.ring]
    points += [point for line in found.lines[placed.starts[1] :] for point in line.points]
    x, y = found.check_points([(float(place.x), -float(place.y))])[0]
    name = str(placed.insert.dxf.get("name", ""))[:LONGEST_NAME]
    box = turned_box(points, -turn)
    found.symbols.append(Symbol(name, x, y, round(-turn % 360, 3), box, placed.words, placed.role))
