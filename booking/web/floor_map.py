"""The parts of a floor's map: each place's outline, the sign of its state and its name."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.model.estate import Place, Plan, ResourceKind
from booking.web.lettering import Caption, Lettering, letter, write_caption
from booking.web.pictures import Shown, plan_pictures
from booking.web.places import KEPT, KeptRow, PlaceRow

_PAPERS = {"a4": (273.0, 160.0), "a3": (396.0, 230.0)}
"""The room for a plan on paper that lies on its long side, within the margins and above the list, in millimetres."""

_READ_MM = 1.2
"""The height of the smallest letters that are read on paper: three and a half points."""

_ROOMY = 40
"""Up to how many places a map needs no more width than a page has."""


@dataclass(frozen=True, slots=True)
class MapShape:
    """One place on the map.

    `printed` is its name as it stands on paper, in the place of a sign and of letters that are read zoomed in only;
    None where its own are read, or no paper is large enough. `paper` is the smallest on which it is read.
    """

    row: PlaceRow | KeptRow
    path: str
    lettering: Lettering
    printed: Caption | None = None
    paper: str = ""


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
    shapes = tuple(_draw(place, row, plan, unit) for place, row in placed)
    return FloorMap(
        plan.width,
        plan.height,
        f"/plans/{plan.ref}.svg",
        round(unit, 4),
        dense=len(shapes) > _ROOMY,
        shapes=shapes,
        pictures=plan_pictures(plan),
    )


def _draw(place: Place, row: PlaceRow | KeptRow, plan: Plan, unit: float) -> MapShape:
    (x, y), *rest = place.outline
    path = f"M{x:g} {y:g}" + "".join(f"L{next_x:g} {next_y:g}" for next_x, next_y in rest) + "Z"
    lettering = letter(place, row.short_name, unit)
    if lettering.holder is None:
        return MapShape(row, path, lettering)
    printed = write_caption(place, row.short_name, unit)
    paper = find_paper(printed.size, plan)
    return MapShape(row, path, lettering, printed if paper else None, paper)


def find_paper(size: float, plan: Plan) -> str:
    """The smallest paper, a4 or a3, on which letters of that size of a plan are read; empty where neither will do."""
    for paper, (across_mm, down_mm) in _PAPERS.items():
        if size * min(across_mm / plan.width, down_mm / plan.height) >= _READ_MM:
            return paper
    return ""
