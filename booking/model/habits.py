"""What a person usually books, and what they have set for themselves."""

from dataclasses import dataclass

from booking.model.bookings import NO_NEWS, BookingCard, News
from booking.model.estate import Resource
from booking.model.ids import FloorId
from booking.model.policy import ClockSpan
from booking.model.time import Interval


@dataclass(frozen=True, slots=True)
class Preference:
    """What a person has set by hand; None is left to what they book.

    `shows_name` lets colleagues see on the map, and find, where the person sits.
    """

    shows_name: bool = True
    floor_id: FloorId | None = None
    hours: ClockSpan | None = None


@dataclass(frozen=True, slots=True)
class OwnBookings:
    """A person's settings and bookings, as far as the start page needs them.

    Attributes:
        preference: what they have set by hand.
        recent: their last desk bookings that were not cancelled, the latest first, and then those to come.
        coming: what they hold or made that ends after the time asked for, of any state, in order of start.
        news: what others cancelled or moved of it, and has not been seen yet.
    """

    preference: Preference
    recent: tuple[BookingCard, ...]
    coming: tuple[BookingCard, ...]
    news: News = NO_NEWS


@dataclass(frozen=True, slots=True)
class Habits:
    """Where and when a person usually works; `desk` is the last one they had there."""

    floor_id: FloorId | None
    desk: Resource | None
    hours: ClockSpan


@dataclass(frozen=True, slots=True)
class DayOffer:
    """What one press would book on a day.

    Attributes:
        interval: the usual hours of that day, or what is left of them.
        desk: what would be booked; None where nothing can be.
        instead: whether the usual desk is not free then and `desk` is the nearest that is.
        distance_m: how far it is from the usual one; None where it is the usual one or the plan has no scale.
        own: the person's own desk booking that stands in the way.
        why: why nothing can be booked, as sentences; empty where something can.
    """

    interval: Interval
    desk: Resource | None = None
    instead: bool = False
    distance_m: float | None = None
    own: BookingCard | None = None
    why: str = ""
