"""Writes on a plan's backdrop what nobody books: stairs, stores and the like, quietly, behind the places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from floorplans.draw_svg import SVG
from floorplans.geometry import find_label_point, make_polygon
from floorplans.shapes import Point, Ring
from floorplans.svg_text import text_width

_MOST_LINES = 3
_LINE = 1.15
_LARGEST = 1 / 70
"""The size of letters where there is room, of the plan's longer side."""

_WIDE, _HIGH = 0.7, 0.6
"""How much of its room a name may take; faces that stand in for Arial are up to a sixth wider."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that nobody books: its name, and its outline; `drawn` where the outline is to be seen too."""

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
    root = etree.fromstring(backdrop_svg, etree.XMLParser(resolve_entities=False, no_network=True))
    across, down = (float(each) for each in root.get("viewBox", "").split()[2:])
    scaled = [Mark(one.name, _scale(one.outline, across / width), one.drawn) for one in marks]
    for mark in scaled:
        if mark.drawn:
            _draw(root, mark.outline)
    for mark in scaled:
        _write(root, mark, max(across, down) * _LARGEST)
    return etree.tostring(root, encoding="unicode")


def _scale(outline: Ring, factor: float) -> Ring:
    return tuple((x * factor, y * factor) for x, y in outline)


def _draw(root: etree._Element, outline: Ring) -> None:
    path = etree.SubElement(root, f"{{{SVG}}}path")
    path.set("class", "r")
    path.set("d", "M" + "L".join(f"{x:g} {y:g}" for x, y in outline) + "z")


def _write(root: etree._Element, mark: Mark, largest: float) -> None:
    words = "".join(letter for letter in mark.name if letter.isprintable()).split()
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
