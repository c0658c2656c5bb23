"""Cleaning: places that are kept free after use, and the notes of who cleaned them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, true, update

from booking.model.cleaning import Cleaned, Lock, Procedure
from booking.model.diary import Occupied
from booking.model.estate import Floor, Resource
from booking.model.ids import BookingId, PersonId, Ref, ResourceId, SiteId
from booking.model.time import LOOK_BACK, Interval
from booking.store.engine import Tx
from booking.store.estate import FLOOR_COLUMNS, FLOORS_WITH_PLAN, RESOURCE_COLUMNS, floor_of, resource_of
from booking.store.policies import room_use_of
from booking.store.tables import (
    OCCUPATION_IS_LIVE,
    booking,
    cleaning,
    floor,
    occupation,
    person,
    resource,
    resource_atom,
    room_use,
    site,
)

_AHEAD = timedelta(days=31)
"""How far ahead the next booking of a place is looked for."""


def read_last_cleaning(tx: Tx, resource_id: ResourceId) -> Cleaned | None:
    """When and by whom a place was cleaned last; None where it never was. One select."""
    query = (
        select(cleaning.c.resource_id, cleaning.c.cleaned_at, person.c.name, cleaning.c.kept_until)
        .join(person, person.c.id == cleaning.c.person_id)
        .where(cleaning.c.resource_id == resource_id)
        .order_by(cleaning.c.cleaned_at.desc(), cleaning.c.id.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return Cleaned(ResourceId(row.resource_id), row.cleaned_at, row.name, row.kept_until) if row else None


def read_begun(tx: Tx, resource_id: ResourceId, now: datetime) -> tuple[Occupied, ...]:
    """The holds on a place that have begun and keep it now, the use and its lock alike. One select."""
    rows = tx.execute(_select_begun(now, resource.c.id == resource_id))
    return tuple(_occupied(row) for row in rows)


def read_locked(
    tx: Tx, site_ids: frozenset[SiteId] | None, now: datetime, *, site_ref: Ref | None = None, floor_ref: Ref | None
) -> tuple[tuple[Resource, Floor, tuple[Occupied, ...]], ...]:
    """The places in use at the sites that somebody holds or that are locked now, with those holds; by id. One select.

    None as sites is every site.
    """
    where = and_(
        resource.c.retired_at.is_(None),
        site.c.id.in_(site_ids) if site_ids is not None else true(),
        site.c.ref == site_ref if site_ref is not None else true(),
        floor.c.ref == floor_ref if floor_ref is not None else true(),
    )
    found: dict[ResourceId, tuple[Resource, Floor]] = {}
    holds: defaultdict[ResourceId, list[Occupied]] = defaultdict(list)
    for row in tx.execute(_select_begun(now, where)):
        place_id = ResourceId(row.resource_id)
        if place_id not in found:
            found[place_id] = resource_of(row), floor_of(row)
        holds[place_id].append(_occupied(row))
    return tuple((*found[place_id], tuple(holds[place_id])) for place_id in sorted(found))


def read_procedures(tx: Tx, resource_id: ResourceId, now: datetime) -> tuple[Procedure, ...]:
    """What was done in a place that it still is kept free after, where somebody said what it was. One select."""
    query = (
        _select_begun(now, resource.c.id == resource_id)
        .add_columns(booking.c.use_id, booking.c.procedure_ends_at, room_use.c.value)
        .join(room_use, room_use.c.id == booking.c.use_id)
    )
    return tuple(
        Procedure(room_use_of(row.use_id, row.value), row.procedure_ends_at, row.ends_at) for row in tx.execute(query)
    )


def read_next_starts(tx: Tx, resource_ids: Iterable[ResourceId], now: datetime) -> Mapping[ResourceId, datetime]:
    """When each of the places is booked next within a month; those that are not are left out. One select."""
    starts = func.min(occupation.c.starts_at, type_=occupation.c.starts_at.type)
    query = (
        select(resource_atom.c.resource_id, starts.label("starts_at"))
        .join(occupation, occupation.c.atom_id == resource_atom.c.atom_id)
        .where(
            OCCUPATION_IS_LIVE,
            occupation.c.starts_at > now,
            occupation.c.starts_at < now + _AHEAD,
            resource_atom.c.resource_id.in_(frozenset(resource_ids)),
        )
        .group_by(resource_atom.c.resource_id)
    )
    return {ResourceId(row.resource_id): row.starts_at for row in tx.execute(query)}


def release_lock(tx: Tx, resource_id: ResourceId, lock: Lock, *, by: PersonId, now: datetime) -> None:
    """Let a place be free from now on, and note who cleaned it; its floor is locked already."""
    atoms = select(resource_atom.c.atom_id).where(resource_atom.c.resource_id == resource_id)
    held = and_(
        occupation.c.booking_id.in_(lock.bookings),
        occupation.c.atom_id.in_(atoms),
        occupation.c.live,
        occupation.c.until_at > now,
    )
    if tx.execute(update(occupation).where(held).values(until_at=now)).rowcount < 1:
        raise RuntimeError(f"the lock of resource {resource_id} was released under its floor's lock")
    noted = {"resource_id": resource_id, "person_id": by, "cleaned_at": now, "kept_until": lock.kept_until}
    tx.execute(insert(cleaning).values(noted))


def _select_begun(now: datetime, where: ColumnElement[bool]) -> Any:
    return (
        select(
            *RESOURCE_COLUMNS,
            *FLOOR_COLUMNS,
            booking.c.id.label("booking_id"),
            booking.c.person_id,
            booking.c.starts_at,
            booking.c.ends_at,
            occupation.c.until_at,
        )
        .select_from(
            FLOORS_WITH_PLAN.join(resource, resource.c.floor_id == floor.c.id)
            .join(resource_atom, resource_atom.c.resource_id == resource.c.id)
            .join(occupation, occupation.c.atom_id == resource_atom.c.atom_id)
            .join(booking, booking.c.id == occupation.c.booking_id)
        )
        .where(
            OCCUPATION_IS_LIVE,
            occupation.c.starts_at <= now,
            occupation.c.starts_at > now - LOOK_BACK,
            occupation.c.until_at > now,
            where,
        )
        .order_by(resource.c.id, booking.c.starts_at, booking.c.id)
    )


def _occupied(row: Any) -> Occupied:
    return Occupied(
        ResourceId(row.resource_id),
        BookingId(row.booking_id),
        PersonId(row.person_id),
        Interval(row.starts_at, row.ends_at),
        row.until_at,
    )
