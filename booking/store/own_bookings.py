"""What a person holds or made for others, by parts and pages, and what of it others have cancelled or moved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select

from booking.model.bookings import LIVE_STATES, NO_NEWS, PLACE_LOST, BookingCard, BookingState, News, Notice, OwnPart
from booking.model.ids import PersonId
from booking.store.bookings import card_of, select_cards
from booking.store.engine import Tx
from booking.store.moves import MOVE_COLUMNS, MOVER, ORIGIN, is_untold, move_of
from booking.store.tables import booking, booking_move, notice_seen, resource

MOST_NEWS = 200
"""How many bookings somebody is told of at once; who has seen these is told of the others."""

MOST_TOLD = 3
"""How many of them are told one by one."""


def count_own(tx: Tx, person_id: PersonId, now: datetime) -> dict[OwnPart, int]:
    """How many bookings each part has. One select."""
    parts = (func.count().filter(_in_part(part, now)).label(part.value) for part in OwnPart)
    row = tx.execute(select(*parts).select_from(booking).where(_is_own(person_id))).one()
    return {part: int(row._mapping[part.value]) for part in OwnPart}  # noqa: SLF001 - SQLAlchemy's access by name


def read_own_part(
    tx: Tx, person_id: PersonId, part: OwnPart, now: datetime, *, page: tuple[int, int]
) -> tuple[BookingCard, ...]:
    """A page of a part, as how many are left out and how many follow: by start, of the past the latest first.

    One select.
    """
    skipped, most = page
    order: Sequence[ColumnElement[Any]] = (booking.c.starts_at, booking.c.id)
    if part is OwnPart.PAST:
        order = [column.desc() for column in order]
    mine = select(booking.c.id).where(_is_own(person_id), _in_part(part, now)).order_by(*order)
    wanted = mine.limit(most).offset(skipped).subquery()
    query = select_cards().where(booking.c.id.in_(select(wanted.c.id))).order_by(*order)
    return tuple(card_of(row) for row in tx.execute(query))


def read_news(tx: Tx, person_id: PersonId, now: datetime) -> News:
    """What of a person's bookings to come others cancelled, moved, or kept although their place is gone. One select."""
    query = (
        select_cards(booking.c.changed_at, *MOVE_COLUMNS, *tell_news(person_id))
        .outerjoin(notice_seen, notice_seen.c.person_id == person_id)
        .outerjoin(booking_move, booking_move.c.booking_id == booking.c.id)
        .outerjoin(ORIGIN, ORIGIN.c.id == booking_move.c.from_id)
        .outerjoin(MOVER, MOVER.c.id == booking_move.c.by_id)
        .where(_is_own(person_id), booking.c.ends_at > now, or_(*tell_news(person_id)))
        .order_by(booking.c.starts_at, booking.c.id)
        .limit(MOST_NEWS)
    )
    return news_of(tx.execute(query).all())


def news_of(rows: Sequence[Any]) -> News:
    """The news in rows that hold the columns of cards, of moves and of `tell_news`, and when each was changed."""
    told = [row for row in rows if row.is_lost or row.is_moved]
    kept: dict[int, list[Any]] = {}
    for row in rows:
        if row.is_kept and not row.is_moved:
            kept.setdefault(row.resource_id, []).append(row)
    if not told and not kept:
        return NO_NEWS
    moved = sum(bool(row.is_moved) for row in told)
    done_at = [row.moved_at if row.is_moved else row.changed_at for row in told]
    done_at += [of_place[0].resource_retired_at for of_place in kept.values()]
    notices = [Notice(card_of(row), move_of(row) if row.is_moved else None) for row in told[:MOST_TOLD]]
    notices += [Notice(card_of(of_place[0]), kept=len(of_place)) for of_place in kept.values()]
    return News(tuple(notices[:MOST_TOLD]), len(told) - moved, moved, len(kept), max(done_at))


def tell_news(person_id: ColumnElement[Any] | PersonId) -> tuple[ColumnElement[bool], ...]:
    """Whether a booking was cancelled since its place was lost, was moved by others, or is kept without its place.

    Each is true only until they have seen so.

    For rows of bookings with their moves, and with what the person has seen.
    """
    lost = and_(
        booking.c.state == BookingState.CANCELLED.value,
        booking.c.ended_why.in_(sorted(PLACE_LOST)),
        or_(notice_seen.c.seen_at.is_(None), booking.c.changed_at > notice_seen.c.seen_at),
    )
    live = booking.c.state.in_([state.value for state in LIVE_STATES])
    moved = and_(live, is_untold(person_id))
    left = resource.c.retired_at
    kept = and_(live, left.is_not(None), or_(notice_seen.c.seen_at.is_(None), left > notice_seen.c.seen_at))
    return lost.label("is_lost"), moved.label("is_moved"), kept.label("is_kept")


def write_seen(tx: Tx, person_id: PersonId, seen_at: datetime) -> None:
    """Note until when a person has seen what was cancelled or moved, under the lock of their row."""
    tx.execute(delete(notice_seen).where(notice_seen.c.person_id == person_id))
    tx.execute(insert(notice_seen).values(person_id=person_id, seen_at=seen_at))


def _is_own(person_id: PersonId) -> ColumnElement[bool]:
    return or_(booking.c.person_id == person_id, booking.c.booked_by_id == person_id)


def _in_part(part: OwnPart, now: datetime) -> ColumnElement[Any]:
    live = booking.c.state.in_([state.value for state in LIVE_STATES])
    match part:
        case OwnPart.COMING:
            return and_(booking.c.ends_at > now, live)
        case OwnPart.CANCELLED:
            return and_(booking.c.ends_at > now, ~live)
        case OwnPart.PAST:
            return booking.c.ends_at <= now
