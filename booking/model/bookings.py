"""Bookings: what is asked for, what is held, and the states between."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, Ref, ResourceId, RoomUseId, SeriesId
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


class MovedWhy(StrEnum):
    """Why somebody else moved a booking."""

    CLOSED = "closed"
    OFF_PLAN = "off_plan"
    OUT_OF_USE = "out_of_use"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Move:
    """Where and when a booking was before somebody else moved it, who that was, and why.

    `why` is the reason of the closure for which it was moved; empty for any other cause. `at` is when it was moved and
    `floor` where the place stands from which it was; both are told on the booking's own page alone.
    """

    kind: ResourceKind
    place: str
    floor_id: FloorId
    interval: Interval
    by: str
    cause: MovedWhy
    why: str = ""
    at: datetime | None = None
    floor: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A booking of which somebody is told: that it was moved, or without a move that it was cancelled.

    Where `kept` is not 0 it was neither: its place has left the plan, and so many of their bookings of it stay, this
    one the first of them.
    """

    card: BookingCard
    move: Move | None = None
    kept: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What others did to somebody's bookings, and they have not seen yet: cancelled for lack of the place, or moved.

    Also of which places they keep bookings although these have left the plan.

    Attributes:
        told: the first of the bookings, in order of start; those that are kept last, one for each place.
        cancelled: how many were cancelled.
        moved: how many were moved.
        kept: of how many places bookings are kept.
        latest: when the last of it was done; None where there is nothing to tell.
    """

    told: tuple[Notice, ...] = ()
    cancelled: int = 0
    moved: int = 0
    kept: int = 0
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
