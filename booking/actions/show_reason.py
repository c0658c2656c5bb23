"""Say what somebody else wrote who ended a booking, moved it, or left its place out of the plan."""

from booking.actions.service import Service
from booking.model.bookings import LIVE_STATES, BookingCard, EndedWhy
from booking.store.letters import find_message


def show_reason(service: Service, card: BookingCard) -> str:
    """The last message to the holder of a booking, in the words of who wrote it; empty where there is none.

    Whoever may see the booking may read it. One select, none for bookings that stand as they were made.
    """
    ended = card.booking.ended_why in (EndedWhy.OUT_OF_USE, EndedWhy.CANCELLED)
    touched = card.booking.state in LIVE_STATES and (card.booking.sequence > 0 or not card.resource.in_use)
    if not (ended or touched):
        return ""
    return service.db.read(lambda tx: find_message(tx, card.booking.id))
