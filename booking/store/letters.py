"""What letters say, read again."""

from sqlalchemy import select

from booking.model.ids import BookingId
from booking.store.engine import Tx
from booking.store.tables import outbox


def find_message(tx: Tx, booking_id: BookingId) -> tuple[str, str]:
    """What the last letter about a booking gives as the reason of a closure, and says in somebody's own words.

    Either is empty where it says nothing of the kind. One select.
    """
    query = select(outbox.c.facts).where(outbox.c.booking_id == booking_id).order_by(outbox.c.id.desc()).limit(1)
    facts = tx.execute(query).scalar_one_or_none()
    known = facts or {}
    return str(known.get("why", "")), str(known.get("message", ""))
