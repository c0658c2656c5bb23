"""Which desks stand beside one another, as measured when their floors' plans were published."""

from collections.abc import Iterable

from sqlalchemy import and_, select

from booking.model.estate import Resource, ResourceKind
from booking.model.ids import FloorId, ResourceId
from booking.model.policy import Rule, widest_spacing_cm
from booking.model.spacing import Neighbours, SeatPair, find_neighbours
from booking.store.engine import Tx
from booking.store.estate import resource_of, select_resources
from booking.store.tables import floor, place, plan, resource, seat_pair


def read_neighbours(
    tx: Tx, floor_ids: Iterable[FloorId], rules: tuple[Rule, ...], resources: Iterable[Resource] | None = None
) -> Neighbours:
    """The desks on the floors' current plans that stand nearer to one another than any of the rules asks for.

    No select where no rule keeps people apart; otherwise one, and another where the floors' resources are not given.
    """
    floors, widest_cm = frozenset(floor_ids), widest_spacing_cm(rules)
    if not floors or not widest_cm:
        return {}
    known = _read_desks(tx, floors) if resources is None else resources
    return find_neighbours(read_seat_pairs(tx, floors, 10 * widest_cm), known)


def read_seat_pairs(tx: Tx, floor_ids: Iterable[FloorId], nearer_than_mm: int) -> tuple[SeatPair, ...]:
    """The pairs of seats on the floors' current plans that are nearer than so much, by their ids. One select."""
    query = (
        select(seat_pair)
        .join(floor, floor.c.plan_id == seat_pair.c.plan_id)
        .where(floor.c.id.in_(frozenset(floor_ids)), seat_pair.c.distance_mm < nearer_than_mm)
        .order_by(seat_pair.c.one_id, seat_pair.c.other_id)
    )
    return tuple(
        SeatPair(ResourceId(row.one_id), ResourceId(row.other_id), row.distance_mm, row.screened, row.face_to_face)
        for row in tx.execute(query)
    )


def read_unmeasured(tx: Tx, desks: Iterable[Resource]) -> tuple[frozenset[FloorId], frozenset[ResourceId]]:
    """Where distances between these desks are not known: floors whose plan has no scale, and desks on no plan."""
    wanted = {desk.id for desk in desks}
    query = (
        select(resource.c.id, resource.c.floor_id, plan.c.metres_per_unit, place.c.resource_id.label("placed"))
        .join(floor, floor.c.id == resource.c.floor_id)
        .outerjoin(plan, plan.c.id == floor.c.plan_id)
        .outerjoin(place, and_(place.c.plan_id == plan.c.id, place.c.resource_id == resource.c.id))
        .where(resource.c.kind == ResourceKind.DESK.value)
    )
    rows = [row for row in tx.execute(query) if row.id in wanted]
    unscaled = {FloorId(row.floor_id) for row in rows if row.placed is not None and row.metres_per_unit is None}
    return frozenset(unscaled), frozenset(ResourceId(row.id) for row in rows if row.placed is None)


def _read_desks(tx: Tx, floor_ids: frozenset[FloorId]) -> tuple[Resource, ...]:
    query = select_resources().where(
        resource.c.floor_id.in_(floor_ids),
        resource.c.kind == ResourceKind.DESK.value,
        resource.c.retired_at.is_(None),
    )
    return tuple(resource_of(row) for row in tx.execute(query))
