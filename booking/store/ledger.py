"""The writing half: bookings, what they occupy, and the letters to send; always beside an audit entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, select, true, update

from booking.model.bookings import Booking, BookingState, Draft, EndedWhy
from booking.model.ids import BookingId, PersonId, Ref
from booking.model.time import Interval
from booking.store.engine import Tx
from booking.store.questions import Question
from booking.store.refs import new_ref
from booking.store.tables import booking, occupation, outbox, resource_atom


def write_booking(tx: Tx, draft: Draft, *, booked_by: PersonId, now: datetime) -> Booking:
    """Write a new, confirmed booking and what it occupies."""
    request = draft.request
    ref = new_ref()
    values = {
        "ref": ref,
        "resource_id": request.resource_id,
        "person_id": request.person_id,
        "booked_by_id": booked_by,
        "starts_at": request.interval.start,
        "ends_at": request.interval.end,
        "people": request.people,
        "title": request.title,
        "use_id": request.use_id,
        "procedure_ends_at": request.procedure_ends_at,
        "state": BookingState.CONFIRMED.value,
        "holds": True,
        "version": 1,
        "sequence": 0,
        "created_at": now,
        "changed_at": now,
    }
    booking_id = BookingId(_NEW_BOOKING.ask(tx, values)[0].id)
    _occupy(tx, booking_id, draft)
    return Booking(
        id=booking_id,
        ref=Ref(ref),
        resource_id=request.resource_id,
        person_id=request.person_id,
        booked_by_id=booked_by,
        interval=request.interval,
        people=request.people,
        title=request.title,
        state=BookingState.CONFIRMED,
        version=1,
        sequence=0,
        created_at=now,
        use_id=request.use_id,
        procedure_ends_at=request.procedure_ends_at,
    )


def rewrite_booking(tx: Tx, old: Booking, draft: Draft, *, state: BookingState, now: datetime) -> None:
    """Write what has changed about a booking, and what it occupies from now on."""
    request = draft.request
    values = {
        "resource_id": request.resource_id,
        "starts_at": request.interval.start,
        "ends_at": request.interval.end,
        "people": request.people,
        "title": request.title,
        "use_id": request.use_id,
        "procedure_ends_at": request.procedure_ends_at,
        "state": state.value,
        "holds": True,
        "ended_why": None,
    }
    _update(tx, old, values, now=now, tell_calendars=True)
    _free(tx, old)
    _occupy(tx, old.id, draft)


def cancel_booking(tx: Tx, old: Booking, *, why: EndedWhy, now: datetime) -> None:
    """Cancel a booking that was never used: it occupies nothing any more."""
    values = {"state": BookingState.CANCELLED.value, "holds": False, "ended_why": why.value}
    _update(tx, old, values, now=now, tell_calendars=True)
    _free(tx, old)


def end_booking(tx: Tx, old: Booking, occupies: Interval, *, why: EndedWhy, now: datetime) -> None:
    """End a booking under way: its time ends now, and its tail runs from now.

    Where a rule made since asks for a longer tail than the next booking leaves room for, the old range stays.
    """
    values: dict[str, Any] = {
        "state": BookingState.COMPLETED.value,
        "ended_why": why.value,
        "ends_at": now,
        "checked_out_at": now,
    }
    _update(tx, old, values, now=now, tell_calendars=True)
    live = (occupation.c.booking_id == old.id) & occupation.c.live
    other = occupation.alias("other")
    next_booked = exists().where(
        other.c.atom_id == occupation.c.atom_id,
        other.c.live,
        other.c.booking_id != old.id,
        other.c.starts_at >= occupation.c.until_at,
        other.c.starts_at < occupies.end,
    )
    tx.execute(update(occupation).where(live, ~next_booked).values(until_at=occupies.end))


def check_in_booking(tx: Tx, old: Booking, *, now: datetime) -> None:
    """Note that somebody has arrived."""
    values = {"state": BookingState.CHECKED_IN.value, "checked_in_at": now}
    _update(tx, old, values, now=now, tell_calendars=False)


def post_letter(tx: Tx, event: str, written: Booking, facts: dict[str, Any], now: datetime) -> None:
    """Put the facts of an event, with its frozen sequence, where the worker finds them."""
    values = {
        "event": event,
        "booking_id": written.id,
        "sequence": written.sequence,
        "facts": facts,
        "created_at": now,
    }
    _NEW_LETTER.tell(tx, values)


def _update(tx: Tx, old: Booking, values: dict[str, Any], *, now: datetime, tell_calendars: bool) -> None:
    changed = {**values, "version": old.version + 1, "sequence": old.sequence + int(tell_calendars), "changed_at": now}
    result = tx.execute(
        update(booking).where(booking.c.id == old.id, booking.c.version == old.version).values(**changed)
    )
    if result.rowcount != 1:
        raise RuntimeError(f"booking {old.id} changed under its floor's lock")


def _free(tx: Tx, old: Booking) -> None:
    live = (occupation.c.booking_id == old.id) & occupation.c.live
    tx.execute(update(occupation).where(live).values(live=False))


def _occupy(tx: Tx, booking_id: BookingId, draft: Draft) -> None:
    values = {
        "booking_occupying": booking_id,
        "resource_occupied": draft.request.resource_id,
        "from_at": draft.occupies.start,
        "to_at": draft.occupies.end,
    }
    _NEW_OCCUPATION.tell(tx, values)


_NEW_BOOKING = Question(
    insert(booking).returning(booking.c.id),
    (
        "ref",
        "resource_id",
        "person_id",
        "booked_by_id",
        "starts_at",
        "ends_at",
        "people",
        "title",
        "use_id",
        "procedure_ends_at",
        "state",
        "holds",
        "version",
        "sequence",
        "created_at",
        "changed_at",
    ),
)

_NEW_LETTER = Question(insert(outbox).inline(), ("event", "booking_id", "sequence", "facts", "created_at"))

_NEW_OCCUPATION = Question(
    insert(occupation).from_select(
        ["booking_id", "atom_id", "starts_at", "until_at", "live"],
        select(
            bindparam("booking_occupying", type_=occupation.c.booking_id.type),
            resource_atom.c.atom_id,
            bindparam("from_at", type_=occupation.c.starts_at.type),
            bindparam("to_at", type_=occupation.c.until_at.type),
            true(),
        ).where(resource_atom.c.resource_id == bindparam("resource_occupied")),
    )
)
