"""Bookings to come as the rules judge them again, and the time that they occupy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true, update

from booking.model.bookings import LIVE_STATES, BookingCard, BookingState
from booking.model.diary import HolderBooking
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, Ref, RoomUseId
from booking.model.people import Actor, Grant, Role, ScopeKind
from booking.model.policy import RuleScope
from booking.model.rule_changes import FutureBooking, Retimed, RuleReach
from booking.model.time import Interval
from booking.store.bookings import read_cards
from booking.store.engine import Tx
from booking.store.policies import floors_reached
from booking.store.tables import booking, building, floor, occupation, organisation, resource, role_grant, site

_LONGEST_DAY = timedelta(hours=25)
_LIVE = tuple(state.value for state in LIVE_STATES)
COUNTED = (*_LIVE, BookingState.COMPLETED.value)

_SCOPE_TABLES: Mapping[RuleScope, Any] = {
    RuleScope.ORGANISATION: organisation,
    RuleScope.SITE: site,
    RuleScope.FLOOR: floor,
    RuleScope.RESOURCE: resource,
}


def find_scope_ref(tx: Tx, reach: RuleReach) -> Ref | None:
    """The outside id of what a rule is set for; None where it is not there."""
    table = _SCOPE_TABLES[reach.scope]
    found = tx.execute(select(table.c.ref).where(table.c.id == reach.scope_id)).scalar_one_or_none()
    return Ref(found) if found is not None else None


def read_reached_floors(tx: Tx, reaches: Iterable[RuleReach]) -> tuple[FloorId, ...]:
    """The floors on whose maps a change of the rules can show, in ascending order. One select."""
    reached = or_(*(floors_reached(reach) for reach in reaches))
    return tuple(FloorId(row.id) for row in tx.execute(select(floor.c.id).where(reached).order_by(floor.c.id)))


def read_future_bookings(
    tx: Tx,
    reaches: Iterable[RuleReach],
    now: datetime,
    *,
    on_floor: FloorId | None = None,
    use_id: RoomUseId | None = None,
) -> tuple[FutureBooking, ...]:
    """The live bookings of the places reached that end after now, as `decide` sees them; by start. Four selects.

    With `use_id` only those for that use.
    """
    coming = and_(
        booking.c.use_id == use_id if use_id is not None else true(),
        or_(*(reached_places(reach) for reach in reaches)),
        booking.c.state.in_(_LIVE),
        booking.c.ends_at > now,
        resource.c.floor_id == on_floor if on_floor is not None else true(),
    )
    cards = read_cards(tx, coming)
    ids = select(booking.c.id).select_from(PLACED).where(coming)
    untils = _read_untils(tx, ids)
    held = _read_held(tx, select(booking.c.person_id).select_from(PLACED).where(coming), now)
    grants = _read_grants(tx, select(booking.c.booked_by_id).select_from(PLACED).where(coming))
    return tuple(_future(card, untils, held, grants) for card in cards)


def retime_occupation(tx: Tx, retimed: Retimed) -> bool:
    """Let a booking occupy its place until another instant; where that would reach into the next one nothing changes.

    Answers whether it was changed.
    """
    mine, other = occupation.alias("mine"), occupation.alias("other")
    next_booked = exists().where(
        mine.c.booking_id == retimed.booking_id,
        mine.c.live,
        other.c.atom_id == mine.c.atom_id,
        other.c.live,
        other.c.booking_id != retimed.booking_id,
        other.c.starts_at >= mine.c.starts_at,
        other.c.starts_at < retimed.until,
    )
    live = (occupation.c.booking_id == retimed.booking_id) & occupation.c.live
    return tx.execute(update(occupation).where(live, ~next_booked).values(until_at=retimed.until)).rowcount > 0


def reached_places(reach: RuleReach) -> ColumnElement[bool]:
    """Whether a place is reached, within a select of `PLACED`."""
    where = {
        RuleScope.ORGANISATION: true(),
        RuleScope.SITE: building.c.site_id == reach.scope_id,
        RuleScope.FLOOR: resource.c.floor_id == reach.scope_id,
        RuleScope.RESOURCE: resource.c.id == reach.scope_id,
    }[reach.scope]
    return where if reach.kind is None else and_(where, resource.c.kind == reach.kind.value)


HELD_COLUMNS = (
    booking.c.id,
    booking.c.person_id,
    booking.c.starts_at,
    booking.c.ends_at,
    resource.c.kind,
    resource.c.name,
)
"""What `by_holder` reads from a row."""


def by_holder(rows: Iterable[Any]) -> Mapping[PersonId, tuple[HolderBooking, ...]]:
    """Bookings as the rules about limits read them, of each holder in the order given."""
    held: defaultdict[PersonId, list[HolderBooking]] = defaultdict(list)
    for row in rows:
        times = Interval(row.starts_at, row.ends_at)
        kind = ResourceKind(row.kind)
        held[PersonId(row.person_id)].append(HolderBooking(BookingId(row.id), kind, row.name, times))
    return {person_id: tuple(bookings) for person_id, bookings in held.items()}


PLACED = booking.join(resource, resource.c.id == booking.c.resource_id).join(
    floor.join(building, building.c.id == floor.c.building_id), floor.c.id == resource.c.floor_id
)


def _read_untils(tx: Tx, booking_ids: Any) -> Mapping[int, datetime]:
    until = func.max(occupation.c.until_at, type_=occupation.c.until_at.type)
    query = (
        select(occupation.c.booking_id, until.label("until"))
        .where(occupation.c.live, occupation.c.booking_id.in_(booking_ids))
        .group_by(occupation.c.booking_id)
    )
    return {row.booking_id: row.until for row in tx.execute(query)}


def _read_held(tx: Tx, person_ids: Any, now: datetime) -> Mapping[PersonId, tuple[HolderBooking, ...]]:
    query = (
        select(*HELD_COLUMNS)
        .join(resource, resource.c.id == booking.c.resource_id)
        .where(
            booking.c.person_id.in_(person_ids),
            booking.c.ends_at > now - _LONGEST_DAY,
            booking.c.state.in_(COUNTED),
        )
        .order_by(booking.c.starts_at, booking.c.id)
    )
    return by_holder(tx.execute(query))


def _read_grants(tx: Tx, person_ids: Any) -> Mapping[PersonId, tuple[Grant, ...]]:
    query = select(role_grant.c.person_id, role_grant.c.role, role_grant.c.scope, role_grant.c.scope_id).where(
        role_grant.c.person_id.in_(person_ids)
    )
    grants: defaultdict[PersonId, list[Grant]] = defaultdict(list)
    for row in tx.execute(query):
        grants[PersonId(row.person_id)].append(Grant(Role(row.role), ScopeKind(row.scope), row.scope_id))
    return {person_id: tuple(granted) for person_id, granted in grants.items()}


def _future(
    card: BookingCard,
    untils: Mapping[int, datetime],
    held: Mapping[PersonId, tuple[HolderBooking, ...]],
    grants: Mapping[PersonId, tuple[Grant, ...]],
) -> FutureBooking:
    made = card.booking
    return FutureBooking(
        card=card,
        booker=Actor(card.booked_by, grants.get(made.booked_by_id, ())),
        holder_bookings=held.get(made.person_id, ()),
        until=untils.get(made.id, made.interval.end),
    )
