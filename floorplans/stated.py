"""Spaces that a drawing states in our own attributes: data-kind, data-name, data-seats, data-features, data-facing."""

from shapely import Point, Polygon

from floorplans.geometry import make_polygon, ring_of
from floorplans.nearby import Effort, Nearby
from floorplans.shapes import Drawing, Label, Shape, Space
from floorplans.words import KINDS

MOST_SEATS = 9_999
MOST_FEATURES = 20


def read_stated(drawing: Drawing) -> list[Space]:
    """The spaces whose shapes carry a known data-kind and a name, with confidence 1, in painting order."""
    spaces = []
    for shape in drawing.shapes:
        kind, name = shape.datum("kind"), " ".join(shape.datum("name").split()) or shape.name
        polygon = make_polygon(shape.ring) if kind in KINDS and name else None
        if polygon is not None:
            spaces.append(_make_space(shape, kind, name, polygon))
    return spaces


def _make_space(shape: Shape, kind: str, name: str, polygon: Polygon) -> Space:
    return Space(
        label=name,
        kind=kind,
        confidence=1.0,
        doubtful=False,
        polygon=ring_of(polygon),
        area_m2=None,
        seats=_read_seats(shape.datum("seats")),
        features=tuple(sorted(set(shape.datum("features").split()[:MOST_FEATURES]))),
        source="stated",
        facing=_read_facing(shape.datum("facing")),
    )


def _read_seats(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text[:9]) <= MOST_SEATS else None


def _read_facing(text: str) -> float | None:
    """Degrees clockwise from up, 0 to below 360."""
    plain = text.removeprefix("-").replace(".", "", 1)
    return float(text) % 360 if plain.isdecimal() and plain.isascii() else None


def without_stated(labels: list[Label], stated: list[Space], effort: Effort) -> list[Label]:
    """The labels that do not stand in a stated space."""
    inside = Nearby([Polygon(space.polygon) for space in stated], effort)
    return [label for label in labels if not inside.find(Point(label.x, label.y), "intersects")]
