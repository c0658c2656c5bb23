"""Bookings as read: one, or a list narrowed to what the asker may see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true

from booking.model.bookings import LIVE_STATES, Booking, BookingCard, BookingState, EndedWhy
from booking.model.estate import Resource
from booking.model.ids import BookingId, OrganisationId, PersonId, Ref, ResourceId, RoomUseId, SeriesId, UnitId
from booking.model.people import Person, Reach
from booking.model.time import LOOK_BACK, Interval
from booking.store.engine import Tx
from booking.store.estate import FLOOR_COLUMNS, RESOURCE_COLUMNS, floor_of, resource_of
from booking.store.policies import room_use_of
from booking.store.tables import (
    booking,
    building,
    floor,
    membership,
    occupation,
    person,
    plan,
    resource,
    room_use,
    site,
)

HOLDER = person.alias("holder")
BOOKER = person.alias("booker")

_BOOKING_COLUMNS = (
    booking.c.id.label("booking_id"),
    booking.c.ref.label("booking_ref"),
    booking.c.resource_id.label("booking_resource_id"),
    booking.c.person_id,
    booking.c.booked_by_id,
    booking.c.starts_at,
    booking.c.ends_at,
    booking.c.people,
    booking.c.title,
    booking.c.state,
    booking.c.ended_why,
    booking.c.version,
    booking.c.sequence,
    booking.c.created_at,
    booking.c.checked_in_at,
    booking.c.checked_out_at,
    booking.c.series_id,
    booking.c.use_id,
    booking.c.procedure_ends_at,
)


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings are asked for; None is any. `after` continues behind the booking of that start and id."""

    reach: Reach
    since: datetime | None = None
    before: datetime | None = None
    resource: Ref | None = None
    person: Ref | None = None
    series: SeriesId | None = None
    live_only: bool = False
    after: tuple[datetime, BookingId] | None = None


def find_booking(tx: Tx, ref: Ref) -> BookingCard | None:
    """The booking of that ref with all that is needed to show it; None where there is none. One select.

    Only here the holder's units are read too, since permission may depend on them.
    """
    return _found(tx.execute(_CARD, {"asked": ref}).all())


def find_booking_of_id(tx: Tx, booking_id: BookingId) -> BookingCard | None:
    """The same by the inside id. One select."""
    return _found(tx.execute(_CARD_OF_ID, {"asked": booking_id}).all())


def _found(rows: Sequence[Any]) -> BookingCard | None:
    if not rows:
        return None
    card = card_of(rows[0])
    units = frozenset(UnitId(row.holder_unit_id) for row in rows if row.holder_unit_id is not None)
    return replace(card, person=replace(card.person, units=units))


def read_bookings(tx: Tx, wanted: BookingFilter, limit: int) -> tuple[BookingCard, ...]:
    """The bookings that match and may be seen, in order of start and id, at most `limit`. One select."""
    query = select_cards().where(is_reached(wanted.reach))
    if wanted.since is not None:
        query = query.where(booking.c.ends_at > wanted.since)
    if wanted.before is not None:
        query = query.where(booking.c.starts_at < wanted.before)
    if wanted.resource is not None:
        query = query.where(resource.c.ref == wanted.resource)
    if wanted.person is not None:
        query = query.where(HOLDER.c.ref == wanted.person)
    if wanted.series is not None:
        query = query.where(booking.c.series_id == wanted.series)
    if wanted.live_only:
        query = query.where(booking.c.state.in_([state.value for state in LIVE_STATES]))
    if wanted.after is not None:
        start, booking_id = wanted.after
        query = query.where(
            or_(booking.c.starts_at > start, and_(booking.c.starts_at == start, booking.c.id > booking_id))
        )
    query = query.order_by(booking.c.starts_at, booking.c.id).limit(limit)
    return tuple(card_of(row) for row in tx.execute(query))


def read_cards(tx: Tx, condition: ColumnElement[bool]) -> tuple[BookingCard, ...]:
    """The bookings for which the condition holds, in order of start and id. One select."""
    query = select_cards().where(condition).order_by(booking.c.starts_at, booking.c.id)
    return tuple(card_of(row) for row in tx.execute(query))


def find_first_live(tx: Tx, resource_asked: Resource, interval: Interval) -> BookingCard | None:
    """The first live booking of a resource that touches the interval; None where it is free."""
    query = select_cards().where(
        booking.c.resource_id == resource_asked.id,
        booking.c.state.in_([state.value for state in LIVE_STATES]),
        booking.c.starts_at < interval.end,
        booking.c.starts_at > interval.start - LOOK_BACK,
        booking.c.ends_at > interval.start,
    )
    row = tx.execute(query.order_by(booking.c.starts_at).limit(1)).first()
    return card_of(row) if row else None


