"""Say why a booking was ended by somebody else, in their own words."""

from booking.actions.service import Service
from booking.model.bookings import BookingCard, EndedWhy
from booking.store.letters import find_message


def show_reason(service: Service, card: BookingCard) -> str:
    """The message to the holder of a booking that somebody else ended; empty where there is none.

    Whoever may see the booking may read it. One select, none for bookings that stand.
    """
    if card.booking.ended_why not in (EndedWhy.OUT_OF_USE, EndedWhy.CANCELLED):
        return ""
    return service.db.read(lambda tx: find_message(tx, card.booking.id))
