"""Places that are out of use and still have bookings to come, and where they last stood."""

from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, or_, select

from booking.model.bookings import LIVE_STATES
from booking.model.estate import Place, Plan
from booking.model.ids import PersonId, Ref, ResourceId
from booking.model.stranded import KeptPlace
from booking.model.time import MAX_BOOKING
from booking.store.engine import Tx
from booking.store.estate import (
    FLOOR_COLUMNS,
    FLOORS_WITH_PLAN,
    PLACE_COLUMNS,
    PLAN_COLUMNS,
    RESOURCE_COLUMNS,
    FloorSheet,
    place_of,
    plan_of,
    resource_of,
    sheet_of,
)
from booking.store.tables import booking, floor, place, plan, resource

_INSTANT = booking.c.ends_at.type
_COMING = (
    booking.c.resource_id == resource.c.id,
    or_(*(booking.c.state == state.value for state in LIVE_STATES)),
    booking.c.starts_at > bindparam("since", type_=_INSTANT),
    booking.c.ends_at > bindparam("now", type_=_INSTANT),
)
_OWN = or_(booking.c.person_id == bindparam("viewer"), booking.c.booked_by_id == bindparam("viewer"))
_GONE = resource.c.retired_at.is_not(None)
_UNTIL = select(func.max(booking.c.ends_at)).where(*_COMING).correlate(resource).scalar_subquery()
_NEXT_OWN = (
    select(booking.c.ref)
    .where(*_COMING, _OWN)
    .order_by(booking.c.starts_at, booking.c.id)
    .limit(1)
    .correlate(resource)
    .scalar_subquery()
)
_SHEET = (
    select(
        *FLOOR_COLUMNS,
        *RESOURCE_COLUMNS,
        *PLACE_COLUMNS,
        case((_GONE, _UNTIL)).label("kept_until"),
        case((_GONE, _NEXT_OWN)).label("own_booking"),
    )
    .select_from(FLOORS_WITH_PLAN)
    .outerjoin(
        resource,
        and_(
            resource.c.floor_id == floor.c.id,
            or_(~_GONE, select(booking.c.id).where(*_COMING).correlate(resource).exists()),
        ),
    )
    .outerjoin(place, and_(place.c.plan_id == floor.c.plan_id, place.c.resource_id == resource.c.id))
    .where(floor.c.ref == bindparam("asked"), floor.c.retired_at.is_(None))
    .order_by(resource.c.id)
)
_LAST = (
    select(*PLAN_COLUMNS, place.c.resource_id, *PLACE_COLUMNS)
    .select_from(place.join(plan, plan.c.id == place.c.plan_id))
    .where(place.c.resource_id == bindparam("resource_asked"))
    .order_by(plan.c.version.desc())
    .limit(1)
)


def read_floor_and_kept(
    tx: Tx, ref: Ref, viewer: PersonId, now: datetime
) -> tuple[FloorSheet, tuple[KeptPlace, ...]] | None:
    """A floor with its resources in use, and its places out of use that have bookings to come, by name. One select.

    None where there is no such floor.
    """
    rows = tx.execute(_SHEET, {"asked": ref, "viewer": viewer, "now": now, "since": now - MAX_BOOKING}).all()
    if not rows:
        return None
    kept = [row for row in rows if row.resource_id is not None and row.resource_retired_at is not None]
    whole, gone = sheet_of(rows), {row.resource_id for row in kept}
    sheet = FloorSheet(
        whole.floor,
        tuple(each for each in whole.resources if each.id not in gone),
        tuple(each for each in whole.places if each.resource_id not in gone),
    )
    places = (
        KeptPlace(
            resource_of(row),
            row.kept_until,
            row.outline is not None,
            Ref(row.own_booking) if row.own_booking is not None else None,
        )
        for row in kept
    )
    return sheet, tuple(sorted(places, key=lambda each: (each.resource.name, each.resource.id)))


def find_last_footprint(tx: Tx, resource_id: ResourceId) -> tuple[Plan, Place] | None:
    """The newest plan version with a place of the resource, and that place; None where there is none. One select."""
    row = tx.execute(_LAST, {"resource_asked": resource_id}).one_or_none()
    return (plan_of(row), place_of(row)) if row else None
