"""Move bookings that stand within a closure to the places that suit them best, or cancel them with a message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from booking.actions.act_on_booking import Ask, act_on_booking
from booking.actions.book import not_found
from booking.actions.close_places import find_managed_closure, find_places, mark_within, read_displaced, refuse_changed
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import Booking, BookingCard, BookingState, EndedWhy
from booking.model.decisions import Reason, Refused
from booking.model.effects import MOST_SHOWN, Affected, Effect
from booking.model.estate import Resource
from booking.model.ids import Ref, ResourceId
from booking.model.people import About, Actor
from booking.model.rule_changes import FutureBooking
from booking.rules.arrival import refuse_cancelling, refuse_moving
from booking.rules.breaches import request_again
from booking.rules.decide import decide
from booking.rules.effect_words import say_cancelling
from booking.rules.permits import Act, may
from booking.store.diary import read_diary
from booking.store.engine import Tx
from booking.store.estate import find_resource
from booking.store.ledger import cancel_booking, rewrite_booking

MOST_AT_ONCE = 200
"""How many bookings one press moves or cancels: each is a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many bookings were moved or cancelled, and how many still stand within the closure.

    `cards` are those that were, as they then stand.
    """

    done: int
    left: int
    cards: tuple[BookingCard, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class OneMove:
    """A displaced booking that is to move: to the place of that ref, or without one to the place that suits it best.

    `version` is the one that the asker has seen, None where they do not say; `message` may be empty.
    """

    booking: Ref
    to: Ref | None = None
    version: int | None = None
    message: str = ""


def move_displaced(service: Service, actor: Actor, ref: Ref, message: str, *, now: datetime) -> Cleared | Refused:
    """Move all that can be moved, each to the place that suits it best as things stand at that moment.

    Those for which nothing is free, and those that have begun, stay. The others' people are told: the closure's reason,
    and the message.
    """

    def find(tx: Tx) -> tuple[str, tuple[tuple[FutureBooking, Resource], ...]] | Refused:
        standing = find_managed_closure(tx, actor, ref)
        if isinstance(standing, Refused):
            return standing
        displaced = read_displaced(tx, standing, now)[:MOST_AT_ONCE]
        found = find_places(tx, actor, displaced, (), now)
        pairs = zip(displaced, found, strict=True)
        return standing.closure.why, tuple((one, to.instead) for one, to in pairs if to.instead is not None)

    wanted = service.db.read_at_once(find)
    if isinstance(wanted, Refused):
        return wanted
    why, moving = wanted
    said = _Said(message, why)
    answers = (_move(service, actor, *each, said, now) for each in moving)
    return _clear(service, actor, ref, answers, now)


def move_one_displaced(service: Service, actor: Actor, ref: Ref, wish: OneMove, *, now: datetime) -> Cleared | Refused:
    """Move one booking out of a closure; what keeps it from going there is answered as its refusal.

    Without a place it goes to the one that the closure's page offers for it, so that the others keep their offers.
    """

    def find(tx: Tx) -> tuple[str, FutureBooking, Resource] | Refused:
        standing = find_managed_closure(tx, actor, ref)
        if isinstance(standing, Refused):
            return standing
        displaced = read_displaced(tx, standing, now)
        one = next((one for one in displaced if one.card.booking.ref == wish.booking), None)
        if one is None:
            why = "This booking does not stand within the closure. Look at the closure again for those that do."
            return Refused(Reason.NOT_FOUND, why, field="booking")
        if refusal := refuse_moving(one.card.booking, _NOWHERE, one.card.booking.interval.start, now):
            return refusal
        to = (
            _find_named(tx, actor, one, wish.to) if wish.to is not None else _find_offer(tx, actor, one, displaced, now)
        )
        return to if isinstance(to, Refused) else (standing.closure.why, one, to)

    wanted = service.db.read_at_once(find)
    if isinstance(wanted, Refused):
        return wanted
    why, one, to = wanted
    moved = _move(service, actor, one, to, _Said(wish.message, why), now, version=wish.version)
    return moved if isinstance(moved, Refused) else _clear(service, actor, ref, [moved], now)


def weigh_cancelling(service: Service, actor: Actor, ref: Ref, message: str, *, now: datetime) -> Effect | Refused:
    """Say which bookings would be cancelled, and write nothing."""
    found = service.db.read_at_once(lambda tx: _find_ending(tx, actor, ref, message, now))
    return found if isinstance(found, Refused) else found[1]


def cancel_displaced(
    service: Service, actor: Actor, ref: Ref, stamp: str | None, message: str, *, now: datetime
) -> Cleared | Refused:
    """Cancel all that have not begun, with a message to their people.

    CHANGED_MEANWHILE where they are others than seen; without a stamp they are cancelled whichever they are.
    """
    found = service.db.read_at_once(lambda tx: _find_ending(tx, actor, ref, message, now))
    if isinstance(found, Refused):
        return found
    why, effect, ending = found
    if stamp is not None and effect.stamp != stamp:
        return refuse_changed()
    said = _Said(message, why)
    return _clear(service, actor, ref, (_cancel(service, actor, one, said, now) for one in ending), now)


def _find_ending(
    tx: Tx, actor: Actor, ref: Ref, message: str, now: datetime
) -> tuple[str, Effect, tuple[FutureBooking, ...]] | Refused:
    """The closure's reason, and the bookings within it that can be cancelled, as they are shown and as they stand."""
    standing = find_managed_closure(tx, actor, ref)
    if isinstance(standing, Refused):
        return standing
    if not message:
        why = "Say why the bookings are cancelled. The people concerned read this message on them."
        return Refused(Reason.BAD_FIELD, why, field="message")
    displaced = read_displaced(tx, standing, now)
    able = [one for one in displaced if _refuse_ending(one.card.booking, now) is None]
    ending = tuple(able[:MOST_AT_ONCE])
    cards = tuple(one.card for one in ending[:MOST_SHOWN])
    people = len({one.card.booking.person_id for one in ending})
    says = say_cancelling(len(ending), people, later=len(able) - len(ending), begun=len(displaced) - len(able))
    affected = Affected(len(ending), cards, mark_within(standing.closure, ending))
    return standing.closure.why, Effect(says, affected), ending


