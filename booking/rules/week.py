"""What can be booked at one time of day on each of some days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.model.diary import Occupied
from booking.model.estate import Resource, Site
from booking.model.ids import UnitId
from booking.model.people import Actor
from booking.model.policy import Rule, widest_tail_min
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.model.time import Interval
from booking.rules.marks import PlaceState, mark_places
from booking.rules.outlook import may_book_here
from booking.rules.policy import Policies
from booking.rules.wall_clock import is_open_during

_SHORTEST = timedelta(minutes=15)
"""What is left of a time that has begun is at least this long."""


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A time on a day: of each resource, in their order, whether the viewer can book it, and whether it is closed."""

    free: tuple[bool, ...]
    closed: tuple[bool, ...]


def look_ahead(  # noqa: PLR0913 - one fact each of what stands there, none with a part of another
    resources: Sequence[Resource],
    site: Site,
    occupied: Iterable[Occupied],
    rules: tuple[Rule, ...],
    times: Mapping[date, Interval],
    *,
    viewer: Actor,
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> dict[date, DayAhead]:
    """What the resources are at the time of each day, by its local day; days whose time is over are left out.

    Of a time that has begun, what is left of it counts. `occupied` holds at least what touches the times and what
    they would occupy.
    """
    held = tuple(occupied)
    policies, seen = Policies(rules), Policies(rules, viewer)
    today, ahead = now.astimezone(site.zone).date(), {}
    for on, time in times.items():
        if time.end <= now:
            continue
        left = Interval(max(time.start, min(now, time.end - _SHORTEST)), time.end)
        near = touching(held, left, rules)
        sites = {site.id: site}
        marks = mark_places(resources, sites, near, rules, interval=left, viewer=viewer, neighbours=neighbours)
        bookable = _find_bookable(resources, site, policies, on, viewer, horizon=on - today)
        free = tuple(mark.state is PlaceState.FREE and may for mark, may in zip(marks, bookable, strict=True))
        ahead[on] = DayAhead(free, _find_closed(resources, site, seen, on, left))
    return ahead


def touching(occupied: Iterable[Occupied], time: Interval, rules: tuple[Rule, ...]) -> list[Occupied]:
    """The holds that touch the time or what a booking of it would occupy."""
    gap = timedelta(minutes=widest_tail_min(rules))
    start, end = time.start - gap, time.end + gap
    return [held for held in occupied if held.interval.start < end and held.until > start]


def _find_bookable(
    resources: Iterable[Resource], site: Site, policies: Policies, on: date, viewer: Actor, *, horizon: timedelta
) -> Iterator[bool]:
    """Whether the viewer may book each resource so far ahead at all; judged once for all that are ruled alike."""
    known: dict[tuple[int, UnitId | None], bool] = {}
    for item in resources:
        policy = policies.of(item, site.organisation_id, on)
        alike = (id(policy), item.unit_id)
        if alike not in known:
            known[alike] = may_book_here(viewer, item, policy) and horizon <= timedelta(days=policy.horizon_days)
        yield known[alike]


def _find_closed(
    resources: Iterable[Resource], site: Site, policies: Policies, on: date, time: Interval
) -> tuple[bool, ...]:
    """Whether each resource is closed for some of the time; judged once for all that are ruled alike."""
    found = [policies.of(item, site.organisation_id, on) for item in resources]
    closed = {
        id(policy): not is_open_during(time, policy, site.zone) for policy in {id(one): one for one in found}.values()
    }
    return tuple(closed[id(policy)] for policy in found)