def find_hold(tx: Tx, booking_id: BookingId) -> Interval | None:
    """The time that a booking occupies as it was written, tail included; None where it holds nothing. One select."""
    row = tx.execute(
        select(func.min(occupation.c.starts_at).label("since"), func.max(occupation.c.until_at).label("until")).where(
            occupation.c.booking_id == booking_id, occupation.c.live
        )
    ).one()
    return Interval(row.since, row.until) if row.since is not None else None


def booking_of(row: Any) -> Booking:
    """The booking in a row that holds the booking's columns."""
    return Booking(
        id=BookingId(row.booking_id),
        ref=Ref(row.booking_ref),
        resource_id=ResourceId(row.booking_resource_id),
        person_id=PersonId(row.person_id),
        booked_by_id=PersonId(row.booked_by_id),
        interval=Interval(row.starts_at, row.ends_at),
        people=row.people,
        title=row.title,
        state=BookingState(row.state),
        version=row.version,
        sequence=row.sequence,
        created_at=row.created_at,
        ended_why=EndedWhy(row.ended_why) if row.ended_why else None,
        checked_in_at=row.checked_in_at,
        checked_out_at=row.checked_out_at,
        series_id=SeriesId(row.series_id) if row.series_id is not None else None,
        use_id=RoomUseId(row.use_id) if row.use_id is not None else None,
        procedure_ends_at=row.procedure_ends_at,
    )


CARD_COLUMNS = (
    *_BOOKING_COLUMNS,
    *RESOURCE_COLUMNS,
    *FLOOR_COLUMNS,
    *(column.label(f"holder_{column.name}") for column in HOLDER.c),
    *(column.label(f"booker_{column.name}") for column in BOOKER.c),
    room_use.c.value.label("use_value"),
)
"""What `card_of` reads from a row."""


def select_cards(*extra: Any) -> Select[Any]:
    """A select of bookings with all that is needed to show them, to be narrowed by the caller."""
    return (
        select(*CARD_COLUMNS, *extra)
        .select_from(booking)
        .join(resource, resource.c.id == booking.c.resource_id)
        .join(floor, floor.c.id == resource.c.floor_id)
        .join(building, building.c.id == floor.c.building_id)
        .join(site, site.c.id == building.c.site_id)
        .outerjoin(plan, plan.c.id == floor.c.plan_id)
        .join(HOLDER, HOLDER.c.id == booking.c.person_id)
        .join(BOOKER, BOOKER.c.id == booking.c.booked_by_id)
        .outerjoin(room_use, room_use.c.id == booking.c.use_id)
    )


_CARDS = select_cards(membership.c.unit_id.label("holder_unit_id")).outerjoin(
    membership, membership.c.person_id == HOLDER.c.id
)
_CARD = _CARDS.where(booking.c.ref == bindparam("asked"))
_CARD_OF_ID = _CARDS.where(booking.c.id == bindparam("asked"))


def is_reached(reach: Reach) -> ColumnElement[bool]:
    """Whether a booking is within reach; the statement joins it with its resource and building."""
    if reach.everywhere:
        return true()
    members = select(membership.c.person_id).where(membership.c.unit_id.in_(reach.units))
    ways: list[ColumnElement[bool]] = [
        building.c.site_id.in_(reach.sites),
        resource.c.unit_id.in_(reach.units),
        booking.c.person_id.in_(members),
    ]
    if reach.own is not None:
        ways += [booking.c.person_id == reach.own, booking.c.booked_by_id == reach.own]
    return or_(*ways)


def card_of(row: Any) -> BookingCard:
    """The card in a row that holds `CARD_COLUMNS`."""
    return BookingCard(
        booking=booking_of(row),
        resource=resource_of(row),
        floor=floor_of(row),
        person=_person(row, "holder"),
        booked_by=_person(row, "booker"),
        use=room_use_of(row.use_id, row.use_value) if row.use_id is not None else None,
    )


def _person(row: Any, prefix: str) -> Person:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented access by name
    return Person(
        PersonId(values[f"{prefix}_id"]),
        Ref(values[f"{prefix}_ref"]),
        OrganisationId(values[f"{prefix}_organisation_id"]),
        values[f"{prefix}_name"],
        values[f"{prefix}_email"],
        values[f"{prefix}_active"],
    )
