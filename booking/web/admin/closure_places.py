"""Choosing the places of a floor that are closed: a plain list, and above it the plan on which an area is drawn."""

from dataclasses import dataclass
from itertools import groupby

from booking.actions.open_floor import open_floor
from booking.model.decisions import Refused
from booking.model.estate import Floor, ResourceKind
from booking.model.ids import Ref
from booking.rules.phrases import say_resource
from booking.web.door import Call
from booking.web.lettering import Caption, write_caption
from booking.web.pictures import Shown, plan_pictures
from booking.web.places import natural_order
from booking.web.times import WhenFault
from booking.web.words import KINDS


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that can be ticked; `path` is its outline on the plan, and `caption` its name there.

    Both are empty where it stands on none.
    """

    ref: Ref
    name: str
    kind: ResourceKind
    ticked: bool
    path: str
    x: float
    y: float
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class FloorChoice:
    """The places of a floor by kind, and its plan; without a plan the size is 0."""

    kinds: tuple[tuple[str, tuple[PlaceChoice, ...]], ...]
    placed: tuple[PlaceChoice, ...]
    width: float
    height: float
    backdrop: str
    pictures: tuple[Shown, ...] = ()


def draw_choice(call: Call, floor: Floor, ticked: frozenset[str]) -> FloorChoice | None:
    """The floor's places to choose from; None where it is gone meanwhile."""
    opened = open_floor(call.service, call.actor, floor.ref, lambda _site: WhenFault(()), now=call.now)
    if isinstance(opened, Refused):
        return None
    outlines = {place.resource_id: place for place in opened.sheet.places}
    plan = opened.sheet.floor.plan
    unit = max(plan.width, plan.height) / 100 if plan is not None else 0.0
    choices = []
    for resource in opened.sheet.resources:
        place = outlines.get(resource.id)
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in place.outline) + "Z" if place is not None else ""
        x, y = (place.label_x, place.label_y) if place is not None else (0.0, 0.0)
        caption = write_caption(place, resource.name, unit) if place is not None else None
        ticks = resource.ref in ticked
        choices.append(PlaceChoice(resource.ref, say_resource(resource), resource.kind, ticks, path, x, y, caption))
    order = {kind: number for number, kind in enumerate(KINDS)}
    choices.sort(key=lambda each: (order[each.kind], natural_order(each.name)))
    kinds = tuple((KINDS[kind], tuple(group)) for kind, group in groupby(choices, key=lambda each: each.kind))
    width, height = (plan.width, plan.height) if plan is not None else (0.0, 0.0)
    backdrop = f"/plans/{plan.ref}.svg" if plan is not None else ""
    pictures = plan_pictures(plan) if plan is not None else ()
    placed = sorted((each for each in choices if each.path), key=lambda each: each.kind is ResourceKind.DESK)
    return FloorChoice(kinds, tuple(placed), width, height, backdrop, pictures)
