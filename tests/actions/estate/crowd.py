"""A floor with thousands of coming bookings."""

from datetime import UTC, datetime, timedelta

from booking.actions.service import Service
from booking.model.bookings import Booking, BookingState
from booking.model.ids import Ref
from booking.model.time import Interval
from booking.store.bulk import Kept, take_booking_ids, write_kept
from tests.estate import NOW, Estate

FIRST = datetime(2027, 1, 4, 9, tzinfo=UTC)
_LETTERS = str.maketrans("0123456789", "abcdefghij")
TOO_MANY = (
    "There are 5,001 coming bookings on this floor, and at most 5,000 can be cancelled at once. "
    "Take some of its places out of use first, one by one. Begin with the one that has most. As soon as no more than "
    "5,000 are left, the rest goes at once."
)


def fill(service: Service, estate: Estate, number: int) -> None:
    """Bookings of D1, D2 and D3 by the member of staff, an hour each, one after the other."""
    staff, names = estate.actors["staff"].person.id, ("D1", "D2", "D3")
    with service.db.writing() as tx:
        kept = []
        for at, booking_id in enumerate(take_booking_ids(tx, number)):
            start = FIRST + timedelta(hours=at // 3)
            ref = Ref(f"{booking_id:026d}".translate(_LETTERS))
            made = Booking(
                id=booking_id, ref=ref, resource_id=estate.id(names[at % 3]), person_id=staff,
                booked_by_id=staff, interval=Interval(start, start + timedelta(hours=1)), people=1, title="",
                state=BookingState.CONFIRMED, version=1, sequence=0, created_at=NOW,
            )  # fmt: skip
            kept.append(Kept(made, made.interval, NOW))
        write_kept(tx, kept)
