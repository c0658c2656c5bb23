"""Clip paths over pictures: which part of its box a picture is seen in, where that is an upright rectangle of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from floorplans.affine import Affine, read_transform
from floorplans.shapes import Box, DrawingRefused, Point
from floorplans.style import Sheet, declared, local_name
from floorplans.svg_shapes import SHAPES, trace_element
from floorplans.units import read_length
from floorplans.view import View

_REFERENCE = re.compile(r"\s*url\(\s*[\"']?#([^\"')]{1,200})[\"']?\s*\)\s*", re.I)

MOST_CLIP_POINTS = 100
"""Of a clip path's outline; a rectangle has four corners."""

_NOTHING = frozenset({"", "none", "inherit", "initial", "unset"})

_NEARLY = 1e-3
"""Part of a box by which a corner may be off."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip path by its id, the element that it clips, and that element's own units."""

    name: str
    element: etree._Element
    matrix: Affine


@dataclass(frozen=True, slots=True)
class Known:
    """What of a drawing can be referred to: its elements by id, and its style sheet."""

    named: Mapping[str, etree._Element]
    sheet: Sheet


def read_clip(values: Mapping[str, str]) -> str:
    """What clips an element on which these values are declared: a clip path's id; `?` what is no such; empty nothing.

    `inherit` adds nothing: whatever clips the element around it cuts what is in it already.
    """
    text = values.get("clip-path", "")
    if text.lower() in _NOTHING:
        return ""
    found = _REFERENCE.fullmatch(text)
    return found[1] if found is not None else "?"


def is_masked(values: Mapping[str, str]) -> bool:
    """Whether an element on which these values are declared is seen through a mask of its own."""
    said = {values.get(name, "").lower() for name in ("mask", "mask-image")}
    return not said <= _NOTHING


def cut_box(ring: Sequence[Point], corners: Sequence[Point], size: tuple[float, float]) -> Box | None:
    """The ring as left, top, right and bottom of a picture's box; None where it is no upright rectangle there.

    Args:
        ring: the outline that clips the picture, in root units.
        corners: of the picture's box in root units, from top left, clockwise.
        size: of the box in its own units, in which the answer is; it may be larger than the box.
    """
    (left, top), (right, right_y), _, (low_x, low) = corners
    across, down = (right - left, right_y - top), (low_x - left, low - top)
    area = across[0] * down[1] - across[1] * down[0]
    if area == 0 or len(ring) < 4:
        return None
    inside = [
        (
            ((x - left) * down[1] - (y - top) * down[0]) / area,
            ((y - top) * across[0] - (x - left) * across[1]) / area,
        )
        for x, y in ring
    ]
    xs, ys = [x for x, _ in inside], [y for _, y in inside]
    low_u, high_u, low_v, high_v = min(xs), max(xs), min(ys), max(ys)
    upright = all(min(x - low_u, high_u - x) <= _NEARLY or min(y - low_v, high_v - y) <= _NEARLY for x, y in inside)
    covered = abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(inside, [*inside[1:], inside[0]], strict=True)))
    if not upright or abs(covered / 2 - (high_u - low_u) * (high_v - low_v)) > _NEARLY:
        return None
    return low_u * size[0], low_v * size[1], high_u * size[0], high_v * size[1]


def overlap(one: Box, other: Box) -> Box | None:
    """What two boxes have in common; None where that is nothing."""
    left, top, right, bottom = (*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))
    return (left, top, right, bottom) if left < right and top < bottom else None


def ring_of_clip(clip: Clip, picture: etree._Element, at: Point, known: Known, view: View) -> tuple[Point, ...]:
    """The outline of a clip path in root units; empty where it is not one closed shape of its own."""
    path = known.named.get(clip.name)
    shapes = [child for child in path if local_name(child) not in ("", "title", "desc")] if path is not None else []
    if path is None or local_name(path) != "clipPath" or len(shapes) != 1 or local_name(shapes[0]) not in SHAPES:
        return ()
    matrix = clip.matrix
    if path.get("clipPathUnits") == "objectBoundingBox":
        if clip.element is not picture:
            return ()
        across = read_length(picture.get("width"), 0.0, view.width)
        matrix = matrix.after(Affine(across, 0.0, 0.0, read_length(picture.get("height"), 0.0, view.height), *at))
    try:
        for element in (path, shapes[0]):
            values = declared(element, known.sheet)
            transform = values.get("transform") or element.get("transform")
            matrix = matrix.after(read_transform(transform)) if transform and transform != "none" else matrix
            if read_clip(values):
                return ()
        traces = trace_element(shapes[0], view, max(view.width, view.height, 1.0) / 10_000, MOST_CLIP_POINTS)
    except (ValueError, DrawingRefused):  # what clips a picture is no reason to refuse the rest
        return ()
    points = matrix.map_points(traces[0].points) if len(traces) == 1 else ()
    return points[:-1] if points and points[0] == points[-1] else points
