"""The basic shapes of SVG as outlines."""

from lxml import etree

from floorplans.outlines import Trace, trace_ellipse, trace_path, trace_points, trace_rect
from floorplans.style import local_name
from floorplans.units import read_length, read_numbers
from floorplans.view import View

SHAPES = frozenset({"rect", "circle", "ellipse", "line", "polyline", "polygon", "path"})


def trace_element(element: etree._Element, view: View, tolerance: float, most_points: int) -> list[Trace]:
    """The outlines that one of SHAPES draws, in its own units.

    Raises:
        ValueError: they cannot be read, or have more points than the most.
    """

    def across(key: str) -> float:
        return read_length(element.get(key), 0.0, view.width)

    def down(key: str) -> float:
        return read_length(element.get(key), 0.0, view.height)

    match name := local_name(element):
        case "rect":
            width, height = across("width"), down("height")
            if width <= 0 or height <= 0:
                return []
            radii = (across("rx") or down("ry"), down("ry") or across("rx"))
            return [trace_rect(across("x"), down("y"), width, height, radii, tolerance)]
        case "circle" | "ellipse":
            rx, ry = (across("r"), across("r")) if name == "circle" else (across("rx"), down("ry"))
            return [trace_ellipse(across("cx"), down("cy"), rx, ry, tolerance)] if rx > 0 and ry > 0 else []
        case "line":
            return [Trace(((across("x1"), down("y1")), (across("x2"), down("y2"))), closed=False)]
        case "polyline" | "polygon":
            return [trace_points(read_numbers(element.get("points")), closed=name == "polygon")]
        case _:
            return trace_path(element.get("d") or "", tolerance, most_points)
