"""The diary: every fact about a floor that a decision needs, read once."""

from dataclasses import dataclass, field
from datetime import datetime

from booking.model.bookings import Booking
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import BookingId, PersonId, ResourceId, RoomUseId, SeriesId, SiteId
from booking.model.people import Person
from booking.model.policy import Rule
from booking.model.spacing import Neighbours
from booking.model.time import Interval


@dataclass(frozen=True, slots=True)
class FloorStamp:
    """How far a floor's diary has come: its version, that of the floor's sheet, and the next change by time alone."""

    site_id: SiteId
    diary_version: int
    sheet_version: int
    next_change_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occupied:
    """A live booking's hold on a resource: used during `interval`, not free again before `until`.

    `series_id` is the series that the booking is one of; None for a booking on its own. `use_id` is what is done there.
    """

    resource_id: ResourceId
    booking_id: BookingId
    person_id: PersonId
    interval: Interval
    until: datetime
    series_id: SeriesId | None = None
    use_id: RoomUseId | None = None


@dataclass(frozen=True, slots=True)
class HolderBooking:
    """A live or used booking of the person for whom something is asked."""

    booking_id: BookingId
    kind: ResourceKind
    resource_name: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Diary:
    """The frozen facts of one decision.

    Attributes:
        floor: the floor of the resource asked for, with its site.
        resource: the resource asked for.
        alike: resources of the same kind at the same site, for a desk on its floor; the asked one too; by id.
        occupied: holds on any of `alike` that touch the time asked for or its tail, in order of start.
        rules: every rule that could apply to any of `alike`, of every date.
        holder: the person for whom it is asked.
        holder_bookings: their bookings about the day asked for, used ones too; and where a limit counts those to come,
            all that end after now; by start.
        replaces: the booking that the request changes or brings back; None for a new one.
        neighbours: which of `alike` stand nearer to one another than any of the rules asks for; empty for rooms.
    """

    floor: Floor
    resource: Resource
    alike: tuple[Resource, ...]
    occupied: tuple[Occupied, ...]
    rules: tuple[Rule, ...]
    holder: Person
    holder_bookings: tuple[HolderBooking, ...]
    replaces: Booking | None = None
    neighbours: Neighbours = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FloorDesks:
    """The places of one kind of one floor that are in use, the holds on them, and which desks are near one another.

    `occupied` are those that touch any of several times asked for or its tail, in order of start.
    """

    floor: Floor
    desks: tuple[Resource, ...]
    occupied: tuple[Occupied, ...]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True)
class Stand:
    """How a floor's diary stands under the lock that was just taken on it."""

    diary_version: int
    sheet_version: int
    next_change_at: datetime | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a decision needs to know beside bookings: the floor, its resources by id, the rules, desks that are near."""

    floor: Floor
    resources: tuple[Resource, ...]
    rules: tuple[Rule, ...]
    neighbours: Neighbours
