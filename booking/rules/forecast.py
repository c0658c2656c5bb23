"""How many places can be used on each of the coming days under some rules, if as many as can be are used every day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.model.estate import Resource, Site
from booking.model.forecast import DayForecast, Forecast
from booking.model.ids import ResourceId, SiteId
from booking.model.policy import Closure, Policy, Rule, RuleScope
from booking.model.spacing import NO_NEIGHBOURS, Neighbours
from booking.model.time import Interval
from booking.rules.policy import Policies
from booking.rules.spacing import Spacing
from booking.rules.wall_clock import closed_on, local_day

DAYS_AHEAD = 28
"""Four weeks: long enough for a lockout of some days to show how it falls over weekends."""

_DAY_BEGINS, _DAY_ENDS = time(9), time(17)
"""The use of a place that is open for longer than a working day."""


def forecast(  # noqa: PLR0913 - which places, under which rules, before and after, from when on
    places: Sequence[Resource],
    sites: Mapping[SiteId, Site],
    *,
    before: tuple[Rule, ...],
    after: tuple[Rule, ...],
    first: date,
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> Forecast:
    """How many of the places can be used on each of the days from the first on, before and after a change.

    The rules hold the closures too. What has passed of a day by `now` cannot be used.
    """
    days = [first + timedelta(days=step) for step in range(DAYS_AHEAD)]
    was, will_be = (
        count_usable(places, sites, rules, days=days, now=now, neighbours=neighbours) for rules in (before, after)
    )
    counted = zip(days, was, will_be, strict=True)
    return Forecast(len(places), tuple(DayForecast(*each) for each in counted))


def count_usable(
    places: Sequence[Resource],
    sites: Mapping[SiteId, Site],
    rules: tuple[Rule, ...],
    *,
    days: Sequence[date],
    now: datetime,
    neighbours: Neighbours = NO_NEIGHBOURS,
) -> tuple[int, ...]:
    """How many places are used on each day if every place that can be is used for the working day, day after day.

    Places are taken in the order of `fill_order`. Bookings that stand have no part in it.
    """
    policies = Policies(tuple(rule for rule in rules if not isinstance(rule.value, Closure)))
    uses = _Uses(now, find_closures(places, rules))
    spacing = Spacing(neighbours, policies, sites)
    free_at: dict[ResourceId, datetime] = {}
    ended: dict[ResourceId, datetime] = {}
    counted = []
    for on in days:
        used: dict[ResourceId, Interval] = {}
        for place in fill_order(places, neighbours):
            site = sites[place.site_id]
            policy = policies.of(place, site.organisation_id, on)
            use = uses.find(place, on, policy, site.zone)
            if use is None or not place.in_use or not _is_rested(place, use, policy, free_at, ended):
                continue
            if any(near.desk.id in used and used[near.desk.id].overlaps(use) for near in spacing.find_near(place, on)):
                continue
            used[place.id] = use
            ended[place.id], free_at[place.id] = use.end, use.end + timedelta(minutes=policy.tail_min)
        counted.append(len(used))
    return tuple(counted)


def fill_order(places: Iterable[Resource], neighbours: Neighbours) -> list[Resource]:
    """The places that keep the fewest others from being used first, then by id."""
    return sorted(places, key=lambda place: (len(neighbours.get(place.id, ())), place.id))


def find_closures(places: Iterable[Resource], rules: Iterable[Rule]) -> dict[ResourceId, tuple[Closure, ...]]:
    """What closes each of the places, by start; one object for all that the same closures close."""
    closing: defaultdict[tuple[RuleScope, int], list[Closure]] = defaultdict(list)
    for rule in rules:
        if isinstance(rule.value, Closure):
            closing[rule.scope, rule.scope_id].append(rule.value)
    if not closing:
        return {}
    found: dict[ResourceId, tuple[Closure, ...]] = {}
    known: dict[tuple[Closure, ...], tuple[Closure, ...]] = {}
    for place in places:
        spots = (
            (RuleScope.SITE, int(place.site_id)),
            (RuleScope.FLOOR, int(place.floor_id)),
            (RuleScope.RESOURCE, int(place.id)),
        )
        closed = {each for spot in spots for each in closing.get(spot, ())}
        if closed:
            ordered = tuple(sorted(closed, key=lambda each: (each.interval, each.ref)))
            found[place.id] = known.setdefault(ordered, ordered)
    return found


def find_use(on: date, policy: Policy, zone: ZoneInfo, now: datetime) -> Interval | None:
    """The use of a place on a local day: 9am to 5pm as far as it is open then, otherwise the longest time it is open.

    No longer than the longest booking and nothing of what has passed; None where nothing is left for the shortest.
    """
    least = timedelta(minutes=policy.min_length_min)
    open_times = [each for each in _open_times(on, policy, zone, now) if each.length >= least]
    begins, ends = (datetime.combine(on, at, tzinfo=zone).astimezone(UTC) for at in (_DAY_BEGINS, _DAY_ENDS))
    within = [
        Interval(max(each.start, begins), min(each.end, ends))
        for each in open_times
        if each.start < ends and each.end > begins
    ]
    enough = [each for each in within if each.length >= least]
    longest = max(enough or open_times, key=lambda each: each.length, default=None)
    if longest is None:
        return None
    most = timedelta(minutes=policy.max_length_min)
    return longest if longest.length <= most else Interval(longest.start, longest.start + most)


class _Uses:
    """The uses of days, each found once for all places to which the same rules and closures apply."""

    def __init__(self, now: datetime, closures: Mapping[ResourceId, tuple[Closure, ...]]) -> None:
        self._now = now
        self._closures = closures
        self._known: dict[tuple[date, int, int, ZoneInfo], tuple[Policy, Interval | None]] = {}

    def find(self, place: Resource, on: date, policy: Policy, zone: ZoneInfo) -> Interval | None:
        closed = self._closures.get(place.id, ())
        key = (on, id(policy), id(closed), zone)
        if key not in self._known:
            whole = replace(policy, closures=closed) if closed else policy
            self._known[key] = policy, find_use(on, whole, zone, self._now)
        return self._known[key][1]


def _is_rested(
    place: Resource,
    use: Interval,
    policy: Policy,
    free_at: Mapping[ResourceId, datetime],
    ended: Mapping[ResourceId, datetime],
) -> bool:
    """Whether the last use's tail and this one's set-up have both passed."""
    if place.id not in ended:
        return True
    return max(free_at[place.id], ended[place.id] + timedelta(minutes=policy.setup_min)) <= use.start


def _open_times(on: date, policy: Policy, zone: ZoneInfo, now: datetime) -> Iterator[Interval]:
    day = local_day(on, zone)
    reached = max(day.start, now)
    for closed in closed_on(on, policy, zone):
        if reached < closed.start:
            yield Interval(reached, closed.start)
        reached = max(reached, closed.end)
    if reached < day.end:
        yield Interval(reached, day.end)
