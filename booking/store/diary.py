"""The diary of a floor: locked, then read whole."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, select, update

from booking.model.bookings import LIVE_STATES, Booking, Request
from booking.model.diary import Diary, HolderBooking, Occupied
from booking.model.estate import Resource, ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, ResourceId
from booking.model.policy import Rule, widest_tail_min
from booking.model.time import LOOK_BACK, Interval
from booking.store.engine import Tx
from booking.store.estate import FLOOR_COLUMNS, RESOURCE_COLUMNS, floor_of, resource_of
from booking.store.people import person_of
from booking.store.policies import read_rules
from booking.store.tables import (
    booking,
    building,
    floor,
    membership,
    occupation,
    person,
    plan,
    resource,
    resource_atom,
    site,
)


def lock_floors(tx: Tx, floor_ids: Iterable[FloorId], *, edges: tuple[datetime, ...] = (), now: datetime) -> None:
    """Raise the diary version of each floor, in ascending order; it must be a writing transaction's first statement.

    The statement takes the row's lock on PostgreSQL; on SQLite the transaction already holds the writer's place.
    `edges` are the instants at which what is about to be written starts and ends: the floor keeps the next one.
    """
    edge = min((at for at in edges if at > now), default=None)
    kept = and_(floor.c.next_change_at > now, floor.c.next_change_at < edge) if edge else floor.c.next_change_at > now
    statement = (
        update(floor)
        .where(floor.c.id == bindparam("locked_id"))
        .values(
            diary_version=floor.c.diary_version + 1, next_change_at=case((kept, floor.c.next_change_at), else_=edge)
        )
    )
    for floor_id in sorted(set(floor_ids)):
        tx.execute(statement, {"locked_id": floor_id})


def read_diary(
    tx: Tx, resource_asked: Resource, request: Request, *, replaces: Booking | None, now: datetime
) -> Diary | None:
    """Every fact that the decision about the request needs; None where the resource or the person is gone.

    Four selects: resources alike with their floors, rules, holds, and the holder with their bookings.
    """
    near = _alike(resource_asked)
    estate = _read_alike(tx, near)
    asked = next((row for row in estate if row.resource_id == resource_asked.id), None)
    if asked is None:
        return None
    at = floor_of(asked)
    rules = read_rules(tx, at.site.organisation_id, at.site.id)
    occupied = _read_occupied(tx, near, _window(request.interval, rules))
    held = _read_holder(tx, request.person_id, now)
    if not held:
        return None
    return Diary(
        floor=at,
        resource=resource_of(asked),
        alike=tuple(resource_of(row) for row in estate),
        occupied=occupied,
        rules=rules,
        holder=person_of(held[0], (row.unit_id for row in held if row.unit_id is not None)),
        holder_bookings=_holder_bookings(held),
        replaces=replaces,
    )


def read_floor_occupied(tx: Tx, floor_id: FloorId, interval: Interval, rules: tuple[Rule, ...]) -> tuple[Occupied, ...]:
    """The holds on a floor's resources that touch the interval or what it would occupy, in order of start."""
    return _read_occupied(tx, floor.c.id == floor_id, _window(interval, rules))


def read_site_occupied(
    tx: Tx, resource_ids: Iterable[ResourceId], interval: Interval, rules: tuple[Rule, ...]
) -> tuple[Occupied, ...]:
    """The holds on the resources that touch the interval or what it would occupy, in order of start."""
    return _read_occupied(tx, resource.c.id.in_(tuple(resource_ids)), _window(interval, rules))


def _alike(asked: Resource) -> ColumnElement[bool]:
    if asked.kind is ResourceKind.DESK:
        return and_(floor.c.id == asked.floor_id, resource.c.kind == asked.kind.value)
    return and_(building.c.site_id == asked.site_id, resource.c.kind == asked.kind.value)


def _window(interval: Interval, rules: tuple[Rule, ...]) -> Interval:
    gap = timedelta(minutes=widest_tail_min(rules))
    return Interval(interval.start - gap, interval.end + gap)


def _read_alike(tx: Tx, near: ColumnElement[bool]) -> list[Any]:
    query = (
        select(*RESOURCE_COLUMNS, *FLOOR_COLUMNS)
        .select_from(resource)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .join(site, site.c.id == building.c.site_id)
        .outerjoin(plan, plan.c.id == floor.c.plan_id)
        .where(near)
        .order_by(resource.c.id)
    )
    return list(tx.execute(query))


def _read_occupied(tx: Tx, near: ColumnElement[bool], window: Interval) -> tuple[Occupied, ...]:
    query = (
        select(
            resource.c.id.label("resource_id"),
            booking.c.id.label("booking_id"),
            booking.c.person_id,
            booking.c.starts_at,
            booking.c.ends_at,
            occupation.c.until_at,
        )
        .select_from(occupation)
        .join(booking, booking.c.id == occupation.c.booking_id)
        .join(resource_atom, resource_atom.c.atom_id == occupation.c.atom_id)
        .join(resource, resource.c.id == resource_atom.c.resource_id)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .where(
            near,
            occupation.c.live,
            occupation.c.starts_at < window.end,
            occupation.c.starts_at > window.start - LOOK_BACK,
            occupation.c.until_at > window.start,
        )
        .order_by(booking.c.starts_at, booking.c.id, resource.c.id)
        .distinct()
    )
    return tuple(
        Occupied(
            ResourceId(row.resource_id),
            BookingId(row.booking_id),
            PersonId(row.person_id),
            Interval(row.starts_at, row.ends_at),
            row.until_at,
        )
        for row in tx.execute(query)
    )


def _read_holder(tx: Tx, person_id: PersonId, now: datetime) -> list[Any]:
    held = and_(
        booking.c.person_id == person.c.id,
        booking.c.ends_at > now,
        booking.c.state.in_([state.value for state in LIVE_STATES]),
    )
    query = (
        select(
            person.c.id,
            person.c.ref,
            person.c.organisation_id,
            person.c.name,
            person.c.email,
            person.c.active,
            membership.c.unit_id,
            booking.c.id.label("booking_id"),
            booking.c.starts_at,
            booking.c.ends_at,
            resource.c.kind,
            resource.c.name.label("resource_name"),
        )
        .select_from(person)
        .outerjoin(membership, membership.c.person_id == person.c.id)
        .outerjoin(booking, held)
        .outerjoin(resource, resource.c.id == booking.c.resource_id)
        .where(person.c.id == person_id)
        .order_by(booking.c.starts_at, booking.c.id)
    )
    return list(tx.execute(query))


def _holder_bookings(rows: list[Any]) -> tuple[HolderBooking, ...]:
    found = {
        row.booking_id: HolderBooking(
            BookingId(row.booking_id),
            ResourceKind(row.kind),
            row.resource_name,
            Interval(row.starts_at, row.ends_at),
        )
        for row in rows
        if row.booking_id is not None
    }
    return tuple(found.values())
