"""Facts for the rules, made by hand: one site, its floors, resources, people and diaries, without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.model.bookings import Booking
from booking.model.diary import Diary, HolderBooking, Occupied
from booking.model.estate import Floor, Resource, ResourceKind, Site
from booking.model.ids import BookingId, BuildingId, FloorId, OrganisationId, PersonId, Ref, ResourceId, SiteId, UnitId
from booking.model.people import Actor, Grant, Person, Role, ScopeKind
from booking.model.policy import Rule, RuleField, RuleScope, RuleValue
from booking.model.spacing import SeatPair, find_neighbours
from booking.model.time import Interval

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday morning in winter, when London and UTC show the same time."""

ORGANISATION, SITE, FLOOR, OTHER_FLOOR = OrganisationId(1), SiteId(10), FloorId(100), FloorId(101)
ME, SOMEBODY = PersonId(1), PersonId(2)
STAFF = Grant(Role.STAFF, ScopeKind.ORGANISATION, 1)


def london(text: str) -> datetime:
    """A London wall-clock time as an instant: `london("2026-11-25T09:30")`."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def between(start: str, end: str, day: str = "2026-11-25") -> Interval:
    """From one London time of a day to another: `between("09:00", "17:00")`."""
    return Interval(london(f"{day}T{start}"), london(f"{day}T{end}"))


def room(
    number: int = 1000,
    *,
    kind: ResourceKind = ResourceKind.MEETING_ROOM,
    seats: int = 8,
    floor: FloorId = FLOOR,
    unit: UnitId | None = None,
) -> Resource:
    """A resource named after its number."""
    return Resource(
        ResourceId(number), Ref(f"r{number}"), floor, Ref(f"f{floor}"), SITE, unit, kind, f"Room {number}", seats
    )


def site(zone: str = "Europe/London") -> Site:
    """The one site."""
    return Site(SITE, Ref("oak"), ORGANISATION, "Oak", zone)


def person(number: PersonId = ME, *, active: bool = True, units: Iterable[UnitId] = ()) -> Person:
    """A person named after their number."""
    return Person(
        number, Ref(f"p{number}"), ORGANISATION, f"Person {number}", f"{number}@x.example", active, frozenset(units)
    )


def actor(*grants: Grant, number: PersonId = ME) -> Actor:
    """Somebody who asks; a member of staff of the whole organisation where no grant is given."""
    return Actor(person(number), grants or (STAFF,))


def rule(
    field: RuleField,
    value: RuleValue,
    scope: RuleScope = RuleScope.ORGANISATION,
    scope_id: int = 1,
    kind: ResourceKind | None = None,
) -> Rule:
    """A rule for the organisation, unless another scope is named; of every date."""
    return Rule(scope, scope_id, kind, field, value)


def held(resource: Resource, interval: Interval, *, tail_min: int = 0, booking: int = 1, by: int = 2) -> Occupied:
    """A booking's hold on a resource."""
    until = interval.end + timedelta(minutes=tail_min)
    return Occupied(resource.id, BookingId(booking), PersonId(by), interval, until)


@dataclass(frozen=True, slots=True)
class Mine:
    """A live booking of the person who asks."""

    interval: Interval
    kind: ResourceKind = ResourceKind.MEETING_ROOM
    booking: int = 77

    def line(self) -> HolderBooking:
        return HolderBooking(BookingId(self.booking), self.kind, "Larch", self.interval)


def diary(
    asked: Resource,
    *others: Resource,
    occupied: Iterable[Occupied] = (),
    rules: Iterable[Rule] = (),
    mine: Iterable[Mine] = (),
    replaces: Booking | None = None,
    pairs: Iterable[SeatPair] = (),
) -> Diary:
    """A diary in which the person who asks is the holder."""
    return Diary(
        floor=Floor(asked.floor_id, Ref("f"), BuildingId(5), "Oak", "First", 1, site(), 0, None),
        resource=asked,
        alike=tuple(sorted((asked, *others), key=lambda resource: resource.id)),
        occupied=tuple(sorted(occupied, key=lambda hold: hold.interval.start)),
        rules=tuple(rules),
        holder=person(),
        holder_bookings=tuple(booking.line() for booking in mine),
        replaces=replaces,
        neighbours=find_neighbours(pairs, (asked, *others)),
    )
