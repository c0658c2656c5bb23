"""Reads an SVG file into a Drawing: geometry and text only, nothing active, nothing fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from floorplans.affine import IDENTITY, Affine, read_transform
from floorplans.clips import Clip, Known, cut_box, is_masked, overlap, read_clip, ring_of_clip
from floorplans.gather import LONGEST_NAME, Gathering
from floorplans.geometry import turned_box
from floorplans.outlines import MOST_POINTS, Trace
from floorplans.pictures import MOST_PICTURES, read_data_address
from floorplans.safe_xml import DEEPEST, MOST_ELEMENTS, parse_svg
from floorplans.shapes import Box, Drawing, DrawingRefused, Line, Picture, Point, Shape, Symbol
from floorplans.style import Sheet, Style, cascade, declared, local_name, read_sheet
from floorplans.svg_shapes import SHAPES, trace_element
from floorplans.svg_text import read_text
from floorplans.units import check_number, read_length
from floorplans.view import View, nested_view, read_view
from floorplans.words import find_furnishing, find_role

_INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_GROUPS = frozenset({"g", "a", "switch", "svg"})
# Known and deliberately passed over: they define, describe or act, but are not geometry or text in place.
_PASSED_OVER = frozenset(
    {
        *("defs", "clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "filter", "symbol"),
        *(
            "metadata",
            "title",
            "desc",
            "style",
            "namedview",
            "view",
            "perspective",
            "hatch",
            "solidcolor",
            "meshgradient",
        ),
        *("script", "foreignObject", "animate", "animateTransform", "animateMotion", "set", "cursor"),
    }
)


@dataclass(frozen=True, slots=True)
class _Here:
    """Where the walk stands: everything that an element has from its ancestors."""

    matrix: Affine
    style: Style
    role: str
    depth: int
    view: View
    used: tuple[str, ...] = ()
    placed: etree._Element | None = None
    placed_size: tuple[str | None, str | None] = (None, None)
    symbol: int = -1
    clips: tuple[Clip, ...] = ()


@dataclass(slots=True)
class _Found(Gathering):
    """What the walk has gathered so far, how many elements it has visited, and the points that each symbol drew."""

    elements: int = 0
    inside: dict[int, list[Point]] = field(default_factory=dict)


def read_svg(data: bytes) -> Drawing:
    """Read a floor's drawing from an SVG file.

    Args:
        data: the file as it was uploaded; never trusted, never kept, never served.

    Returns:
        Line work, closed shapes, labels and placed symbols in the root's own units, y down.

    Raises:
        DrawingRefused: with a sentence for the person who sent it.
    """
    return read_svg_tree(parse_svg(data))


def read_svg_tree(root: etree._Element) -> Drawing:
    """Read a floor's drawing from the tree of an SVG document.

    Raises:
        DrawingRefused: with a sentence for the person who sent it.
    """
    sheet = read_sheet("".join(element.itertext()) for element in root.iter() if local_name(element) == "style")
    view = read_view(root)
    named = {identity: element for element in root.iter() if (identity := element.get("id")) is not None}
    found = _Found()
    start = _Here(IDENTITY, Style(), "other", 0, view)
    _walk(root, start, Known(named, sheet), found)
    if view.width > 0 and view.height > 0:
        _leave_out_what_lies_outside(view, found)
    else:
        view = _extent(found, view.notes)
    return Drawing(
        x=view.x,
        y=view.y,
        width=view.width,
        height=view.height,
        metres_per_unit=view.metres_per_unit,
        lines=tuple(found.lines),
        shapes=tuple(found.shapes),
        labels=tuple(found.labels),
        symbols=tuple(
            replace(symbol, outline=turned_box(found.inside.get(number, ()), symbol.angle))
            for number, symbol in enumerate(found.symbols)
        ),
        pictures=tuple(found.pictures),
        notes=view.notes + tuple(_NOTES[what].format(count) for what, count in sorted(found.counts.items())),
    )


_UNREAD, _LINKED = "Pictures inside the drawing, which are not read", "Pictures that the drawing only refers to"
LEFT_OUT = (_UNREAD, _LINKED)
"""How the notes begin on pictures that were left out."""

_NOTES = {
    "broken": "Shapes whose outline could not be read and were left out: {}.",
    "background": "Pictures inside the drawing, kept as its background: {}.",
    "unclipped": "Clip paths over pictures that are no upright rectangles, and were not applied: {}.",
    "masked": "Masks, which are not read, so that what they hide is shown whole: {}.",
    "bitmap": f"{_UNREAD}: {{}}.",
    "linked": f"{_LINKED}, which are never fetched: {{}}. Embed them in the drawing program to have them.",
    "circular": "Symbols that contain themselves and were left out: {}.",
    "external": "References to other files or addresses, which are never followed: {}.",
    "outside": "Things beyond the drawing's edge that were left out: {}.",
    "hidden": "Hidden elements or layers that were left out: {}.",
}


def _walk(root: etree._Element, start: _Here, known: Known, found: _Found) -> None:
    """Visit everything that is painted, in painting order; an explicit stack, so that no depth can exhaust ours."""
    waiting = [(root, start)]
    while waiting:
        element, here = waiting.pop()
        name = local_name(element)
        if not name or (name in _PASSED_OVER and here.placed is not element):
            continue
        _count_element(here, found)
        inside = _enter(element, here, known.sheet, found)
        if inside is None:
            continue
        if name == "use":
            waiting.extend(_follow(element, inside, known.named, found))
        elif name in SHAPES:
            _add_shape(element, inside, found)
        elif name == "text":
            _add_label(element, inside, known.sheet, found)
        elif name == "image":
            _add_picture(element, inside, known, found)
        elif name in _GROUPS or here.placed is element:
            waiting.extend((child, inside) for child in reversed(element))


def _count_element(here: _Here, found: _Found) -> None:
    found.elements += 1
    if found.elements > MOST_ELEMENTS:
        raise DrawingRefused(
            f"With its symbols in place the drawing has more than {MOST_ELEMENTS:,} elements, the most we read. "
            "Remove symbols that are not needed and export it again."
        )
    if here.depth > DEEPEST:
        raise DrawingRefused(
            f"The drawing nests its groups more than {DEEPEST} deep, the most that can be read. "
            "Ungroup it in the drawing program and try again."
        )


def _enter(element: etree._Element, here: _Here, sheet: Sheet, found: _Found) -> _Here | None:
    """What holds inside the element; None when it is hidden or its place cannot be read."""
    values = declared(element, sheet)
    style = cascade(here.style, values)
    if not style.shown or style.opacity == 0:
        found.count("hidden")
        return None
    matrix, view = here.matrix, here.view
    if here.depth > 0:
        transform = values.get("transform") or element.get("transform")
        try:
            matrix = matrix.after(read_transform(transform)) if transform and transform != "none" else matrix
        except ValueError:
            found.count("broken")
            return None
        if local_name(element) in ("svg", "symbol"):
            size = here.placed_size if here.placed is element else None
            fitted, view = nested_view(element, here.view, size)
            matrix = matrix.after(fitted)
    for number in matrix:
        check_number(number)
    words = f"{element.get('class') or ''} {element.get(_INKSCAPE + 'label') or ''} {element.get('data-role') or ''}"
    role = find_role(words[:LONGEST_NAME]) or find_role((element.get("id") or "")[:LONGEST_NAME]) or here.role
    clip = read_clip(values)
    if is_masked(values):
        found.count("masked")
    clips = (*here.clips, Clip(clip, element, matrix)) if clip else here.clips
    inside = replace(here, matrix=matrix, style=style, role=role, depth=here.depth + 1, view=view, placed=None)
    return replace(inside, clips=clips) if clip else inside


def _follow(
    element: etree._Element, here: _Here, named: Mapping[str, etree._Element], found: _Found
) -> list[tuple[etree._Element, _Here]]:
    """The element that a <use> places, with its place; empty for circles and for anything outside the file."""
    reference = next((element.get(name) for name in _HREFS if element.get(name)), None) or ""
    target = named.get(reference[1:]) if reference.startswith("#") else None
    if target is None:
        found.count("external" if reference and not reference.startswith("#") else "broken")
        return []
    if reference in here.used or target in element.iterancestors():
        found.count("circular")
        return []
    x = read_length(element.get("x"), 0.0, here.view.width)
    y = read_length(element.get("y"), 0.0, here.view.height)
    matrix = here.matrix.after(Affine(e=x, f=y))
    middle = matrix.map_point(0.0, 0.0)
    name = _name_of(target) or reference[1:]
    size = (element.get("width"), element.get("height"))
    role = find_furnishing(name[:LONGEST_NAME]) or here.role
    found.symbols.append(Symbol(name[:LONGEST_NAME], middle[0], middle[1], round(matrix.angle(), 3), role=role))
    outermost = here.symbol if here.symbol >= 0 else len(found.symbols) - 1
    inside = replace(here, matrix=matrix, used=(*here.used, reference), symbol=outermost)
    return [(target, replace(inside, placed=target, placed_size=size))]


def _add_picture(element: etree._Element, here: _Here, known: Known, found: _Found) -> None:
    """Keep a bitmap that stands in the file itself; any other address is counted and never fetched."""
    address = next((element.get(name) for name in _HREFS if element.get(name)), None) or ""
    data = read_data_address(address) if here.style.visible and len(found.pictures) < MOST_PICTURES else None
    x, y = read_length(element.get("x"), 0.0, here.view.width), read_length(element.get("y"), 0.0, here.view.height)
    width = read_length(element.get("width"), 0.0, here.view.width)
    height = read_length(element.get("height"), 0.0, here.view.height)
    if data is None or width <= 0 or height <= 0:
        found.count("bitmap" if address.lstrip()[:5].lower() == "data:" or not address else "linked")
        return
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    a, b, c, d = (here.matrix.map_point(*corner) for corner in corners)
    found.check_points((a, b, c, d))
    aspect = (element.get("preserveAspectRatio") or "")[:LONGEST_NAME]
    picture = Picture(data, (a, b, c, d), (width, height), aspect, here.style.opacity)
    clip: Box | None = (0.0, 0.0, width, height)
    for one in here.clips:
        cut = cut_box(ring_of_clip(one, element, (x, y), known, here.view), picture.corners, picture.size)
        if cut is None:
            found.count("unclipped")
        clip = overlap(clip, cut) if clip is not None and cut is not None else clip
    if clip is None:
        found.count("hidden")
        return
    found.pictures.append(replace(picture, clip=clip) if here.clips else picture)
    found.count("background")


def _add_shape(element: etree._Element, here: _Here, found: _Found) -> None:
    style = here.style
    seen = style.visible and (style.painted_fill > 0 or style.strokes or element.get("data-kind"))
    if not seen:
        found.count("hidden")
        return
    tolerance = max(here.view.width, here.view.height, 1.0) / 10_000 / max(here.matrix.scale(), 1e-9)
    try:
        traces = trace_element(element, here.view, tolerance, MOST_POINTS - found.points)
    except ValueError:
        found.count("broken")
        return
    for trace in traces:
        _add_trace(element, trace, here, found)


def _add_trace(element: etree._Element, trace: Trace, here: _Here, found: _Found) -> None:
    points = found.check_points(here.matrix.map_points(trace.points))
    found.next_order()
    if here.symbol >= 0:
        found.inside.setdefault(here.symbol, []).extend(points)
    if len(points) >= 3 and (trace.closed or _ends_meet(points) or not here.style.strokes):
        data = {
            key.removeprefix("data-"): value[:LONGEST_NAME]
            for key, value in element.attrib.items()
            if key.startswith("data-")
        }
        found.shapes.append(
            Shape(
                ring=points[:-1] if points[0] == points[-1] else points,
                role=here.role,
                order=found.order,
                id=(element.get("id") or "")[:LONGEST_NAME],
                name=_name_of(element)[:LONGEST_NAME],
                data=tuple(sorted(data.items())),
                opacity=here.style.painted_fill,
                stroked=here.style.strokes,
            )
        )
    elif len(points) >= 2 and here.style.strokes:
        found.lines.append(Line(points, here.role, found.order))


def _ends_meet(points: tuple[tuple[float, float], ...]) -> bool:
    """Whether an outline that was never closed was meant to be: its gap is below a hundredth of its size."""
    size = max(
        max(x for x, _ in points) - min(x for x, _ in points), max(y for _, y in points) - min(y for _, y in points)
    )
    (x1, y1), (x2, y2) = points[0], points[-1]
    return len(points) > 3 and abs(x1 - x2) + abs(y1 - y2) <= size / 100


def _name_of(element: etree._Element) -> str:
    """What the drawing program calls the element: its label or title, spaces tidied."""
    name = element.get(_INKSCAPE + "label") or element.get("data-name") or element.get("aria-label") or ""
    if not name:
        title = next((child for child in element if local_name(child) == "title"), None)
        name = "" if title is None else "".join(title.itertext())
    return " ".join(name.split())


def _add_label(element: etree._Element, here: _Here, sheet: Sheet, found: _Found) -> None:
    found.order += 1
    label = read_text(element, here.matrix, here.style, sheet, (found.order, here.role))
    if label is not None:
        check_number(label.x)
        check_number(label.y)
        found.labels.append(label)


def _leave_out_what_lies_outside(view: View, found: _Found) -> None:
    """Drop what a browser would not show either: things that lie wholly beyond the drawing's edge."""

    def inside(points: Sequence[Point]) -> bool:
        return (
            max(x for x, _ in points) >= view.x
            and min(x for x, _ in points) <= view.x + view.width
            and max(y for _, y in points) >= view.y
            and min(y for _, y in points) <= view.y + view.height
        )

    before = len(found.shapes) + len(found.lines) + len(found.labels)
    found.shapes = [shape for shape in found.shapes if inside(shape.ring)]
    found.lines = [line for line in found.lines if inside(line.points)]
    found.labels = [label for label in found.labels if inside([(label.x, label.y)])]
    beyond = before - len(found.shapes) - len(found.lines) - len(found.labels)
    if beyond:
        found.counts["outside"] = beyond


def _extent(found: _Found, notes: tuple[str, ...]) -> View:
    """The box round everything, for a file that states no size."""
    left, top, right, bottom = found.extent()
    return View(left, top, max(right - left, 1.0), max(bottom - top, 1.0), None, notes)
