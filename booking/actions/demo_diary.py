"""The demo's bookings while they are thought up: each is decided by the rules that decide everybody's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from booking.actions.book import about_booking
from booking.actions.demo_estate import LOCKED_DESK, LOCKOUT_HOURS
from booking.model.bookings import Draft, Request
from booking.model.decisions import Refused
from booking.model.diary import Diary, HolderBooking, Occupied
from booking.model.estate import Floor, Resource, ResourceKind
from booking.model.ids import BookingId, FloorId, PersonId, ResourceId, SiteId
from booking.model.people import Actor
from booking.model.policy import Rule
from booking.model.series import SeriesRule
from booking.model.time import Interval
from booking.rules.decide import decide
from booking.rules.permits import Act, may

ONE_DAY = timedelta(days=1)


class Fate(Enum):
    """What becomes of a booking that is meant to come out in one way; all others are left to chance."""

    NO_SHOW = "no show"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True)
class Idea:
    """A booking that somebody has in mind, and when they make it."""

    resource: Resource
    interval: Interval
    holder: Actor
    booker: Actor
    made_at: datetime
    people: int = 1
    title: str = ""
    fate: Fate | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """An idea that the rules accept; `series` numbers the series of which it is one."""

    idea: Idea
    draft: Draft
    series: int | None = None


@dataclass(frozen=True, slots=True)
class DemoSeries:
    """A series that was thought up, and when it was made."""

    rule: SeriesRule
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DemoTrust:
    """What is there to be booked, and by whom.

    Attributes:
        floors: every floor by its id.
        resources: everything that can be booked, in order of id.
        rules: the rules of each site.
        people: everybody by the part of their address before the @, in the order in which they were written.
    """

    floors: Mapping[FloorId, Floor]
    resources: tuple[Resource, ...]
    rules: Mapping[SiteId, tuple[Rule, ...]]
    people: Mapping[str, Actor]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the demo's sites, which is one."""
        return next(iter(self.floors.values())).site.zone

    def on_floor(self, building: str, floor: str, kind: ResourceKind) -> tuple[Resource, ...]:
        """The resources of a kind on a floor, in order of id: neighbours stand near one another."""
        ids = {one.id for one in self.floors.values() if (one.building, one.name) == (building, floor)}
        return tuple(one for one in self.resources if one.floor_id in ids and one.kind is kind)


@dataclass(slots=True)
class DemoDiary:
    """All that was agreed so far."""

    trust: DemoTrust
    agreed: list[Agreed] = field(default_factory=list)
    series: list[DemoSeries] = field(default_factory=list)
    _holds: dict[tuple[ResourceId, date], list[Occupied]] = field(default_factory=lambda: defaultdict(list))
    _of_person: dict[tuple[PersonId, date], list[HolderBooking]] = field(default_factory=lambda: defaultdict(list))

    def is_free(self, resource: Resource, interval: Interval) -> bool:
        """Whether nothing is agreed for the resource at that time; what must be kept free after use is not asked."""
        return not any(held.interval.overlaps(interval) for held in self._near(resource, interval))

    def agree(self, idea: Idea, series: int | None = None) -> bool:
        """Add an idea if the rules let its booker have it; answers whether they did."""
        act = Act.BOOK if idea.holder is idea.booker else Act.BOOK_FOR
        if not may(idea.booker, act, about_booking(idea.resource, idea.holder.person)):
            return False
        request = Request(idea.resource.id, idea.holder.person.id, idea.interval, idea.people, idea.title)
        verdict = decide(request, self._diary_for(idea), idea.booker, idea.made_at)
        if isinstance(verdict, Refused):
            return False
        self._keep(Agreed(idea, verdict.draft, series))
        return True

    def _diary_for(self, idea: Idea) -> Diary:
        """What the rules ask for; of the person only the days around, since no rule of the demo looks further."""
        resource, person = idea.resource, idea.holder.person
        held = (held for on in _days_around(idea.interval, 1) for held in self._of_person[person.id, on])
        return Diary(
            floor=self.trust.floors[resource.floor_id],
            resource=resource,
            alike=(resource,),
            occupied=tuple(self._near(resource, idea.interval)),
            rules=self.trust.rules[resource.site_id],
            holder=person,
            holder_bookings=tuple(held),
        )

    def _near(self, resource: Resource, interval: Interval) -> Iterable[Occupied]:
        days = 1 + LOCKOUT_HOURS // 24 if resource.name == LOCKED_DESK else 1
        return (held for on in _days_around(interval, days) for held in self._holds[resource.id, on])

    def _keep(self, agreed: Agreed) -> None:
        idea, draft = agreed.idea, agreed.draft
        number, on = BookingId(len(self.agreed)), idea.interval.start.date()
        resource, person = idea.resource, idea.holder.person
        self.agreed.append(agreed)
        self._holds[resource.id, on].append(Occupied(resource.id, number, person.id, idea.interval, draft.occupies.end))
        self._of_person[person.id, on].append(HolderBooking(number, resource.kind, resource.name, idea.interval))


def _days_around(interval: Interval, days: int) -> Iterator[date]:
    on = interval.start.date()
    return (on + step * ONE_DAY for step in range(-days, days + 1))
