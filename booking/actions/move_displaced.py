"""Move bookings that stand within a closure to the places that suit them best, or cancel them with a message."""

from dataclasses import dataclass, replace
from datetime import datetime

from booking.actions.act_on_booking import Ask, act_on_booking
from booking.actions.book import not_found
from booking.actions.close_places import find_managed_closure, find_places, read_displaced
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard, BookingState, EndedWhy
from booking.model.decisions import Reason, Refused
from booking.model.estate import Resource
from booking.model.ids import Ref
from booking.model.people import Actor
from booking.model.rule_changes import FutureBooking
from booking.rules.arrival import refuse_cancelling, refuse_moving
from booking.rules.breaches import request_again
from booking.rules.decide import decide
from booking.rules.permits import Act
from booking.store.diary import read_diary
from booking.store.engine import Tx
from booking.store.ledger import cancel_booking, rewrite_booking

MOST_AT_ONCE = 200
"""How many bookings one press moves or cancels: each is a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many bookings were moved or cancelled, and how many still stand within the closure."""

    done: int
    left: int


def move_displaced(
    service: Service, actor: Actor, ref: Ref, booking: Ref | None, message: str, *, now: datetime
) -> Cleared | Refused:
    """Move one booking, or all, each to the place that suits it best as things stand at that moment.

    Those for which nothing is free, and those that have begun, stay. The others' people are told: the closure's reason,
    and the message.
    """

    def find(tx: Tx) -> tuple[str, tuple[tuple[FutureBooking, Resource], ...]] | Refused:
        standing = find_managed_closure(tx, actor, ref)
        if isinstance(standing, Refused):
            return standing
        displaced = tuple(one for one in read_displaced(tx, standing, now) if _is_meant(one, booking))[:MOST_AT_ONCE]
        found = find_places(tx, displaced, (), now)
        pairs = zip(displaced, found, strict=True)
        return standing.closure.why, tuple((one, to.instead) for one, to in pairs if to.instead is not None)

    wanted = service.db.read_at_once(find)
    if isinstance(wanted, Refused):
        return wanted
    why, moving = wanted
    said = _Said(message, why)
    done = sum(isinstance(_move(service, actor, *each, said, now), BookingCard) for each in moving)
    return Cleared(done, _count_left(service, actor, ref, now))


def cancel_displaced(
    service: Service, actor: Actor, ref: Ref, booking: Ref | None, message: str, *, now: datetime
) -> Cleared | Refused:
    """Cancel one booking, or all that have not begun, with a message to their people."""
    if not message:
        why = "Say why the bookings are cancelled. The people concerned read this message on them."
        return Refused(Reason.BAD_FIELD, why, field="message")

    def find(tx: Tx) -> tuple[str, tuple[FutureBooking, ...]] | Refused:
        standing = find_managed_closure(tx, actor, ref)
        if isinstance(standing, Refused):
            return standing
        displaced = tuple(one for one in read_displaced(tx, standing, now) if _is_meant(one, booking))
        return standing.closure.why, displaced[:MOST_AT_ONCE]

    wanted = service.db.read_at_once(find)
    if isinstance(wanted, Refused):
        return wanted
    why, ending = wanted
    said = _Said(message, why)
    done = sum(isinstance(_cancel(service, actor, one, said, now), BookingCard) for one in ending)
    return Cleared(done, _count_left(service, actor, ref, now))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the people concerned are told: somebody's message, which may be empty, and the closure's reason."""

    message: str
    why: str


def _is_meant(one: FutureBooking, booking: Ref | None) -> bool:
    return booking is None or one.card.booking.ref == booking


def _move(
    service: Service, actor: Actor, one: FutureBooking, to: Resource, said: _Said, now: datetime
) -> BookingCard | Refused:
    """Move a booking; the rules judge it as if its booker asked for that place now."""
    old = one.card.booking
    floors = (to.floor_id,)
    ask = Ask(old.ref, Act.CHANGE_BOOKING, AuditAct.CHANGED, old.version, floors, message=said.message, why=said.why)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_moving(standing.booking, to.id, standing.booking.interval.start, now):
            return refusal
        request = replace(request_again(standing.booking), resource_id=to.id)
        diary = read_diary(tx, to, request, replaces=standing.booking, now=now)
        if diary is None or diary.resource.floor_id != to.floor_id:
            return not_found()
        verdict = decide(request, diary, one.booker, now)
        if isinstance(verdict, Refused):
            return verdict
        rewrite_booking(tx, standing.booking, verdict.draft, state=BookingState.CONFIRMED, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def _cancel(service: Service, actor: Actor, one: FutureBooking, said: _Said, now: datetime) -> BookingCard | Refused:
    old = one.card.booking
    ask = Ask(old.ref, Act.CHANGE_BOOKING, AuditAct.CANCELLED, old.version, message=said.message, why=said.why)

    def apply(tx: Tx, _asking: Actor, standing: BookingCard) -> Refused | None:
        if refusal := refuse_cancelling(standing.booking, now):
            return refusal
        if standing.booking.interval.start < now:
            why = "This booking has begun. Ask the person who has it to leave, and end it early."
            return Refused(Reason.IN_THE_PAST, why)
        cancel_booking(tx, standing.booking, why=EndedWhy.CLOSED, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def _count_left(service: Service, actor: Actor, ref: Ref, now: datetime) -> int:
    def count(tx: Tx) -> int:
        standing = find_managed_closure(tx, actor, ref)
        return 0 if isinstance(standing, Refused) else len(read_displaced(tx, standing, now))

    return service.db.read_at_once(count)
