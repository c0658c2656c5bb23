"""Reads draw.io's own XML (.drawio, .xml) into a Drawing: one page, plain or compressed."""

import base64
import binascii
import urllib.parse
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from floorplans.affine import IDENTITY, Affine
from floorplans.dimension import read_length_m
from floorplans.drawio_shapes import DrawioShape, find_shape
from floorplans.formats import MOST_BYTES
from floorplans.gather import Gathering
from floorplans.rich_text import read_rich_text
from floorplans.safe_xml import DEEPEST, parse_xml
from floorplans.shapes import Drawing, DrawingRefused, Label, Measure, Point, Symbol
from floorplans.style import local_name
from floorplans.svg_text import text_width
from floorplans.units import split_length

DEFAULT_FONT = 12.0
LINE_SPACING = 1.2
_WRAPPERS = ("object", "UserObject")
_TURNS = {"east": 0.0, "south": 90.0, "west": 180.0, "north": 270.0}
_OUTSIDE = {"left": -1.0, "right": 1.0, "top": -1.0, "bottom": 1.0}

_BROKEN = (
    "This draw.io file's page cannot be unpacked. Open it in draw.io, switch off File, Properties, Compressed, "
    "save it again and upload the new file."
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of the model: its text, style, geometry and where its parent lies."""

    element: etree._Element
    text: str
    style: Mapping[str, str]
    origin: Point
    parent_size: Point
    depth: int


def read_drawio(root: etree._Element, page: int = 0) -> Drawing:
    """Read one page of a draw.io document.

    Args:
        root: an <mxfile> or <mxGraphModel>.
        page: which page, counted from 0.

    Returns:
        Walls, doors and furniture as closed shapes, labels, and each piece of furniture as a symbol; in the page's
        own units, y down.

    Raises:
        DrawingRefused: with a sentence for the person who sent it.
    """
    model, notes = _find_page(root, page)
    found = Gathering()
    for cell in _cells(model, found):
        _add_cell(cell, found)
    if found.counts:
        notes.append(f"Hidden elements or layers that were left out: {sum(found.counts.values())}.")
    return found.finish(None, [*notes, "The drawing states no real size, so its scale is unknown."])


def _find_page(root: etree._Element, page: int) -> tuple[etree._Element, list[str]]:
    if local_name(root) == "mxGraphModel":
        return root, []
    pages = [element for element in root if local_name(element) == "diagram"]
    if not pages:
        raise DrawingRefused("This draw.io file has no page. Draw the floor on one, save it and upload it again.")
    names = [(element.get("name") or f"Page {number + 1}")[:60] for number, element in enumerate(pages)]
    if not 0 <= page < len(pages):
        raise DrawingRefused(f"This draw.io file has {len(pages)} pages, so there is no page {page + 1}.")
    notes = [f"The file has {len(pages)} pages; read was {names[page]}."] if len(pages) > 1 else []
    inside = next((child for child in pages[page] if local_name(child) == "mxGraphModel"), None)
    return (inside if inside is not None else parse_xml(_unpack((pages[page].text or "").strip()))), notes


def _unpack(text: str) -> bytes:
    """The XML of a compressed page: base64 of a raw deflate stream of percent-encoded text."""
    if text.startswith("<"):
        return text.encode()
    try:
        reader = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = reader.decompress(base64.b64decode(text, validate=False), MOST_BYTES)
        if reader.unconsumed_tail:
            raise DrawingRefused(
                f"Unpacked, this page is larger than {MOST_BYTES // 1024 // 1024} MB, the most that can be read. "
                "Remove embedded pictures, or give each floor a file of its own, and try again."
            )
        return urllib.parse.unquote(packed.decode()).encode()
    except (binascii.Error, zlib.error, ValueError) as broken:
        raise DrawingRefused(_BROKEN) from broken


def _cells(model: etree._Element, found: Gathering) -> list[_Cell]:
    """The cells that are shown, in painting order, each with the place of its parent."""
    children: dict[str, list[etree._Element]] = {}
    known: set[str] = set()
    for element in model.iter("mxCell", *_WRAPPERS):
        inner = element if local_name(element) == "mxCell" else element.find("mxCell")
        around = element.getparent()
        if inner is None or (inner is element and around is not None and local_name(around) in _WRAPPERS):
            continue
        identity = element.get("id") or ""
        if identity not in known:
            known.add(identity)
            children.setdefault(inner.get("parent") or "", []).append(element)
    waiting = [(element, (0.0, 0.0), (0.0, 0.0), 0) for element in reversed(children.get("", []))]
    cells = []
    while waiting:
        element, origin, size, depth = waiting.pop()
        inner = element if local_name(element) == "mxCell" else element.find("mxCell")
        if inner is None or inner.get("visible") == "0":
            found.count("hidden")
            continue
        if depth > DEEPEST:
            raise DrawingRefused(
                f"The drawing nests its groups more than {DEEPEST} deep, the most that can be read. "
                "Ungroup it in draw.io and try again."
            )
        text = element.get("label") if inner is not element else element.get("value")
        cell = _Cell(inner, text or "", _read_style(inner.get("style") or ""), origin, size, depth)
        cells.append(cell)
        x, y, width, height = _box(cell)
        below = children.get(element.get("id") or "", [])
        waiting.extend((child, (x, y), (width, height), depth + 1) for child in reversed(below))
    return cells


def _read_style(text: str) -> dict[str, str]:
    """`key=value` pairs; a word alone in first place is the name of the shape."""
    values: dict[str, str] = {}
    for number, part in enumerate(text[:4_000].split(";")):
        key, equals, value = part.partition("=")
        if equals:
            values[key.strip()] = value.strip()
        elif number == 0 and key.strip():
            values.setdefault("shape", key.strip())
    return values


def _number(element: etree._Element | None, key: str) -> float:
    parts = split_length(element.get(key) or "") if element is not None else None
    return parts[0] if parts else 0.0


def _box(cell: _Cell) -> tuple[float, float, float, float]:
    """Left, top, width and height on the page."""
    geometry = cell.element.find("mxGeometry")
    x, y = _number(geometry, "x"), _number(geometry, "y")
    if geometry is not None and geometry.get("relative") == "1":
        offset = geometry.find("mxPoint[@as='offset']")
        x = x * cell.parent_size[0] + _number(offset, "x")
        y = y * cell.parent_size[1] + _number(offset, "y")
    return cell.origin[0] + x, cell.origin[1] + y, _number(geometry, "width"), _number(geometry, "height")


def _add_cell(cell: _Cell, found: Gathering) -> None:
    if cell.element.get("edge") == "1":
        _add_edge(cell, found)
    elif cell.element.get("vertex") == "1":
        if cell.style.get("opacity") == "0":
            found.count("hidden")
            return
        x, y, width, height = _box(cell)
        shape = find_shape(cell.style.get("shape", ""))
        if width > 0 and height > 0:
            _add_vertex(cell, shape, found)
        _add_label(cell, (x, y, width, height), found)


def _add_vertex(cell: _Cell, shape: DrawioShape, found: Gathering) -> None:
    style = cell.style
    unpainted = style.get("strokeColor") == "none" and style.get("fillColor", "none") == "none"
    if shape.paint is None or unpainted:
        return
    matrix, width, height = _place(cell)
    thickness = split_length(style.get("wallThickness", "10"))
    opacity = 0.0 if style.get("fillColor", "white") == "none" else 1.0
    for points, closed in shape.paint(width, height, thickness[0] if thickness else 10.0):
        role = shape.role
        found.add_run(matrix.map_points(points), role, closed=closed, opacity=opacity)
    if shape.role in ("furniture", "fixture", "stairs"):
        corners = matrix.map_points(((0.0, 0.0), (width, 0.0), (width, height), (0.0, height)))
        x, y = matrix.map_point(width / 2, height / 2)
        words = " ".join(read_rich_text(cell.text)[0])
        found.symbols.append(Symbol(shape.name, x, y, round(matrix.angle(), 3), corners, words, shape.role))
    if shape.is_dimension:
        length_m = read_length_m(" ".join(read_rich_text(cell.text)[0]))
        if length_m is not None:
            found.measures.append(Measure(length_m, width))


def _place(cell: _Cell) -> tuple[Affine, float, float]:
    """The map from a shape's own box to the page, and that box's width and height."""
    x, y, width, height = _box(cell)
    style = cell.style
    direction = style.get("direction", "east")
    own = (height, width) if direction in ("north", "south") else (width, height)
    turn = split_length(style.get("rotation", "0"))
    angle = (turn[0] if turn else 0.0) + _TURNS.get(direction, 0.0)
    flip = Affine(a=-1.0 if style.get("flipH") == "1" else 1.0, d=-1.0 if style.get("flipV") == "1" else 1.0)
    matrix = Affine(e=x + width / 2, f=y + height / 2).after(_turned(angle)).after(flip)
    return matrix.after(Affine(e=-own[0] / 2, f=-own[1] / 2)), own[0], own[1]


def _turned(degrees: float) -> Affine:
    return IDENTITY if degrees % 360 == 0 else Affine.turn(degrees)


def _add_edge(cell: _Cell, found: Gathering) -> None:
    """A connector with places of its own is a line: a wall where it has no arrow, else a note."""
    geometry = cell.element.find("mxGeometry")
    if geometry is None:
        return
    ends = [geometry.find(f"mxPoint[@as='{end}Point']") for end in ("source", "target")]
    if ends[0] is None or ends[1] is None:
        return
    between = geometry.findall("Array/mxPoint")
    points = [
        (cell.origin[0] + _number(point, "x"), cell.origin[1] + _number(point, "y"))
        for point in (ends[0], *between, ends[1])
    ]
    plain = cell.style.get("endArrow") == "none" and cell.style.get("startArrow", "none") == "none"
    plain = plain and cell.style.get("strokeColor") != "none" and cell.style.get("dashed") != "1"
    found.add_run(points, "other" if plain else "note", closed=False)


def _add_label(cell: _Cell, box: tuple[float, float, float, float], found: Gathering) -> None:
    lines, stated = read_rich_text(cell.text)
    if not lines or cell.style.get("noLabel") == "1":
        return
    style = cell.style
    size = split_length(style.get("fontSize", ""))
    height = stated or (size[0] if size else DEFAULT_FONT)
    width = max(text_width(line, height) for line in lines)
    whole = LINE_SPACING * height * len(lines)
    x, y = _anchor(style, box, (width, whole))
    order = found.next_order()
    angle = -90.0 if style.get("horizontal") == "0" else 0.0
    role = "note" if style.get("shape", "").rpartition(".")[2].startswith("dimension") else "other"
    middle = found.check_points([(x, y)])[0]
    found.labels.append(Label(" ".join(lines), *middle, width, height, angle, order, role, lines))


def _anchor(style: Mapping[str, str], box: tuple[float, float, float, float], text: Point) -> Point:
    """The middle of a label's text: inside its cell's box by its alignment, or beside the box."""
    x, y, width, height = box
    across, down = style.get("align", "center"), style.get("verticalAlign", "middle")
    middle_x = {"left": x + text[0] / 2, "right": x + width - text[0] / 2}.get(across, x + width / 2)
    middle_y = {"top": y + text[1] / 2, "bottom": y + height - text[1] / 2}.get(down, y + height / 2)
    beside = _OUTSIDE.get(style.get("labelPosition", "center"), 0.0)
    below = _OUTSIDE.get(style.get("verticalLabelPosition", "middle"), 0.0)
    middle_x += beside * (width / 2 + text[0] / 2) if beside else 0.0
    middle_y = y + height / 2 + below * (height / 2 + text[1] / 2) if below else middle_y
    return middle_x, middle_y
