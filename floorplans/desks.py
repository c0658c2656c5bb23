"""Proposes desks: symbols that are called so, and symbols or shapes of a desk's size that recur."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely import Point as Place
from shapely import Polygon, STRtree

from floorplans.geometry import make_polygon, ring_of
from floorplans.label_groups import in_reading_order
from floorplans.shapes import Drawing, Label, Point, Ring, Space, Symbol
from floorplans.words import find_kind, is_made_up

# Sides of a desk in metres, benches of two included. Source: BS EN 527-1 and what furniture makers sell.
LONG_M = (1.0, 2.4)
SHORT_M = (0.5, 1.2)
FEWEST_ALIKE = 4
MOST_DESKS = 3_000
ALIKE = 0.05

NUMBERED = 0.9
CALLED_DESK = 0.65
LOOKS_LIKE_DESK = 0.5

_OUTLINES = frozenset({"other", "furniture", "room"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A footprint that may be a desk: its outline, what it is called, and how sure that alone makes it."""

    ring: Ring
    middle: Point
    text: str
    confidence: float


def find_desks(drawing: Drawing, labels: Sequence[Label], spaces: Sequence[Space]) -> list[Space]:
    """Propose the desks that a drawing shows and that no space stands for yet.

    A desk has the name that its symbol carries or that is written on it, and is then not doubtful; the others are
    numbered in reading order, and doubtful. Sizes count only where the scale is known.
    """
    candidates = [*_called_desks(drawing), *_alike(drawing)][:MOST_DESKS]
    taken = STRtree([Polygon(space.polygon) for space in spaces if space.kind == "desk" or _is_small(space, drawing)])
    written = STRtree([Place(label.x, label.y) for label in labels])
    desks: list[Space] = []
    seen: set[Point] = set()
    for candidate in candidates:
        polygon = make_polygon(candidate.ring)
        middle = (round(candidate.middle[0], 3), round(candidate.middle[1], 3))
        if polygon is None or middle in seen or len(taken.query(Place(candidate.middle), predicate="within")):
            continue
        seen.add(middle)
        on_it = [labels[at] for at in written.query(polygon, predicate="contains").tolist()]
        name = candidate.text or " ".join(label.text for label in in_reading_order(on_it))[:60]
        desks.append(_make_desk(name, polygon, NUMBERED if name else candidate.confidence))
    return _numbered(desks)


def _called_desks(drawing: Drawing) -> list[_Candidate]:
    return [
        _Candidate(symbol.outline, _middle(symbol.outline), symbol.text, CALLED_DESK)
        for symbol in drawing.symbols
        if symbol.outline and _is_desk(symbol)
    ]


def _is_desk(symbol: Symbol) -> bool:
    words = symbol.name.replace("_", " ").replace("-", " ").replace("$", " ")
    return find_kind(words) == "desk" and "chair" not in words.lower()


def _alike(drawing: Drawing) -> list[_Candidate]:
    """Symbols and shapes of a desk's size of which there are several alike; none where the scale is unknown."""
    scale = drawing.metres_per_unit
    if scale is None:
        return []
    found: dict[tuple[str, int, int], list[_Candidate]] = {}
    for symbol in drawing.symbols:
        sides = sides_of(symbol.outline)
        fits = sides is not None and symbol.role in _OUTLINES and _is_desk_size(sides, scale)
        if fits and sides is not None and find_kind(symbol.name) == "room":
            name = "" if is_made_up(symbol.name) else symbol.name
            candidate = _Candidate(symbol.outline, _middle(symbol.outline), symbol.text, LOOKS_LIKE_DESK)
            found.setdefault((name or "symbol", *_rounded(sides, scale)), []).append(candidate)
    for shape in drawing.shapes:
        sides = sides_of(shape.ring) if len(shape.ring) == 4 and shape.role in _OUTLINES else None
        if sides is not None and not shape.datum("kind") and _is_desk_size(sides, scale):
            candidate = _Candidate(shape.ring, _middle(shape.ring), "", LOOKS_LIKE_DESK)
            found.setdefault(("", *_rounded(sides, scale)), []).append(candidate)
    return [candidate for group in found.values() if len(group) >= FEWEST_ALIKE for candidate in group]


def _middle(ring: Ring) -> Point:
    return math.fsum(x for x, _ in ring) / len(ring), math.fsum(y for _, y in ring) / len(ring)


def sides_of(ring: Ring) -> tuple[float, float] | None:
    """The longer and the shorter side of a rectangle, however it is turned; None for any other outline."""
    if len(ring) != 4:
        return None
    a, b, c, d = ring
    one, other = math.dist(a, b), math.dist(b, c)
    diagonals = math.dist(a, c), math.dist(b, d)
    square = abs(diagonals[0] - diagonals[1]) < ALIKE * max(diagonals)
    if not square or abs(one - math.dist(c, d)) > ALIKE * one or abs(other - math.dist(d, a)) > ALIKE * other:
        return None
    return max(one, other), min(one, other)


def _is_desk_size(sides: tuple[float, float], scale: float) -> bool:
    return LONG_M[0] <= sides[0] * scale <= LONG_M[1] and SHORT_M[0] <= sides[1] * scale <= SHORT_M[1]


def _rounded(sides: tuple[float, float], scale: float) -> tuple[int, int]:
    """Sides in steps of 5 cm."""
    return round(sides[0] * scale * 20), round(sides[1] * scale * 20)


def _is_small(space: Space, drawing: Drawing) -> bool:
    """Whether a space is no larger than a desk, so that it is the desk itself, under another kind."""
    scale = drawing.metres_per_unit
    return scale is not None and Polygon(space.polygon).area * scale**2 <= LONG_M[1] * SHORT_M[1]


def _make_desk(name: str, polygon: Polygon, confidence: float) -> Space:
    return Space(
        label=name,
        kind="desk",
        confidence=confidence,
        doubtful=not name,
        polygon=ring_of(polygon),
        area_m2=None,
        seats=1,
        features=(),
        source="symbol",
    )


def _numbered(desks: Sequence[Space]) -> list[Space]:
    """The desks in reading order; those without a name get a number."""
    ordered = sorted(desks, key=lambda desk: (round(_middle(desk.polygon)[1], 1), _middle(desk.polygon)[0]))
    numbers = iter(range(1, len(ordered) + 1))
    return [desk if desk.label else replace(desk, label=f"Desk {next(numbers)}") for desk in ordered]


def as_desks(spaces: Sequence[Space], drawing: Drawing) -> list[Space]:
    """Rooms that are desks: the outline of a symbol called desk, or several of a desk's size with numbers for names."""
    called = [make_polygon(candidate.ring) for candidate in _called_desks(drawing)[:MOST_DESKS]]
    symbols = [polygon for polygon in called if polygon is not None]
    tree = STRtree(symbols)
    scale = drawing.metres_per_unit
    desks, sized = set(), set()
    for number, space in enumerate(spaces):
        if space.kind != "room":
            continue
        polygon = Polygon(space.polygon)
        near = tree.query(polygon.representative_point(), predicate="within").tolist()
        if any(0.5 < polygon.area / symbols[at].area < 1.5 for at in near):
            desks.add(number)
        sides = sides_of(space.polygon)
        if scale is not None and sides is not None and _is_desk_size(sides, scale):
            sized.add(number)
    desks |= sized if len(sized) >= FEWEST_ALIKE else set()
    return [replace(space, kind="desk", seats=1) if at in desks else space for at, space in enumerate(spaces)]
