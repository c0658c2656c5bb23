"""Where the parts of a floor's map lie: each place's outline, the sign of its state and its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from booking.model.estate import Place, Plan, ResourceKind
from booking.web.places import PlaceRow

_ROOMY = 40
"""Up to how many places a map needs no more width than a page has."""

_SHORT_NAME = 4.2
"""The length, in heights of a letter, for which room is kept where a colleague's name stands below the place's own."""

_LETTER_WIDTH = 0.6
"""The width of a letter as a share of its height, for Arial's digits and lower case with some air."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """Where a sign and a name lie, in the plan's units. A name that is `near` is too small to read unless zoomed in."""

    icon_x: float
    icon_y: float
    icon_size: float
    text_x: float
    text_y: float
    text_size: float
    near: bool = False


@dataclass(frozen=True, slots=True)
class MapShape:
    """One place on the map."""

    row: PlaceRow
    path: str
    lettering: Lettering


@dataclass(frozen=True, slots=True)
class FloorMap:
    """A floor's map. `unit` is a hundredth of the longer side: patterns and letters are measured in it."""

    width: float
    height: float
    backdrop: str
    unit: float
    dense: bool
    shapes: tuple[MapShape, ...]


def draw_map(plan: Plan, places: Iterable[Place], rows: Iterable[PlaceRow]) -> FloorMap:
    """Lay the places out over the plan's drawing: rooms below the desks that may stand in them."""
    unit = max(plan.width, plan.height) / 100
    by_resource = {place.resource_id: place for place in places}
    placed = sorted(
        (row for row in rows if row.resource_id in by_resource), key=lambda row: row.kind is ResourceKind.DESK
    )
    shapes = tuple(_draw(by_resource[row.resource_id], row, unit) for row in placed)
    return FloorMap(
        plan.width, plan.height, f"/plans/{plan.ref}.svg", round(unit, 4), dense=len(shapes) > _ROOMY, shapes=shapes
    )


def _draw(place: Place, row: PlaceRow, unit: float) -> MapShape:
    (x, y), *rest = place.outline
    path = f"M{x:g} {y:g}" + "".join(f"L{next_x:g} {next_y:g}" for next_x, next_y in rest) + "Z"
    return MapShape(row, path, _letter(place, row.short_name, unit))


def _letter(place: Place, name: str, unit: float) -> Lettering:
    """Below the sign where the place is tall, beside it where it is wide; where neither fits, small below the sign."""
    across = [x for x, _ in place.outline]
    down = [y for _, y in place.outline]
    x, y = _find_middle(place)
    width = 2 * max(min(x - min(across), max(across) - x), 0)
    height = 2 * max(min(y - min(down), max(down) - y), 0)
    length = max(len(name), 1) * _LETTER_WIDTH
    least, most = 0.85 * unit, 1.7 * unit

    icon = min(height * 0.42, width * 0.5, 2.6 * unit)
    size = min(width * 0.9 / length, height * 0.3, most)
    if size >= least:
        gap = 0.3 * size
        top = y - (icon + gap + size) / 2
        return _round(x - icon / 2, top, icon, x, top + icon + gap + 0.82 * size, size)
    icon = min(height * 0.72, width * 0.3, 2.2 * unit)
    size = min((width * 0.92 - icon) / (length + 0.3), height * 0.6, most)
    if size >= least:
        left = x - (icon + (length + 0.3) * size) / 2
        return _round(left, y - icon / 2, icon, left + icon + (length / 2 + 0.3) * size, y + 0.35 * size, size)
    icon = min(width * 0.7, height * 0.48, 2.6 * unit)
    size = min(width * 0.9 / max(length, _SHORT_NAME), height * 0.2)
    top = y - (icon + 2.1 * size) / 2
    near = _round(x - icon / 2, top, icon, x, top + icon + size, size)
    return replace(near, near=True)


def _find_middle(place: Place) -> tuple[float, float]:
    """The middle of the place's extent where that lies inside it, otherwise where its label stands in the drawing."""
    across = [x for x, _ in place.outline]
    down = [y for _, y in place.outline]
    x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    return (x, y) if _is_inside(x, y, place.outline) else (place.label_x, place.label_y)


def _is_inside(x: float, y: float, outline: Sequence[tuple[float, float]]) -> bool:
    """Whether a ray from the point crosses the outline an odd number of times."""
    inside = False
    for (left, above), (right, below) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (above > y) != (below > y) and x < left + (y - above) * (right - left) / (below - above):
            inside = not inside
    return inside


def _round(*numbers: float) -> Lettering:
    icon_x, icon_y, icon_size, text_x, text_y, text_size = (round(number, 3) for number in numbers)
    return Lettering(icon_x, icon_y, icon_size, text_x, text_y, text_size)
