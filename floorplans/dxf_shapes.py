"""Outlines of DXF entities: lines, polylines, curves, hatches and dimensions, y down."""

from collections.abc import Iterable

from ezdxf import path as paths
from ezdxf.entities.dimension import Dimension
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.hatch import Hatch
from ezdxf.entities.insert import Insert
from ezdxf.math import Vec3

from floorplans.dimension import read_length_m
from floorplans.dxf_text import add_text
from floorplans.gather import Gathering
from floorplans.shapes import Measure, Point

_CURVES = frozenset({"LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "LINE"})
_FILLED = frozenset({"SOLID", "TRACE"})
_NOTES = frozenset({"LEADER", "MLEADER", "MULTILEADER"})
_PASSED_OVER = frozenset({"POINT", "ATTDEF", "VIEWPORT", "WIPEOUT", "XLINE", "RAY", "ATTRIB", "SEQEND", "TOLERANCE"})
# An arc's chord strays no further than this share of its own size.
_TOLERANCE = 1 / 500
_LONGEST_HATCH = 50


def add_entity(entity: DXFGraphic, role: str, found: Gathering) -> None:
    """Add what one entity shows; what is not read is counted.

    Raises:
        DrawingRefused: numbers that are not finite, or too many points.
    """
    kind = entity.dxftype()
    if kind in _CURVES:
        _add_curve(entity, role, found)
    elif isinstance(entity, Hatch):
        _add_hatch(entity, role, found)
    elif kind in _FILLED:
        corners = [entity.dxf.get(f"vtx{number}") for number in (0, 1, 3, 2)]
        found.add_run(
            _flat(entity.ocs().points_to_wcs(c for c in corners if c is not None)), role, closed=True, opacity=1.0
        )
    elif kind in ("TEXT", "MTEXT"):
        add_text(entity, role, found)
    elif kind == "MLINE" or kind in _NOTES:
        _add_parts(entity, "note" if kind in _NOTES else role, found)
    elif kind == "IMAGE":
        found.count("bitmap")
    elif kind not in _PASSED_OVER:
        found.count("unread")


def _flat(points: Iterable[Vec3]) -> list[Point]:
    return [(float(point.x), -float(point.y)) for point in points]


def _add_curve(entity: DXFGraphic, role: str, found: Gathering) -> None:
    if entity.dxftype() == "POLYLINE" and not (entity.is_2d_polyline or entity.is_3d_polyline):  # type: ignore[attr-defined]  # a mesh
        found.count("unread")
        return
    outline = paths.make_path(entity)
    if len(outline) == 0:
        return
    vertices = outline.control_vertices()
    size = max(
        max(v.x for v in vertices) - min(v.x for v in vertices), max(v.y for v in vertices) - min(v.y for v in vertices)
    )
    points = (
        _flat(outline.flattening(max(size * _TOLERANCE, 1e-9), segments=4)) if outline.has_curves else _flat(vertices)
    )
    meets = len(points) > 3 and abs(points[0][0] - points[-1][0]) + abs(points[0][1] - points[-1][1]) <= size / 100
    found.add_run(points, role, closed=bool(outline.is_closed) or meets)


def _add_hatch(hatch: Hatch, role: str, found: Gathering) -> None:
    """The areas that a hatch fills: solid ones as filled shapes, patterns as unfilled ones."""
    opacity = 1.0 if hatch.dxf.get("solid_fill", 0) else 0.0
    for number, boundary in enumerate(paths.from_hatch(hatch)):
        if number >= _LONGEST_HATCH:
            return
        points = _flat(
            boundary.flattening(max(_extent(_flat(boundary.control_vertices())) * _TOLERANCE, 1e-9), segments=4)
        )
        found.add_run(points, role, closed=True, opacity=opacity)


def _extent(points: list[Point]) -> float:
    return max((max(axis) - min(axis) for axis in zip(*points, strict=True)), default=0.0)


def _add_parts(entity: DXFGraphic, role: str, found: Gathering) -> None:
    for part in entity.virtual_entities() if hasattr(entity, "virtual_entities") else ():
        if isinstance(part, DXFGraphic) and not isinstance(part, Insert) and part.dxftype() in _CURVES:
            _add_curve(part, role, found)


def add_dimension(entity: DXFGraphic, found: Gathering) -> None:
    """A dimension is drawn as a note; where its words state a length, that is kept beside the length it measures."""
    if not isinstance(entity, Dimension):
        return
    _add_parts(entity, "note", found)
    measured = entity.get_measurement()
    length_m = read_length_m(str(entity.dxf.get("text", "")).replace("\\P", " ").strip())
    if isinstance(measured, float) and measured > 0 and length_m is not None:
        found.measures.append(Measure(length_m, measured))
