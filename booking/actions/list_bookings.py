"""Find bookings: one's own, one of them, or all that one may see."""

from dataclasses import dataclass
from datetime import datetime

from booking.actions.act_on_booking import about_card
from booking.actions.book import not_found
from booking.actions.service import Service
from booking.model.bookings import BookingCard
from booking.model.decisions import Refused
from booking.model.ids import BookingId, Ref
from booking.model.people import Actor
from booking.rules.permits import Act, may, reach_of
from booking.store.bookings import BookingFilter, find_booking, find_booking_of_id, read_bookings


@dataclass(frozen=True, slots=True)
class BookingQuery:
    """Which bookings are wanted; None is any. `after` continues behind the booking of that start and id."""

    since: datetime | None = None
    before: datetime | None = None
    resource: Ref | None = None
    person: Ref | None = None
    after: tuple[datetime, BookingId] | None = None


def show_booking(service: Service, actor: Actor, ref: Ref) -> BookingCard | Refused:
    """One booking; one that the actor may not see is answered like one that is not there."""
    card = service.db.read(lambda tx: find_booking(tx, ref))
    if card is None or not may(actor, Act.SEE_BOOKING, about_card(card)):
        return not_found()
    return card


def show_blocking(service: Service, actor: Actor, booking_id: BookingId) -> BookingCard | None:
    """The booking that a refusal names; None where the actor may not see it."""
    card = service.db.read(lambda tx: find_booking_of_id(tx, booking_id))
    return card if card is not None and may(actor, Act.SEE_BOOKING, about_card(card)) else None


def list_bookings(service: Service, actor: Actor, query: BookingQuery, limit: int) -> tuple[BookingCard, ...]:
    """The bookings wanted that the actor may see, in order of start, at most `limit`. One select."""
    wanted = BookingFilter(
        reach=reach_of(actor, Act.SEE_BOOKING),
        since=query.since,
        before=query.before,
        resource=query.resource,
        person=query.person,
        after=query.after,
    )
    return service.db.read(lambda tx: read_bookings(tx, wanted, limit))
