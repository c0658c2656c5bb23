"""What letters say, read again."""

from sqlalchemy import select

from booking.model.ids import BookingId
from booking.store.engine import Tx
from booking.store.tables import outbox


def find_message(tx: Tx, booking_id: BookingId) -> str:
    """What the last letter about a booking says in somebody's own words; empty where it says nothing. One select."""
    query = select(outbox.c.facts).where(outbox.c.booking_id == booking_id).order_by(outbox.c.id.desc()).limit(1)
    facts = tx.execute(query).scalar_one_or_none()
    return str(facts.get("message", "")) if facts is not None else ""
