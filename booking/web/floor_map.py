"""The parts of a floor's map: each place's outline, the sign of its state and its name."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.model.estate import Place, Plan, ResourceKind
from booking.web.lettering import Lettering, letter
from booking.web.pictures import Shown, plan_pictures
from booking.web.places import KEPT, KeptRow, PlaceRow

_ROOMY = 40
"""Up to how many places a map needs no more width than a page has."""


@dataclass(frozen=True, slots=True)
class MapShape:
    """One place on the map."""

    row: PlaceRow | KeptRow
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
    pictures: tuple[Shown, ...] = ()

    @property
    def has_kept(self) -> bool:
        """Whether one of the places is kept for the bookings that stand."""
        return any(shape.row.state == KEPT for shape in self.shapes)

    @property
    def has_small_letters(self) -> bool:
        """Whether some names cannot be read unless the map is zoomed in."""
        return any(shape.lettering.holder is not None for shape in self.shapes)


def draw_map(plan: Plan, places: Iterable[Place], rows: Iterable[PlaceRow], kept: Iterable[KeptRow] = ()) -> FloorMap:
    """Lay the places out over the plan's drawing: rooms below the desks that may stand in them.

    Those that are kept for bookings lie below those of their kind that stand there now.
    """
    unit = max(plan.width, plan.height) / 100
    by_resource = {place.resource_id: place for place in places}
    drawn: list[tuple[Place, PlaceRow | KeptRow]] = [(row.stood, row) for row in kept if row.stood is not None]
    drawn += [(by_resource[row.resource_id], row) for row in rows if row.resource_id in by_resource]
    placed = sorted(drawn, key=lambda each: each[1].kind is ResourceKind.DESK)
    shapes = tuple(_draw(place, row, unit) for place, row in placed)
    return FloorMap(
        plan.width,
        plan.height,
        f"/plans/{plan.ref}.svg",
        round(unit, 4),
        dense=len(shapes) > _ROOMY,
        shapes=shapes,
        pictures=plan_pictures(plan),
    )


def _draw(place: Place, row: PlaceRow | KeptRow, unit: float) -> MapShape:
    (x, y), *rest = place.outline
    path = f"M{x:g} {y:g}" + "".join(f"L{next_x:g} {next_y:g}" for next_x, next_y in rest) + "Z"
    return MapShape(row, path, letter(place, row.short_name, unit))
