"""What a person has set for themselves, and what they booked: read in one statement, and their settings written."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, select, union_all

from booking.model.bookings import LIVE_STATES, BookingState
from booking.model.estate import Floor, Place, Resource, ResourceKind
from booking.model.habits import OwnBookings, Preference
from booking.model.ids import FloorId, PersonId, SiteId
from booking.model.policy import ClockSpan
from booking.store.bookings import BOOKER, CARD_COLUMNS, HOLDER, card_of
from booking.store.engine import Tx
from booking.store.estate import (
    FLOOR_COLUMNS,
    FLOORS_WITH_PLAN,
    PLACE_COLUMNS,
    RESOURCE_COLUMNS,
    floor_of,
    place_of,
    resource_of,
)
from booking.store.moves import MOVE_COLUMNS, MOVER, ORIGIN
from booking.store.own_bookings import news_of, tell_news
from booking.store.tables import (
    booking,
    booking_move,
    building,
    floor,
    notice_seen,
    person,
    place,
    plan,
    preference,
    resource,
    room_use,
    site,
)

RECENT = 10
"""How many desk bookings habits are read from."""

MOST_COMING = 200
"""How many coming bookings are read; far more than the start page shows, so that limits are judged rightly."""


def read_preference(tx: Tx, person_id: PersonId) -> Preference:
    """What a person has set by hand. One select."""
    row = tx.execute(select(preference).where(preference.c.person_id == person_id)).one_or_none()
    return _preference(row) if row else Preference()


def write_preference(tx: Tx, person_id: PersonId, new: Preference) -> None:
    """Write what a person has set by hand, under the lock of their row."""
    tx.execute(delete(preference).where(preference.c.person_id == person_id))
    values = {
        "person_id": person_id,
        "shows_name": new.shows_name,
        "usual_floor_id": new.floor_id,
        "usual_from_min": new.hours.opens_min if new.hours else None,
        "usual_to_min": new.hours.closes_min if new.hours else None,
    }
    tx.execute(insert(preference).values(**values))


def read_own_bookings(tx: Tx, person_id: PersonId, since: datetime, now: datetime) -> OwnBookings:
    """A person's settings, their last desk bookings, and what they hold or made that ends after `since`. One select.

    Desk bookings that have not begun count after those that have, the next one first.
    """
    rows = tx.execute(_OWN, {"asked": person_id, "since": since, "now": now}).all()
    cards = tuple(card_of(row) for row in rows if row.booking_id is not None)
    begun = [card for card in cards if card.booking.interval.start <= now]
    recent = [
        card
        for card in (*reversed(begun), *cards[len(begun) :])
        if card.booking.person_id == person_id
        and card.resource.kind is ResourceKind.DESK
        and card.booking.state is not BookingState.CANCELLED
    ]
    return OwnBookings(
        preference=_preference(rows[0]) if rows and rows[0].shows_name is not None else Preference(),
        recent=tuple(recent[:RECENT]),
        coming=tuple(card for card in cards if card.booking.interval.end > since),
        news=news_of([row for row in rows if row.booking_id is not None and row.ends_at > now]),
    )


def read_floors_ahead(tx: Tx, person_id: PersonId, now: datetime) -> frozenset[FloorId]:
    """The floors on which a person has something booked that has not ended: what their name stands on. One select."""
    query = (
        select(resource.c.floor_id)
        .join(booking, booking.c.resource_id == resource.c.id)
        .where(
            booking.c.person_id == person_id,
            booking.c.ends_at > now,
            booking.c.state.in_([state.value for state in LIVE_STATES]),
        )
        .distinct()
    )
    return frozenset(FloorId(row.floor_id) for row in tx.execute(query))


def read_floors_and_one_sheet(
    tx: Tx, site_ids: frozenset[SiteId] | None, opened: FloorId
) -> tuple[tuple[Floor, ...], tuple[Resource, ...], tuple[Place, ...]]:
    """The floors by site, building and level, and the resources of one of them with their places. One select.

    None as ids is every site's; what is out of use is left out.
    """
    query = (
        select(*FLOOR_COLUMNS, *RESOURCE_COLUMNS, *PLACE_COLUMNS)
        .select_from(FLOORS_WITH_PLAN)
        .outerjoin(
            resource,
            and_(resource.c.floor_id == floor.c.id, floor.c.id == opened, resource.c.retired_at.is_(None)),
        )
        .outerjoin(place, and_(place.c.plan_id == floor.c.plan_id, place.c.resource_id == resource.c.id))
        .where(floor.c.retired_at.is_(None), building.c.retired_at.is_(None), site.c.retired_at.is_(None))
        .order_by(site.c.name, site.c.id, building.c.name, building.c.id, floor.c.level, floor.c.id, resource.c.id)
    )
    if site_ids is not None:
        query = query.where(site.c.id.in_(site_ids))
    rows = tx.execute(query).all()
    filled = [row for row in rows if row.resource_id is not None]
    floors = {row.floor_id: row for row in rows}
    return (
        tuple(floor_of(row) for row in floors.values()),
        tuple(resource_of(row) for row in filled),
        tuple(place_of(row) for row in filled if row.outline is not None),
    )


def count_places(tx: Tx, site_ids: frozenset[SiteId] | None) -> dict[FloorId, dict[ResourceKind, int]]:
    """How many places of each kind are in use on each floor of these sites; None is every site. One select."""
    query = (
        select(resource.c.floor_id, resource.c.kind, func.count().label("number"))
        .where(resource.c.retired_at.is_(None))
        .group_by(resource.c.floor_id, resource.c.kind)
    )
    if site_ids is not None:
        there = select(floor.c.id).join(building).where(building.c.site_id.in_(site_ids))
        query = query.where(resource.c.floor_id.in_(there))
    numbers: dict[FloorId, dict[ResourceKind, int]] = {}
    for row in tx.execute(query):
        numbers.setdefault(FloorId(row.floor_id), {})[ResourceKind(row.kind)] = row.number
    return numbers


def _preference(row: Any) -> Preference:
    hours = None if row.usual_from_min is None else ClockSpan(row.usual_from_min, row.usual_to_min)
    floor_id = None if row.usual_floor_id is None else FloorId(row.usual_floor_id)
    return Preference(row.shows_name, floor_id, hours)


def _select_own() -> Select[Any]:
    """Everything hangs on the person, so that somebody without any booking still brings their settings."""
    mine = or_(booking.c.person_id == bindparam("asked"), booking.c.booked_by_id == bindparam("asked"))
    coming = (
        select(booking.c.id)
        .where(mine, booking.c.ends_at > bindparam("since", type_=booking.c.ends_at.type))
        .order_by(booking.c.starts_at, booking.c.id)
        .limit(MOST_COMING)
        .subquery()
    )
    recent = (
        select(booking.c.id)
        .join(resource, resource.c.id == booking.c.resource_id)
        .where(
            booking.c.person_id == bindparam("asked"),
            resource.c.kind == ResourceKind.DESK.value,
            booking.c.state != BookingState.CANCELLED.value,
            booking.c.starts_at <= bindparam("now", type_=booking.c.starts_at.type),
        )
        .order_by(booking.c.ends_at.desc(), booking.c.id.desc())
        .limit(RECENT)
        .subquery()
    )
    wanted = union_all(select(coming.c.id), select(recent.c.id))
    return (
        select(
            preference.c.shows_name,
            preference.c.usual_floor_id,
            preference.c.usual_from_min,
            preference.c.usual_to_min,
            *tell_news(person.c.id),
            booking.c.changed_at,
            *MOVE_COLUMNS,
            *CARD_COLUMNS,
        )
        .select_from(person)
        .outerjoin(preference, preference.c.person_id == person.c.id)
        .outerjoin(notice_seen, notice_seen.c.person_id == person.c.id)
        .outerjoin(booking, booking.c.id.in_(wanted))
        .outerjoin(booking_move, booking_move.c.booking_id == booking.c.id)
        .outerjoin(ORIGIN, ORIGIN.c.id == booking_move.c.from_id)
        .outerjoin(MOVER, MOVER.c.id == booking_move.c.by_id)
        .outerjoin(resource, resource.c.id == booking.c.resource_id)
        .outerjoin(floor, floor.c.id == resource.c.floor_id)
        .outerjoin(building, building.c.id == floor.c.building_id)
        .outerjoin(site, site.c.id == building.c.site_id)
        .outerjoin(plan, plan.c.id == floor.c.plan_id)
        .outerjoin(HOLDER, HOLDER.c.id == booking.c.person_id)
        .outerjoin(BOOKER, BOOKER.c.id == booking.c.booked_by_id)
        .outerjoin(room_use, room_use.c.id == booking.c.use_id)
        .where(person.c.id == bindparam("asked"))
        .order_by(booking.c.starts_at, booking.c.id)
    )


_OWN = _select_own()
