"""Some weeks of bookings for the demo, before and after the day on which it is loaded, the same each time."""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from booking.actions.demo_calendar import DemoCalendar
from booking.actions.demo_clinics import book_clinics, book_visits
from booking.actions.demo_desks import book_desks
from booking.actions.demo_diary import Agreed, DemoDiary, DemoTrust
from booking.actions.demo_fates import Step, occupied_after, tell_fate
from booking.actions.demo_meetings import book_meetings
from booking.actions.record import say_facts, say_letter
from booking.actions.service import Service
from booking.model.bookings import Booking, BookingState
from booking.model.ids import BookingId, FloorId, PersonId, Ref, SeriesId, SiteId, UnitId
from booking.store.audit import Event, append_history
from booking.store.bulk import Kept, Letter, post_letters, take_booking_ids, write_kept
from booking.store.diary import lock_floors
from booking.store.engine import Tx
from booking.store.estate import ResourceFilter, read_floors, read_resources
from booking.store.people import find_actor
from booking.store.policies import read_rules
from booking.store.refs import new_ref
from booking.store.series import NewSeries, write_series

HISTORY = timedelta(days=45)
"""How long before its loading the demo's trust began to use the service: longer than any booking is old."""

_SENT_AFTER = timedelta(minutes=1)
"""How long after what they tell of the letters of the past were sent."""


def write_demo_bookings(
    tx: Tx, service: Service, people: Iterable[PersonId], units: Mapping[str, UnitId], *, now: datetime
) -> int:
    """Think up bookings that the rules accept, and write them with their letters, all sent; answers how many.

    The audit's entries are written in the order of time over all sites, after whatever stands in its chains already.
    """
    trust = _read_trust(tx, people)
    diary, calendar = DemoDiary(trust), DemoCalendar(now, trust.zone)
    members = _name_members(trust, units)
    book_meetings(diary, calendar, members)
    book_clinics(diary, calendar, members)
    book_visits(diary, calendar)
    book_desks(diary, calendar, members)
    _lock(tx, diary, now)
    numbers = write_series(tx, (NewSeries(one.rule, one.made_at) for one in diary.series))
    _write(tx, service, diary.agreed, numbers, now)
    return len(diary.agreed)


def _read_trust(tx: Tx, people: Iterable[PersonId]) -> DemoTrust:
    floors = {floor.id: floor for floor in read_floors(tx, None)}
    sites = {floor.site.id: floor.site for floor in floors.values()}
    actors = [actor for person_id in people if (actor := find_actor(tx, person_id))]
    return DemoTrust(
        floors=floors,
        resources=read_resources(tx, ResourceFilter(), None),
        rules={site.id: read_rules(tx, site.organisation_id, site.id) for site in sites.values()},
        people={actor.person.email.partition("@")[0]: actor for actor in actors},
    )


def _name_members(trust: DemoTrust, units: Mapping[str, UnitId]) -> dict[str, list[str]]:
    return {
        name: [who for who, actor in trust.people.items() if unit_id in actor.person.units]
        for name, unit_id in units.items()
    }


def _lock(tx: Tx, diary: DemoDiary, now: datetime) -> None:
    """Lock each floor that is booked on, and tell it when next something starts or ends there."""
    edges: dict[FloorId, set[datetime]] = {}
    for agreed in diary.agreed:
        interval = agreed.idea.interval
        edges.setdefault(agreed.idea.resource.floor_id, set()).update((interval.start, interval.end))
    for floor_id in sorted(edges):
        lock_floors(tx, [floor_id], edges=tuple(edges[floor_id]), now=now, sheet_stays=True)


def _write(tx: Tx, service: Service, agreed: list[Agreed], numbers: tuple[SeriesId, ...], now: datetime) -> None:
    chance = random.Random("fates")  # noqa: S311 - a believable trust, the same each time it is loaded
    kept: list[Kept] = []
    told: list[tuple[Step, SiteId]] = []
    for booking_id, one in zip(take_booking_ids(tx, len(agreed)), agreed, strict=True):
        made = _make(booking_id, one, None if one.series is None else numbers[one.series])
        steps = tell_fate(made, one, now, chance)
        last = steps[-1].after
        kept.append(Kept(last, occupied_after(last, one), steps[-1].at))
        told.extend((step, one.idea.resource.site_id) for step in steps)
    told.sort(key=lambda pair: (pair[0].at, pair[0].after.id, pair[0].after.version))
    write_kept(tx, kept)
    post_letters(tx, (_letter(step) for step, _ in told))
    append_history(tx, ((_event(service, step, site_id), step.at) for step, site_id in told))


def _make(booking_id: BookingId, agreed: Agreed, series_id: SeriesId | None) -> Booking:
    idea = agreed.idea
    return Booking(
        id=booking_id,
        ref=Ref(new_ref()),
        resource_id=idea.resource.id,
        person_id=idea.holder.person.id,
        booked_by_id=idea.booker.person.id,
        interval=idea.interval,
        people=idea.people,
        title=idea.title,
        state=BookingState.CONFIRMED,
        version=1,
        sequence=0,
        created_at=idea.made_at,
        series_id=series_id,
    )


def _letter(step: Step) -> Letter:
    return Letter(step.act.value, step.after, say_letter(step.after), step.at, step.at + _SENT_AFTER)


def _event(service: Service, step: Step, site_id: SiteId) -> Event:
    facts = {"after": say_facts(service, step.after)}
    if step.before is not None:
        facts["before"] = say_facts(service, step.before)
    return Event(
        act=step.act,
        actor_id=step.by,
        site_id=site_id,
        person_id=step.after.person_id,
        booking_id=step.after.id,
        resource_id=step.after.resource_id,
        facts=tuple(facts.items()),
    )
