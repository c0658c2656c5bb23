"""Published plan versions: immutable drawings and the places on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from booking.model.drafts import Point
from booking.model.estate import Place, PlanPicture
from booking.model.ids import FloorId, PersonId, PlanId, Ref, ResourceId, SiteId
from booking.model.spacing import SeatPair
from booking.store.engine import Tx
from booking.store.estate import place_of
from booking.store.pictures import picture_rows
from booking.store.refs import new_ref
from booking.store.tables import building, floor, place, plan, seat_pair


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan version that is about to be published, its places by resource, and which of their seats are near.

    `screens` are the runs of its walls and screens, `outline` is that of the floor, in the units of the places;
    `pictures` are those behind its lines.
    """

    width: float
    height: float
    metres_per_unit: float | None
    backdrop_svg: str
    places: tuple[Place, ...]
    pairs: tuple[SeatPair, ...] = ()
    screens: tuple[tuple[Point, ...], ...] = ()
    outline: tuple[Point, ...] = ()
    pictures: tuple[PlanPicture, ...] = ()


def publish_plan(tx: Tx, floor_id: FloorId, new: NewPlan, *, by: PersonId | None, now: datetime) -> PlanId:
    """Write the next version of a floor's plan and make it the current one."""
    last = tx.execute(select(func.max(plan.c.version)).where(plan.c.floor_id == floor_id)).scalar_one()
    values = {
        "ref": new_ref(),
        "floor_id": floor_id,
        "version": (last or 0) + 1,
        "width": new.width,
        "height": new.height,
        "metres_per_unit": new.metres_per_unit,
        "backdrop_svg": new.backdrop_svg,
        "screens": [[list(point) for point in run] for run in new.screens],
        "outline": [list(point) for point in new.outline],
        "pictures": picture_rows(new.pictures),
        "published_at": now,
        "published_by_id": by,
    }
    plan_id = PlanId(tx.execute(insert(plan).values(**values).returning(plan.c.id)).scalar_one())
    if new.places:
        tx.execute(insert(place), [_place_row(plan_id, item) for item in new.places])
    if new.pairs:
        tx.execute(insert(seat_pair), [_pair_row(plan_id, pair) for pair in new.pairs])
    tx.execute(update(floor).where(floor.c.id == floor_id).values(plan_id=plan_id))
    return plan_id


def find_backdrop(tx: Tx, plan_ref: Ref) -> tuple[SiteId, str] | None:
    """The site's id and the drawing of a plan version; None where there is none, or its floor is out of use."""
    query = (
        select(building.c.site_id, plan.c.backdrop_svg)
        .join(floor, floor.c.id == plan.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .where(plan.c.ref == plan_ref, floor.c.retired_at.is_(None))
    )
    row = tx.execute(query).one_or_none()
    return (SiteId(row.site_id), row.backdrop_svg) if row else None


def read_screens(tx: Tx, plan_ref: Ref) -> tuple[tuple[Point, ...], ...]:
    """The walls and screens of a plan version, in the units of its places; none where they were not kept."""
    runs = tx.execute(select(plan.c.screens).where(plan.c.ref == plan_ref)).scalar_one_or_none() or ()
    return tuple(tuple((float(x), float(y)) for x, y in run) for run in runs)


def read_outline(tx: Tx, plan_ref: Ref) -> tuple[Point, ...]:
    """The outline of the floor on a plan version, in the units of its places; empty where nobody knows it."""
    corners = tx.execute(select(plan.c.outline).where(plan.c.ref == plan_ref)).scalar_one_or_none() or ()
    return tuple((float(x), float(y)) for x, y in corners)


def read_positions(tx: Tx, resource_ids: Iterable[ResourceId]) -> dict[ResourceId, tuple[float, float]]:
    """Where resources stand on their floor's current plan, in metres; those without a plan or scale are left out."""
    query = (
        select(place.c.resource_id, place.c.label_x, place.c.label_y)
        .join(floor, floor.c.plan_id == place.c.plan_id)
        .join(plan, plan.c.id == place.c.plan_id)
        .where(place.c.resource_id.in_(tuple(resource_ids)), plan.c.metres_per_unit.is_not(None))
    )
    return {ResourceId(row.resource_id): (row.label_x, row.label_y) for row in tx.execute(query)}


def find_footprint(tx: Tx, plan_id: PlanId, resource_id: ResourceId) -> Place | None:
    """The place of a resource on a plan version; None where it has none there. One select."""
    query = select(place).where(place.c.plan_id == plan_id, place.c.resource_id == resource_id)
    row = tx.execute(query).one_or_none()
    return place_of(row) if row else None


def _pair_row(plan_id: PlanId, pair: SeatPair) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "one_id": pair.one_id,
        "other_id": pair.other_id,
        "distance_mm": pair.distance_mm,
        "screened": pair.screened,
        "face_to_face": pair.face_to_face,
    }


def _place_row(plan_id: PlanId, item: Place) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "resource_id": item.resource_id,
        "outline": [list(point) for point in item.outline],
        "label_x": item.label_x,
        "label_y": item.label_y,
        "area_m2": item.area_m2,
        "seat_x": item.seat[0] if item.seat is not None else None,
        "seat_y": item.seat[1] if item.seat is not None else None,
        "facing": item.facing,
    }
