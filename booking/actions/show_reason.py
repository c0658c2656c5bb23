"""Say why a booking was ended by somebody else: the reason of a closure, and their own words."""

from booking.actions.service import Service
from booking.model.bookings import PLACE_LOST, BookingCard, EndedWhy
from booking.store.letters import find_message


def show_reason(service: Service, card: BookingCard) -> str:
    """What the holder of a booking that somebody else ended was told; empty where that is nothing.

    Whoever may see the booking may read it. One select, none for bookings that stand.
    """
    if card.booking.ended_why not in (*PLACE_LOST, EndedWhy.CANCELLED):
        return ""
    why, message = service.db.read(lambda tx: find_message(tx, card.booking.id))
    reason = f"Reason: {why.rstrip('.')}." if why else ""
    return f"{reason} {message}".strip()
