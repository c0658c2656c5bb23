"""Writes on a plan's backdrop what nobody books: stairs, stores and the like, quietly, behind the places.

What is written can be taken off again, for the next draft that begins from the plan: each name keeps its outline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree
from shapely import geometry

from floorplans.draw_svg import SVG
from floorplans.geometry import find_label_point, make_polygon
from floorplans.shapes import Point, Ring
from floorplans.svg_text import text_width

_MOST_LINES = 3
_LINE = 1.15
_LEAST_CORNERS = 3
_LARGEST = 1 / 70
"""The size of letters where there is room, of the plan's longer side."""

_WIDE, _HIGH = 0.7, 0.6
"""How much of its room a name may take; faces that stand in for Arial are up to a sixth wider."""


_NAME, _OUTLINE = "data-name", "data-outline"
"""Of a written name: whose it is, and the outline it stands in; a path that was drawn for it has the name alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something with a name that is not booked: its outline; `drawn` where the outline is to be seen too."""

    name: str
    outline: Ring
    drawn: bool


def letter_backdrop(backdrop_svg: str, marks: Iterable[Mark], width: float) -> str:
    """The backdrop with these marks on it.

    Args:
        backdrop_svg: a document that `draw_backdrop` made.
        marks: in the units of `width`, which may be others than those of the document; may be empty.
        width: that of the plan.
    """
    marks = list(marks)
    if not marks or width <= 0:
        return backdrop_svg
    root = _parse(backdrop_svg)
    across, down = _size_of(root)
    scaled = [Mark(one.name, _scale(one.outline, across / width), one.drawn) for one in marks]
    for mark in scaled:
        if mark.drawn:
            _draw(root, mark)
    for mark in scaled:
        _write(root, mark, max(across, down) * _LARGEST)
    return etree.tostring(root, encoding="unicode")


def take_off_letters(backdrop_svg: str, width: float) -> tuple[str, tuple[Mark, ...]]:
    """The backdrop without what `letter_backdrop` wrote on it, and that again, in the units of `width`."""
    if _OUTLINE not in backdrop_svg or width <= 0:
        return backdrop_svg, ()
    root = _parse(backdrop_svg)
    across, _ = _size_of(root)
    written = [element for element in root if element.get(_OUTLINE) is not None]
    drawn = [element for element in root if element.get(_NAME) is not None and element.get(_OUTLINE) is None]
    outlines = {(element.get(_NAME), element.get("d", "")) for element in drawn}
    marks = []
    for element in written:
        name, said = element.get(_NAME, ""), element.get(_OUTLINE, "")
        outline = _scale(_read_outline(said), width / across)
        if len(outline) >= _LEAST_CORNERS:
            marks.append(Mark(name, outline, drawn=(name, said) in outlines))
    for element in (*written, *drawn):
        root.remove(element)
    return etree.tostring(root, encoding="unicode"), tuple(marks)


def leave_out_names(backdrop_svg: str, places: Iterable[Mark], width: float) -> str:
    """The backdrop without the lettering that says the name of a place inside that place.

    The page writes those names itself; as on reading, a name that is part of what is written will do, and the other way
    round.
    """
    named = [(_fold(place.name), place.outline) for place in places if _fold(place.name)]
    if not named or "<text" not in backdrop_svg or width <= 0:
        return backdrop_svg
    root = _parse(backdrop_svg)
    across, _ = _size_of(root)
    rings = [_scale(outline, across / width) for _, outline in named]
    boxes = [(*map(min, zip(*ring, strict=True)), *map(max, zip(*ring, strict=True))) for ring in rings]
    gone = [
        element
        for element in root.iterfind(f"{{{SVG}}}text")
        if any(
            _says(element, name) and _has(box, ring, _middle_of(element))
            for (name, _), ring, box in zip(named, rings, boxes, strict=True)
        )
    ]
    for element in gone:
        root.remove(element)
    return etree.tostring(root, encoding="unicode") if gone else backdrop_svg


