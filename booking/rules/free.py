"""When a place can still be booked on a day."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from booking.model.diary import Occupied
from booking.model.estate import Resource, Site
from booking.model.ids import RoomUseId
from booking.model.people import Actor
from booking.model.policy import Policy, Rule
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.model.time import Interval
from booking.rules.gaps import gap_before
from booking.rules.habits import next_quarter
from booking.rules.marks import span_places
from booking.rules.policy import resolve_policy
from booking.rules.wall_clock import local_day


def free_times(  # noqa: PLR0913 - one fact each of what stands there, none with a part of another
    resource: Resource,
    site: Site,
    occupied: Iterable[Occupied],
    rules: tuple[Rule, ...],
    *,
    on: date,
    viewer: Actor,
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
    use_id: RoomUseId | None = None,
) -> tuple[Interval, ...]:
    """The times of a local day at which nothing stands in the way of a booking by the viewer, in order; may be empty.

    They keep the turnaround, lockout and set-up that the place and the use need to its other bookings, lie in opening
    hours, begin at the next quarter of an hour at the earliest, and are at least as long as the shortest booking.
    `occupied` holds at least what touches the day, its tail or its set-up, and as much of the desks that are its
    neighbours.
    """
    day = local_day(on, site.zone)
    policy = resolve_policy(rules, resource, site.organisation_id, on)
    near = {each.desk.id for each in neighbours.get(resource.id, ())}
    around = [held for held in occupied if held.resource_id in near or held.resource_id == resource.id]
    beside = [held for held in around if held.resource_id in near]
    barred = span_places([resource], site, beside, rules, interval=day, viewer=viewer, neighbours=neighbours)
    blocked = [span.interval for span in barred]
    blocked += [_blocked_by(held, policy, use_id) for held in around if held.resource_id == resource.id]
    shortest = timedelta(minutes=policy.min_length_min)
    start = max(day.start, next_quarter(now))
    return tuple(gap for gap in _gaps(start, day.end, blocked) if gap.length >= shortest)


def _blocked_by(held: Occupied, policy: Policy, use_id: RoomUseId | None) -> Interval:
    """The time that another booking of the place, for that use, may not touch."""
    until = max(held.until, held.interval.end + timedelta(minutes=policy.setup_for(use_id)))
    return Interval(held.interval.start - gap_before(held, policy, use_id), until)


def _gaps(start: datetime, end: datetime, blocked: Iterable[Interval]) -> Iterator[Interval]:
    for span in sorted(blocked):
        if start < min(span.start, end):
            yield Interval(start, min(span.start, end))
        start = max(start, span.end)
    if start < end:
        yield Interval(start, end)
