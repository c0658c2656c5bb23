"""Where and when bookings were before somebody else moved them: kept until those concerned have been told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, insert, or_, select

from booking.model.bookings import Booking, Move, MovedWhy
from booking.model.estate import ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, ResourceId
from booking.model.time import Interval
from booking.store.engine import Tx
from booking.store.tables import booking, booking_move, building, floor, notice_seen, outbox, person, resource

ORIGIN = resource.alias("origin")
MOVER = person.alias("mover")

MOVE_COLUMNS = (
    ORIGIN.c.kind.label("origin_kind"),
    ORIGIN.c.name.label("origin_name"),
    ORIGIN.c.floor_id.label("origin_floor_id"),
    booking_move.c.from_starts_at,
    booking_move.c.from_ends_at,
    MOVER.c.name.label("mover_name"),
    booking_move.c.cause,
    booking_move.c.why,
    booking_move.c.moved_at,
)
"""What `move_of` reads from a row; all of it is null for a booking that nobody moved."""

_A_STATEMENT = 1000
"""How many ids one statement names; SQLite takes at most 32,766."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A booking that was moved, before and after; `why` is the reason of the closure for which it was."""

    before: Booking
    after: Booking
    by: PersonId
    cause: MovedWhy
    why: str = ""

    @property
    def is_own(self) -> bool:
        """Whether nobody else is concerned than the person who moved it."""
        return self.by == self.after.person_id == self.after.booked_by_id


def note_moves(tx: Tx, moved: Sequence[Moved], now: datetime) -> None:
    """Note where each booking was before, in the place of what was noted of it; nothing of a person's own moves.

    Of one that is moved again before anybody concerned was told, the place stays noted where they believe it to be.
    One delete, and a select and an insert where others are to be told.
    """
    if not moved:
        return
    others = [one for one in moved if not one.is_own]
    untold = _read_untold(tx, [one.after.id for one in others]) if others else {}
    for some in _in_parts([one.after.id for one in moved]):
        tx.execute(delete(booking_move).where(booking_move.c.booking_id.in_(some)))
    rows = [row for one in others if (row := _row(one, untold.get(one.after.id), now)) is not None]
    if rows:
        tx.execute(insert(booking_move), rows)


def move_of(row: Any) -> Move:
    """The move in a row that holds `MOVE_COLUMNS`."""
    return Move(
        ResourceKind(row.origin_kind),
        row.origin_name,
        FloorId(row.origin_floor_id),
        Interval(row.from_starts_at, row.from_ends_at),
        row.mover_name,
        MovedWhy(row.cause),
        row.why,
    )


def find_told(tx: Tx, booking_id: BookingId) -> tuple[str, str, Move | None]:
    """What the last letter about a booking gives as the reason of a closure, and says in somebody's own words.

    Either is empty where it says nothing of the kind. With them the move of the booking, if somebody else moved it. One
    select.
    """
    row = tx.execute(_TOLD, {"asked": booking_id}).one()
    known = row.facts or {}
    move = None
    if row.moved_at is not None:
        move = replace(move_of(row), at=row.moved_at, floor=f"{row.origin_floor}, {row.origin_building}")
    return str(known.get("why", "")), str(known.get("message", "")), move


_LAST_FACTS = (
    select(outbox.c.facts)
    .where(outbox.c.booking_id == booking.c.id)
    .order_by(outbox.c.id.desc())
    .limit(1)
    .correlate(booking)
    .scalar_subquery()
)
_TOLD = (
    select(
        _LAST_FACTS.label("facts"),
        *MOVE_COLUMNS,
        floor.c.name.label("origin_floor"),
        building.c.name.label("origin_building"),
    )
    .select_from(booking)
    .outerjoin(booking_move, booking_move.c.booking_id == booking.c.id)
    .outerjoin(ORIGIN, ORIGIN.c.id == booking_move.c.from_id)
    .outerjoin(floor, floor.c.id == ORIGIN.c.floor_id)
    .outerjoin(building, building.c.id == floor.c.building_id)
    .outerjoin(MOVER, MOVER.c.id == booking_move.c.by_id)
    .where(booking.c.id == bindparam("asked"))
)


def is_untold(person_id: ColumnElement[Any] | PersonId) -> ColumnElement[bool]:
    """Whether a person was not told of a move yet: somebody else made it, and they have seen no notice since."""
    unseen = or_(notice_seen.c.seen_at.is_(None), booking_move.c.moved_at > notice_seen.c.seen_at)
    return and_(booking_move.c.by_id != person_id, unseen)


def _read_untold(tx: Tx, booking_ids: Sequence[BookingId]) -> dict[BookingId, Any]:
    """Of these bookings, the moves of which neither holder nor booker has seen a notice."""
    concerned = or_(notice_seen.c.person_id == booking.c.person_id, notice_seen.c.person_id == booking.c.booked_by_id)
    told = exists().where(concerned, notice_seen.c.seen_at >= booking_move.c.moved_at)
    query = select(booking_move).join(booking, booking.c.id == booking_move.c.booking_id).where(~told)
    found = {}
    for some in _in_parts(booking_ids):
        rows = tx.execute(query.where(booking_move.c.booking_id.in_(some)))
        found.update({BookingId(row.booking_id): row for row in rows})
    return found


def _in_parts(booking_ids: Sequence[BookingId]) -> Iterator[Sequence[BookingId]]:
    return (booking_ids[first : first + _A_STATEMENT] for first in range(0, len(booking_ids), _A_STATEMENT))


def _row(one: Moved, untold: Any | None, now: datetime) -> dict[str, Any] | None:
    """What is noted of a move; None where the booking came back to where its people believe it to be."""
    was = one.before.resource_id, one.before.interval
    if untold is not None:
        was = ResourceId(untold.from_id), Interval(untold.from_starts_at, untold.from_ends_at)
    if was == (one.after.resource_id, one.after.interval):
        return None
    place, interval = was
    return {
        "booking_id": one.after.id,
        "from_id": place,
        "from_starts_at": interval.start,
        "from_ends_at": interval.end,
        "by_id": one.by,
        "cause": one.cause.value,
        "why": one.why,
        "moved_at": now,
    }
