"""Writing down what was done: the notice of a move, the letter for the outbox, the audit entry, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import LIVE_STATES, Booking, BookingCard, MovedWhy
from booking.model.people import Actor
from booking.store.audit import Event, append_entries, append_entry, digest_text
from booking.store.bulk import Letter, post_letters
from booking.store.engine import Tx
from booking.store.ledger import post_letter
from booking.store.moves import Moved, note_moves


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and by whom; `message` is what they say of it to the person concerned.

    `why` is the reason of the closure for which it was done; empty where it was for none. `moved_why` is the cause of
    what was moved for another reason than a closure.
    `facts` are what letter and audit keep of it beside the booking: ids and dates, no names.
    """

    act: AuditAct
    actor: Actor
    message: str = ""
    why: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    moved_why: MovedWhy = MovedWhy.CHANGED


@dataclass(frozen=True, slots=True)
class Told:
    """One of many bookings to which something was done: what it was, and the booking before and after."""

    done: Done
    before: Booking
    after: BookingCard


def record_booking(
    tx: Tx, service: Service, done: Done, after: BookingCard, *, before: Booking | None, now: datetime
) -> None:
    """Write the letter and the audit entry of what was done to a booking; the transaction's last statements.

    Where it was moved, those whom somebody else moved it for are told of that by a notice too.
    """
    note_moves(tx, [] if before is None else _moved(done, before, after.booking), now)
    post_letter(tx, done.act.value, after.booking, _letter_of(done, after), now)
    append_entry(tx, _event_of(service, done, after, before), now)


def record_bookings(tx: Tx, service: Service, told: Sequence[Told], others: Sequence[Event], *, now: datetime) -> None:
    """The same for many bookings of one site at once, then other entries of that site; as few statements as for one."""
    note_moves(tx, [each for one in told for each in _moved(one.done, one.before, one.after.booking)], now)
    post_letters(
        tx,
        (
            Letter(one.done.act.value, one.after.booking, _letter_of(one.done, one.after), now, sent_at=None)
            for one in told
        ),
    )
    events = [_event_of(service, one.done, one.after, one.before) for one in told]
    append_entries(tx, [*events, *others], now)


def _moved(done: Done, before: Booking, after: Booking) -> list[Moved]:
    """The move of a booking that stands at another place or time than before; none where it does not."""
    stays = (after.resource_id, after.interval) == (before.resource_id, before.interval)
    if stays or after.state not in LIVE_STATES or before.state not in LIVE_STATES:
        return []
    cause = MovedWhy.CLOSED if done.why else done.moved_why
    return [Moved(before, after, done.actor.person.id, cause, done.why)]


def _letter_of(done: Done, after: BookingCard) -> dict[str, Any]:
    said = {"why": done.why, "message": done.message}
    words = {name: text for name, text in said.items() if text}
    return {**say_letter(after.booking), **dict(done.facts), **words}


def _event_of(service: Service, done: Done, after: BookingCard, before: Booking | None) -> Event:
    actor = done.actor
    facts: dict[str, Any] = {"after": say_facts(service, after.booking), **dict(done.facts)}
    if before is not None:
        facts["before"] = say_facts(service, before)
    if actor.token_id is not None:
        facts["token"] = actor.token_id
    if done.message:
        facts["message_digest"] = digest_text(service.secret, done.message)
    if done.why:
        facts["why_digest"] = digest_text(service.secret, done.why)
    return Event(
        act=done.act,
        actor_id=actor.person.id,
        site_id=after.floor.site.id,
        person_id=after.booking.person_id,
        booking_id=after.booking.id,
        resource_id=after.booking.resource_id,
        facts=tuple(facts.items()),
    )


def say_facts(service: Service, booking: Booking) -> dict[str, Any]:
    """A booking as the audit keeps it: ids, instants and a keyed digest of its title."""
    return {
        "resource": booking.resource_id,
        "start": say_instant(booking.interval.start),
        "end": say_instant(booking.interval.end),
        "people": booking.people,
        "state": booking.state.value,
        "version": booking.version,
        **_say_use(booking),
        "title_digest": digest_text(service.secret, booking.title) if booking.title else "",
    }


def _say_use(booking: Booking) -> dict[str, Any]:
    if booking.use_id is None:
        return {}
    ends_at = booking.procedure_ends_at
    return {"use": booking.use_id, "procedure_end": say_instant(ends_at) if ends_at is not None else None}


def say_instant(instant: datetime) -> str:
    """An instant as RFC 3339 in UTC, with Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def say_letter(booking: Booking) -> dict[str, Any]:
    """What the outbox keeps of a booking, for the worker that writes the letter."""
    return {
        "booking": booking.ref,
        "resource_id": booking.resource_id,
        "person_id": booking.person_id,
        "booked_by_id": booking.booked_by_id,
        "start": say_instant(booking.interval.start),
        "end": say_instant(booking.interval.end),
        "people": booking.people,
        "title": booking.title,
        "state": booking.state.value,
    }
