"""One place with its floor; and who uses a floor's places, under which booking: what a map shows of each hold."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select, true

from booking.model.diary import Occupied
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, Ref, ResourceId, RoomUseId
from booking.model.people import Reach
from booking.model.policy import Rule, widest_tail_min
from booking.model.time import LOOK_BACK, Interval
from booking.store.engine import Tx
from booking.store.estate import FLOOR_COLUMNS, FLOORS_WITH_PLAN, RESOURCE_COLUMNS, floor_of, resource_of
from booking.store.tables import (
    OCCUPATION_IS_LIVE,
    booking,
    floor,
    membership,
    occupation,
    person,
    preference,
    resource,
    resource_atom,
)


@dataclass(frozen=True, slots=True)
class Use:
    """A hold on a place, the booking behind it and its holder's name; empty where the viewer may not know it."""

    occupied: Occupied
    booking: Ref
    holder: str


def find_place(tx: Tx, ref: Ref) -> tuple[Resource, Floor] | None:
    """The resource of that ref, in use or not, with its floor; None where there is none. One select."""
    query = (
        select(*RESOURCE_COLUMNS, *FLOOR_COLUMNS)
        .select_from(FLOORS_WITH_PLAN.join(resource, resource.c.floor_id == floor.c.id))
        .where(resource.c.ref == ref)
    )
    row = tx.execute(query).one_or_none()
    return (resource_of(row), floor_of(row)) if row else None


def read_floor_uses(
    tx: Tx,
    floor_id: FloorId,
    interval: Interval,
    rules: tuple[Rule, ...],
    *,
    reach: Reach,
    named: frozenset[ResourceKind],
) -> tuple[Use, ...]:
    """The uses of a floor's resources that touch the interval or its tail, in order of start. One select.

    In the kinds `named`, holders are named who let colleagues see them, and others where their booking is in `reach`.
    """
    gap = timedelta(minutes=widest_tail_min(rules))
    query = (
        select(
            resource.c.id.label("resource_id"),
            booking.c.id.label("booking_id"),
            booking.c.ref.label("booking_ref"),
            booking.c.person_id,
            person.c.name.label("holder"),
            resource.c.kind,
            func.coalesce(preference.c.shows_name, true()).label("shows_name"),
            _is_reached(reach).label("reached"),
            booking.c.starts_at,
            booking.c.ends_at,
            occupation.c.until_at,
            booking.c.use_id,
        )
        .select_from(occupation)
        .join(booking, booking.c.id == occupation.c.booking_id)
        .join(person, person.c.id == booking.c.person_id)
        .outerjoin(preference, preference.c.person_id == person.c.id)
        .join(resource_atom, resource_atom.c.atom_id == occupation.c.atom_id)
        .join(resource, resource.c.id == resource_atom.c.resource_id)
        .where(
            resource.c.floor_id == floor_id,
            OCCUPATION_IS_LIVE,
            occupation.c.starts_at < interval.end + gap,
            occupation.c.starts_at > interval.start - gap - LOOK_BACK,
            occupation.c.until_at > interval.start - gap,
        )
        .order_by(booking.c.starts_at, booking.c.id, resource.c.id)
        .distinct()
    )
    return tuple(
        Use(
            Occupied(
                ResourceId(row.resource_id),
                BookingId(row.booking_id),
                PersonId(row.person_id),
                Interval(row.starts_at, row.ends_at),
                row.until_at,
                use_id=RoomUseId(row.use_id) if row.use_id is not None else None,
            ),
            Ref(row.booking_ref),
            row.holder if ResourceKind(row.kind) in named and (row.reached or row.shows_name) else "",
        )
        for row in tx.execute(query)
    )


def _is_reached(reach: Reach) -> ColumnElement[bool]:
    """Whether a booking is within reach, but for its site: whoever reaches the whole site reaches everything here."""
    if reach.everywhere:
        return true()
    members = select(membership.c.person_id).where(membership.c.unit_id.in_(reach.units))
    return or_(
        resource.c.unit_id.in_(reach.units),
        booking.c.person_id.in_(members),
        booking.c.person_id == reach.own,
        booking.c.booked_by_id == reach.own,
    )
