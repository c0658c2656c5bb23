"""The way that every act on a standing booking takes: find, lock, find again, permit, apply, write down."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from booking.actions.book import find_again, not_found
from booking.actions.record import Done, record_booking
from booking.actions.service import Service
from booking.model.audit import AuditAct
from booking.model.bookings import BookingCard
from booking.model.decisions import Reason, Refused
from booking.model.ids import FloorId, Ref
from booking.model.people import About, Actor
from booking.rules.permits import Act, may
from booking.store.audit import find_last_actor
from booking.store.bookings import find_booking
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.people import lock_person

Apply = Callable[[Tx, Actor, BookingCard], Refused | None]


@dataclass(frozen=True, slots=True)
class Ask:
    """An act on one booking; `version` is the one that the asker has seen, None where they do not say.

    `message` is what they say of it to the person concerned, `why` the reason of the closure for which they act.
    """

    booking: Ref
    permit: Act
    note: AuditAct
    version: int | None = None
    also_floors: tuple[FloorId, ...] = ()
    edges: tuple[datetime, ...] = ()
    message: str = ""
    why: str = ""


def act_on_booking(service: Service, actor: Actor, ask: Ask, apply: Apply, *, now: datetime) -> BookingCard | Refused:
    """Apply a change to a booking in one transaction; answers the booking as it then stands.

    A booking that the actor may not see is answered like one that is not there.
    """
    seen = service.db.read(lambda tx: find_booking(tx, ask.booking))
    if seen is None or not may(actor, Act.SEE_BOOKING, about_card(seen)):
        return not_found()
    floors = (seen.floor.id, *ask.also_floors)

    def work(tx: Tx) -> BookingCard | Refused:
        lock_floors(tx, floors, edges=ask.edges, now=now, sheet_stays=True)
        lock_person(tx, seen.booking.person_id)
        asking, card = find_again(tx, actor), find_booking(tx, ask.booking)
        if asking is None or card is None:
            return not_found()
        if refusal := _refuse(tx, asking, card, ask, floors):
            return refusal
        if refusal := apply(tx, asking, card):
            return refusal
        after = find_booking(tx, ask.booking)
        if after is None:
            raise RuntimeError(f"booking {card.booking.id} was changed and is not there")
        record_booking(tx, service, Done(ask.note, asking, ask.message, ask.why), after, before=card.booking, now=now)
        return after

    return service.db.write(work)


def about_card(card: BookingCard) -> About:
    """What a booking concerns, for permission."""
    return About(
        site_id=card.floor.site.id,
        unit_id=card.resource.unit_id,
        holder_id=card.booking.person_id,
        booked_by_id=card.booking.booked_by_id,
        holder_units=card.person.units,
    )


def refuse_unpermitted(actor: Actor, card: BookingCard, permit: Act) -> Refused | None:
    """Why the actor may not do this to the booking; None where they may."""
    if not may(actor, Act.SEE_BOOKING, about_card(card)):
        return not_found()
    if may(actor, permit, about_card(card)):
        return None
    return Refused(Reason.NOT_ALLOWED, "Your role does not let you change this booking. Ask the person who made it.")


def _refuse(tx: Tx, actor: Actor, card: BookingCard, ask: Ask, floors: Iterable[FloorId]) -> Refused | None:
    if refusal := refuse_unpermitted(actor, card, ask.permit):
        return refusal
    moved = card.floor.id not in floors
    if moved or (ask.version is not None and ask.version != card.booking.version):
        own = find_last_actor(tx, card.booking.id) == actor.person.id
        what = "You changed this booking in another window." if own else "Somebody else changed this booking first."
        return Refused(Reason.CHANGED_MEANWHILE, f"{what} Look at it again, then decide.")
    return None
