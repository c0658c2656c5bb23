"""Say why a booking was ended by somebody else, in their own words."""

from booking.actions.service import Service
from booking.model.bookings import BookingCard, EndedWhy
from booking.store.letters import find_message


def show_reason(service: Service, card: BookingCard) -> str:
    """The message to the holder of a booking whose place was taken out of use; empty where there is none.

    Whoever may see the booking may read it. One select, none for other bookings.
    """
    if card.booking.ended_why is not EndedWhy.OUT_OF_USE:
        return ""
    return service.db.read(lambda tx: find_message(tx, card.booking.id))
