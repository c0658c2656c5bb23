"""The features of a GeoJSON document: checked, flattened to runs of positions, and named."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from floorplans.outlines import MOST_POINTS, TOO_MANY_POINTS
from floorplans.shapes import DrawingRefused, Point
from floorplans.units import LARGEST

MOST_FEATURES = 20_000
LONGEST_TEXT = 200
DEEPEST_COLLECTION = 8

NOT_JSON = (
    "The file is not well-formed GeoJSON, so it cannot be read. It may be damaged or cut off: "
    "export it again and upload the new file."
)
_BAD_PLACE = (
    "The drawing has a position that is not two finite numbers, so its shapes cannot be placed. "
    "Export it again as GeoJSON from the program that made it."
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: outer rings, open lines and single points as its file places them, and its properties."""

    id: str
    kind: str
    rings: tuple[tuple[Point, ...], ...]
    lines: tuple[tuple[Point, ...], ...]
    points: tuple[Point, ...]
    properties: Mapping[str, object]

    def text(self, *keys: str) -> str:
        """The first of these properties that holds words; of names in several languages, English, else the first."""
        for key in keys:
            value = self.properties.get(key)
            if isinstance(value, Mapping):
                value = value.get("en") or next(iter(value.values()), None)
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value)[:LONGEST_TEXT].split())
        return ""


def load_json(data: bytes) -> object:
    """The document.

    Raises:
        DrawingRefused: it is not JSON, nests too deep, or has numbers that are not finite.
    """

    def refuse(_word: str) -> float:
        raise DrawingRefused(_BAD_PLACE)

    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as broken:
        raise DrawingRefused(NOT_JSON) from broken


def read_features(document: object) -> list[Feature]:
    """Every feature of a FeatureCollection, Feature or bare geometry; those without a geometry have no runs.

    Raises:
        DrawingRefused: it is not GeoJSON, or has too many features or points, or a position that is no position.
    """
    if not isinstance(document, dict):
        raise DrawingRefused(NOT_JSON)
    if document.get("type") == "Topology":
        raise DrawingRefused("This is TopoJSON. Export the floor as plain GeoJSON and upload that.")
    listed = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(listed, list):
        raise DrawingRefused(NOT_JSON)
    if len(listed) > MOST_FEATURES:
        raise DrawingRefused(
            f"The drawing has more than {MOST_FEATURES:,} features, the most that can be read. "
            "Export one floor without its surroundings, and try again."
        )
    left = MOST_POINTS
    features = []
    for thing in listed:
        feature = _read_feature(thing)
        left -= sum(len(run) for runs in (feature.rings, feature.lines) for run in runs) + len(feature.points)
        if left < 0:
            raise DrawingRefused(TOO_MANY_POINTS)
        features.append(feature)
    return features


def _read_feature(thing: object) -> Feature:
    if not isinstance(thing, dict):
        raise DrawingRefused(NOT_JSON)
    bare = thing.get("type") != "Feature"
    geometry = thing if bare else thing.get("geometry")
    properties = {} if bare else thing.get("properties")
    rings: list[tuple[Point, ...]] = []
    lines: list[tuple[Point, ...]] = []
    points: list[Point] = []
    for part in _simple(geometry, 0):
        kind, places = part.get("type"), part.get("coordinates")
        match kind:
            case "Polygon":
                rings.extend(_run(ring) for ring in _listed(places)[:1])
            case "MultiPolygon":
                rings.extend(_run(ring) for polygon in _listed(places) for ring in _listed(polygon)[:1])
            case "LineString":
                lines.append(_run(places))
            case "MultiLineString":
                lines.extend(_run(line) for line in _listed(places))
            case "Point":
                points.append(_position(places))
            case "MultiPoint":
                points.extend(_run(places))
            case _:
                raise DrawingRefused(NOT_JSON)
    return Feature(
        id=str(thing.get("id") or "")[:LONGEST_TEXT],
        kind=str(thing.get("feature_type") or "")[:LONGEST_TEXT],
        rings=tuple(ring for ring in rings if len(ring) >= 4),
        lines=tuple(line for line in lines if len(line) >= 2),
        points=tuple(points),
        properties=properties if isinstance(properties, dict) else {},
    )


def _simple(geometry: object, depth: int) -> Iterator[Mapping[str, object]]:
    """A geometry without the collections round it."""
    if geometry is None:
        return
    if not isinstance(geometry, dict) or depth > DEEPEST_COLLECTION:
        raise DrawingRefused(NOT_JSON)
    if geometry.get("type") == "GeometryCollection":
        for part in _listed(geometry.get("geometries")):
            yield from _simple(part, depth + 1)
    else:
        yield geometry


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise DrawingRefused(NOT_JSON)
    return value


def _run(value: object) -> tuple[Point, ...]:
    return tuple(_position(place) for place in _listed(value))


def _position(value: object) -> Point:
    if not isinstance(value, list) or len(value) < 2:
        raise DrawingRefused(_BAD_PLACE)
    x, y = value[0], value[1]
    if not isinstance(x, int | float) or not isinstance(y, int | float):
        raise DrawingRefused(_BAD_PLACE)
    if not (-LARGEST <= x <= LARGEST and -LARGEST <= y <= LARGEST and math.isfinite(x) and math.isfinite(y)):
        raise DrawingRefused(_BAD_PLACE)
    return float(x), float(y)
