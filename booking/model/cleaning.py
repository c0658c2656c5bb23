"""Cleaning: a place that is kept free after use, and what was noted when somebody had cleaned it."""

from dataclasses import dataclass
from datetime import datetime

from booking.model.estate import Floor, Resource
from booking.model.ids import BookingId, ResourceId
from booking.model.room_uses import RoomUse


@dataclass(frozen=True, slots=True)
class Cleaned:
    """That a place was cleaned, when, by whom, and until when it would have been kept free."""

    resource_id: ResourceId
    cleaned_at: datetime
    by: str
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Lock:
    """A place that nobody uses now and that is kept free: after the use that ended last, and until when.

    `bookings` are those whose use keeps it free, by their ids.
    """

    used_until: datetime
    kept_until: datetime
    bookings: tuple[BookingId, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something that was done in a place; `ends_at` is when, None where nobody said, and `booked_until` the booking."""

    use: RoomUse
    ends_at: datetime | None
    booked_until: datetime


@dataclass(frozen=True, slots=True)
class ToClean:
    """A place to be cleaned; `next_at` is when it is booked next, None where it is not."""

    resource: Resource
    floor: Floor
    lock: Lock
    next_at: datetime | None