@dataclass(frozen=True, slots=True)
class _Said:
    """What the people concerned are told: somebody's message, which may be empty, and the closure's reason."""

    message: str
    why: str


def _find_named(tx: Tx, actor: Actor, one: FutureBooking, named: Ref) -> Resource | Refused:
    """The place that was named, if it is one for the booking."""
    was, to = one.card.resource, find_resource(tx, named)
    if to is None or not to.in_use or to.kind is not was.kind or not _is_open_to(actor, one, to):
        why = (
            "This is no place for the booking. Name one of the same kind that is in use, at a site where its booker "
            "may book."
        )
        return Refused(Reason.BAD_FIELD, why, field="to")
    return to


def _is_open_to(actor: Actor, one: FutureBooking, to: Resource) -> bool:
    """Whether it stands at the booking's own site, or at one where the actor may look and the booker may book."""
    about = About(site_id=to.site_id, unit_id=to.unit_id)
    return to.site_id == one.card.resource.site_id or (may(actor, Act.LOOK, about) and may(one.booker, Act.BOOK, about))


def _find_offer(
    tx: Tx, actor: Actor, one: FutureBooking, displaced: Sequence[FutureBooking], now: datetime
) -> Resource | Refused:
    """The place that suits the booking best beside what is offered to those that the closure's page lists."""
    shown = displaced[:MOST_SHOWN]
    found = find_places(tx, actor, shown if one in shown else (*shown, one), (), now)
    offer = next(each.instead for each in found if each.card.booking.id == one.card.booking.id)
    why = "Nothing else is free for this booking at that time. Name a place, or cancel it with a message."
    return offer or Refused(Reason.TAKEN, why)


_NOWHERE = ResourceId(0)


def _move(  # noqa: PLR0913 - who moves what to where, and what they say and have seen
    service: Service,
    actor: Actor,
    one: FutureBooking,
    to: Resource,
    said: _Said,
    now: datetime,
    *,
    version: int | None = None,
) -> BookingCard | Refused:
    """Move a booking; the rules judge it as if its booker asked for that place now."""
    old = one.card.booking
    seen = old.version if version is None else version
    floors = (to.floor_id,)
    ask = Ask(old.ref, Act.CHANGE_BOOKING, AuditAct.CHANGED, seen, floors, message=said.message, why=said.why)

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
        if refusal := _refuse_ending(standing.booking, now):
            return refusal
        cancel_booking(tx, standing.booking, why=EndedWhy.CLOSED, now=now)
        return None

    return act_on_booking(service, actor, ask, apply, now=now)


def _refuse_ending(booking: Booking, now: datetime) -> Refused | None:
    if booking.interval.start < now:
        why = "This booking has begun. Ask the person who has it to leave, and end it early."
        return Refused(Reason.IN_THE_PAST, why)
    return refuse_cancelling(booking, now)


def _clear(
    service: Service, actor: Actor, ref: Ref, answers: Iterable[BookingCard | Refused], now: datetime
) -> Cleared:
    """What came of it all."""
    cards = tuple(each for each in answers if isinstance(each, BookingCard))
    return Cleared(len(cards), _count_left(service, actor, ref, now), cards)


def _count_left(service: Service, actor: Actor, ref: Ref, now: datetime) -> int:
    def count(tx: Tx) -> int:
        standing = find_managed_closure(tx, actor, ref)
        return 0 if isinstance(standing, Refused) else len(read_displaced(tx, standing, now))

    return service.db.read_at_once(count)
