"""Show where to begin: what somebody usually books, on which days one press would book it, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from booking.actions.book import weigh
from booking.actions.service import Service
from booking.model.bookings import LIVE_STATES, BookingCard, BookingState, News, Request
from booking.model.decisions import Accepted, Reason, Refused
from booking.model.diary import Diary, HolderBooking
from booking.model.estate import Floor, Place, Resource, ResourceKind
from booking.model.habits import DayOffer, Habits, OwnBookings
from booking.model.ids import FloorId, ResourceId
from booking.model.people import Actor
from booking.model.policy import Policy
from booking.model.time import Interval
from booking.rules.habits import by_distance, find_habits, find_weekdays, working_days
from booking.rules.marks import PlaceState, mark_places
from booking.rules.permits import Act, may_anywhere, sites_where
from booking.rules.policy import Policies
from booking.store.diary import read_floor_occupied
from booking.store.engine import Tx
from booking.store.habits import read_floors_and_one_sheet, read_own_bookings
from booking.store.policies import read_rules
from booking.store.spacing import read_neighbours

DAYS = 3
"""How many days are offered: Mondays to Fridays, and other days of the week on which the person has bookings."""

TRIED = 3
"""How many of the nearest free desks are asked for: the first is refused only by a rule of its own."""

_NO_FLOOR = FloorId(0)
_LONGEST_DAY = timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Start:
    """What the start page shows.

    Attributes:
        habits: where and when the person usually works; its floor is one of `floors`, or None.
        floors: the floors that they may look at, by site, building and level.
        coming: what they hold or made that has not ended, of any state, in order of start.
        days: what one press would book on the next days on which they work; empty without a usual floor, or a role
            that books.
        news: what others cancelled or moved of it, and has not been seen yet.
    """

    habits: Habits
    floors: tuple[Floor, ...]
    coming: tuple[BookingCard, ...]
    days: tuple[DayOffer, ...]
    news: News


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One floor with all that stands on it."""

    floor: Floor
    resources: tuple[Resource, ...]
    places: dict[ResourceId, Place]


def show_start(service: Service, actor: Actor, *, now: datetime) -> Start:
    """Everything for the start page. At most four selects, and two for somebody without habits."""
    sites = sites_where(actor, Act.LOOK)

    def work(tx: Tx) -> Start:
        own = read_own_bookings(tx, actor.person.id, now - _LONGEST_DAY, now)
        habits = find_habits(own.preference, own.recent)
        opened = habits.desk.floor_id if habits.desk else habits.floor_id
        floors, resources, places = read_floors_and_one_sheet(tx, sites, opened or _NO_FLOOR)
        known = {floor.id: floor for floor in floors}
        coming = tuple(card for card in own.coming if card.booking.interval.end > now)
        standing = _standing(habits, known, resources)
        if opened not in known or not may_anywhere(actor, Act.BOOK):
            return Start(standing, floors, coming, (), own.news)
        sheet = _Sheet(known[opened], resources, {place.resource_id: place for place in places})
        days = _offer_days(tx, actor, sheet, standing, own, now=now)
        return Start(standing, floors, coming, days, own.news)

    return service.db.read(work)


def _standing(habits: Habits, known: dict[FloorId, Floor], resources: tuple[Resource, ...]) -> Habits:
    """The habits without a desk or floor that is out of use by now, or that the person may no longer look at."""
    desk = next((item for item in resources if habits.desk is not None and item.id == habits.desk.id), None)
    return Habits(habits.floor_id if habits.floor_id in known else None, desk, habits.hours)


