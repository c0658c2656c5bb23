"""Places that are out of use and still have bookings to come, and where they last stood."""

from datetime import datetime
from math import isclose
from typing import Any

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

_ALIKE = 1e-3
"""By which share two plans of the same drawing may differ in size: what is lost where a scale is rounded."""

_INSTANT = booking.c.ends_at.type
_COMING = (
    booking.c.resource_id == resource.c.id,
    or_(*(booking.c.state == state.value for state in LIVE_STATES)),
    booking.c.starts_at > bindparam("since", type_=_INSTANT),
    booking.c.ends_at > bindparam("now", type_=_INSTANT),
)
_OWN = or_(booking.c.person_id == bindparam("viewer"), booking.c.booked_by_id == bindparam("viewer"))
_GONE = resource.c.retired_at.is_not(None)
_PLAN_IT_STOOD_ON, _STOOD = plan.alias("plan_it_stood_on"), place.alias("stood")
_LAST_PLAN = (
    select(_STOOD.c.plan_id)
    .join(_PLAN_IT_STOOD_ON, _PLAN_IT_STOOD_ON.c.id == _STOOD.c.plan_id)
    .where(_STOOD.c.resource_id == resource.c.id)
    .order_by(_PLAN_IT_STOOD_ON.c.version.desc())
    .limit(1)
    .correlate(resource)
    .scalar_subquery()
)
_ITS_PLAN = plan.alias("its_plan")
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
        _ITS_PLAN.c.id.label("its_plan_id"),
        _ITS_PLAN.c.width.label("its_width"),
        _ITS_PLAN.c.height.label("its_height"),
        _ITS_PLAN.c.metres_per_unit.is_not(None).label("its_scaled"),
    )
    .select_from(FLOORS_WITH_PLAN)
    .outerjoin(
        resource,
        and_(
            resource.c.floor_id == floor.c.id,
            or_(~_GONE, select(booking.c.id).where(*_COMING).correlate(resource).exists()),
        ),
    )
    .outerjoin(
        place,
        and_(
            place.c.resource_id == resource.c.id,
            place.c.plan_id == case((_GONE, _LAST_PLAN), else_=floor.c.plan_id),
        ),
    )
    .outerjoin(_ITS_PLAN, and_(_GONE, _ITS_PLAN.c.id == place.c.plan_id))
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
            row.its_plan_id is not None and row.its_plan_id == row.plan_id,
            place_of(row) if _is_in_frame(row) else None,
            Ref(row.own_booking) if row.own_booking is not None else None,
        )
        for row in kept
    )
    return sheet, tuple(sorted(places, key=lambda each: (each.resource.name, each.resource.id)))


def _is_in_frame(row: Any) -> bool:
    """Whether the place last stood on a plan whose lengths and edges are those of the current one."""
    if row.its_plan_id is None or row.plan_id is None:
        return False
    sizes = ((row.its_width, row.plan_width), (row.its_height, row.plan_height))
    alike = all(isclose(one, other, rel_tol=_ALIKE) for one, other in sizes)
    return alike and bool(row.its_scaled) is (row.metres_per_unit is not None)


def find_last_footprint(tx: Tx, resource_id: ResourceId) -> tuple[Plan, Place] | None:
    """The newest plan version with a place of the resource, and that place; None where there is none. One select."""
    row = tx.execute(_LAST, {"resource_asked": resource_id}).one_or_none()
    return (plan_of(row), place_of(row)) if row else None