def _parse(backdrop_svg: str) -> etree._Element:
    return etree.fromstring(backdrop_svg, etree.XMLParser(resolve_entities=False, no_network=True))


def _size_of(root: etree._Element) -> tuple[float, float]:
    across, down = (float(each) for each in root.get("viewBox", "").split()[2:])
    return across, down


def _path(outline: Ring) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in outline) + "z"


def _read_outline(path: str) -> Ring:
    corners = (corner.split() for corner in path.strip("Mz").split("L"))
    return tuple((float(x), float(y)) for x, y in corners)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _says(element: etree._Element, name: str) -> bool:
    text = _fold(" ".join(part.text or "" for part in element))
    return bool(text) and (text in name or name in text)


def _middle_of(element: etree._Element) -> Point:
    """The middle of the lettering; its lines stand above one another, and their feet a little below their middles."""
    parts, size = list(element), float(element.get("font-size", "0"))
    xs, ys = ([float(part.get(axis, "0")) for part in parts] for axis in "xy")
    return sum(xs) / len(xs), sum(ys) / len(ys) - 0.36 * size


def _has(box: tuple[float, ...], ring: Ring, point: Point) -> bool:
    (left, top, right, low), (x, y) = box, point
    if not (left <= x <= right and top <= y <= low):
        return False
    polygon = make_polygon(ring)
    return polygon is not None and bool(polygon.intersects(geometry.Point(x, y)))


def _scale(outline: Ring, factor: float) -> Ring:
    return tuple((x * factor, y * factor) for x, y in outline)


def _draw(root: etree._Element, mark: Mark) -> None:
    path = etree.SubElement(root, f"{{{SVG}}}path")
    path.set("class", "r")
    path.set(_NAME, _printable(mark.name))
    path.set("d", _path(mark.outline))


def _printable(name: str) -> str:
    return " ".join("".join(letter for letter in name if letter.isprintable()).split())


def _write(root: etree._Element, mark: Mark, largest: float) -> None:
    words = _printable(mark.name).split()
    if not words:
        return
    x, y = _middle(mark.outline)
    wide = 2 * min(x - min(each for each, _ in mark.outline), max(each for each, _ in mark.outline) - x)
    high = 2 * min(y - min(each for _, each in mark.outline), max(each for _, each in mark.outline) - y)
    lines = max(_ways(words), key=lambda lines: _size(lines, wide, high, largest))
    size = _size(lines, wide, high, largest)
    if size <= 0:
        return
    element = etree.SubElement(root, f"{{{SVG}}}text")
    element.set("font-size", f"{size:.4g}")
    element.set(_NAME, _printable(mark.name))
    element.set(_OUTLINE, _path(mark.outline))
    for number, line in enumerate(lines):
        part = etree.SubElement(element, f"{{{SVG}}}tspan")
        part.set("x", f"{x:g}")
        part.set("y", f"{y + (number - (len(lines) - 1) / 2) * _LINE * size + 0.36 * size:g}")
        part.text = line


def _middle(outline: Ring) -> Point:
    """The middle of an outline, where it has one inside; else where there is most room around."""
    polygon = make_polygon(outline)
    if polygon is not None and polygon.contains(polygon.centroid):
        return polygon.centroid.x, polygon.centroid.y
    return find_label_point(outline)


def _ways(words: Sequence[str]) -> list[list[str]]:
    """The name on one line and, where it has so many words, on two or three of about one length."""
    return [_wrap(words, count) for count in range(1, min(_MOST_LINES, len(words)) + 1)]


def _wrap(words: Sequence[str], count: int) -> list[str]:
    most = len(" ".join(words)) / count
    lines = [words[0]]
    for word in words[1:]:
        if len(lines) < count and len(lines[-1]) + len(word) / 2 > most:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines


def _size(lines: Sequence[str], wide: float, high: float, largest: float) -> float:
    longest = max(text_width(line, 1.0) for line in lines)
    return min(largest, wide * _WIDE / longest if longest else largest, high * _HIGH / (len(lines) * _LINE))