def _offer_days(
    tx: Tx, actor: Actor, sheet: _Sheet, habits: Habits, own: OwnBookings, *, now: datetime
) -> tuple[DayOffer, ...]:
    site = sheet.floor.site
    rules = read_rules(tx, site.organisation_id, site.id)
    desks = tuple(item for item in sheet.resources if item.kind is ResourceKind.DESK)
    if not desks:
        return ()
    policies, like = Policies(rules, actor), habits.desk or desks[0]

    def policy_on(on: date) -> Policy:
        return policies.of(like, site.organisation_id, on)

    weekdays = find_weekdays(_booked(own, actor))
    times = working_days(habits.hours, policy_on, now=now, zone=site.zone, most=DAYS, weekdays=weekdays)
    if habits.desk is None or not times:
        return tuple(DayOffer(interval) for interval in times)
    occupied = read_floor_occupied(tx, sheet.floor.id, Interval(times[0].start, times[-1].end), rules)
    held = tuple(_holder_bookings(own, actor))
    near = read_neighbours(tx, [sheet.floor.id], rules, desks)
    diary = Diary(sheet.floor, habits.desk, desks, occupied, rules, actor.person, held, neighbours=near)
    return tuple(_offer(interval, diary, sheet, actor, own, now=now) for interval in times)


def _booked(own: OwnBookings, actor: Actor) -> Iterator[BookingCard]:
    """What the person has or had booked for themselves, as far as it stands: it says on which days they work."""
    yield from own.recent
    held = (card for card in own.coming if card.booking.person_id == actor.person.id)
    yield from (card for card in held if card.booking.state in LIVE_STATES)


def _offer(
    interval: Interval, diary: Diary, sheet: _Sheet, actor: Actor, own: OwnBookings, *, now: datetime
) -> DayOffer:
    usual = diary.resource
    verdict = weigh(Request(usual.id, actor.person.id, interval), diary, actor, now)
    if isinstance(verdict, Accepted):
        return DayOffer(interval, usual)
    if verdict.reason is Reason.PERSON_BUSY:
        return DayOffer(interval, own=_find_own(own, interval, actor), why=verdict.why)
    if verdict.reason not in (Reason.TAKEN, Reason.LOCKED_OUT, Reason.TOO_CLOSE):
        return DayOffer(interval, why=verdict.why)
    return _offer_nearest(interval, diary, sheet, actor, verdict, now=now)


def _offer_nearest(
    interval: Interval, diary: Diary, sheet: _Sheet, actor: Actor, refused: Refused, *, now: datetime
) -> DayOffer:
    """The nearest desk that would be accepted in the place of the usual one."""
    site = sheet.floor.site
    marks = mark_places(
        diary.alike,
        {site.id: site},
        diary.occupied,
        diary.rules,
        interval=interval,
        viewer=actor,
        neighbours=diary.neighbours,
    )
    free = [desk for desk, mark in zip(diary.alike, marks, strict=True) if mark.state is PlaceState.FREE]
    for desk, distance in by_distance(diary.resource, free, sheet.places)[:TRIED]:
        near = replace(diary, resource=desk)
        if isinstance(weigh(Request(desk.id, actor.person.id, interval), near, actor, now), Accepted):
            scaled = sheet.floor.plan is not None and sheet.floor.plan.metres_per_unit is not None
            return DayOffer(interval, desk, instead=True, distance_m=distance if scaled else None)
    return DayOffer(interval, why=refused.why)


def _find_own(own: OwnBookings, interval: Interval, actor: Actor) -> BookingCard | None:
    """The person's own desk booking at that time."""
    return next(
        (
            card
            for card in own.coming
            if card.booking.state in LIVE_STATES
            and card.booking.person_id == actor.person.id
            and card.resource.kind is ResourceKind.DESK
            and card.booking.interval.overlaps(interval)
        ),
        None,
    )


def _holder_bookings(own: OwnBookings, actor: Actor) -> Iterator[HolderBooking]:
    """The person's bookings as the rules about their limits read them."""
    for card in own.coming:
        booking = card.booking
        counts = booking.state in LIVE_STATES or booking.state is BookingState.COMPLETED
        if counts and booking.person_id == actor.person.id:
            yield HolderBooking(booking.id, card.resource.kind, card.resource.name, booking.interval)
