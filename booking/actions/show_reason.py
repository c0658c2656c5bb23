"""Say why a booking was ended, moved or left off the plan by somebody else: a closure's reason, and their own words."""

from booking.actions.service import Service
from booking.model.bookings import LIVE_STATES, PLACE_LOST, BookingCard, EndedWhy
from booking.store.letters import find_message


def show_reason(service: Service, card: BookingCard) -> str:
    """What the holder of a booking was told last when somebody else changed it; empty where that is nothing.

    Whoever may see the booking may read it. One select, none for bookings that stand as they were made.
    """
    ended = card.booking.ended_why in (*PLACE_LOST, EndedWhy.CANCELLED)
    touched = card.booking.state in LIVE_STATES and (card.booking.sequence > 0 or not card.resource.in_use)
    if not (ended or touched):
        return ""
    why, message = service.db.read(lambda tx: find_message(tx, card.booking.id))
    reason = f"Reason: {why.rstrip('.')}." if why else ""
    return f"{reason} {message}".strip()
