"""Bookings: what is asked for, what is held, and the states between."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.model.estate import Floor, Resource
from booking.model.ids import BookingId, PersonId, Ref, ResourceId, RoomUseId, SeriesId
from booking.model.people import Person
from booking.model.room_uses import RoomUse
from booking.model.time import Interval


class BookingState(StrEnum):
    """How far a booking has come. Nothing is ever deleted."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    COMPLETED = "completed"
    RELEASED = "released"
    CANCELLED = "cancelled"


LIVE_STATES = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED, BookingState.CHECKED_IN})


class EndedWhy(StrEnum):
    """Why a booking came to its end."""

    CANCELLED = "cancelled"
    ENDED_EARLY = "ended_early"
    CHECKED_OUT = "checked_out"
    NO_SHOW = "no_show"
    REFUSED = "refused"
    OUT_OF_USE = "out_of_use"
    CLOSED = "closed"


PLACE_LOST = frozenset({EndedWhy.OUT_OF_USE, EndedWhy.CLOSED})
"""The reasons that lie with the place: whoever lost it so is told, and shown the way to another."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One booking of one resource by, or on behalf of, one person.

    `version` rises with every change (it is the ETag); `sequence` with every change that calendars must hear of.
    `series_id` is the series of which it is one; None for a booking on its own. `use_id` is what is done in the room,
    None where nobody said; its fallow time counts from `procedure_ends_at`, or from the end of the booking.
    """

    id: BookingId
    ref: Ref
    resource_id: ResourceId
    person_id: PersonId
    booked_by_id: PersonId
    interval: Interval
    people: int
    title: str
    state: BookingState
    version: int
    sequence: int
    created_at: datetime
    ended_why: EndedWhy | None = None
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None
    series_id: SeriesId | None = None
    use_id: RoomUseId | None = None
    procedure_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BookingCard:
    """A booking with everything needed to show it."""

    booking: Booking
    resource: Resource
    floor: Floor
    person: Person
    booked_by: Person
    use: RoomUse | None = None


class OwnPart(StrEnum):
    """A part of all that a person holds or made for others."""

    COMING = "coming"
    CANCELLED = "cancelled"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class News:
    """What was cancelled since its place is out of use or closed, and the person concerned has not seen yet.

    Attributes:
        cards: the first of the bookings, in order of start.
        total: how many there are.
        latest: when the last of them was cancelled; None without any.
    """

    cards: tuple[BookingCard, ...] = ()
    total: int = 0
    latest: datetime | None = None


NO_NEWS = News()


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. `changes` names the booking that it replaces, which then does not stand in its way."""

    resource_id: ResourceId
    person_id: PersonId
    interval: Interval
    people: int = 1
    title: str = ""
    changes: BookingId | None = None
    use_id: RoomUseId | None = None
    procedure_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A booking that the rules have accepted, and the time that it would occupy (its own plus its tail)."""

    request: Request
    occupies: Interval
