"""Say why a booking was ended, moved or left off the plan by somebody else, and from where and when it was moved."""

from dataclasses import dataclass

from booking.actions.service import Service
from booking.model.bookings import LIVE_STATES, PLACE_LOST, BookingCard, EndedWhy, Move
from booking.store.moves import find_told


@dataclass(frozen=True, slots=True)
class Told:
    """What was told last when somebody else changed a booking: a closure's reason and their own words, and the move.

    The reason is empty where nothing was said; `move` is None where the booking stands where it was made.
    """

    reason: str = ""
    move: Move | None = None


def show_told(service: Service, card: BookingCard) -> Told:
    """What the people of a booking were told last. Whoever may see the booking may read it.

    One select, none for bookings that stand as they were made.
    """
    ended = card.booking.ended_why in (*PLACE_LOST, EndedWhy.CANCELLED)
    touched = card.booking.state in LIVE_STATES and (card.booking.sequence > 0 or not card.resource.in_use)
    if not (ended or touched):
        return Told()
    why, message, move = service.db.read(lambda tx: find_told(tx, card.booking.id))
    reason = f"Reason: {why.rstrip('.')}." if why else ""
    return Told(f"{reason} {message}".strip(), move)
